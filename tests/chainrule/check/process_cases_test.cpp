/// Checks that go wrong although the formula may be right: functions that change
/// between calls, kinks of several variables, noise from inside, numbers in float,
/// claims that are right for another function.
#include "chainrule/check.hpp"
#include "chainrule/random.hpp"
#include "tests/chainrule/check/scalar_cases.hpp"
#include "tests/support/findings.hpp"
#include "tests/support/matrices.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

using arma::uword;
using arma::vec;
using chainrule::check_gradient;
using chainrule::CheckOptions;
using chainrule::Random;
using chainrule::Report;
using chainrule::Verdict;
using chainrule::tests::random_matrix;

namespace {

struct Case {
    std::string name;
    std::function<Report(bool wrong)> check;
    std::vector<Verdict> right;  ///< the verdicts that the right claim may get
    std::vector<Verdict> wrong;  ///< those that the wrong one may get
};

std::ostream& operator<<(std::ostream& out, const Case& one) {
    return out << one.name;
}

constexpr auto holds = Verdict::holds;
constexpr auto undecided = Verdict::undecided;
constexpr auto fails = Verdict::fails;

const vec point{0.4, -0.9, 1.3};

vec wave_slope(const vec& x, bool wrong) {
    return (wrong ? 1.01 : 1.0) * arma::cos(x);
}

/// Half of the terms left out, drawn anew at each call.
Report dropout(bool wrong) {
    Random random(3);
    return check_gradient(
        [&](const vec& x) {
            double sum = 0.0;
            for (const double entry : x) {
                if (random.uniform() < 0.5) sum += 2.0 * std::sin(entry);
            }
            return sum;
        },
        [&](const vec& x) { return wave_slope(x, wrong); },
        point);
}

/// A running mean that every call moves, as batch normalisation keeps one.
Report running_mean(bool wrong) {
    double mean = 0.0;
    return check_gradient(
        [&](const vec& x) {
            mean = 0.9 * mean + 0.1 * arma::mean(x);
            return arma::accu(arma::sin(x)) - mean;
        },
        [&](const vec& x) -> vec {
            return wave_slope(x, wrong) - 0.1 / double(x.n_elem);
        },
        point);
}

/// A drift of 1e-6 from call to call.
Report drift(bool wrong) {
    double offset = 0.0;
    return check_gradient(
        [&](const vec& x) { return arma::accu(arma::sin(x)) + (offset += 1e-6); },
        [&](const vec& x) -> vec { return (wrong ? 2.0 : 1.0) * arma::cos(x); },
        point);
}

/// Two entries tie for the largest; one of them, or both, is given the slope.
Report tied_maximum(bool wrong) {
    return check_gradient([](const vec& x) { return x.max(); },
                          [&](const vec&) {
                              return vec{wrong ? 2.0 : 1.0, 0.0, 0.0};
                          },
                          vec{1.5, 1.5, 0.2});
}

/// The gradient uses what the last call of f left behind.
Report stale_cache(bool wrong) {
    vec cached;
    return check_gradient(
        [&](const vec& x) {
            cached = x;
            return arma::accu(arma::sin(x));
        },
        [&](const vec& x) { return wave_slope(wrong ? cached : x, false); },
        point);
}

/// Sums taken in an order that threads would choose.
Report unordered_sum(bool wrong) {
    Random random(5);
    return check_gradient(
        [&](const vec& x) {
            return arma::accu(arma::sin(x)) * (1.0 + 1e-13 * random.uniform(-1.0, 1.0));
        },
        [&](const vec& x) { return wave_slope(x, wrong); },
        point);
}

/// Entries from 1e-6 to 1e6, each with f varying at the entry's own scale.
Report many_scales(bool wrong) {
    vec scales(13);
    for (uword i = 0; i < 13; ++i) scales(i) = std::pow(10.0, double(i) - 6.0);
    return check_gradient(
        [&](const vec& x) { return arma::accu(arma::sin(x / scales)); },
        [&](const vec& x) -> vec {
            vec gradient = arma::cos(x / scales) / scales;
            if (wrong) gradient(6) *= 1.01;
            return gradient;
        },
        scales);
}

/// Each of the many scales spoilt in turn: the number of those not seen.
Report every_scale(bool wrong) {
    vec scales(13);
    for (uword i = 0; i < 13; ++i) scales(i) = std::pow(10.0, double(i) - 6.0);
    Report last;
    for (uword spoilt = 0; spoilt < 13; ++spoilt) {
        last = check_gradient(
            [&](const vec& x) { return arma::accu(arma::sin(x / scales)); },
            [&](const vec& x) -> vec {
                vec gradient = arma::cos(x / scales) / scales;
                if (wrong) gradient(spoilt) *= 1.01;
                return gradient;
            },
            scales);
        if ((last.verdict == fails) != wrong) return last;
    }
    return last;
}

/// A gradient clipped to length 1.
Report clipped(bool wrong) {
    return check_gradient([](const vec& x) { return arma::dot(x, x); },
                          [&](const vec& x) -> vec {
                              const vec gradient = 2.0 * x;
                              return wrong ? vec(gradient / arma::norm(gradient))
                                           : gradient;
                          },
                          point);
}

/// x . sigmoid(x), the second factor taken for a constant.
Report detached(bool wrong) {
    return check_gradient(
        [](const vec& x) { return arma::accu(x / (1.0 + arma::exp(-x))); },
        [&](const vec& x) -> vec {
            const vec s = 1.0 / (1.0 + arma::exp(-x));
            return wrong ? s : vec(s + x % s % (1.0 - s));
        },
        point);
}

/// Cross-entropy at a logit of 1e4, with the probability kept above 1e-12: there the
/// slope is 0, not P - Y.
Report clipped_logarithm(bool wrong) {
    return check_gradient(
        [](const vec& z) {
            const vec e = arma::exp(z - z.max());
            return -std::log(std::max(e(1) / arma::accu(e), 1e-12));
        },
        [&](const vec&) {
            return wrong ? vec{1.0, -1.0} : vec{0.0, 0.0};
        },
        vec{1e4, 0.0});
}

/// A naive log-sum-exp that overflows.
Report overflown(bool wrong) {
    return check_gradient(
        [](const vec& z) { return std::log(arma::accu(arma::exp(z))); },
        [&](const vec&) {
            return wrong ? vec{5.0, 0.0} : vec{1.0, 0.0};
        },
        vec{1e3, 0.0});
}

/// The first eigenvector of a symmetric 2x2 matrix, its sign left to chance.
Report free_gauge(bool wrong) {
    return check_gradient(
        [](const vec& x) {
            const double angle = 0.5 * std::atan2(2.0 * x(1), x(0) - x(2));
            const double sign = chainrule::tests::scalar::hash_noise(angle);
            return std::copysign(std::cos(angle) + 2.0 * std::sin(angle), sign);
        },
        [&](const vec& x) -> vec {
            const double u = x(0) - x(2), v = 2.0 * x(1);
            const double angle = 0.5 * std::atan2(v, u);
            const double slope =
                (-std::sin(angle) + 2.0 * std::cos(angle)) * 0.5 / (u * u + v * v);
            return (wrong ? -1.0 : 1.0) * vec{-v * slope, 2.0 * u * slope, v * slope};
        },
        vec{2.0, 0.3, 1.0});
}

/// A function in float with its argument at 1e4.
Report float_argument(bool wrong) {
    CheckOptions options;
    options.single_precision = true;
    return check_gradient(
        [](const vec& x) {
            const auto narrow = static_cast<float>(x(0));
            return static_cast<double>(narrow * narrow);
        },
        [&](const vec& x) -> vec { return (wrong ? 2.2 : 2.0) * x; },
        vec{1e4},
        options);
}

/// A loss in float beside a penalty in double: smooth from close by, noisy from afar.
Report two_precisions(bool wrong) {
    return check_gradient(
        [](const vec& x) {
            return static_cast<float>(std::sin(static_cast<float>(x(0)))) +
                   1e-3 * x(0) * x(0);
        },
        [&](const vec& x) -> vec {
            return (wrong ? 1.1 : 1.0) * (arma::cos(x) + 2e-3 * x);
        },
        vec{1.0});
}

/// The claim is the gradient plus a vector perpendicular to it: a check along the
/// gradient sees nothing.
Report perpendicular(bool wrong) {
    return check_gradient([](const vec& x) { return arma::accu(arma::sin(x)); },
                          [&](const vec& x) -> vec {
                              const vec g = arma::cos(x);
                              const vec across{g(1), -g(0), 0.0};
                              return wrong ? vec(g + 0.1 * across) : g;
                          },
                          point);
}

/// Data loss beside a penalty a million times as large, the data term forgotten.
Report dominant_penalty(bool wrong) {
    return check_gradient(
        [](const vec& w) { return arma::accu(arma::sin(w)) + 5e5 * arma::dot(w, w); },
        [&](const vec& w) -> vec {
            return 1e6 * w + (wrong ? 0.0 : 1.0) * arma::cos(w);
        },
        point);
}

/// A product of equal square matrices, its factors in the wrong order.
Report square_product(bool wrong) {
    const arma::mat c = random_matrix(3, 3, 40), b = random_matrix(3, 3, 41);
    return check_gradient([&](const arma::mat& a) { return arma::accu(c % (a * b)); },
                          [&](const arma::mat&) -> arma::mat {
                              return wrong ? arma::mat(b.t() * c)
                                           : arma::mat(c * b.t());
                          },
                          random_matrix(3, 3, 42));
}

/// A backward pass that forgets the upstream gradient.
Report upstream(bool wrong) {
    return chainrule::check_vjp([](const vec& x) -> vec { return arma::tanh(x); },
                                [&](const vec& x, const vec& y_bar) -> vec {
                                    const vec slope = 1.0 - arma::square(arma::tanh(x));
                                    return wrong ? slope : vec(y_bar % slope);
                                },
                                point);
}

/// A gradient that scales its argument in place.
Report written_to(bool wrong) {
    return check_gradient([](const vec& x) { return arma::accu(arma::sin(x)); },
                          [&](const vec& x) {
                              vec gradient = wave_slope(x, false);
                              if (wrong) const_cast<vec&>(x) *= 2.0;
                              return gradient;
                          },
                          point);
}

/// The right gradient of a function that nobody meant: no check can see it.
Report other_function(bool) {
    return check_gradient([](const vec& x) { return arma::accu(arma::cos(x)); },
                          [](const vec& x) -> vec { return -arma::sin(x); },
                          point);
}

const std::vector<Case> cases{
    {"a product in the wrong order, shapes fit", square_product, {holds}, {fails}},
    {"upstream gradient forgotten", upstream, {holds}, {fails}},
    {"an error across the gradient", perpendicular, {holds}, {fails}},
    {"a penalty that dominates", dominant_penalty, {holds}, {fails}},
    {"dropout drawn at each call", dropout, {undecided}, {undecided}},
    {"a running mean", running_mean, {holds, undecided}, {fails, undecided}},
    {"a drift between calls", drift, {holds, undecided}, {fails}},
    {"a tie for the maximum", tied_maximum, {holds}, {fails}},
    {"a stale cache", stale_cache, {holds}, {fails}},
    {"a gradient that writes to x", written_to, {holds}, {fails}},
    {"sums in any order", unordered_sum, {holds}, {fails}},
    {"thirteen scales in one vector", many_scales, {holds}, {fails}},
    {"each of thirteen scales spoilt", every_scale, {holds}, {fails}},
    {"a clipped gradient", clipped, {holds}, {fails}},
    {"a detached factor", detached, {holds}, {fails}},
    {"right for another function", other_function, {holds}, {holds}},
    {"a clipped logarithm", clipped_logarithm, {holds}, {fails}},
    {"an overflow", overflown, {undecided}, {undecided}},
    {"a sign left to chance", free_gauge, {undecided}, {undecided}},
    {"float at 1e4", float_argument, {holds}, {fails}},
    {"float beside double", two_precisions, {holds, undecided}, {fails}},
};

bool among(Verdict verdict, const std::vector<Verdict>& verdicts) {
    return std::find(verdicts.begin(), verdicts.end(), verdict) != verdicts.end();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(process_cases)

BOOST_DATA_TEST_CASE(the_right_claim_gets_its_verdict,
                     boost::unit_test::data::make(cases),
                     one) {
    const Report report = one.check(false);
    BOOST_TEST(among(report.verdict, one.right), report);
}

BOOST_DATA_TEST_CASE(the_wrong_claim_gets_its_verdict,
                     boost::unit_test::data::make(cases),
                     one) {
    const Report report = one.check(true);
    BOOST_TEST(among(report.verdict, one.wrong), report);
}

BOOST_AUTO_TEST_CASE(a_small_error_without_an_explanation_may_be_the_tolerance_of_f) {
    // The integral of sqrt(t) e^(-x t) from 0 to 1 by the midpoint rule.
    const auto f = [](const vec& x) {
        double sum = 0.0;
        for (int n = 0; n < 100; ++n) {
            const double t = (n + 0.5) / 100.0;
            sum += std::sqrt(t) * std::exp(-x(0) * t) / 100.0;
        }
        return sum;
    };
    const auto slope = [](const vec&) { return vec{-0.20053760037}; };
    const Report report = check_gradient(f, slope, vec{1.0});
    BOOST_TEST(report.verdict == fails, report);
    BOOST_TEST(chainrule::tests::mentions(report.notes, "computed to a tolerance"),
               report);
}

BOOST_AUTO_TEST_CASE(a_right_rule_where_kinks_meet_is_undecided_and_a_wrong_one_fails) {
    // At x = 0 both ReLUs are 0, and so is what the chain rule makes of them.
    const arma::mat W{{1.0, 0.5}, {-2.0, 0.3}};
    const auto f = [&](const vec& x) {
        const vec z = W * x;
        return std::max(z(0), 0.0) - std::max(z(1), 0.0);
    };
    const auto gradient = [&](double factor) {
        return [&W, factor](const vec& x) {
            const vec z = W * x;
            return vec(factor * W.t() *
                       vec{z(0) > 0.0 ? 1.0 : 0.0, z(1) > 0.0 ? -1.0 : 0.0});
        };
    };
    const Report report = check_gradient(f, gradient(1.0), vec{0.0, 0.0});
    BOOST_TEST(report.verdict == undecided, report);
    BOOST_TEST(chainrule::tests::mentions(report.notes, "Where several kinks meet"),
               report);
    for (const chainrule::OracleResult& oracle : report.oracles) {
        BOOST_TEST(oracle.verdict == undecided, report);
    }
    CheckOptions quick;
    quick.quick = true;
    const Report located = check_gradient(f, gradient(1.0), vec{0.0, 0.0}, quick);
    BOOST_TEST(located.verdict == undecided, located);
    const Report wrong = check_gradient(f, gradient(1.01), vec{0.0, 0.0});
    BOOST_TEST(wrong.verdict == fails, wrong);
    const Report beside = check_gradient(f, gradient(1.0), vec{0.1, -0.2});
    BOOST_TEST(beside.verdict == holds, beside);
}

BOOST_AUTO_TEST_SUITE_END()
