/// A budget is never overdrawn, and a check that it cuts short never says something
/// wrong.
#include "chainrule/check.hpp"

#include "tests/support/findings.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <thread>

using chainrule::check_gradient;
using chainrule::CheckOptions;
using chainrule::Report;
using chainrule::Verdict;
using chainrule::tests::mentions;
using chainrule::tests::oracle_of;

namespace {

/// Sum of w_i sin(x_i), whose gradient may be spoilt at one entry. Counts its calls.
struct Waves {
    arma::uword size;
    double factor = 1.0;  ///< on the last entry of the gradient
    mutable std::size_t calls = 0;

    [[nodiscard]] arma::vec point() const { return arma::linspace(0.1, 1.3, size); }

    [[nodiscard]] Report check(const CheckOptions& options) const {
        return check_gradient(
            [this](const arma::vec& x) {
                ++calls;
                double sum = 0.0;
                for (arma::uword i = 0; i < size; ++i)
                    sum += weight(i) * std::sin(x(i));
                return sum;
            },
            [this](const arma::vec& x) {
                arma::vec gradient(size);
                for (arma::uword i = 0; i < size; ++i) {
                    gradient(i) = weight(i) * std::cos(x(i));
                }
                gradient(size - 1) *= factor;
                return gradient;
            },
            point(),
            options);
    }

private:
    [[nodiscard]] static double weight(arma::uword i) {
        return 1.0 + 0.1 * static_cast<double>(i % 7);
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(budget)

BOOST_AUTO_TEST_CASE(no_budget_is_overdrawn_and_none_brings_a_wrong_verdict) {
    for (const arma::uword size : {1u, 3u, 200u}) {
        for (const double factor : {1.0, 1.5}) {
            for (const bool quick : {false, true}) {
                for (std::size_t budget = 1; budget < 3000; budget += 1 + budget / 3) {
                    const Waves waves{size, factor};
                    CheckOptions options;
                    options.quick = quick;
                    options.budget.evaluations = budget;
                    const Report report = waves.check(options);
                    BOOST_TEST(waves.calls <= budget);
                    BOOST_TEST(report.evaluations == waves.calls);
                    BOOST_TEST(report.verdict !=
                                   (factor == 1.0 ? Verdict::fails : Verdict::holds),
                               "budget " << budget << ": " << report);
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_tiny_budget_leaves_everything_undecided_and_says_so) {
    for (std::size_t budget = 1; budget < 20; ++budget) {
        CheckOptions options;
        options.budget.evaluations = budget;
        const Report report = Waves{3}.check(options);
        BOOST_TEST(report.verdict == Verdict::undecided, report);
        BOOST_TEST(mentions(report.notes, "the budget of " + std::to_string(budget)),
                   report);
    }
}

BOOST_AUTO_TEST_CASE(most_of_a_budget_is_used_and_the_report_says_how_far_it_went) {
    const Waves waves{200};
    CheckOptions options;
    options.budget.evaluations = 1000;
    const Report report = waves.check(options);
    BOOST_TEST(report.verdict == Verdict::holds, report);
    BOOST_TEST(waves.calls > 950u);
    BOOST_TEST(report.entries_checked > 40u);
    BOOST_TEST(report.entries_checked < 200u);
    BOOST_TEST(mentions(report.notes,
                        "the budget allowed " + std::to_string(report.entries_checked) +
                            " of 200 entries"),
               report);
    BOOST_TEST(report.miss_probability > 0.0);
}

BOOST_AUTO_TEST_CASE(every_block_has_its_share_of_a_small_budget) {
    const Waves waves{200};
    CheckOptions options;
    options.blocks = {{"W", 14, 14}, {"b", 4, 1}};
    options.budget.evaluations = 400;
    options.worst = 200;
    const Report report = waves.check(options);
    std::size_t biases = 0;
    for (const chainrule::Entry& entry : report.worst) biases += entry.block == "b";
    BOOST_TEST(biases == 4u, report);
    BOOST_TEST(report.worst.size() > 8u);
}

BOOST_AUTO_TEST_CASE(the_oracles_around_x_keep_to_the_budget_too) {
    // Too rough an integrand for the quadrature to be done with soon
    const auto f = [](const arma::vec& x) {
        return arma::accu(arma::abs(arma::sin(9.0 * x)));
    };
    for (const std::size_t budget : {200u, 500u}) {
        std::size_t calls = 0;
        const auto gradient = [&](const arma::vec& x) {
            ++calls;
            const arma::vec slopes = 9.0 * arma::cos(9.0 * x);
            return arma::vec(arma::sign(arma::sin(9.0 * x)) % slopes);
        };
        CheckOptions options;
        options.oracles.line_integral = options.oracles.closed_loop = true;
        const arma::vec x{0.1, -0.2};
        const Report free = check_gradient(f, gradient, x, options);
        BOOST_TEST(calls > budget);

        calls = 0;
        options.budget.evaluations = budget;
        const Report report = check_gradient(f, gradient, x, options);
        BOOST_TEST(calls <= budget);
        BOOST_TEST(report.verdict == free.verdict, report);
        BOOST_TEST(oracle_of(report, "closed loop").note == "the budget is spent");
    }
}

BOOST_AUTO_TEST_CASE(seconds_bound_a_slow_function) {
    CheckOptions options;
    options.budget.seconds = 0.5;
    arma::vec x(2000);
    x.fill(0.3);
    const auto start = std::chrono::steady_clock::now();
    const Report report = check_gradient(
        [](const arma::vec& v) {
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
            return arma::dot(v, v);
        },
        [](const arma::vec& v) { return arma::vec(2.0 * v); },
        x,
        options);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    BOOST_TEST(took.count() < 2.0);
    BOOST_TEST(report.entries_checked < 500u);
    BOOST_TEST(mentions(report.notes, "the budget allowed"), report);
    BOOST_TEST(report.verdict != Verdict::fails);
}

BOOST_AUTO_TEST_SUITE_END()
