/// The built program, called wrongly: exit status 2 and one message that names what was
/// wrong and the nearest thing that would have been right.
#include "tests/support/findings.hpp"
#include "tests/support/program.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using chainrule::tests::contains;
using chainrule::tests::Outcome;
using chainrule::tests::run_chainrule;

namespace {

/// Status 2, nothing on standard output, one line on standard error with `part` in it.
void check_refused(const Outcome& outcome, std::string_view part) {
    BOOST_TEST_CONTEXT("standard error: " << outcome.err) {
        BOOST_TEST(outcome.status == 2);
        BOOST_TEST(outcome.out.empty());
        BOOST_TEST(std::ranges::count(outcome.err, '\n') == 1);
        BOOST_TEST(outcome.err.starts_with("chainrule: "));
        BOOST_TEST(contains(outcome.err, part), "expected in it: " << part);
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(command_line)

BOOST_AUTO_TEST_CASE(help_lists_every_command_and_exits_well) {
    const Outcome outcome = run_chainrule({"--help"});
    BOOST_TEST(outcome.status == 0);
    for (const char* command :
         {"check", "step", "train", "plot", "predict", "data", "doctor"}) {
        BOOST_TEST(contains(outcome.out, command));
    }
}

BOOST_AUTO_TEST_CASE(every_command_has_help_with_an_example) {
    const std::vector<std::vector<std::string>> commands{{"check"},
                                                         {"step"},
                                                         {"train"},
                                                         {"plot"},
                                                         {"predict"},
                                                         {"data", "info"},
                                                         {"doctor"}};
    for (auto words : commands) {
        words.push_back("--help");
        const Outcome outcome = run_chainrule(words);
        BOOST_TEST(outcome.status == 0);
        BOOST_TEST(contains(outcome.out, "Example:"), words.front());
        BOOST_TEST(contains(outcome.out, "chainrule " + words.front()));
    }
}

BOOST_AUTO_TEST_CASE(help_says_which_words_are_wanted) {
    const auto shows = [](const std::string& command, std::string_view usage) {
        const Outcome outcome = run_chainrule({command, "--help"});
        BOOST_TEST(contains(outcome.out, usage), outcome.out);
    };
    shows("step", "[OPTIONS] STEP\n");
    shows("check", "[OPTIONS] [WHAT...]\n");
    shows("predict", "[OPTIONS] RUN IMAGE...\n");
}

BOOST_AUTO_TEST_CASE(no_command_shows_help_and_is_refused) {
    const Outcome outcome = run_chainrule({});
    BOOST_TEST(outcome.status == 2);
    BOOST_TEST(contains(outcome.out, "Usage"));
}

BOOST_AUTO_TEST_CASE(an_unknown_command_is_answered_with_the_nearest) {
    check_refused(run_chainrule({"trian"}), "did you mean 'train'?");
}

BOOST_AUTO_TEST_CASE(an_unknown_option_is_answered_with_the_nearest) {
    check_refused(run_chainrule({"train", "--epoch", "3"}), "did you mean '--epochs'?");
    check_refused(run_chainrule({"step", "relu", "--jsn"}), "did you mean '--json'?");
}

BOOST_AUTO_TEST_CASE(an_option_before_any_command_is_named) {
    check_refused(run_chainrule({"--nope"}), "unknown option '--nope'");
}

BOOST_AUTO_TEST_CASE(an_unknown_preset_is_answered_with_the_nearest) {
    check_refused(run_chainrule({"train", "--preset", "fats"}), "did you mean 'fast'?");
}

BOOST_AUTO_TEST_CASE(an_unknown_step_is_answered_with_the_nearest) {
    check_refused(run_chainrule({"step", "softmax_cross_entrpy"}),
                  "did you mean 'softmax_cross_entropy'?");
    check_refused(run_chainrule({"check", "linaer"}), "did you mean 'linear'?");
}

BOOST_AUTO_TEST_CASE(a_missing_value_and_a_missing_word_are_refused) {
    check_refused(run_chainrule({"train", "--lr"}), "--lr");
    check_refused(run_chainrule({"step"}), "STEP");
    check_refused(run_chainrule({"data"}), "chainrule data --help");
}

BOOST_AUTO_TEST_CASE(a_word_too_many_is_refused) {
    check_refused(run_chainrule({"doctor", "please"}),
                  "no place for 'please'; see: chainrule doctor --help");
}

BOOST_AUTO_TEST_CASE(a_seed_that_is_no_number_is_refused) {
    check_refused(run_chainrule({"step", "relu", "--seed", "abc"}), "a whole number");
    check_refused(run_chainrule({"step", "relu", "--seed", "-1"}), "a whole number");
}

BOOST_AUTO_TEST_CASE(a_word_too_long_for_a_files_name_is_refused) {
    const std::string word(5000, 'x');
    check_refused(run_chainrule({"check", word}), "x");
    check_refused(run_chainrule({"data", "info", word}), "x");
    check_refused(run_chainrule({"predict", word, word}), "x");
    check_refused(run_chainrule({"plot", word}), "x");
}

BOOST_AUTO_TEST_CASE(output_that_cannot_be_written_is_no_success) {
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"step", "softmax"}, {"check", "relu", "--json"}}) {
        check_refused(run_chainrule(words, {.out = "/dev/full"}), "No space left");
    }
}

BOOST_AUTO_TEST_CASE(a_message_moves_no_cursor) {
    const Outcome outcome = run_chainrule({"step", "\x1b[2J\nrelu"});
    BOOST_TEST(outcome.status == 2);
    BOOST_TEST(!contains(outcome.err, "\x1b"));
}

BOOST_AUTO_TEST_SUITE_END()
