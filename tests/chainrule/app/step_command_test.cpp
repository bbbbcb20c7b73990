/// `chainrule step` and `chainrule check`, run on the built program.
#include "tests/support/findings.hpp"
#include "tests/support/program.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>

using namespace chainrule::tests;
using chainrule::tests::contains;

BOOST_AUTO_TEST_SUITE(step_command)

BOOST_AUTO_TEST_CASE(a_walk_has_statement_rule_derivation_numbers_and_check) {
    const Outcome outcome = run_chainrule({"step", "softmax_cross_entropy"});
    BOOST_TEST(outcome.status == 0);
    for (const char* part : {"Softmax followed by cross-entropy",
                             "Statement",
                             "Rule",
                             "Derivation",
                             "logits_bar",
                             "complex step",
                             "forgets_the_mean"}) {
        BOOST_TEST(contains(outcome.out, part), "no " << part);
    }
    BOOST_TEST(!contains(outcome.out, "\\frac"));
}

BOOST_AUTO_TEST_CASE(json_has_the_fields_that_programs_read) {
    const Outcome outcome = run_chainrule({"step", "linear", "--json", "--seed", "3"});
    BOOST_TEST(outcome.status == 0);
    BOOST_TEST(outcome.out.starts_with("{\"step\":\"linear\",\"seed\":3,\"inputs\":["));
    for (const char* field :
         {"\"outputs\"", "\"cotangents\"", "\"vjp\"", "\"checks\"", "\"mistakes\""}) {
        BOOST_TEST(contains(outcome.out, field), "no " << field);
    }
    BOOST_TEST(run_chainrule({"step", "linear", "--json", "--seed", "3"}).out ==
               outcome.out);
    BOOST_TEST(run_chainrule({"step", "linear", "--json", "--seed", "4"}).out !=
               outcome.out);
}

BOOST_AUTO_TEST_CASE(check_prints_a_line_for_each_step_and_network) {
    const Outcome outcome = run_chainrule({"check"});
    BOOST_TEST(outcome.status == 0, outcome.out + outcome.err);
    for (const char* name : {"linear", "relu", "softmax_cross_entropy", "784-128-10"}) {
        BOOST_TEST(contains(outcome.out, name), "no line for " << name);
    }
    BOOST_TEST(!contains(outcome.out, "fails"));
}

BOOST_AUTO_TEST_CASE(check_of_one_step_shows_every_line_of_the_contract) {
    const Outcome outcome = run_chainrule({"check", "linear"});
    BOOST_TEST(outcome.status == 0);
    for (const char* part : {"complex step",
                             "float against double",
                             "mistake one_bias_for_the_layer",
                             "caught",
                             "refusals"}) {
        BOOST_TEST(contains(outcome.out, part), "no " << part);
    }
}

BOOST_AUTO_TEST_CASE(check_of_a_chapter_has_its_steps_only) {
    const Outcome outcome = run_chainrule({"check", "affine"});
    BOOST_TEST(outcome.status == 0);
    BOOST_TEST(contains(outcome.out, "linear"));
    BOOST_TEST(!contains(outcome.out, "softmax"));
}

BOOST_AUTO_TEST_CASE(check_json_is_one_line_with_a_verdict) {
    const Outcome outcome = run_chainrule({"check", "relu", "--json"});
    BOOST_TEST(outcome.status == 0);
    BOOST_TEST(outcome.out.starts_with("{\"verdict\":\"holds\",\"steps\":["));
    BOOST_TEST(std::ranges::count(outcome.out, '\n') == 1);
}

BOOST_AUTO_TEST_CASE(check_draws_four_pictures_of_one_step_into_the_folder) {
    const TemporaryFolder folder;
    const std::string plots = folder.path() / "pictures";
    const Outcome outcome = run_chainrule({"check", "linear", "--plot", plots});
    BOOST_TEST(outcome.status == 0, outcome.err);
    for (const char* name : {"v-curve", "taylor-slope", "agreement", "error-map"}) {
        for (const char* extension : {".svg", ".png", ".csv"}) {
            const auto file =
                std::filesystem::path(plots) / (std::string(name) + extension);
            BOOST_TEST(std::filesystem::exists(file), file);
        }
    }
}

BOOST_AUTO_TEST_CASE(check_draws_several_steps_into_folders_of_their_own) {
    const TemporaryFolder folder;
    const std::string plots = folder.path() / "pictures";
    BOOST_TEST(run_chainrule({"check", "relu", "logarithm", "--plot", plots}).status ==
               0);
    BOOST_TEST(std::filesystem::exists(plots + "/relu/error-map.png"));
    BOOST_TEST(std::filesystem::exists(plots + "/logarithm/v-curve.svg"));
    BOOST_TEST(!std::filesystem::exists(plots + "/v-curve.svg"));
}

BOOST_AUTO_TEST_CASE(check_refuses_a_folder_for_pictures_that_cannot_be_made) {
    const Outcome outcome = run_chainrule({"check", "linear", "--plot", "/dev/null/x"});
    BOOST_TEST(outcome.status == 2);
    BOOST_TEST(outcome.out.empty());
    BOOST_TEST(!outcome.err.empty());
}

BOOST_AUTO_TEST_CASE(an_exhaustive_check_examines_every_parameter_of_the_network) {
    const Outcome outcome = run_chainrule({"check", "--exhaustive", "--threads", "2"});
    BOOST_TEST(outcome.status == 0, outcome.out + outcome.err);
    BOOST_TEST(contains(outcome.out, "101770 parameters, 101770 checked singly"));
}

BOOST_AUTO_TEST_SUITE_END()
