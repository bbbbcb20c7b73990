/// Tests of src/chainrule/book/step_text.hpp: what is read, what is refused and where,
/// and that every step file of the tree can be read and shown.
#include "chainrule/book/step_text.hpp"

#include "chainrule/book/plain_text.hpp"
#include "chainrule/files.hpp"
#include "chainrule/input_error.hpp"

#include <boost/test/unit_test.hpp>

#include <regex>

using namespace chainrule::book;
using chainrule::InputError;
namespace fs = std::filesystem;
namespace tt = boost::test_tools;

namespace {

const std::string whole = R"(#pragma once

/// @step double
/// @title Twice
/// @builds-on sum, product
///
/// @statement
/// Let $Y = 2 X$,
///
/// whatever $X$.
///
/// @rule
/// $$ \bar X = 2 \bar Y . $$
/// @derivation
/// 1. The slope is 2.
/// 2. Done.
/// @symbols
/// | maths    | code            | shape | meaning   |
/// |----------|-----------------|-------|-----------|
/// | $X$, $Y$ | `inputs`, `out` | D x N | matrices  |
/// | $\ell$   | `loss`          | 1     | a number  |
/// @numerics
/// Exact.
/// @errors
/// None.
/// @source Nobody,
/// 2020.

/// A comment of the code.
struct Double {};
)";

std::string with(std::string_view from, std::string_view to) {
    std::string text = whole;
    const std::size_t place = text.find(from);
    BOOST_REQUIRE(place != text.npos);
    return text.replace(place, from.size(), to);
}

std::string refusal(const std::string& text) {
    try {
        (void)parse_step_text("double.hpp", text);
    } catch (const InputError& error) {
        return error.what();
    }
    return "accepted";
}

std::vector<fs::path> step_files() {
    std::vector<fs::path> files;
    const fs::path root = fs::path(CHAINRULE_SOURCE_DIR) / "derivations";
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
        const std::string folder = entry.path().parent_path().filename().string();
        const bool is_chapter = std::regex_search(folder, std::regex("^[0-9]{2}_"));
        if (is_chapter && entry.path().extension() == ".hpp") {
            files.push_back(entry.path());
        }
    }
    return files;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(step_text)

BOOST_AUTO_TEST_CASE(sections_are_read_without_the_marks_of_the_comment) {
    const StepText text = parse_step_text("double.hpp", whole);
    BOOST_TEST(text.step == "double");
    BOOST_TEST(text.title == "Twice");
    BOOST_TEST(text.builds_on == (std::vector<std::string>{"sum", "product"}),
               tt::per_element());
    BOOST_TEST(text.statement == "Let $Y = 2 X$,\n\nwhatever $X$.");
    BOOST_TEST(text.rule == "$$ \\bar X = 2 \\bar Y . $$");
    BOOST_TEST(text.derivation == "1. The slope is 2.\n2. Done.");
    BOOST_TEST(text.numerics == "Exact.");
    BOOST_TEST(text.errors == "None.");
    BOOST_TEST(text.source == "Nobody,\n2020.");
}

BOOST_AUTO_TEST_CASE(a_row_of_the_table_may_name_several_symbols_of_one_shape) {
    const auto symbols = parse_step_text("double.hpp", whole).symbols;
    BOOST_REQUIRE(symbols.size() == 3u);
    BOOST_TEST(symbols[1].maths == "Y");
    BOOST_TEST(symbols[1].code == "out");
    BOOST_TEST(symbols[1].rows == "D");
    BOOST_TEST(symbols[1].cols == "N");
    BOOST_TEST(symbols[1].meaning == "matrices");
}

BOOST_AUTO_TEST_CASE(a_number_is_one_by_one) {
    const auto symbols = parse_step_text("double.hpp", whole).symbols;
    BOOST_TEST(symbols.back().maths == "\\ell");
    BOOST_TEST(symbols.back().rows == "1");
    BOOST_TEST(symbols.back().cols == "1");
}

BOOST_AUTO_TEST_CASE(an_unknown_tag_is_refused_with_the_nearest_one) {
    BOOST_TEST(refusal(with("@rule", "@rul")) ==
               "double.hpp: line 12: expected a tag of a step, found @rul; did you "
               "mean '@rule'?");
}

BOOST_AUTO_TEST_CASE(a_tag_given_twice_is_refused_with_both_lines) {
    BOOST_TEST(refusal(with("@errors", "@rule")) ==
               "double.hpp: line 24: expected one @rule, found a second one after that "
               "of line 12");
}

BOOST_AUTO_TEST_CASE(a_missing_or_empty_section_is_refused_by_its_tag) {
    BOOST_TEST(refusal(with("/// @numerics\n", "")) ==
               "double.hpp: line 3: expected a section @numerics, found none");
    BOOST_TEST(refusal(with("/// Exact.\n", "///\n")) ==
               "double.hpp: line 22: expected text after @numerics, found none");
}

BOOST_AUTO_TEST_CASE(a_step_may_build_on_no_other) {
    const auto text =
        parse_step_text("x.hpp", with("/// @builds-on sum, product\n", ""));
    BOOST_TEST(text.builds_on.empty());
}

BOOST_AUTO_TEST_CASE(a_file_without_the_comment_is_refused) {
    BOOST_TEST(refusal("#pragma once\n") ==
               "double.hpp: line 1: expected a comment that begins with /// @step, "
               "found none");
}

BOOST_AUTO_TEST_CASE(a_row_that_is_no_row_is_refused_with_its_line) {
    BOOST_TEST(refusal(with("| 1     | a number  |", "| 1     |")) ==
               "double.hpp: line 21: expected | maths | code | shape | meaning |, "
               "found | $\\ell$   | `loss`          | 1     |");
    BOOST_TEST(refusal(with("`loss`", "loss")) ==
               "double.hpp: line 21: expected names between ` and `, with commas, "
               "found loss");
    BOOST_TEST(refusal(with("$X$, $Y$", "$X$")) ==
               "double.hpp: line 20: expected a name in the code for each of 1 "
               "symbols, found 2");
}

BOOST_AUTO_TEST_CASE(every_step_file_of_the_tree_is_read_and_its_maths_understood) {
    const auto files = step_files();
    BOOST_TEST(files.size() >= 3u);
    for (const fs::path& file : files) {
        BOOST_TEST_CONTEXT(file.string()) {
            const StepText text =
                parse_step_text(file.string(), chainrule::read_file(file));
            BOOST_TEST(text.step == file.stem().string());
            std::string all;
            for (const auto& section : {text.statement,
                                        text.rule,
                                        text.derivation,
                                        text.numerics,
                                        text.errors,
                                        text.source}) {
                all += section + "\n\n";
            }
            for (const Symbol& symbol : text.symbols) {
                all += "$" + symbol.maths + "$ " + symbol.meaning + "\n\n";
            }
            BOOST_TEST(chainrule::book::plain_text(all, 80).problems ==
                           std::vector<std::string>{},
                       tt::per_element());
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
