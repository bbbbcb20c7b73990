/// Tests of chainrule/train/exhaustive_check.hpp.
#include "chainrule/train/exhaustive_check.hpp"

#include "chainrule/check/oracles/complex_step.hpp"
#include "tests/support/findings.hpp"

#include <boost/test/unit_test.hpp>

using chainrule::Verdict;
using namespace chainrule::train;
using chainrule::tests::contains;

namespace {

TrainConfig small() {
    TrainConfig config;
    config.layers = {12, 7, 6, 10};
    config.threads = 2;
    return config;
}

/// Images of 7 x 7 pixels, of which a pooling of 2 x 2 leaves a row over.
std::vector<TrainConfig> with_convolutions() {
    std::vector<TrainConfig> all;
    for (const std::vector<Kernels>& convolutions :
         {std::vector<Kernels>{{3, 3}},
          {{3, 3, 1, 1, 2}},
          {{3, 3, 1, 2}},
          {{3, 2, 0, 1, 2}, {4, 2, 1, 1, 2}}}) {
        all.push_back(small());
        all.back().layers = {49, 6, 10};
        all.back().convolutions = convolutions;
    }
    all.back().layers = {49, 10};
    all.push_back(all.back());
    all.back().activation = "tanh";
    all.back().dropout = 0.3;
    all.back().l2 = 0.1;
    return all;
}

/// One network for each of activations, losses, biases, dropout and penalty.
std::vector<TrainConfig> variations() {
    std::vector<TrainConfig> all;
    for (const char* activation : {"relu", "leaky-relu", "sigmoid", "tanh"}) {
        all.push_back(small());
        all.back().activation = activation;
    }
    for (const char* loss : {"mse", "sigmoid-bce"}) {
        all.push_back(small());
        all.back().loss = loss;
    }
    all.push_back(small());
    all.back().dropout = 0.4;
    all.back().l2 = 0.1;
    all.push_back(small());
    all.back().bias = Bias::shared;
    all.back().output_relu = true;
    all.push_back(small());
    all.back().layers = {12, 10};
    for (const TrainConfig& config : with_convolutions()) all.push_back(config);
    return all;
}

/// Every parameter moved by itself through the whole network.
arma::vec in_full(Objective& objective, const arma::vec& x) {
    arma::cx_vec point(x, arma::vec(x.n_elem, arma::fill::zeros));
    arma::vec slopes(x.n_elem);
    for (arma::uword i = 0; i < x.n_elem; ++i) {
        point[i] = {x[i], chainrule::check::complex_step_size};
        slopes[i] = objective(point).imag() / chainrule::check::complex_step_size;
        point[i] = x[i];
    }
    return slopes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(exhaustive_check)

BOOST_AUTO_TEST_CASE(what_is_shared_gives_the_slopes_of_the_plain_recomputation) {
    for (const TrainConfig& config : variations()) {
        Objective objective(config, 5);
        Workers workers(2);
        const arma::vec x = starting_point(config, objective.layout());
        const arma::vec plain = in_full(objective, x);
        const arma::vec shared = every_slope(config, objective, x, workers);
        BOOST_TEST(arma::abs(plain - shared).max() <= 1e-14 * arma::abs(plain).max(),
                   network_name(config)
                       << ", " << config.activation << ", " << config.loss);
        BOOST_TEST(arma::abs(plain).max() > 1e-3);
    }
}

BOOST_AUTO_TEST_CASE(every_parameter_of_the_networks_that_train_builds_holds) {
    for (const TrainConfig& config : variations()) {
        const auto report = check_every_parameter(config);
        BOOST_TEST((report.verdict == Verdict::holds),
                   network_name(config)
                       << ", " << config.activation << ", " << config.loss);
        BOOST_TEST(report.entries_checked == report.entries);
        BOOST_TEST(report.max_relative_error < 1e-12);
    }
}

BOOST_AUTO_TEST_CASE(the_network_of_the_readme_is_checked_in_full) {
    const auto report = check_every_parameter({});
    BOOST_TEST((report.verdict == Verdict::holds));
    BOOST_TEST(report.entries_checked == 101770u);
    BOOST_TEST(report.miss_probability == 0.0);
    for (const auto& block : report.visibility) BOOST_TEST(block.smallest_error < 1e-9);
}

BOOST_AUTO_TEST_CASE(a_wrong_rule_fails_at_its_own_entries_and_is_named) {
    TrainConfig config = small();
    config.bias = Bias::one_number_rule;
    const auto report = check_every_parameter(config);
    BOOST_TEST((report.verdict == Verdict::fails));
    BOOST_TEST(report.entries_failing <= 7u + 6u + 10u);
    BOOST_TEST(report.entries_failing >= 7u + 6u);
    for (const auto& entry : report.worst) {
        if (entry.verdict != Verdict::fails) continue;
        BOOST_TEST(entry.block.front() == 'b');
    }
    BOOST_TEST(contains(report.diagnosis, "taken over the units, too?"));
}

BOOST_AUTO_TEST_CASE(threads_change_no_bit) {
    TrainConfig config = with_convolutions().back();
    config.dropout = 0.2;
    Objective objective(config, 9);
    const arma::vec x = starting_point(config, objective.layout());
    Workers one(1);
    const arma::vec expected = every_slope(config, objective, x, one);
    for (const std::size_t threads : {2, 3, 7}) {
        Workers several(threads);
        const arma::vec slopes = every_slope(config, objective, x, several);
        BOOST_TEST(arma::all(slopes == expected), threads);
    }
}

BOOST_AUTO_TEST_SUITE_END()
