/// Tests of chainrule/train/presets.hpp.
#include "chainrule/train/presets.hpp"

#include "chainrule/input_error.hpp"
#include "tests/support/says.hpp"

#include <boost/test/unit_test.hpp>

using chainrule::InputError;
using chainrule::tests::says;
using namespace chainrule::train;

namespace {

TrainConfig from_preset(const std::string& name) {
    return resolve({}, {{"preset", name}});
}

using Sizes = std::vector<std::size_t>;

}  // namespace

BOOST_AUTO_TEST_SUITE(presets)

BOOST_AUTO_TEST_CASE(every_preset_makes_a_valid_configuration_that_names_it) {
    BOOST_TEST(!chainrule::train::presets().empty());
    for (const Preset& preset : chainrule::train::presets()) {
        BOOST_TEST(from_preset(preset.name).preset == preset.name);
        BOOST_TEST(!preset.description.empty());
    }
}

BOOST_AUTO_TEST_CASE(a_preset_changes_what_it_names_and_leaves_the_other_defaults) {
    for (const Preset& preset : chainrule::train::presets()) {
        TrainConfig want;
        want.preset = preset.name;
        apply_settings(preset.settings, want);
        BOOST_TEST((from_preset(preset.name) == want), preset.name);
    }
}

BOOST_AUTO_TEST_CASE(dead_class_is_the_first_case_study) {
    const TrainConfig config = from_preset("dead-class");
    BOOST_TEST(config.data == "digits");
    BOOST_TEST((config.layers == Sizes{784, 128, 64, 10}));
    BOOST_TEST(config.activation == "relu");
    BOOST_TEST(config.output_relu);
    BOOST_TEST((config.bias == Bias::shared));
    BOOST_TEST(config.loss == "cross-entropy");
    BOOST_TEST(config.optimizer == "sgd");
    BOOST_TEST(config.schedule == "constant");
    BOOST_TEST(config.lr == 0.01);
    BOOST_TEST(config.batch == 128u);
    BOOST_TEST(config.epochs == 97u);
    BOOST_TEST(config.validation * 60'000 == 12'000.0);
    BOOST_TEST(config.dropout == 0.0);
    BOOST_TEST(config.l2 == 0.0);
    BOOST_TEST(config.patience == 0u);
    const auto& study = find_preset("dead-class").case_study;
    BOOST_REQUIRE(study.has_value());
    BOOST_TEST(study->test_accuracy == 0.9714);
    BOOST_TEST(study->time == "about two hours");
    BOOST_TEST(study->epochs == config.epochs);
}

BOOST_AUTO_TEST_CASE(stuck_bias_is_the_second_case_study) {
    const TrainConfig config = from_preset("stuck-bias");
    BOOST_TEST(config.data == "digits");
    BOOST_TEST((config.layers == Sizes{784, 15, 10}));
    BOOST_TEST(config.activation == "relu");
    BOOST_TEST(!config.output_relu);
    BOOST_TEST((config.bias == Bias::one_number_rule));
    BOOST_TEST(config.init == "stuck-bias");
    BOOST_TEST(config.optimizer == "sgd");
    BOOST_TEST(config.schedule == "constant");
    BOOST_TEST(config.lr == 0.2);
    BOOST_TEST(config.batch == 0u);
    BOOST_TEST(config.epochs == 500u);
    BOOST_TEST(config.validation == 0.0);
    const auto& study = find_preset("stuck-bias").case_study;
    BOOST_REQUIRE(study.has_value());
    BOOST_TEST(study->test_accuracy == 0.9208);
    BOOST_TEST(study->epochs == config.epochs);
}

BOOST_AUTO_TEST_CASE(only_the_case_studies_plant_a_defect) {
    for (const Preset& preset : chainrule::train::presets()) {
        const TrainConfig config = from_preset(preset.name);
        const bool planted = config.output_relu || config.bias != Bias::per_unit;
        BOOST_TEST(planted == preset.case_study.has_value(), preset.name);
    }
}

BOOST_AUTO_TEST_CASE(the_command_line_wins_over_the_file_and_the_file_over_the_preset) {
    const std::vector<Setting> file{{"lr", "0.5", "my.toml", "line 1, column 1"},
                                    {"epochs", "7", "my.toml", "line 2, column 1"}};
    const TrainConfig config =
        resolve(file, {{"preset", "dead-class"}, {"lr", "0.25"}});
    BOOST_TEST(config.lr == 0.25);
    BOOST_TEST(config.epochs == 7u);
    BOOST_TEST(config.batch == 128u);
    BOOST_TEST(config.threads == TrainConfig{}.threads);
}

BOOST_AUTO_TEST_CASE(the_command_lines_preset_wins_over_the_files) {
    const std::vector<Setting> file{
        {"preset", "stuck-bias", "my.toml", "line 1, column 1"}};
    BOOST_TEST(resolve(file, {}).epochs == 500u);
    BOOST_TEST(resolve(file, {{"preset", "dead-class"}}).epochs == 97u);
    BOOST_TEST((resolve(file, {{"preset", ""}}) == TrainConfig{}));
}

BOOST_AUTO_TEST_CASE(options_that_contradict_each_other_are_refused) {
    BOOST_CHECK_THROW((void)resolve({}, {{"preset", "stuck-bias"}, {"patience", "3"}}),
                      InputError);
}

BOOST_AUTO_TEST_CASE(an_unknown_preset_is_answered_with_the_nearest_name) {
    BOOST_CHECK_EXCEPTION((void)from_preset("stuckbias"),
                          InputError,
                          says("--preset: expected one of fast, mlp, cnn, dead-class, "
                               "stuck-bias, found 'stuckbias'; did you mean "
                               "'stuck-bias'?"));
    BOOST_CHECK_EXCEPTION((void)find_preset("stuckbias"),
                          InputError,
                          says("--preset: expected the name of a preset, found "
                               "'stuckbias'; did you mean 'stuck-bias'?"));
}

BOOST_AUTO_TEST_SUITE_END()
