/// The derivations in derivations/examples and derivations/starters are what they say.
#include "chainrule/claims/text.hpp"
#include "chainrule/claims/verify.hpp"
#include "chainrule/files.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>

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

}  // namespace

BOOST_AUTO_TEST_SUITE(examples)

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
