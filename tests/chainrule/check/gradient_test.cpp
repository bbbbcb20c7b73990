/// check_gradient: which callables it takes, how it names what it finds, and that no
/// wrong gradient passes.
#include "chainrule/check.hpp"
#include "chainrule/random.hpp"
#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <sstream>
#include <stdexcept>
#include <string>

using chainrule::check_gradient;
using chainrule::CheckOptions;
using chainrule::Random;
using chainrule::Report;
using chainrule::Verdict;
using chainrule::tests::random_matrix;

namespace {

/// accu(sin(X) % C), with C fixed: every entry has a slope of its own.
struct Wave {
    arma::mat coefficients = random_matrix(3, 4, 5);

    double operator()(const arma::mat& x) const {
        return arma::accu(arma::sin(x) % coefficients);
    }
    [[nodiscard]] arma::mat gradient(const arma::mat& x) const {
        return arma::cos(x) % coefficients;
    }
};

struct Example {
    Wave f;
    arma::mat x = random_matrix(3, 4, 6);

    /// The report on the right gradient after `spoil` has changed it.
    template <class Spoil>
    [[nodiscard]] Report spoilt(Spoil&& spoil, const CheckOptions& options = {}) const {
        return check_gradient(
            f,
            [&](const arma::mat& point) {
                arma::mat gradient = f.gradient(point);
                spoil(gradient);
                return gradient;
            },
            x,
            options);
    }
};

/// Rosenbrock's valley in ensmallen's convention.
struct Rosenbrock {
    double Evaluate(const arma::mat& x) {
        return 100.0 * std::pow(x(1) - x(0) * x(0), 2) + std::pow(1.0 - x(0), 2);
    }
    void Gradient(const arma::mat& x, arma::mat& g) {
        g.set_size(2, 1);
        g(0) = -400.0 * x(0) * (x(1) - x(0) * x(0)) - factor * (1.0 - x(0));
        g(1) = 200.0 * (x(1) - x(0) * x(0));
    }
    double factor = 2.0;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(gradient)

BOOST_FIXTURE_TEST_CASE(a_right_gradient_holds_to_eleven_digits, Example) {
    const Report report = spoilt([](arma::mat&) {});
    BOOST_TEST(report.verdict == Verdict::holds, report);
    BOOST_TEST(report.entries_checked == 12u);
    BOOST_TEST(report.max_relative_error <= report.error_bar);
    BOOST_TEST(report.error_bar < 1e-11);
    BOOST_TEST(report.diagnosis.empty());
    BOOST_TEST(report.audit.empty());
}

BOOST_FIXTURE_TEST_CASE(one_entry_off_by_a_millionth_is_found_and_named, Example) {
    const Report report = spoilt([](arma::mat& g) { g(2, 1) *= 1.000001; });
    BOOST_TEST(report.verdict == Verdict::fails, report);
    BOOST_TEST(report.entries_failing == 1u);
    BOOST_TEST(report.worst.front().block == "x");
    BOOST_TEST(report.worst.front().row == 2u);
    BOOST_TEST(report.worst.front().col == 1u);
    BOOST_TEST(
        report.worst.front().error == 1e-6 * std::abs(report.worst.front().numerical),
        boost::test_tools::tolerance(1e-4));
    BOOST_TEST(report.diagnosis.starts_with("x: only x(2, 1) is wrong"), report);
}

BOOST_FIXTURE_TEST_CASE(the_same_seed_gives_the_same_report, Example) {
    std::ostringstream first, second;
    first << spoilt([](arma::mat& g) { g *= 2.0; });
    second << spoilt([](arma::mat& g) { g *= 2.0; });
    BOOST_TEST(first.str() == second.str());
}

BOOST_FIXTURE_TEST_CASE(a_gradient_of_the_wrong_shape_fails_and_says_so, Example) {
    const Report report = spoilt([](arma::mat& g) { g = g.t().eval(); });
    BOOST_TEST(report.verdict == Verdict::fails);
    BOOST_TEST(report.diagnosis == "shape: need 3x4, got 4x3, the transpose");
}

BOOST_FIXTURE_TEST_CASE(a_nan_never_passes, Example) {
    const Report report = spoilt([](arma::mat& g) { g(0, 0) = arma::datum::nan; });
    BOOST_TEST(report.verdict == Verdict::fails, report);
    BOOST_TEST(report.diagnosis == "x: the claimed value is not finite");
    BOOST_TEST(std::isinf(report.max_relative_error));

    const Report both =
        check_gradient([](const arma::vec&) { return arma::datum::nan; },
                       [](const arma::vec&) { return arma::vec{arma::datum::nan}; },
                       arma::vec{1.0});
    BOOST_TEST(both.verdict == Verdict::undecided, both);
}

BOOST_AUTO_TEST_CASE(vectors_and_rows_are_checked_in_their_own_type) {
    const arma::vec column{0.3, -1.2};
    BOOST_TEST(check_gradient([](const arma::vec& v) { return arma::dot(v, v); },
                              [](const arma::vec& v) { return arma::vec(2.0 * v); },
                              column)
                   .verdict == Verdict::holds);
    const arma::rowvec row{0.3, -1.2};
    BOOST_TEST(check_gradient([](const arma::rowvec& v) { return arma::dot(v, v); },
                              [](const arma::rowvec& v) { return 2.0 * v; },
                              row)
                   .verdict == Verdict::holds);
}

BOOST_AUTO_TEST_CASE(an_object_in_ensmallens_convention_is_checked) {
    const arma::vec start{-1.2, 1.0};
    Rosenbrock right, wrong;
    wrong.factor = 1.0;
    BOOST_TEST(check_gradient(right, start).verdict == Verdict::holds);
    const Report report = check_gradient(wrong, start);
    BOOST_TEST(report.verdict == Verdict::fails, report);
    BOOST_TEST(report.worst.front().row == 0u);
}

BOOST_AUTO_TEST_CASE(reports_speak_of_the_callers_blocks) {
    CheckOptions options;
    options.blocks = {{"W", 2, 3}, {"b", 2, 1}};
    const arma::vec x = random_matrix(8, 1, 3);
    const Report report =
        check_gradient([](const arma::vec& v) { return arma::accu(arma::exp(v)); },
                       [](const arma::vec& v) {
                           arma::vec gradient = arma::exp(v);
                           gradient(5) += 0.1;  // W(1, 2)
                           gradient(6) += 0.1;  // b(0, 0)
                           return gradient;
                       },
                       x,
                       options);
    BOOST_TEST(report.entries_failing == 2u);
    BOOST_TEST((report.worst[0].block + report.worst[1].block == "Wb" ||
                report.worst[0].block + report.worst[1].block == "bW"));
    const auto& in_w = report.worst[report.worst[0].block == "W" ? 0 : 1];
    BOOST_TEST(in_w.row == 1u);
    BOOST_TEST(in_w.col == 2u);
}

BOOST_AUTO_TEST_CASE(blocks_that_do_not_add_up_to_x_are_refused) {
    CheckOptions options;
    options.blocks = {{"W", 2, 3}};
    const auto f = [](const arma::vec& v) { return arma::accu(v); };
    const auto g = [](const arma::vec& v) {
        return arma::vec(v.n_elem, arma::fill::ones);
    };
    BOOST_CHECK_THROW(check_gradient(f, g, arma::vec(8, arma::fill::ones), options),
                      std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(of_many_entries_a_sample_covers_every_block) {
    CheckOptions options;
    options.blocks = {{"W", 100, 50}, {"b", 10, 1}};
    options.max_entries = 60;
    options.worst = 60;
    const arma::vec x = random_matrix(5010, 1, 4);
    const Report report =
        check_gradient([](const arma::vec& v) { return 0.5 * arma::dot(v, v); },
                       [](const arma::vec& v) { return v; },
                       x,
                       options);
    BOOST_TEST(report.verdict == Verdict::holds, report);
    BOOST_TEST(report.entries == 5010u);
    BOOST_TEST(report.entries_checked == 60u);
    const auto in_b =
        std::count_if(report.worst.begin(), report.worst.end(), [](const auto& entry) {
            return entry.block == "b";
        });
    BOOST_TEST(in_b == 10);
}

BOOST_AUTO_TEST_CASE(an_error_outside_the_sample_shows_along_random_directions) {
    CheckOptions options;
    options.max_entries = 5;
    const arma::vec x = random_matrix(500, 1, 4);
    const Report report =
        check_gradient([](const arma::vec& v) { return 0.5 * arma::dot(v, v); },
                       [](const arma::vec& v) {
                           arma::vec gradient = v;
                           gradient.tail(100) *= 1.01;
                           return gradient;
                       },
                       x,
                       options);
    BOOST_TEST(report.verdict == Verdict::fails, report);
}

BOOST_AUTO_TEST_CASE(f_is_not_asked_outside_the_domain_it_was_given) {
    CheckOptions options;
    options.inside = [](const arma::vec& v) { return arma::all(v > 0.0); };
    bool asked_outside = false;
    const Report report = check_gradient(
        [&](const arma::vec& v) {
            asked_outside = asked_outside || !arma::all(v > 0.0);
            return arma::accu(arma::log(v));
        },
        [](const arma::vec& v) { return arma::vec(1.0 / v); },
        arma::vec{1e-3, 2.0},
        options);
    BOOST_TEST(report.verdict == Verdict::holds, report);
    BOOST_TEST(!asked_outside);
}

BOOST_AUTO_TEST_CASE(a_function_that_throws_beside_x_has_its_domain_end_there) {
    const auto refusing_log = [](const arma::vec& v) {
        if (v.min() <= 0.0) throw std::domain_error("log of a negative number");
        return arma::accu(arma::log(v));
    };
    const auto slope = [](const arma::vec& v) { return arma::vec(1.0 / v); };
    BOOST_TEST(check_gradient(refusing_log, slope, arma::vec{1e-3, 2.0}).verdict ==
               Verdict::holds);
    BOOST_CHECK_THROW(check_gradient(refusing_log, slope, arma::vec{-1.0}),
                      std::domain_error);
}

BOOST_AUTO_TEST_CASE(a_callable_that_writes_to_x_fails) {
    const Report report =
        check_gradient([](const arma::vec& v) { return arma::accu(v); },
                       [](const arma::vec& v) {
                           const_cast<arma::vec&>(v)(0) += 1.0;
                           return arma::vec(v.n_elem, arma::fill::ones);
                       },
                       arma::vec{1.0, 2.0});
    BOOST_TEST(report.verdict == Verdict::fails);
    BOOST_TEST(report.diagnosis == "the gradient writes to x, its argument");
}

BOOST_AUTO_TEST_CASE(randomness_of_f_widens_the_error_bar_and_is_noted) {
    Random noise(11);
    const auto f = [&](const arma::vec& v) {
        return arma::dot(v, v) + 1e-6 * noise.uniform(-1.0, 1.0);
    };
    const auto gradient = [](const arma::vec& v) { return arma::vec(2.0 * v); };
    const Report report = check_gradient(f, gradient, arma::vec{1.0, -2.0});
    BOOST_TEST(report.verdict == Verdict::holds, report);
    BOOST_TEST(report.error_bar > 1e-7);
    BOOST_TEST(report.notes.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_kink_is_left_undecided_where_the_caller_wants_that) {
    CheckOptions options;
    options.kinks = chainrule::KinkPolicy::undecided;
    const auto f = [](const arma::vec& v) { return arma::accu(arma::abs(v)); };
    const auto gradient = [](const arma::vec& v) { return arma::vec(arma::sign(v)); };
    const arma::vec at_kink{0.0, 1.0};
    BOOST_TEST(check_gradient(f, gradient, at_kink).verdict == Verdict::holds);
    BOOST_TEST(check_gradient(f, gradient, at_kink, options).verdict ==
               Verdict::undecided);
}

BOOST_AUTO_TEST_CASE(a_function_that_reads_floats_is_stepped_from_float_to_float) {
    CheckOptions options;
    options.single_precision = true;
    const auto f = [](const arma::vec& v) {
        const arma::fvec narrow = arma::conv_to<arma::fvec>::from(v);
        return arma::accu(arma::exp(narrow));
    };
    const arma::vec x{0.5, 1000.0 / 1024.0};
    const auto gradient = [](const arma::vec& v) { return arma::vec(arma::exp(v)); };
    const auto wrong = [](const arma::vec& v) {
        return arma::vec(1.01 * arma::exp(v));
    };
    BOOST_TEST(check_gradient(f, gradient, x, options).verdict == Verdict::holds);
    BOOST_TEST(check_gradient(f, wrong, x, options).verdict == Verdict::fails);
}

BOOST_AUTO_TEST_CASE(
    entries_twelve_orders_of_magnitude_apart_are_judged_each_by_its_own) {
    const arma::vec scales{1e-6, 1.0, 1e6};
    const arma::vec x = arma::vec{0.3, -0.7, 0.4} / scales;
    const auto f = [&](const arma::vec& v) {
        return arma::accu(arma::sin(v % scales));
    };
    const auto gradient = [&](const arma::vec& v) {
        return arma::vec(arma::cos(v % scales) % scales);
    };
    const auto spoilt = [&](const arma::vec& v) {
        arma::vec result = gradient(v);
        result(0) *= 1.001;
        return result;
    };
    BOOST_TEST(check_gradient(f, gradient, x).verdict == Verdict::holds);
    const Report report = check_gradient(f, spoilt, x);
    BOOST_TEST(report.verdict == Verdict::fails, report);
    BOOST_TEST(report.entries_failing == 1u);
}

BOOST_AUTO_TEST_CASE(partial_derivatives_without_a_total_one_are_left_undecided) {
    const auto f = [](const arma::vec& v) {
        const double square = arma::dot(v, v);
        return square == 0.0 ? 1.0 : 1.0 + v(0) * v(1) * v(1) / square;
    };
    const auto zero = [](const arma::vec& v) {
        return arma::vec(v.n_elem, arma::fill::zeros);
    };
    const Report report = check_gradient(f, zero, arma::vec{0.0, 0.0});
    BOOST_TEST(report.verdict == Verdict::undecided, report);
    BOOST_TEST(report.entries_undecided == 0u);
    BOOST_TEST(report.notes.size() == 1u);
}

BOOST_AUTO_TEST_CASE(nothing_to_check_is_not_a_pass) {
    const auto f = [](const arma::vec& v) { return arma::accu(v); };
    const auto gradient = [](const arma::vec& v) { return v; };
    BOOST_TEST(check_gradient(f, gradient, arma::vec()).verdict == Verdict::undecided);

    CheckOptions asks_nobody;
    asks_nobody.oracles = {false, false, false, false, false};
    const auto right = [](const arma::vec& v) {
        return arma::vec(v.n_elem, arma::fill::ones);
    };
    BOOST_TEST(check_gradient(f, right, arma::vec{1.0}, asks_nobody).verdict ==
               Verdict::undecided);
}

BOOST_AUTO_TEST_CASE(of_a_thousand_smooth_functions_none_is_called_wrong) {
    int wrong = 0, open = 0;
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        Random random(seed, 77);
        const double a = std::pow(10.0, random.uniform(-3.0, 3.0));
        const double b = std::pow(10.0, random.uniform(-2.0, 2.0));
        const double c = random.normal();
        const arma::vec x{random.normal(), 3.0 * random.normal()};
        const Report report = check_gradient(
            [&](const arma::vec& v) {
                return a * std::sin(b * v(0)) * std::exp(0.3 * v(1)) + c * v(0) * v(1);
            },
            [&](const arma::vec& v) {
                const double e = std::exp(0.3 * v(1));
                return arma::vec{a * b * std::cos(b * v(0)) * e + c * v(1),
                                 0.3 * a * std::sin(b * v(0)) * e + c * v(0)};
            },
            x);
        if (report.verdict == Verdict::fails) ++wrong;
        if (report.verdict == Verdict::undecided) ++open;
    }
    BOOST_TEST(wrong == 0);
    BOOST_TEST(open == 0);
}

BOOST_AUTO_TEST_CASE(of_a_thousand_spoilt_gradients_none_passes) {
    int passed = 0;
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        Random random(seed, 78);
        const arma::vec x{random.normal(), random.normal(), random.normal()};
        const auto entry = random.below(3);
        const double factor = 1.0 + 1e-6 * (random.uniform() < 0.5 ? -1.0 : 1.0);
        const Report report = check_gradient(
            [](const arma::vec& v) { return arma::accu(arma::exp(0.5 * v)); },
            [&](const arma::vec& v) {
                arma::vec gradient = 0.5 * arma::exp(0.5 * v);
                gradient(entry) *= factor;
                return gradient;
            },
            x);
        if (report.verdict != Verdict::fails) ++passed;
    }
    BOOST_TEST(passed == 0);
}

/// relu(x) + 3 sin(y) at x = 0: any slope from 0 to 1 is right, none is wrong by less.
BOOST_AUTO_TEST_CASE(the_width_of_a_kink_counts_as_what_cannot_be_seen) {
    const Report report = chainrule::check_gradient(
        [](const arma::vec& x) { return std::max(0.0, x(0)) + 3.0 * std::sin(x(1)); },
        [](const arma::vec& x) {
            return arma::vec{0.0, 3.0 * std::cos(x(1))};
        },
        arma::vec{0.0, 1.0});
    const double largest = 3.0 * std::cos(1.0);
    BOOST_TEST(report.verdict == Verdict::holds, report);
    BOOST_TEST(report.error_bar > 0.99 / largest);
    BOOST_TEST(report.visibility.front().smallest_error > 0.99 / largest);
}

BOOST_AUTO_TEST_SUITE_END()
