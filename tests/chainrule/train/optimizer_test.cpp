/// Tests of chainrule/train/optimizer.hpp: first steps worked by hand, and the facts
/// that tell one rule from another.
#include "chainrule/train/optimizer.hpp"

#include "chainrule/input_error.hpp"
#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

using chainrule::tests::equal;
using namespace chainrule::train;
namespace tt = boost::test_tools;

namespace {

constexpr float tolerance = 1e-5f;

/// An optimiser with its memory, moving one vector.
class Mover {
public:
    explicit Mover(const std::string& name, double momentum = 0.9, double l2 = 0.0)
        : optimizer_(config_of(name, momentum, l2)) {}

    /// Where `parameters` stand after one more step against `gradient`.
    arma::fvec operator()(arma::fvec parameters,
                          const arma::fvec& gradient,
                          double rate) {
        if (moments_.empty()) {
            moments_.assign(optimizer_.memory(),
                            arma::fvec(parameters.n_elem, arma::fill::zeros));
        }
        Layout layout;
        layout.add("W1", parameters.n_elem, 1);
        optimizer_.decay(parameters, layout, rate);
        optimizer_.update(
            parameters, gradient, moments_, rate, ++step_, 0, parameters.n_elem);
        return parameters;
    }

private:
    static TrainConfig config_of(const std::string& name, double momentum, double l2) {
        TrainConfig config;
        config.optimizer = name;
        config.momentum = momentum;
        config.l2 = l2;
        return config;
    }

    Optimizer optimizer_;
    std::vector<arma::fvec> moments_;
    std::size_t step_ = 0;
};

const arma::fvec zero = {0, 0, 0};
const arma::fvec gradient = {2, -0.5f, 0.25f};

void test_close(const arma::fvec& got, const arma::fvec& want) {
    BOOST_TEST_REQUIRE(got.n_elem == want.n_elem);
    for (arma::uword i = 0; i < got.n_elem; ++i) {
        BOOST_TEST(got(i) == want(i), tt::tolerance(tolerance));
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(optimizer)

BOOST_AUTO_TEST_CASE(sgd_goes_against_the_gradient) {
    Mover move("sgd");
    test_close(move({1, 1, 1}, gradient, 0.5), {0, 1.25f, 0.875f});
}

BOOST_AUTO_TEST_CASE(momentum_adds_nine_tenths_of_the_last_step) {
    Mover move("momentum");
    const arma::fvec first = move(zero, gradient, 0.1);
    test_close(first, -0.1f * gradient);
    test_close(move(first, gradient, 0.1), -0.1f * (1.0f + 1.9f) * gradient);
}

BOOST_AUTO_TEST_CASE(momentum_on_a_constant_gradient_ends_ten_times_as_fast) {
    Mover move("momentum");
    arma::fvec at = zero, before;
    for (int step = 0; step < 200; ++step) {
        before = at;
        at = move(at, {1, 1, 1}, 0.001);
    }
    test_close(before - at, {0.01f, 0.01f, 0.01f});  // rate / (1 - 0.9)
}

BOOST_AUTO_TEST_CASE(nesterov_looks_one_step_ahead) {
    Mover move("nesterov");
    test_close(move(zero, gradient, 0.1), -0.1f * 1.9f * gradient);
}

BOOST_AUTO_TEST_CASE(without_momentum_both_are_plain_descent) {
    for (const char* name : {"momentum", "nesterov"}) {
        Mover move(name, 0.0), plain("sgd");
        BOOST_TEST(equal(move(zero, gradient, 0.1), plain(zero, gradient, 0.1)));
    }
}

BOOST_AUTO_TEST_CASE(first_step_of_rmsprop_is_the_sign_over_root_one_tenth) {
    Mover move("rmsprop");
    const float length = 0.1f / std::sqrt(0.1f);
    test_close(move(zero, gradient, 0.1), {-length, length, -length});
}

BOOST_AUTO_TEST_CASE(first_step_of_adam_is_the_sign_of_the_gradient) {
    Mover move("adam");
    test_close(move(zero, gradient, 0.1), {-0.1f, 0.1f, -0.1f});
}

BOOST_AUTO_TEST_CASE(second_step_of_adam_by_hand) {
    Mover move("adam");
    move({0}, {1}, 0.1);
    // m = 0.1 * 0.9 + 0.1 * 3 = 0.39, over 1 - 0.81; s = 0.000999 + 0.009, over 1 - 0.998001
    const double mean = 0.39 / 0.19, mean_square = 0.009999 / 0.001999;
    test_close(move({0}, {3}, 0.1),
               {static_cast<float>(-0.1 * mean / std::sqrt(mean_square))});
}

BOOST_AUTO_TEST_CASE(adam_stays_where_the_gradient_is_zero) {
    Mover move("adam");
    BOOST_TEST(equal(move({1, 2}, {0, 0}, 0.1), arma::fvec{1, 2}));
}

BOOST_AUTO_TEST_CASE(adamw_shrinks_the_weights_whatever_the_gradient) {
    Mover with("adamw", 0.9, 0.5), without("adam", 0.9, 0.5);
    const arma::fvec start = {1, 2, 3};
    test_close(with(start, gradient, 0.1),
               without(start, gradient, 0.1) - 0.1f * 0.5f * start);
}

BOOST_AUTO_TEST_CASE(weight_decay_leaves_biases_alone) {
    TrainConfig config;
    config.optimizer = "adamw";
    config.l2 = 0.5;
    Layout layout;
    layout.add("W1", 1, 1);
    layout.add("b1", 1, 1);
    arma::fvec parameters = {4, 4};
    Optimizer(config).decay(parameters, layout, 0.5);
    BOOST_TEST(equal(parameters, arma::fvec{3, 4}));
}

BOOST_AUTO_TEST_CASE(
    on_a_quadratic_descent_converges_below_two_over_the_curvature_only) {
    const auto distance_after_100_steps = [](double rate) {
        Mover move("sgd");
        arma::fvec at = {1};
        for (int step = 0; step < 100; ++step) at = move(at, 10.0f * at, rate);
        return std::abs(at(0));
    };
    BOOST_TEST(distance_after_100_steps(0.19) < 1e-4f);
    BOOST_TEST(distance_after_100_steps(0.21) > 1e3f);
}

BOOST_AUTO_TEST_CASE(ranges_together_do_what_the_whole_does) {
    for (const char* name :
         {"sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw"}) {
        TrainConfig config;
        config.optimizer = name;
        const Optimizer optimizer(config);
        const arma::fvec slope =
            arma::conv_to<arma::fvec>::from(chainrule::tests::random_matrix(37, 1, 4));
        std::vector<arma::fvec> moments(optimizer.memory(),
                                        arma::fvec(37, arma::fill::zeros));
        auto moments_in_parts = moments;
        arma::fvec whole(37, arma::fill::ones), in_parts = whole;
        optimizer.update(whole, slope, moments, 0.1, 1, 0, 37);
        optimizer.update(in_parts, slope, moments_in_parts, 0.1, 1, 11, 37);
        optimizer.update(in_parts, slope, moments_in_parts, 0.1, 1, 0, 11);
        BOOST_TEST(equal(whole, in_parts), name);
    }
}

BOOST_AUTO_TEST_CASE(an_unknown_optimizer_is_refused) {
    BOOST_CHECK_THROW(Mover("adman"), chainrule::InputError);
}

BOOST_AUTO_TEST_SUITE_END()
