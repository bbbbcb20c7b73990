/// What must be true of every check: no right gradient of a smooth function is called
/// wrong, no error that the stated bars make visible is called right.
#include "chainrule/check.hpp"
#include "chainrule/random.hpp"

#include <rapidcheck/boost_test.h>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

using arma::uword;
using arma::vec;
using chainrule::check_gradient;
using chainrule::CheckOptions;
using chainrule::Random;
using chainrule::Report;
using chainrule::Verdict;

namespace {

/// A value with its exact derivative with respect to each variable.
struct Dual {
    double value = 0.0;
    vec slope;
};

/// A random smooth expression of n variables, drawn from a seed.
class Expression {
public:
    Expression(Random& random, uword variables, int depth) {
        operation_ =
            static_cast<int>(depth == 0 ? random.below(2) : 2 + random.below(9));
        variable_ = random.below(variables);
        constant_ = random.uniform(-2.0, 2.0);
        if (depth == 0) return;
        first_ = std::make_unique<Expression>(random, variables, depth - 1);
        if (operation_ <= 4) {
            second_ = std::make_unique<Expression>(random, variables, depth - 1);
        }
    }

    [[nodiscard]] Dual operator()(const vec& x) const {
        if (operation_ == 0) {
            Dual result{x(variable_), vec(x.n_elem, arma::fill::zeros)};
            result.slope(variable_) = 1.0;
            return result;
        }
        if (operation_ == 1) return {constant_, vec(x.n_elem, arma::fill::zeros)};
        const Dual a = (*first_)(x);
        if (second_) return combined(a, (*second_)(x));
        return mapped(a);
    }

private:
    [[nodiscard]] Dual combined(const Dual& a, const Dual& b) const {
        if (operation_ == 2) return {a.value + b.value, a.slope + b.slope};
        if (operation_ == 3) {
            return {a.value * b.value, a.slope * b.value + a.value * b.slope};
        }
        const double below = 1.0 + b.value * b.value;
        return {a.value / below,
                a.slope / below - 2.0 * a.value * b.value / (below * below) * b.slope};
    }

    [[nodiscard]] Dual mapped(const Dual& a) const {
        const double v = a.value;
        switch (operation_) {
            case 5:
                return {std::sin(v), std::cos(v) * a.slope};
            case 6:
                return {std::tanh(v), (1.0 - std::tanh(v) * std::tanh(v)) * a.slope};
            case 7: {
                const double bell = std::exp(-0.5 * v * v);
                return {bell, -v * bell * a.slope};
            }
            case 8:
                return {std::log1p(v * v), 2.0 * v / (1.0 + v * v) * a.slope};
            case 9:
                return {std::atan(v), a.slope / (1.0 + v * v)};
            default:
                return {std::sqrt(1.0 + v * v), v / std::sqrt(1.0 + v * v) * a.slope};
        }
    }

    int operation_;
    uword variable_;
    double constant_;
    std::unique_ptr<Expression> first_, second_;
};

/// f(x) = size e(x / scale) (1 + amplitude * noise(x)), with its exact gradient.
struct Drawn {
    explicit Drawn(std::uint64_t seed) {
        Random random(seed, 0x64726177);
        const uword variables = 1 + random.below(4);
        expression =
            std::make_shared<Expression>(random, variables, 1 + int(random.below(4)));
        size = std::pow(10.0, random.uniform(-8.0, 8.0));
        scale.set_size(variables);
        x.set_size(variables);
        for (uword i = 0; i < variables; ++i) {
            scale(i) = std::pow(10.0, random.uniform(-8.0, 8.0));
            x(i) = scale(i) * random.uniform(-2.0, 2.0);
        }
        if (random.uniform() < 0.5) {
            amplitude = std::pow(10.0, random.uniform(-14.0, -3.0));
        }
    }

    [[nodiscard]] double f(const vec& at) const {
        double noise = 0.0;
        if (amplitude > 0.0) {
            std::uint64_t bits = 0;
            for (const double entry : at) {
                bits = 31 * bits + std::bit_cast<std::uint64_t>(entry);
            }
            noise = amplitude * Random(bits).uniform(-1.0, 1.0);
        }
        return size * (*expression)(at / scale).value * (1.0 + noise);
    }
    [[nodiscard]] vec gradient(const vec& at) const {
        return size * (*expression)(at / scale).slope / scale;
    }
    [[nodiscard]] Report check(const vec& claimed) const {
        return check_gradient([&](const vec& at) { return f(at); },
                              [&](const vec&) { return claimed; },
                              x,
                              options);
    }

    /// Whether all that f does in the scale of some tiny entry of x drowns in its noise:
    /// at longer steps it then looks like a smooth function with another slope, and
    /// nobody could tell.
    [[nodiscard]] bool drowns() const {
        const vec slope = gradient(x);
        for (uword i = 0; i < x.n_elem; ++i) {
            const double varies = std::abs(slope(i)) * scale(i);
            if (scale(i) < 1.0 && varies < 100.0 * amplitude * std::abs(f(x))) {
                return true;
            }
        }
        return false;
    }

    std::shared_ptr<Expression> expression;
    double size = 1.0;
    vec scale;
    vec x;
    double amplitude = 0.0;
    CheckOptions options;
};

std::string shown(const Report& report) {
    std::ostringstream out;
    out << report;
    return out.str();
}

/// What is wrong with how checks of 20 functions drawn from `seed` on answer; empty if
/// nothing is.
using Property = std::string (*)(std::uint64_t seed);

std::string calls_a_right_gradient_wrong(std::uint64_t seed) {
    for (std::uint64_t k = 0; k < 20; ++k) {
        const Drawn drawn(seed + k);
        if (drawn.drowns()) continue;
        const Report report = drawn.check(drawn.gradient(drawn.x));
        if (report.verdict == Verdict::fails) {
            std::ostringstream out;
            out << "noise " << drawn.amplitude << ", size " << drawn.size << ", scales "
                << drawn.scale.t() << "x " << drawn.x.t() << report;
            return out.str();
        }
    }
    return "";
}

std::string calls_a_visible_error_right(std::uint64_t seed) {
    for (std::uint64_t k = 0; k < 20; ++k) {
        Drawn drawn(seed + k);
        drawn.options.worst = 4;
        const vec right = drawn.gradient(drawn.x);
        const Report before = drawn.check(right);
        for (const chainrule::Entry& entry : before.worst) {
            if (entry.verdict != Verdict::holds) continue;
            vec claimed = right;
            const double visible =
                (chainrule::check::decisive_gap + 1.0) * entry.error_bar + entry.error;
            claimed(entry.row) += 1.01 * visible + 1e-12 * std::abs(claimed(entry.row));
            const Report after = drawn.check(claimed);
            if (after.verdict == Verdict::holds) return shown(after);
        }
    }
    return "";
}

std::string claims_too_many_digits(std::uint64_t seed) {
    for (std::uint64_t k = 0; k < 20; ++k) {
        const Drawn drawn(seed + k);
        const vec right = drawn.gradient(drawn.x);
        const uword entry = arma::abs(right).index_max();
        if (drawn.drowns() || right(entry) == 0.0) continue;
        vec claimed = right;
        claimed(entry) *= 1.001;
        const Report report = drawn.check(claimed);
        // Both the claim and the truth lie within a bar of the numerical value.
        if (report.verdict != Verdict::holds) continue;
        for (const chainrule::Entry& one : report.worst) {
            const double error = std::abs(one.claimed - right(one.row));
            if (2.0 * one.error_bar < 0.99 * error) return shown(report);
        }
    }
    return "";
}

/// A checker that never decides is never wrong either.
std::string leaves_smooth_functions_open(std::uint64_t seed) {
    int smooth = 0, decided = 0;
    for (std::uint64_t k = 0; smooth < 100; ++k) {
        const Drawn drawn(seed + k);
        if (drawn.amplitude > 0.0) continue;
        const vec right = drawn.gradient(drawn.x);
        ++smooth;
        if (drawn.check(right).verdict == Verdict::holds) ++decided;
    }
    return decided >= 85 ? "" : std::to_string(decided) + " of 100 hold";
}

void require(const std::string& complaint) {
    if (!complaint.empty()) RC_FAIL(complaint);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(properties)

RC_BOOST_PROP(a_right_gradient_of_a_smooth_function_is_never_called_wrong,
              (std::uint64_t seed)) {
    require(calls_a_right_gradient_wrong(seed));
}

RC_BOOST_PROP(an_error_above_what_the_bars_make_visible_is_never_called_right,
              (std::uint64_t seed)) {
    require(calls_a_visible_error_right(seed));
}

RC_BOOST_PROP(no_report_claims_more_digits_than_are_right, (std::uint64_t seed)) {
    require(claims_too_many_digits(seed));
}

/// Functions with much noise that grows with f, which once passed for a kink, and one
/// whose bell no step but the shortest ones sees.
BOOST_DATA_TEST_CASE(what_once_deceived_the_judge_does_not_any_more,
                     boost::unit_test::data::make(std::vector<std::uint64_t>{
                         6763,
                         77128,
                         74945416,
                         194142204,
                         209386279,
                         594883199,
                         633923869,
                         439300440587541}),
                     seed) {
    for (const Property property : {calls_a_right_gradient_wrong,
                                    calls_a_visible_error_right,
                                    claims_too_many_digits}) {
        const std::string complaint = property(seed);
        BOOST_TEST(complaint.empty(), complaint);
    }
}

/// Some of the functions drawn are flat, or vary less than their own rounding.
BOOST_DATA_TEST_CASE(most_smooth_functions_are_decided,
                     boost::unit_test::data::xrange(20),
                     k) {
    const std::string complaint = leaves_smooth_functions_open(1000003 * (k + 1));
    BOOST_TEST(complaint.empty(), complaint);
}

BOOST_AUTO_TEST_SUITE_END()
