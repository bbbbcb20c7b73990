/// The claim around x: what f gains along a segment, without a step.
#include "chainrule/check.hpp"

#include "tests/support/findings.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <functional>
#include <string>

using chainrule::check_gradient;
using chainrule::CheckOptions;
using chainrule::OracleResult;
using chainrule::Report;
using chainrule::Verdict;
using chainrule::tests::mentions;
using chainrule::tests::oracle_of;

namespace {

using Scalar = std::function<double(double)>;

template <class F, class G>
OracleResult integral(F&& f,
                      G&& gradient,
                      const arma::vec& x,
                      Report* whole = nullptr) {
    CheckOptions options;
    options.oracles.line_integral = true;
    const Report report = check_gradient(f, gradient, x, options);
    if (whole != nullptr) *whole = report;
    return oracle_of(report, "line integral");
}

OracleResult along(const Scalar& f, const Scalar& slope, double x) {
    return integral([&](const arma::vec& v) { return f(v(0)); },
                    [&](const arma::vec& v) { return arma::vec{slope(v(0))}; },
                    arma::vec{x});
}

/// A least-squares loss over 2000 terms, summed in float.
double float_loss(const arma::vec& v) {
    float sum = 0.0F;
    for (int i = 0; i < 2000; ++i) {
        const float gap = static_cast<float>(v(0)) * static_cast<float>(i % 7) -
                          static_cast<float>(1 + i % 3);
        sum += gap * gap;
    }
    return sum;
}
arma::vec float_loss_gradient(const arma::vec& v) {
    double sum = 0.0;
    for (int i = 0; i < 2000; ++i)
        sum += 2.0 * (v(0) * (i % 7) - (1 + i % 3)) * (i % 7);
    return {sum};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(line_integral)

BOOST_AUTO_TEST_CASE(no_round_off_stands_against_a_step_there) {
    const auto cosine = [](double x) { return std::cos(x); };
    const OracleResult large =
        along([](double x) { return 1e8 + std::sin(x); }, cosine, 1);
    BOOST_TEST(large.verdict == Verdict::holds);
    BOOST_TEST(large.max_relative_error < 1e-7);

    const OracleResult wild = along([](double x) { return std::sin(1000 * x); },
                                    [](double x) { return 1000 * std::cos(1000 * x); },
                                    0.3);
    BOOST_TEST(wild.verdict == Verdict::holds);
    BOOST_TEST(wild.error_bar < 1e-12);

    const OracleResult noisy =
        along([](double x) { return std::sin(x) * (1 + 1e-9 * std::sin(1e12 * x)); },
              cosine,
              1.0);
    BOOST_TEST(noisy.verdict == Verdict::holds);
    BOOST_TEST(noisy.max_relative_error < 1e-8);
}

BOOST_AUTO_TEST_CASE(a_loss_summed_in_float_holds_and_a_hundredth_more_fails) {
    const arma::vec x{0.7};
    const OracleResult right = integral(float_loss, float_loss_gradient, x);
    BOOST_TEST(right.verdict == Verdict::holds);
    BOOST_TEST(right.max_relative_error < 1e-5);
    const OracleResult wrong = integral(
        float_loss,
        [](const arma::vec& v) { return arma::vec(1.01 * float_loss_gradient(v)); },
        x);
    BOOST_TEST(wrong.verdict == Verdict::fails);
    BOOST_TEST(std::abs(wrong.max_relative_error - 0.01) < 1e-3);
}

BOOST_AUTO_TEST_CASE(kinks_on_the_way_are_no_failure_and_a_leak_beyond_one_is) {
    const arma::vec x{0.2, -0.1, 0.15, -0.05, 0.3};
    const auto relu = [](const arma::vec& v) {
        double sum = 0.0;
        for (const double value : v) sum += std::max(value, 0.0) * (1.0 + value);
        return sum;
    };
    const auto gradient = [](double leak) {
        return [leak](const arma::vec& v) {
            arma::vec g(v.n_elem);
            for (arma::uword i = 0; i < v.n_elem; ++i) {
                g(i) = v(i) > 0.0 ? 1.0 + 2.0 * v(i) : leak;
            }
            return g;
        };
    };
    BOOST_TEST(integral(relu, gradient(0.0), x).verdict == Verdict::holds);
    BOOST_TEST(integral(relu, gradient(0.01), x).verdict == Verdict::fails);
    BOOST_TEST(along([](double v) { return std::abs(v); },
                     [](double v) { return v > 0.0 ? 1.0 : -1.0; },
                     0.0)
                   .verdict == Verdict::holds);
}

BOOST_AUTO_TEST_CASE(a_term_that_x_itself_hides_is_seen_and_fails_the_check) {
    Report report;
    const OracleResult result =
        integral([](const arma::vec& w) { return 0.5 * arma::dot(w, w); },
                 [](const arma::vec& w) { return arma::vec(0.0 * w); },
                 arma::vec(3, arma::fill::zeros),
                 &report);
    BOOST_TEST(result.verdict == Verdict::fails);
    BOOST_TEST(report.entries_failing == 0u);
    BOOST_TEST(report.verdict == Verdict::fails, report);
    BOOST_TEST(mentions(report.notes, "the rule is wrong beside x, and x hides it"),
               report);
    BOOST_TEST(report.gradient_evaluations > 30u);
}

BOOST_AUTO_TEST_CASE(a_step_too_steep_for_the_quadrature_is_not_a_wrong_claim) {
    const auto sigmoid = [](double x) {
        return 1.0 / (1.0 + std::exp(-1e7 * (x - 0.2)));
    };
    const OracleResult steep = along(
        sigmoid, [&](double x) { return 1e7 * sigmoid(x) * (1.0 - sigmoid(x)); }, 0.25);
    BOOST_TEST(steep.verdict != Verdict::fails);
    const OracleResult jump = along([](double x) { return x + (x > 0.2 ? 1.0 : 0.0); },
                                    [](double) { return 1.0; },
                                    0.25);
    BOOST_TEST(jump.verdict != Verdict::fails);
}

BOOST_AUTO_TEST_CASE(segments_shrink_into_the_domain) {
    BOOST_TEST(along([](double x) { return std::log(x); },
                     [](double x) { return 1.0 / x; },
                     1e-3)
                   .verdict == Verdict::holds);
    CheckOptions options;
    options.oracles.line_integral = true;
    options.inside = [](const arma::vec& v) { return std::abs(v(0) - 0.5) < 0.01; };
    bool strayed = false;
    const Report report = check_gradient(
        [&](const arma::vec& v) {
            strayed = strayed || !options.inside(v);
            return v(0) * v(0);
        },
        [&](const arma::vec& v) {
            strayed = strayed || !options.inside(v);
            return arma::vec{2.0 * v(0)};
        },
        arma::vec{0.5},
        options);
    BOOST_TEST(report.verdict == Verdict::holds, report);
    BOOST_TEST(!strayed);
}

BOOST_AUTO_TEST_CASE(entries_whose_sizes_differ_by_twelve_orders_are_all_moved) {
    const auto f = [](const arma::vec& v) {
        return std::sin(1e6 * v(0)) + std::cos(1e-6 * v(1));
    };
    const arma::vec x{1e-6, 1e6};
    const auto gradient = [](double first, double second) {
        return [=](const arma::vec& v) {
            return arma::vec{first * 1e6 * std::cos(1e6 * v(0)),
                             -second * 1e-6 * std::sin(1e-6 * v(1))};
        };
    };
    BOOST_TEST(integral(f, gradient(1.0, 1.0), x).verdict == Verdict::holds);
    BOOST_TEST(integral(f, gradient(1.01, 1.0), x).verdict == Verdict::fails);
    BOOST_TEST(integral(f, gradient(1.0, 1.01), x).verdict == Verdict::fails);
}

BOOST_AUTO_TEST_SUITE_END()
