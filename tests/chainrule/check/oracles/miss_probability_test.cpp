/// The probability that a quick check states, against how often it really misses.
#include "chainrule/check/oracles/miss_probability.hpp"
#include "chainrule/check.hpp"
#include "chainrule/random.hpp"
#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>

using chainrule::check_gradient;
using chainrule::check_jacobian;
using chainrule::CheckOptions;
using chainrule::Random;
using chainrule::Report;
using chainrule::Verdict;

namespace {

/// |x|^2 / 2 + 1e6, whose noise makes small errors hard to see.
double bowl(const arma::vec& x) {
    return 1e6 + 0.5 * arma::dot(x, x);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(miss_probability)

BOOST_AUTO_TEST_CASE(one_direction_misses_what_lies_within_its_bar) {
    using chainrule::check::miss_probability;
    // s = 0.1 / sqrt(100) = 0.01; tau = 11 bar
    BOOST_TEST(miss_probability(0.1, 100.0, {0.01 / 11.0}) == 0.6827,
               boost::test_tools::tolerance(1e-4));
    BOOST_TEST(
        miss_probability(0.1, 100.0, {0.01 / 11.0, 0.01 / 11.0}) == 0.6827 * 0.6827,
        boost::test_tools::tolerance(2e-4));
    BOOST_TEST(miss_probability(0.1, 100.0, {}) == 1.0);
    BOOST_TEST(miss_probability(0.0, 100.0, {1e-9}) == 1.0);
    BOOST_TEST(miss_probability(0.1, 100.0, {arma::datum::inf}) == 1.0);
}

BOOST_AUTO_TEST_CASE(the_stated_probability_bounds_the_rate_of_misses) {
    const arma::vec x = chainrule::tests::random_matrix(40, 1, 3);
    Random random(11);
    constexpr int trials = 400;
    for (const double size : {2e-8, 1e-7, 1e-6}) {
        int missed = 0;
        double stated = 0.0;
        for (int trial = 0; trial < trials; ++trial) {
            arma::vec error(x.n_elem);
            for (double& value : error) value = random.normal();
            error *= size * arma::norm(x) / arma::norm(error);
            CheckOptions options;
            options.quick = true;
            options.seed = static_cast<std::uint64_t>(trial);
            options.error_size = size;
            const Report right = check_gradient(
                bowl, [](const arma::vec& v) { return v; }, x, options);
            const Report wrong = check_gradient(
                bowl,
                [&](const arma::vec& v) { return arma::vec(v + error); },
                x,
                options);
            BOOST_TEST(right.verdict != Verdict::fails, right);
            BOOST_TEST(right.error_size == size);
            stated += right.miss_probability / trials;
            missed += wrong.verdict != Verdict::fails;
        }
        // four standard deviations of the count
        const double rate = static_cast<double>(missed) / trials;
        const double spread = 4.0 * std::sqrt(stated * (1.0 - stated) / trials);
        BOOST_TEST_MESSAGE(size << ": stated " << stated << ", missed " << rate);
        BOOST_TEST(rate <= stated + spread + 1.0 / trials);
        // and it says something
        if (size == 2e-8) BOOST_TEST(rate > 0.0);
        if (size == 1e-6) BOOST_TEST(stated < 0.01);
    }
}

BOOST_AUTO_TEST_CASE(an_error_in_one_output_of_many_is_within_the_bound) {
    const arma::mat a = chainrule::tests::random_matrix(6, 30, 5);
    const arma::vec x = chainrule::tests::random_matrix(30, 1, 6);
    constexpr int trials = 200;
    constexpr double size = 1e-7;
    int missed = 0;
    double stated = 0.0;
    for (int trial = 0; trial < trials; ++trial) {
        CheckOptions options;
        options.quick = true;
        options.seed = static_cast<std::uint64_t>(trial);
        options.error_size = size;
        const auto f = [&](const arma::vec& v) { return arma::vec(1e5 + a * v); };
        const Report right = check_jacobian(
            f, [&](const arma::vec&) { return a; }, x, options);
        const Report wrong = check_jacobian(
            f,
            [&](const arma::vec&) {
                arma::mat claimed = a;
                claimed.row(2) += size * arma::norm(a, "fro") / std::sqrt(30.0);
                return claimed;
            },
            x,
            options);
        stated += right.miss_probability / trials;
        missed += wrong.verdict != Verdict::fails;
    }
    BOOST_TEST_MESSAGE("stated " << stated << ", missed " << missed);
    BOOST_TEST(missed <= trials * stated + 4.0 * std::sqrt(trials * stated) + 1.0);
}

BOOST_AUTO_TEST_CASE(
    a_check_of_every_entry_misses_nothing_and_no_direction_everything) {
    const arma::vec x = chainrule::tests::random_matrix(5, 1, 3);
    const auto right = [](const arma::vec& v) { return v; };
    BOOST_TEST(check_gradient(bowl, right, x).miss_probability == 0.0);
    CheckOptions options;
    options.max_entries = 3;
    const double sampled = check_gradient(bowl, right, x, options).miss_probability;
    BOOST_TEST(sampled > 0.0);
    BOOST_TEST(sampled < 1e-3);
    options.oracles.directions = false;
    BOOST_TEST(check_gradient(bowl, right, x, options).miss_probability == 1.0);
}

BOOST_AUTO_TEST_CASE(a_quick_check_of_a_right_gradient_costs_the_same_at_any_size) {
    std::vector<std::size_t> costs;
    for (const arma::uword size : {100u, 1000u, 10000u}) {
        CheckOptions options;
        options.quick = true;
        const arma::vec x = chainrule::tests::random_matrix(size, 1, 4);
        const Report report =
            check_gradient([](const arma::vec& v) { return arma::accu(arma::sin(v)); },
                           [](const arma::vec& v) { return arma::vec(arma::cos(v)); },
                           x,
                           options);
        BOOST_TEST(report.verdict == Verdict::holds, report);
        BOOST_TEST(report.entries_checked == 0u);
        BOOST_TEST(report.miss_probability < 1e-6);
        BOOST_TEST(report.error_bar < 1e-6);
        costs.push_back(report.evaluations);
    }
    for (const std::size_t cost : costs) BOOST_TEST(cost < 250u);
}

BOOST_AUTO_TEST_SUITE_END()
