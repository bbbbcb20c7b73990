/// Tests of chainrule/train/statistics.hpp.
#include "chainrule/train/statistics.hpp"

#include <boost/test/unit_test.hpp>

using namespace chainrule::train;
namespace tt = boost::test_tools;

namespace {

/// 1-3-2 with three ReLU units: z = (x, -x, x - 10).
struct Example {
    Example() : network(config()) { run({{1, 3}}); }

    static TrainConfig config() {
        TrainConfig config;
        config.layers = {1, 3, 2};
        return config;
    }

    void run(const arma::fmat& inputs) {
        network.logits({1, -1, 1, 0, 0, -10, 1, 0, 0, 0, 0, 0, 0, 0}, inputs, {});
    }

    Network<float> network;
    RunRecord record;
    std::vector<arma::uvec> dead_checks;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(statistics)

BOOST_FIXTURE_TEST_CASE(activations_of_a_layer_by_hand, Example) {
    record_activations(network, 7, record, dead_checks);
    const LayerStatistics& relu = record.layers.at(0);
    BOOST_TEST(relu.layer == "1 relu");
    BOOST_TEST(relu.epoch == 7u);
    // activations: 1 0 0 and 3 0 0
    BOOST_TEST(relu.mean == 4.0 / 6, tt::tolerance(1e-12));
    BOOST_TEST(relu.standard_deviation == std::sqrt(10.0 / 6 - 16.0 / 36),
               tt::tolerance(1e-12));
    BOOST_TEST(relu.zero_share == 4.0 / 6, tt::tolerance(1e-12));
    BOOST_TEST(relu.dead_share == 2.0 / 3, tt::tolerance(1e-12));
    BOOST_TEST(relu.dead_five_share == 0.0);
}

BOOST_FIXTURE_TEST_CASE(the_last_layer_is_measured_and_has_a_histogram_too, Example) {
    record_activations(network, 0, record, dead_checks);
    BOOST_TEST(record.layers.size() == 2u);
    BOOST_TEST(record.layers.at(1).layer == "2 linear");
    BOOST_TEST(record.histograms.size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(a_unit_is_called_dead_at_its_fifth_check_running, Example) {
    for (std::size_t epoch = 0; epoch < 5; ++epoch) {
        record_activations(network, epoch, record, dead_checks);
    }
    BOOST_TEST(record.layers.at(2 * 3).dead_five_share == 0.0);
    BOOST_TEST(record.layers.at(2 * 4).dead_five_share == 2.0 / 3,
               tt::tolerance(1e-12));
}

BOOST_FIXTURE_TEST_CASE(a_unit_that_wakes_starts_again, Example) {
    for (std::size_t epoch = 0; epoch < 6; ++epoch) {
        run(epoch == 3 ? arma::fmat(1, 1, arma::fill::value(20)) : arma::fmat{{1, 3}});
        record_activations(network, epoch, record, dead_checks);
    }
    BOOST_TEST(record.layers.at(2 * 5).dead_five_share == 1.0 / 3,
               tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(norms_of_gradient_and_step_are_averaged_over_steps) {
    Layout layout;
    layout.add("W1", 2, 1);
    StepStatistics steps;
    steps.add(layout, {3, 4}, {6, 8}, {6, 9});    // norms 5, 10 and a step of 1
    steps.add(layout, {0, 1}, {0, 10}, {3, 10});  // norms 1, 10 and a step of 3
    RunRecord record;
    steps.record(2, layout, record);
    BOOST_TEST_REQUIRE(record.parameters.size() == 1u);
    BOOST_TEST(record.parameters[0].parameter == "W1");
    BOOST_TEST(record.parameters[0].gradient_norm == 3.0, tt::tolerance(1e-6));
    BOOST_TEST(record.parameters[0].update_ratio == 0.2, tt::tolerance(1e-6));

    steps.add(layout, {3, 4}, {6, 8}, {6, 9});
    steps.record(3, layout, record);
    BOOST_TEST(record.parameters[1].gradient_norm == 5.0, tt::tolerance(1e-6));
}

BOOST_AUTO_TEST_CASE(a_parameter_that_is_zero_has_no_update_ratio) {
    Layout layout;
    layout.add("b1", 2, 1);
    StepStatistics steps;
    steps.add(layout, {3, 4}, {0, 0}, {1, 0});
    RunRecord record;
    steps.record(1, layout, record);
    BOOST_TEST(std::isnan(record.parameters[0].update_ratio));
}

BOOST_AUTO_TEST_SUITE_END()
