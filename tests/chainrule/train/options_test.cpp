/// Tests of chainrule/train/options.hpp.
#include "chainrule/train/options.hpp"

#include "chainrule/input_error.hpp"
#include "tests/support/says.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <set>

using chainrule::InputError;
using chainrule::tests::says;
using namespace chainrule::train;

namespace {

TrainConfig with(const std::string& name, const std::string& text) {
    TrainConfig config;
    apply_settings({{name, text}}, config);
    return config;
}

/// One value other than the default for every option.
const std::map<std::string, std::string> other_values{
    {"preset", "mlp"},
    {"data", "../a folder/digits.csv"},
    {"layers", "784,64,32,10"},
    {"convolutions", "8x5p2s3m2,16x3s2,4x1"},
    {"activation", "tanh"},
    {"output-relu", "true"},
    {"bias", "shared"},
    {"loss", "mse"},
    {"init", "glorot"},
    {"optimizer", "adam"},
    {"lr", "0.001"},
    {"momentum", "0.5"},
    {"schedule", "cosine"},
    {"warmup", "2.5"},
    {"batch", "full"},
    {"epochs", "3"},
    {"l2", "1e-05"},
    {"dropout", "0.1"},
    {"clip", "1.5"},
    {"validation", "0.2"},
    {"patience", "7"},
    {"seed", "9223372036854775807"},
    {"threads", "2"},
    {"out", "runs/mine"},
    {"plots", "false"},
};

/// Texts that no option of that name accepts.
const std::vector<Setting> refused{
    {"preset", "fats"},
    {"layers", ""},
    {"layers", "784"},
    {"layers", "784,"},
    {"layers", "784,,10"},
    {"layers", "784,0,10"},
    {"layers", "784, 10"},
    {"layers", "784,-1,10"},
    {"layers", "784,99999999"},
    {"convolutions", "8"},
    {"convolutions", "8x"},
    {"convolutions", "8x5,"},
    {"convolutions", "8x5 ,16x5"},
    {"convolutions", "0x5"},
    {"convolutions", "8x0"},
    {"convolutions", "-8x5"},
    {"convolutions", "8x5m"},
    {"convolutions", "8x5m0"},
    {"convolutions", "8x5m2p1"},
    {"convolutions", "8x5p5"},
    {"convolutions", "8x5p1p1"},
    {"convolutions", "8x5q2"},
    {"convolutions", "8x99999999999999999999"},
    {"convolutions",
     "1x1,1x1,1x1,1x1,1x1,1x1,1x1,1x1,1x1,1x1,1x1,1x1,1x1,1x1,1x1,1x1,1x1"},
    {"activation", "Relu"},
    {"output-relu", "yes"},
    {"bias", "none"},
    {"loss", "nll"},
    {"init", "random"},
    {"optimizer", ""},
    {"lr", "0"},
    {"lr", "-0.1"},
    {"lr", "nan"},
    {"lr", "inf"},
    {"lr", "1e999"},
    {"lr", "0,1"},
    {"lr", "0.1x"},
    {"lr", " 0.1"},
    {"lr", ""},
    {"momentum", "1"},
    {"schedule", "linear"},
    {"warmup", "-1"},
    {"batch", "0"},
    {"batch", "fulll"},
    {"batch", "6.4"},
    {"epochs", "0"},
    {"epochs", "18446744073709551616"},
    {"epochs", "-1"},
    {"l2", "-1e-9"},
    {"dropout", "1"},
    {"dropout", "-0.1"},
    {"clip", "-1"},
    {"validation", "1"},
    {"validation", "1.5"},
    {"patience", "-1"},
    {"seed", "18446744073709551615"},
    {"threads", "1025"},
    {"data", std::string("a\0b", 3)},
    {"plots", "0"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(options)

BOOST_AUTO_TEST_CASE(every_option_reads_back_what_it_was_set_to) {
    BOOST_TEST(other_values.size() == chainrule::train::options().size());
    for (const auto& [name, text] : other_values) {
        const Option& option = find_option({name, ""});
        BOOST_TEST(option.get(with(name, text)) == text);
        BOOST_TEST(option.get(TrainConfig{}) != text,
                   name << " was set to its default");
    }
}

BOOST_AUTO_TEST_CASE(an_option_sets_one_member_and_no_other) {
    for (const auto& [name, text] : other_values) {
        const TrainConfig changed = with(name, text);
        for (const Option& option : chainrule::train::options()) {
            const bool same = option.get(changed) == option.get(TrainConfig{});
            BOOST_TEST(same == (option.name != name), name << " and " << option.name);
        }
    }
}

BOOST_AUTO_TEST_CASE(names_are_unique_and_every_option_has_help) {
    std::set<std::string> names;
    for (const Option& option : chainrule::train::options()) {
        BOOST_TEST(names.insert(option.name).second, option.name);
        BOOST_TEST(!option.help.empty());
        BOOST_TEST(!option.value.empty());
    }
}

BOOST_AUTO_TEST_CASE(values_outside_of_what_is_accepted_are_refused) {
    for (const Setting& setting : refused) {
        TrainConfig config;
        BOOST_TEST_CONTEXT(setting.name << " '" << setting.text << "'") {
            BOOST_CHECK_THROW(apply_settings({setting}, config), InputError);
            BOOST_TEST((config == TrainConfig{}));
        }
    }
}

BOOST_AUTO_TEST_CASE(both_ends_of_a_range_are_as_the_brackets_say) {
    BOOST_TEST(with("dropout", "0").dropout == 0.0);
    BOOST_TEST(with("lr", "1000").lr == 1000.0);
    BOOST_TEST(with("epochs", "1").epochs == 1u);
    BOOST_CHECK_THROW(with("lr", "1000.1"), InputError);
    BOOST_CHECK_THROW(with("epochs", "100001"), InputError);
}

BOOST_AUTO_TEST_CASE(a_refusal_names_option_range_and_what_was_given) {
    BOOST_CHECK_EXCEPTION(with("dropout", "1"),
                          InputError,
                          says("--dropout: expected a number in [0, 1), found '1'"));
    BOOST_CHECK_EXCEPTION(
        with("batch", "fulll"),
        InputError,
        says("--batch: expected 'full' or a whole number from 1 to 1000000, found "
             "'fulll'"));
    BOOST_CHECK_EXCEPTION(
        with("loss", "msee"),
        InputError,
        says("--loss: expected one of cross-entropy, mse, sigmoid-bce, found 'msee'; "
             "did you mean 'mse'?"));
}

BOOST_AUTO_TEST_CASE(a_refusal_of_a_files_value_names_its_place) {
    TrainConfig config;
    BOOST_CHECK_EXCEPTION(
        apply_settings({{"lr", "fast", "my.toml", "line 3, column 1"}}, config),
        InputError,
        says("my.toml: line 3, column 1, lr: expected a number in (0, 1000], found "
             "'fast'"));
}

BOOST_AUTO_TEST_CASE(an_unknown_option_is_answered_with_the_nearest_name) {
    BOOST_CHECK_EXCEPTION(with("epoch", "3"),
                          InputError,
                          says("the command line: expected the name of an option, "
                               "found 'epoch'; did you mean 'epochs'?"));
}

BOOST_AUTO_TEST_CASE(the_last_of_equal_names_wins) {
    TrainConfig config;
    apply_settings({{"lr", "0.5"}, {"lr", "0.25"}}, config);
    BOOST_TEST(config.lr == 0.25);
}

BOOST_AUTO_TEST_SUITE_END()
