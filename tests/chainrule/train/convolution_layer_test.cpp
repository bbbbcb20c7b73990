/// Tests of chainrule/train/convolution_layer.hpp: the shapes that options give, and
/// networks of such layers, judged by complex step.
#include "chainrule/train/convolution_layer.hpp"

#include "chainrule/check.hpp"
#include "chainrule/input_error.hpp"
#include "chainrule/train/initialise.hpp"
#include "chainrule/train/network.hpp"
#include "chainrule/train/objective.hpp"
#include "chainrule/train/self_check.hpp"
#include "chainrule/train/statistics.hpp"
#include "tests/support/says.hpp"

#include <boost/test/unit_test.hpp>

using chainrule::InputError;
using chainrule::Verdict;
using chainrule::Window;
using chainrule::tests::says;
using namespace chainrule::train;

namespace {

/// Images of 8 x 8 pixels.
TrainConfig with(std::vector<Kernels> convolutions) {
    TrainConfig config;
    config.layers = {64, 6, 10};
    config.convolutions = std::move(convolutions);
    return config;
}

void refused(const TrainConfig& config, std::string_view text) {
    BOOST_CHECK_EXCEPTION((void)convolution_shapes(config), InputError, says(text));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(convolution_layer)

BOOST_AUTO_TEST_CASE(each_convolution_reads_what_the_one_before_it_leaves) {
    TrainConfig config;
    config.convolutions = {{8, 5, 0, 1, 2}, {16, 3, 1, 2}};
    const auto shapes = convolution_shapes(config);
    BOOST_REQUIRE(shapes.size() == 2u);
    BOOST_TEST((shapes[0].window == Window{28, 28, 1, 5, 1, 0}));
    BOOST_TEST((shapes[0].pooling == Window{24, 24, 8, 2, 2, 0}));
    BOOST_TEST((shapes[1].window == Window{12, 12, 8, 3, 2, 1}));
    BOOST_TEST((shapes[1].pooling == Window{6, 6, 16, 1, 1, 0}));
    BOOST_TEST(shapes[0].parameters() == 8u * (5 * 5 + 1));
    BOOST_TEST(shapes[1].parameters() == 16u * (3 * 3 * 8 + 1));
    BOOST_TEST(affine_inputs(config) == 6u * 6 * 16);
}

BOOST_AUTO_TEST_CASE(without_convolutions_the_inputs_need_be_no_image) {
    BOOST_TEST(convolution_shapes({}).empty());
    BOOST_TEST(affine_inputs({}) == 784u);
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_refused_with_what_would) {
    TrainConfig config = with({{4, 3}});
    config.layers.front() = 60;
    refused(config,
            "--convolutions: expected images as wide as high, such as 784 = 28 x 28 "
            "pixels, found 60 inputs; give --layers a square number of inputs");
    refused(
        with({{4, 5, 0, 1, 2}, {4, 3}}),
        "--convolutions: expected a kernel of at most 2x2, what it reads, found 3x3; "
        "try smaller kernels, a padding such as p2, or fewer convolutions");
    refused(
        with({{4, 7, 0, 1, 3}}),
        "--convolutions: expected a pooling of at most 2x2, what it reads, found 3x3; "
        "try a smaller pooling, a padding such as p2, or fewer convolutions");
    BOOST_CHECK_NO_THROW((void)convolution_shapes(with({{4, 9, 1, 1, 2}})));
}

BOOST_AUTO_TEST_CASE(layers_and_parameters_are_numbered_through) {
    TrainConfig config = with({{3, 3, 0, 1, 2}, {4, 2}});
    config.dropout = 0.5;
    const Network<double> network(config);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < network.layer_count(); ++i) {
        names.push_back(network.layer_name(i));
    }
    const std::vector<std::string> want{"1 convolution",
                                        "1 relu",
                                        "1 max_pooling",
                                        "1 dropout",
                                        "2 convolution",
                                        "2 relu",
                                        "2 dropout",
                                        "3 linear",
                                        "3 relu",
                                        "3 dropout",
                                        "4 linear"};
    BOOST_TEST(names == want, boost::test_tools::per_element());
    BOOST_TEST(network.layout().find("W2").rows == 4u);
    BOOST_TEST(network.layout().find("W2").cols == 2u * 2 * 3);
    BOOST_TEST(network.layout().find("W3").cols == 2u * 2 * 4);
    BOOST_TEST(network.units(0) == 3u);
    BOOST_TEST(network.units(10) == 10u);
    BOOST_TEST(network_name(config) == "64-3x3m2-4x2-6-10");
}

BOOST_AUTO_TEST_CASE(the_gradient_holds_with_padding_stride_pooling_and_dropout) {
    for (const auto& convolutions :
         std::vector<std::vector<Kernels>>{{{3, 3}},
                                           {{3, 3, 1, 2}},
                                           {{3, 3, 1, 1, 2}},
                                           {{3, 3, 0, 1, 2}, {4, 2}},
                                           {{2, 1}, {3, 4, 2, 3, 2}}}) {
        for (const char* activation : {"relu", "tanh"}) {
            TrainConfig config = with(convolutions);
            config.activation = activation;
            config.dropout = 0.3;
            config.l2 = 0.01;
            Objective objective(config, 5);
            const auto report = chainrule::check_gradient(
                objective,
                [&](const arma::vec& x) { return objective.gradient(x); },
                starting_point(config, objective.layout()));
            BOOST_TEST((report.verdict == Verdict::holds),
                       network_name(config)
                           << " " << activation << ": " << report.diagnosis);
            BOOST_TEST(report.entries_checked == report.entries);
        }
    }
}

BOOST_AUTO_TEST_CASE(every_way_to_initialise_draws_kernels) {
    for (const char* init : {"he", "glorot", "orthogonal"}) {
        TrainConfig config = with({{3, 3}, {2, 3}});
        config.init = init;
        const Layout layout = Network<float>(config).layout();
        BOOST_TEST(initial_parameters(config, layout).is_finite(), init);
    }
}

BOOST_AUTO_TEST_CASE(a_kernel_is_dead_if_it_is_zero_at_every_position) {
    TrainConfig config;
    config.layers = {4, 2};
    config.convolutions = {{2, 1}};
    Network<float> network(config);
    // The kernels 1 and -1 over pixels of which two are 0
    arma::fvec parameters(network.layout().size(), arma::fill::zeros);
    parameters[0] = 1;
    parameters[1] = -1;
    network.logits(parameters, arma::fvec{0, 1, 2, 0}, {});
    RunRecord record;
    std::vector<arma::uvec> dead_checks;
    record_activations(network, 0, record, dead_checks);
    BOOST_TEST(record.layers.at(0).layer == "1 relu");
    BOOST_TEST(record.layers.at(0).dead_share == 0.5);
    BOOST_TEST(record.layers.at(0).zero_share == 6.0 / 8);
    BOOST_TEST(dead_checks.at(0).n_elem == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
