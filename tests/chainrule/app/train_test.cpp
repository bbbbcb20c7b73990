/// `chainrule train`, `plot` and `predict`, run on the built program: on the built-in
/// digits, small and short.
#include "chainrule/files.hpp"

#include "tests/support/findings.hpp"
#include "tests/support/program.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <regex>

namespace fs = std::filesystem;
using namespace chainrule::tests;
using chainrule::tests::contains;

namespace {

/// A run without pictures that takes about a second.
std::vector<std::string> short_run(const fs::path& out,
                                   const std::vector<std::string>& more = {}) {
    std::vector<std::string> words{"train",
                                   "--layers",
                                   "784,16,10",
                                   "--epochs",
                                   "2",
                                   "--no-plots",
                                   "--out",
                                   out.string()};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

/// A 28x28 PGM with a thick vertical stroke, dark on bright paper.
std::string drawn_one() {
    std::string image = "P5\n28 28\n255\n";
    for (int row = 0; row < 28; ++row) {
        for (int col = 0; col < 28; ++col) {
            const bool ink = row > 3 && row < 24 && col > 12 && col < 16;
            image += static_cast<char>(ink ? 20 : 250);
        }
    }
    return image;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(train, TemporaryFolder)

BOOST_AUTO_TEST_CASE(a_run_leaves_a_folder_in_open_formats) {
    const Outcome outcome = run_chainrule(short_run(path() / "run"));
    BOOST_TEST(outcome.status == 0, outcome.err);
    for (const char* file :
         {"config.toml", "metrics.csv", "statistics.csv", "model.h5"}) {
        BOOST_TEST(fs::exists(path() / "run" / file), "no " << file);
    }
    BOOST_TEST(contains(outcome.out, "test accuracy"));
    BOOST_TEST(contains(outcome.err, "gradient"));
    BOOST_TEST(contains(outcome.err, "holds"));
}

BOOST_AUTO_TEST_CASE(json_ends_with_one_line_of_what_was_reached) {
    const Outcome outcome = run_chainrule(short_run(path() / "run", {"--json"}));
    BOOST_TEST(outcome.status == 0, outcome.err);
    BOOST_TEST(std::ranges::count(outcome.out, '\n') == 1);
    for (const char* field : {"test_accuracy",
                              "train_seconds",
                              "load_seconds",
                              "wall_seconds",
                              "epochs",
                              "threads",
                              "blas",
                              "time_to",
                              "run"}) {
        BOOST_TEST(contains(outcome.out, "\"" + std::string(field) + "\":"));
    }
}

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_metrics_for_any_number_of_threads) {
    const auto metrics = [&](const char* name, std::vector<std::string> more) {
        const fs::path run = path() / name;
        BOOST_TEST(run_chainrule(short_run(run, more)).status == 0);
        // The seconds are a measurement; everything else is the seed's
        const std::string text = chainrule::read_file(run / "batches.csv");
        return text + chainrule::read_file(run / "statistics.csv");
    };
    const std::string one = metrics("one", {"--threads", "1"});
    BOOST_TEST((metrics("three", {"--threads", "3"}) == one));
    BOOST_TEST((metrics("other", {"--seed", "2"}) != one));
}

BOOST_AUTO_TEST_CASE(a_folder_with_files_in_it_is_not_written_into) {
    chainrule::write_file(path() / "mine" / "thesis.txt", "precious");
    const Outcome outcome = run_chainrule(short_run(path() / "mine"));
    BOOST_TEST(outcome.status == 2);
    BOOST_TEST(contains(outcome.err, "new or empty folder"), outcome.err);
    BOOST_TEST(chainrule::read_file(path() / "mine" / "thesis.txt") == "precious");
}

BOOST_AUTO_TEST_CASE(a_place_that_cannot_be_written_to_is_refused) {
    chainrule::write_file(path() / "file", "");
    const Outcome outcome = run_chainrule(short_run(path() / "file" / "run"));
    BOOST_TEST(outcome.status == 2);
    BOOST_TEST(contains(outcome.err, "can be written to"), outcome.err);
}

BOOST_AUTO_TEST_CASE(the_command_line_wins_over_the_file_and_the_file_over_the_preset) {
    chainrule::write_file(path() / "my.toml",
                          "preset = \"fast\"\nepochs = 3\nlr = 0.03\n");
    const Outcome outcome =
        run_chainrule(short_run(path() / "run", {"--config", path() / "my.toml"}));
    BOOST_TEST(outcome.status == 0, outcome.err);
    const std::string config = chainrule::read_file(path() / "run" / "config.toml");
    BOOST_TEST(contains(config, "epochs = 2"));
    BOOST_TEST(contains(config, "lr = 0.03"));
    BOOST_TEST(contains(config, "init = \"glorot\""));
}

BOOST_AUTO_TEST_CASE(a_config_file_with_an_unknown_key_is_refused_with_its_place) {
    chainrule::write_file(path() / "my.toml", "epoch = 3\n");
    const Outcome outcome =
        run_chainrule({"train", "--config", (path() / "my.toml").string()});
    BOOST_TEST(outcome.status == 2);
    BOOST_TEST(contains(outcome.err, "line 1"), outcome.err);
    BOOST_TEST(contains(outcome.err, "epochs"), outcome.err);
}

BOOST_AUTO_TEST_CASE(a_rate_far_too_high_stops_with_the_step_and_advice) {
    const Outcome outcome =
        run_chainrule(short_run(path() / "run", {"--loss", "mse", "--lr", "1000"}));
    BOOST_TEST(outcome.status == 1);
    BOOST_TEST(contains(outcome.err, "NaN or infinite"), outcome.err);
    BOOST_TEST(contains(outcome.err, "--lr"), outcome.err);
    BOOST_TEST(fs::exists(path() / "run" / "model.h5"));
}

BOOST_AUTO_TEST_CASE(stuck_bias_is_named_before_and_after_training) {
    const Outcome outcome = run_chainrule({"train",
                                           "--preset",
                                           "stuck-bias",
                                           "--data",
                                           "digits",
                                           "--epochs",
                                           "3",
                                           "--no-plots",
                                           "--out",
                                           path() / "run"});
    BOOST_TEST(outcome.status == 0, outcome.err);
    BOOST_TEST(contains(outcome.err, "b1"), outcome.err);
    BOOST_TEST(contains(outcome.err, "b2"), outcome.err);
    BOOST_TEST(contains(outcome.out, "92.08 %"));
    BOOST_TEST(contains(outcome.out, "never learns"));
}

BOOST_AUTO_TEST_CASE(a_run_that_goes_on_reaches_the_bits_of_one_that_was_not_stopped) {
    const auto whole = path() / "whole", parts = path() / "parts";
    BOOST_TEST(run_chainrule(short_run(whole, {"--epochs", "3"})).status == 0);
    BOOST_TEST(run_chainrule(short_run(parts)).status == 0);
    const Outcome resumed = run_chainrule(
        {"train", "--resume", parts.string(), "--epochs", "3", "--no-plots"});
    BOOST_TEST(resumed.status == 0, resumed.err);
    BOOST_TEST((chainrule::read_file(whole / "batches.csv") ==
                chainrule::read_file(parts / "batches.csv")));
    BOOST_TEST((chainrule::read_file(whole / "statistics.csv") ==
                chainrule::read_file(parts / "statistics.csv")));
}

BOOST_AUTO_TEST_CASE(a_run_goes_on_with_the_options_it_was_started_with) {
    BOOST_TEST(run_chainrule(short_run(path() / "run")).status == 0);
    for (const auto& [option, value] : {std::pair{"--activation", "tanh"},
                                        {"--loss", "mse"},
                                        {"--data", "digits"},
                                        {"--seed", "2"},
                                        {"--out", "elsewhere"},
                                        {"--config", "config.toml"},
                                        {"--preset", "fast"}}) {
        const Outcome outcome = run_chainrule(
            {"train", "--resume", (path() / "run").string(), option, value});
        BOOST_TEST(outcome.status == 2);
        BOOST_TEST(contains(outcome.err, "found " + std::string(option)), outcome.err);
    }
}

BOOST_AUTO_TEST_CASE(a_run_does_not_end_because_nobody_can_read_its_messages) {
    const Outcome outcome =
        run_chainrule(short_run(path() / "run"), {.err = "/dev/full"});
    BOOST_TEST(outcome.status == 0);
    BOOST_TEST(contains(outcome.out, "test accuracy"));
}

BOOST_AUTO_TEST_CASE(a_folder_that_config_toml_could_not_name_is_refused) {
    const fs::path run = path() / "run-\xff";
    const Outcome outcome = run_chainrule(short_run(run));
    BOOST_TEST(outcome.status == 2);
    BOOST_TEST(contains(outcome.err, "--out: expected a text in UTF-8"), outcome.err);
    BOOST_TEST(!fs::exists(run));
}

BOOST_AUTO_TEST_CASE(a_digit_is_read_with_ten_bars) {
    BOOST_TEST(run_chainrule(short_run(path() / "run")).status == 0);
    chainrule::write_file(path() / "one.pgm", drawn_one());
    const Outcome outcome =
        run_chainrule({"predict", path() / "run", path() / "one.pgm"});
    BOOST_TEST(outcome.status == 0, outcome.err);
    BOOST_TEST(contains(outcome.out, "as the network sees it"));
    const std::regex share(R"(\d+\.\d\d %)");
    const std::sregex_iterator first(outcome.out.begin(), outcome.out.end(), share);
    BOOST_TEST(std::distance(first, std::sregex_iterator()) == 10);

    const Outcome json =
        run_chainrule({"predict", path() / "run", path() / "one.pgm", "--json"});
    BOOST_TEST(contains(json.out, "\"probabilities\":["));
}

BOOST_AUTO_TEST_CASE(a_picture_that_is_none_and_a_run_that_is_none_are_refused) {
    BOOST_TEST(run_chainrule(short_run(path() / "run")).status == 0);
    chainrule::write_file(path() / "text.png", "not a picture");
    BOOST_TEST(run_chainrule({"predict", path() / "run", path() / "text.png"}).status ==
               2);
    BOOST_TEST(run_chainrule({"predict", path(), path() / "text.png"}).status == 2);
    BOOST_TEST(run_chainrule({"plot", path().string()}).status == 2);
    BOOST_TEST(run_chainrule({"train", "--resume", path().string()}).status == 2);
}

BOOST_AUTO_TEST_CASE(a_run_whose_data_are_refused_leaves_no_folder) {
    const auto out = path() / "run";
    const Outcome outcome = run_chainrule(
        {"train", "--data", (path() / "nothing").string(), "--out", out.string()});
    BOOST_TEST(outcome.status == 2);
    BOOST_TEST(!std::filesystem::exists(out));
}

BOOST_AUTO_TEST_CASE(an_option_with_an_empty_text_is_refused_instead_of_passed_over) {
    const Outcome outcome = run_chainrule({"train", "--resume", ""});
    BOOST_TEST(outcome.status == 2);
    BOOST_TEST(contains(outcome.err, "--resume: expected RUN, found an empty text"),
               outcome.err);
}

BOOST_AUTO_TEST_CASE(pictures_are_drawn_again_with_a_report_that_needs_no_network) {
    BOOST_TEST(run_chainrule(short_run(path() / "run")).status == 0);
    const Outcome outcome = run_chainrule({"plot", (path() / "run").string()});
    BOOST_TEST(outcome.status == 0, outcome.err);
    for (const char* file : {"loss.svg", "loss.png", "loss.csv", "confusion.png"}) {
        BOOST_TEST(fs::file_size(path() / "run" / "plots" / file) > 100u);
    }
    const std::string page = chainrule::read_file(path() / "run" / "report.html");
    BOOST_TEST(contains(page, "default-src 'none'"));
    BOOST_TEST(!contains(page, "<script"));
}

BOOST_AUTO_TEST_CASE(without_gnuplot_a_run_is_refused_before_it_starts) {
    std::vector<std::string> words = short_run(path() / "run");
    std::erase(words, "--no-plots");
    const Outcome outcome =
        run_chainrule(words, {.environment = {{"PATH", "/nonexistent"}}});
    BOOST_TEST(outcome.status == 2);
    BOOST_TEST(contains(outcome.err, "gnuplot"), outcome.err);
    BOOST_TEST(!fs::exists(path() / "run"));
}

BOOST_AUTO_TEST_SUITE_END()
