/// Tests of chainrule/train/config.hpp: what contradicts itself.
#include "chainrule/train/config.hpp"

#include "chainrule/input_error.hpp"
#include "tests/support/says.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>

using chainrule::InputError;
using chainrule::tests::says;
using namespace chainrule::train;

BOOST_AUTO_TEST_SUITE(config)

BOOST_AUTO_TEST_CASE(the_defaults_are_valid) {
    BOOST_CHECK_NO_THROW(validate(TrainConfig{}));
}

BOOST_AUTO_TEST_CASE(values_set_in_code_are_held_to_the_options_ranges) {
    BOOST_CHECK_THROW(validate({.lr = 0.0}), InputError);
    BOOST_CHECK_THROW(validate({.lr = std::numeric_limits<double>::quiet_NaN()}),
                      InputError);
    BOOST_CHECK_THROW(validate({.epochs = 0}), InputError);
    BOOST_CHECK_THROW(validate({.validation = 1.0}), InputError);
    BOOST_CHECK_THROW(validate({.layers = {784}}), InputError);
    BOOST_CHECK_THROW(validate({.layers = {}}), InputError);
    BOOST_CHECK_THROW(validate({.data = ""}), InputError);
    BOOST_CHECK_THROW(validate({.activation = "gelu"}), InputError);
}

BOOST_AUTO_TEST_CASE(the_last_layer_has_a_unit_for_each_class) {
    BOOST_CHECK_EXCEPTION(validate({.layers = {784, 128}}),
                          InputError,
                          says("--layers: expected 10 units in the last layer, one a "
                               "class, found 128"));
}

BOOST_AUTO_TEST_CASE(a_network_that_no_memory_holds_is_refused) {
    BOOST_CHECK_EXCEPTION(
        validate({.layers = {784, 65536, 65536, 10}}),
        InputError,
        says("--layers: expected at most 100000000 parameters, found 4347133962"));
}

BOOST_AUTO_TEST_CASE(convolutions_are_part_of_the_network_that_memory_must_hold) {
    BOOST_CHECK_NO_THROW(validate({.convolutions = {{8, 5, 0, 1, 2}, {16, 5}}}));
    BOOST_CHECK_EXCEPTION(
        validate({.layers = {784, 1000, 10}, .convolutions = {{1024, 1}}}),
        InputError,
        says("--layers: expected at most 100000000 parameters, found 802829058"));
    BOOST_CHECK_EXCEPTION(
        validate({.convolutions = {{64, 5, 2}, {8, 25, 12}}}),
        InputError,
        says(
            "--convolutions: expected at most 1000000 numbers under the windows of an "
            "image, found 31360000; try fewer or smaller kernels, a stride such as s2, "
            "or a pooling such as m2"));
}

BOOST_AUTO_TEST_CASE(a_convolution_has_a_bias_a_kernel) {
    BOOST_CHECK_EXCEPTION(
        validate({.convolutions = {{8, 5}}, .bias = Bias::shared}),
        InputError,
        says("--convolutions: expected --bias per-unit, found a bias of the case "
             "studies, whose layers are all affine"));
}

BOOST_AUTO_TEST_CASE(a_network_is_called_by_its_sizes) {
    BOOST_TEST(network_name({}) == "784-128-10");
    BOOST_TEST(network_name({.layers = {784, 10},
                             .convolutions = {{8, 5, 0, 1, 2}, {16, 3, 1, 2}}}) ==
               "784-8x5m2-16x3p1s2-10");
}

BOOST_AUTO_TEST_CASE(patience_needs_images_held_back) {
    BOOST_CHECK_NO_THROW(validate({.validation = 0.1, .patience = 5}));
    BOOST_CHECK_EXCEPTION(
        validate({.validation = 0.0, .patience = 5}),
        InputError,
        says("--patience: expected images held back, whose loss it watches, found "
             "--validation 0; give --validation 0.1, or --patience 0"));
}

BOOST_AUTO_TEST_CASE(warm_up_is_not_longer_than_the_run_that_has_one) {
    BOOST_CHECK_NO_THROW(validate({.warmup = 11.0, .epochs = 10}));
    BOOST_CHECK_THROW(
        validate({.schedule = "warmup-cosine", .warmup = 11.0, .epochs = 10}),
        InputError);
}

BOOST_AUTO_TEST_CASE(a_relu_before_a_sigmoid_is_refused) {
    BOOST_CHECK_NO_THROW(validate({.output_relu = true}));
    BOOST_CHECK_THROW(validate({.output_relu = true, .loss = "sigmoid-bce"}),
                      InputError);
}

BOOST_AUTO_TEST_CASE(the_first_layer_has_a_unit_for_each_pixel) {
    BOOST_CHECK_NO_THROW(require_inputs(TrainConfig{}, 784));
    BOOST_CHECK_EXCEPTION(require_inputs(TrainConfig{}, 64),
                          InputError,
                          says("--layers: expected 64 units in the first layer, one a "
                               "pixel of digits, found 784"));
}

BOOST_AUTO_TEST_SUITE_END()
