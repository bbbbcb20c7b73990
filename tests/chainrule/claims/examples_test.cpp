/// The derivations in derivations/examples and derivations/starters are what they say, and
/// docs/derivations.md shows them. A stale page is written anew by
///     CHAINRULE_WRITE_DOCS=1 test_chainrule_claims --run_test=examples
#include "chainrule/claims/document.hpp"
#include "chainrule/claims/formula.hpp"
#include "chainrule/claims/text.hpp"
#include "chainrule/claims/verify.hpp"
#include "chainrule/files.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace chainrule;
using namespace chainrule::claims;
namespace fs = std::filesystem;

namespace {

std::vector<fs::path> derivations_in(const std::string& folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(fs::path(CHAINRULE_SOURCE_DIR) /
                                                    "derivations" / folder)) {
        if (entry.path().extension() == ".grad") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

/// "holds", or "fails: factor": as the comment behind a claim says it.
std::string outcome_of(const Judgement& judgement) {
    std::string outcome(to_string(judgement.verdict));
    if (judgement.diagnosis) {
        outcome += ": " + std::string(to_string(judgement.diagnosis->kind));
    }
    return outcome;
}

std::string promised(const Source& source, const Judgement& judgement) {
    const auto end = judgement.claim->right.nodes.back().at.end;
    const std::string_view line = source.line(source.place(end).line);
    const std::size_t sign = line.find("# ");
    return sign == std::string_view::npos ? "" : std::string(line.substr(sign + 2));
}

/// An example on the page: its words, its claims as formulas, what is said of them. No
/// error of rounding, which another processor makes differently.
std::string entry_of(const fs::path& path) {
    const std::string name = path.filename().string();
    const Source source(name, read_file(path));
    const Verification verification = verify(source, {});
    const Document document = document_of(source, verification);
    std::string entry = fmt::format(
        "## {}\n\n[{}](../derivations/examples/{})", document.title, name, name);
    for (const Block& block : document.blocks) {
        const auto* prose = std::get_if<Prose>(&block);
        if (prose == nullptr) break;
        entry += fmt::format("\n\n{}", prose->text);
    }
    entry += "\n\n";
    for (const Judgement& judgement : verification.judgements) {
        entry += fmt::format(
            "- ${}$: {}",
            claim_formula(source, verification.derivation, *judgement.claim, latex()),
            to_string(judgement.verdict));
        const bool named =
            judgement.diagnosis && judgement.diagnosis->kind != claims::Kind::unknown;
        if (named) {
            entry += fmt::format(" (`{}`):\n  `{}`",
                                 outcome_of(judgement).substr(7),
                                 remark_text(judgement));
        }
        entry += "\n";
    }
    return entry + "\n";
}

std::string page_of_examples() {
    std::string page =
        "# Derivations, right and wrong\n\nThe files of "
        "[derivations/examples](../derivations/examples), each a whole derivation, "
        "with "
        "what\n`chainrule verify` says of every claim. How to write one's own: "
        "[derivation-files.md](derivation-files.md).\n\n";
    for (const fs::path& path : derivations_in("examples")) page += entry_of(path);
    page.pop_back();
    return page;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(examples)

BOOST_AUTO_TEST_CASE(the_page_of_examples_shows_what_is_said_of_them) {
    const std::string page = std::string(CHAINRULE_SOURCE_DIR) + "/docs/derivations.md";
    const std::string fresh = page_of_examples();
    if (std::getenv("CHAINRULE_WRITE_DOCS") != nullptr) {
        std::ofstream(page) << fresh;
        return;
    }
    BOOST_TEST((read_file(page) == fresh),
               "docs/derivations.md is stale; write it anew with\n"
               "    CHAINRULE_WRITE_DOCS=1 test_chainrule_claims --run_test=examples");
}

BOOST_AUTO_TEST_CASE(every_claim_of_an_example_has_the_outcome_that_stands_behind_it) {
    const auto files = derivations_in("examples");
    BOOST_TEST(files.size() >= 20u);
    for (const fs::path& path : files) {
        const Source source(path.filename().string(), read_file(path));
        const Verification verification = verify(source, {});
        BOOST_REQUIRE_MESSAGE(verification.readable(),
                              complaints_of(source, verification));
        for (const Judgement& judgement : verification.judgements) {
            BOOST_TEST(outcome_of(judgement) == promised(source, judgement),
                       path.filename() << ": " << judgement.claim->name << " "
                                       << outcome_of(judgement));
        }
    }
}

BOOST_AUTO_TEST_CASE(right_examples_hold_and_mistakes_fail_with_other_numbers_too) {
    for (const fs::path& path : derivations_in("examples")) {
        const Source source(path.filename().string(), read_file(path));
        for (const std::uint64_t seed : {2, 3, 4}) {
            VerifyOptions options;
            options.seed = seed;
            const Verification verification = verify(source, options);
            for (const Judgement& judgement : verification.judgements) {
                BOOST_TEST(promised(source, judgement)
                               .starts_with(to_string(judgement.verdict)),
                           path.filename()
                               << ", seed " << seed << ": " << judgement.claim->name);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(every_claim_of_a_starter_holds) {
    for (const fs::path& path : derivations_in("starters")) {
        const Source source(path.filename().string(), read_file(path));
        const Verification verification = verify(source, {});
        BOOST_REQUIRE_MESSAGE(verification.readable(),
                              complaints_of(source, verification));
        BOOST_TEST(verification.count(Verdict::holds) == verification.judgements.size(),
                   path.filename());
    }
}

BOOST_AUTO_TEST_SUITE_END()
