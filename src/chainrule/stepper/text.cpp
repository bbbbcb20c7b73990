#include "chainrule/stepper/text.hpp"

#include "chainrule/book/plain_text.hpp"
#include "chainrule/book/spaces.hpp"
#include "chainrule/book/wrap.hpp"
#include "chainrule/stepper/matrix_text.hpp"
#include "chainrule/stepper/page.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace chainrule::stepper {

namespace {

std::string maths(std::string_view tex) {
    return book::with_plain_spaces(book::tex_to_text(tex).text);
}

void add_title(Page& page, const Trace& trace) {
    page.sentence(
        fmt::format("{}: {}", trace.step, book::inline_text(trace.text.title).text));
    page.sentence(fmt::format(
        "Chapter {}, {}", std::stoi(std::string(trace.chapter)), trace.chapter_title));
    page.sentence(trace.header);
}

// --------------------------------------------------------------- shapes

/// What a size letter stands for in the example, or letters side by side; a number
/// stands for itself.
std::string here(const Trace& trace, const std::string& size) {
    arma::uword product = 1;
    for (const char name : size) {
        const auto known = std::ranges::find_if(trace.sizes, [&](const auto& one) {
            return one.first == std::string_view(&name, 1);
        });
        if (known == trace.sizes.end()) return size;
        product *= known->second;
    }
    return std::to_string(product);
}

std::string shape_text(const std::string& rows, const std::string& cols) {
    return rows + "×" + cols;
}

void add_shapes(Page& page, const Trace& trace) {
    page.heading("Shapes");
    std::vector<std::vector<std::string>> rows{
        {"maths", "code", "shape", "here", "meaning"}};
    for (const book::Symbol& symbol : trace.text.symbols) {
        rows.push_back({maths(symbol.maths),
                        symbol.code,
                        shape_text(symbol.rows, symbol.cols),
                        shape_text(here(trace, symbol.rows), here(trace, symbol.cols)),
                        book::inline_text(symbol.meaning).text});
    }
    page.table(rows);
}

// -------------------------------------------------------------- numbers

void add_matrices(Page& page,
                  std::string_view introduction,
                  const std::vector<NamedMatrix>& matrices) {
    std::vector<TextBlock> blocks;
    for (const auto& matrix : matrices) {
        const int exponent = exponent_of(matrix.values);
        blocks.push_back(matrix_text(
            matrix_heading(matrix, exponent), matrix, exponent, page.room()));
    }
    page.sentence(introduction);
    page.blank();
    page.lines(side_by_side(blocks, page.room()));
}

void add_numbers(Page& page, const Trace& trace) {
    std::vector<std::string> sizes;
    for (const auto& [letter, value] : trace.sizes) {
        sizes.push_back(fmt::format("{} = {}", letter, value));
    }
    page.heading("Numbers");
    add_matrices(page,
                 fmt::format("A random example with {}, drawn with seed {}:",
                             fmt::join(sizes, ", "),
                             trace.seed),
                 trace.inputs);
    page.blank();
    add_matrices(page, "Forward gives", trace.outputs);
    page.blank();
    add_matrices(page, "With a random cotangent from above,", trace.cotangents);
    page.blank();
    add_matrices(page, "the rule gives", trace.vjp);
}

// ---------------------------------------------------------------- check

/// An error or error bar; a dash where nothing was measured.
std::string error_text(double error) {
    if (std::isnan(error)) return "-";
    if (error == 0.0) return "0";
    const bool reads_well = error >= 0.01 && error < 1e4;
    return reads_well ? fmt::format("{:.2f}", error) : fmt::format("{:.1e}", error);
}

void add_check(Page& page, const Trace& trace) {
    page.heading(fmt::format("Check: {}", to_string(trace.contract.verdict)));
    page.sentence("Errors and their bars are relative to the largest entry.");
    page.blank();
    std::vector<std::vector<std::string>> rows{{"verdict", "error", "bar", "check"}};
    for (const auto& line : trace.contract.lines) {
        rows.push_back(
            {std::string(line.outcome()),
             error_text(line.largest_error),
             error_text(line.error_bar),
             line.note.empty() ? line.check : line.check + "; " + line.note});
    }
    page.table(rows);
}

// ------------------------------------------------------------- mistakes

/// What the mistake gives beside what is right, where they differ. Both are shown in
/// the same power of ten, so that a factor or a sign is seen.
std::vector<TextBlock> wrong_beside_right(const Trace& trace,
                                          const MistakeShown& mistake,
                                          std::size_t width) {
    std::vector<TextBlock> blocks;
    for (std::size_t i = 0; i < mistake.vjp.size(); ++i) {
        const NamedMatrix &wrong = mistake.vjp[i], &right = trace.vjp[i];
        if (largest_error({wrong.values}, {right.values}) == 0.0) continue;
        const int exponent = exponent_of(right.values);
        blocks.push_back(
            matrix_text(matrix_heading(wrong, exponent), wrong, exponent, width));
        blocks.push_back(matrix_text("instead of", right, exponent, width));
    }
    return blocks;
}

std::string how_it_shows(const MistakeShown& mistake) {
    if (!mistake.refusal.empty()) {
        return fmt::format("The shapes give it away here: {}.", mistake.refusal);
    }
    if (std::isinf(mistake.largest_error)) return "Its shape gives it away here.";
    return fmt::format("Error here: {}.", error_text(mistake.largest_error));
}

void add_mistake(Page& page, const Trace& trace, const MistakeShown& mistake) {
    constexpr std::string_view indent = "    ";
    const std::size_t room = page.room() - 2;
    page.sentence(fmt::format("{}:", mistake.name));
    page.lines(book::wrapped(mistake.sentence, room), indent);
    if (mistake.refusal.empty()) {
        page.blank();
        page.lines(side_by_side(wrong_beside_right(trace, mistake, room), room),
                   indent);
        page.blank();
    }
    page.lines(book::wrapped(how_it_shows(mistake), room), indent);
    if (!mistake.hidden_when.empty()) {
        const std::string hiding =
            fmt::format("It cannot be seen when {}: error {}.",
                        mistake.hidden_when,
                        error_text(mistake.largest_error_where_hidden));
        page.lines(book::wrapped(hiding, room), indent);
    }
}

void add_mistakes(Page& page, const Trace& trace) {
    page.heading("Usual mistakes");
    for (const auto& mistake : trace.mistakes) {
        if (&mistake != &trace.mistakes.front()) page.blank();
        add_mistake(page, trace, mistake);
    }
}

void add_section(Page& page, std::string_view title, std::string_view markdown) {
    page.heading(title);
    page.markdown(markdown);
}

void add_next(Page& page, const Trace& trace) {
    page.heading("Next");
    if (!trace.text.builds_on.empty()) {
        page.sentence(
            fmt::format("Builds on {}.", fmt::join(trace.text.builds_on, ", ")));
        page.blank();
    }
    page.table({{fmt::format("chainrule step {} --seed {}", trace.step, trace.seed + 1),
                 "other numbers"},
                {fmt::format("chainrule step {} --json", trace.step),
                 "the same for PyTorch or NumPy"},
                {fmt::format("chainrule check {}", trace.step), "the check in full"}});
}

}  // namespace

std::string as_text(const Trace& trace, std::size_t width) {
    Page page(width);
    add_title(page, trace);
    add_section(page, "Statement", trace.text.statement);
    add_section(page, "Rule", trace.text.rule);
    add_section(page, "Derivation", trace.text.derivation);
    add_shapes(page, trace);
    add_numbers(page, trace);
    add_check(page, trace);
    add_mistakes(page, trace);
    add_section(page, "Numerics", trace.text.numerics);
    add_section(page, "Errors", trace.text.errors);
    add_section(page, "Source", trace.text.source);
    add_next(page, trace);
    return std::move(page).text();
}

}  // namespace chainrule::stepper
