/// Tests of chainrule/train/config_file.hpp.
#include "chainrule/train/config_file.hpp"

#include "chainrule/files.hpp"
#include "chainrule/input_error.hpp"
#include "tests/support/says.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

using chainrule::InputError;
using chainrule::tests::says;
using namespace chainrule::train;

namespace {

TrainConfig configured(const std::string& toml) {
    TrainConfig config;
    apply_settings(parse_toml(toml, "my.toml"), config);
    return config;
}

/// No member has its default.
TrainConfig unusual() {
    return {.preset = "mlp",
            .data = "a \"folder\"\nwith \\ and \t, \x7f and \u00e9",
            .layers = {784, 300, 100, 10},
            .activation = "leaky-relu",
            .output_relu = true,
            .bias = Bias::one_number_rule,
            .loss = "mse",
            .init = "orthogonal",
            .optimizer = "adamw",
            .lr = 0.1 + 0.2,  // 17 digits
            .momentum = 1.0 / 3.0,
            .schedule = "warmup-cosine",
            .warmup = 0.5,
            .batch = 0,
            .epochs = 100'000,
            .l2 = 5e-324,                // the smallest double
            .dropout = 1.0 - 0x1.0p-53,  // the largest below 1
            .clip = 1e6,
            .validation = 1e-5,
            .patience = 3,
            .seed = 9223372036854775807,
            .threads = 2,
            .out = "runs/`date`",
            .plots = false};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(config_file)

BOOST_AUTO_TEST_CASE(what_is_written_reads_back_as_the_same_configuration) {
    BOOST_TEST((configured(to_toml(unusual())) == unusual()));
    BOOST_TEST((configured(to_toml({})) == TrainConfig{}));
}

BOOST_AUTO_TEST_CASE(tomls_own_types_are_read) {
    const TrainConfig config = configured(
        "layers = [784, 64, 10]\n"
        "lr = 0.25\n"
        "momentum = 0\n"
        "epochs = 1_000\n"
        "batch = \"full\"\n"
        "output-relu = true\n"
        "data = 'C:\\digits'\n");
    BOOST_TEST((config.layers == std::vector<std::size_t>{784, 64, 10}));
    BOOST_TEST(config.lr == 0.25);
    BOOST_TEST(config.momentum == 0.0);
    BOOST_TEST(config.epochs == 1000u);
    BOOST_TEST(config.batch == 0u);
    BOOST_TEST(config.output_relu);
    BOOST_TEST(config.data == "C:\\digits");
}

BOOST_AUTO_TEST_CASE(numbers_are_written_in_the_shortest_form_and_texts_in_quotes) {
    const std::string toml = to_toml({.batch = 0, .l2 = 1e-5});
    BOOST_TEST(toml.find("\nlr = 0.1\n") != std::string::npos);
    BOOST_TEST(toml.find("\nl2 = 1e-05\n") != std::string::npos);
    BOOST_TEST(toml.find("\nbatch = \"full\"\n") != std::string::npos);
    BOOST_TEST(toml.find("\nlayers = [784, 128, 10]\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(every_option_is_explained_where_it_is_written) {
    const std::string toml = to_toml({});
    for (const Option& option : options()) {
        BOOST_TEST(toml.find("\n# " + option.help) != std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(an_unknown_name_is_answered_with_its_place_and_the_nearest) {
    BOOST_CHECK_EXCEPTION(configured("lr = 0.1\n\n  epoch = 3\n"),
                          InputError,
                          says("my.toml: line 3, column 3: expected the name of an "
                               "option, found 'epoch'; did you mean 'epochs'?"));
}

BOOST_AUTO_TEST_CASE(the_first_wrong_line_is_the_one_named) {
    BOOST_CHECK_EXCEPTION(configured("sede = 0\nepoch = 1\n"),
                          InputError,
                          says("my.toml: line 1, column 1: expected the name of an "
                               "option, found 'sede'; did you mean 'seed'?"));
}

BOOST_AUTO_TEST_CASE(what_is_not_toml_is_refused_with_its_place) {
    BOOST_CHECK_EXCEPTION(
        configured("lr = 0.1\nbatch = = 3\n"), InputError, [](const InputError& error) {
            return error.parts().file == "my.toml" &&
                   error.parts().place.starts_with("line 2, column ");
        });
    BOOST_CHECK_THROW(configured("lr = 0.1\nlr = 0.2\n"), InputError);
    BOOST_CHECK_THROW(configured("seed = 9223372036854775808\n"), InputError);
    BOOST_CHECK_THROW(configured("data = \"\xff\"\n"), InputError);
}

BOOST_AUTO_TEST_CASE(tables_dates_and_wrong_types_are_refused) {
    BOOST_CHECK_EXCEPTION(
        configured("[train]\nlr = 0.1\n"),
        InputError,
        says("my.toml: line 1, column 1: expected a text, a number, true, false, or "
             "an array of them, found a table; every option stands on a line of its "
             "own: name = value"));
    BOOST_CHECK_THROW(configured("lr = 2024-01-01\n"), InputError);
    BOOST_CHECK_THROW(configured("lr = [0.1, 0.2]\n"), InputError);
    BOOST_CHECK_THROW(configured("plots = 1\n"), InputError);
    BOOST_CHECK_THROW(configured("layers = [[784, 10], [10]]\n"), InputError);
    BOOST_CHECK_THROW(configured("lr = nan\n"), InputError);
}

BOOST_AUTO_TEST_CASE(a_file_is_read_and_a_missing_one_refused) {
    const chainrule::tests::TemporaryFolder folder;
    chainrule::write_file(folder.path() / "my.toml", "lr = 0.5\n");
    const auto settings = read_config(folder.path() / "my.toml");
    BOOST_REQUIRE(settings.size() == 1u);
    BOOST_TEST(settings[0].name == "lr");
    BOOST_TEST(settings[0].text == "0.5");
    BOOST_TEST(settings[0].place == "line 1, column 1");
    BOOST_CHECK_THROW((void)read_config(folder.path() / "other.toml"), InputError);
}

BOOST_AUTO_TEST_SUITE_END()
