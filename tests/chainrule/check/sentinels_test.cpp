/// What is found before any arithmetic, each by a callable that does exactly that.
#include "chainrule/check.hpp"
#include "chainrule/random.hpp"
#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <functional>
#include <span>
#include <string>
#include <vector>

using chainrule::check_gradient;
using chainrule::check_hessian;
using chainrule::CheckOptions;
using chainrule::Mistake;
using chainrule::Random;
using chainrule::Report;
using chainrule::to_string;
using chainrule::Verdict;
using chainrule::tests::random_matrix;

namespace {

const arma::vec start{0.4, -1.1, 2.3};

double value(const arma::vec& x) {
    return arma::accu(arma::exp(x));
}
arma::vec slope(const arma::vec& x) {
    return arma::exp(x);
}

bool is_failure(const Report& report, Mistake kind, const std::string& text) {
    BOOST_TEST(report.verdict == Verdict::fails, report);
    BOOST_TEST(report.diagnosis == text);
    BOOST_TEST(report.diagnoses.size() == 1u);
    return report.diagnoses.size() == 1 && report.diagnoses.front().kind == kind &&
           report.diagnoses.front().text == text;
}

/// Keeps its forward pass for the gradient, as networks do.
struct Cached {
    bool asks_again = false;
    arma::vec kept{};
    double operator()(const arma::vec& x) {
        kept = arma::exp(x);
        return arma::accu(kept);
    }
    arma::vec gradient(const arma::vec& x) {
        if (asks_again) kept = arma::exp(x);
        return kept;
    }
};

/// In ensmallen's convention, with what it does to the g it is given.
struct Object {
    std::function<void(const arma::mat&, arma::mat&)> put;
    double Evaluate(const arma::mat& x) { return arma::accu(arma::exp(x)); }
    void Gradient(const arma::mat& x, arma::mat& g) { put(x, g); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(sentinels)

BOOST_AUTO_TEST_CASE(two_clean_callables_leave_no_note_and_cost_a_few_calls) {
    std::size_t of_f = 0, of_gradient = 0;
    const Report report = check_gradient(
        [&](const arma::vec& x) {
            ++of_f;
            return value(x);
        },
        [&](const arma::vec& x) {
            ++of_gradient;
            return slope(x);
        },
        start);
    BOOST_TEST(report.verdict == Verdict::holds, report);
    BOOST_TEST(report.notes.empty());
    BOOST_TEST(report.evaluations == of_f);
    BOOST_TEST(report.gradient_evaluations >= 4u);
    BOOST_TEST(report.gradient_evaluations == of_gradient);
}

BOOST_AUTO_TEST_CASE(who_writes_to_its_argument_is_named) {
    const auto f_writes = [](const arma::vec& x) {
        const double result = value(x);
        const_cast<arma::vec&>(x)(1) = 0.0;
        return result;
    };
    const auto gradient_writes = [](const arma::vec& x) {
        const arma::vec result = slope(x);
        const_cast<arma::vec&>(x)(1) = 0.0;
        return result;
    };
    BOOST_TEST(is_failure(check_gradient(f_writes, slope, start),
                          Mistake::wrote_to_x,
                          "f writes to x, its argument"));
    BOOST_TEST(is_failure(check_gradient(value, gradient_writes, start),
                          Mistake::wrote_to_x,
                          "the gradient writes to x, its argument"));
}

BOOST_AUTO_TEST_CASE(a_write_to_the_callers_own_x_through_a_reference_is_seen) {
    arma::vec x = start;
    const auto gradient_writes = [&x](const arma::vec& at) {
        const arma::vec result = slope(at);
        x(0) += 1e-6;  // as a checker of its own would, without putting it back
        return result;
    };
    BOOST_TEST(is_failure(check_gradient(value, gradient_writes, x),
                          Mistake::wrote_to_x,
                          "the gradient writes to x, its argument"));
}

BOOST_AUTO_TEST_CASE(a_write_to_a_copy_made_for_the_callable_is_seen_too) {
    const arma::fvec x{0.5f, 1.5f};
    const auto f = [](const arma::fvec& at) { return arma::accu(at); };
    const auto gradient = [](const arma::fvec& at) {
        const_cast<arma::fvec&>(at)(0) = 7.0f;
        return arma::fvec(2, arma::fill::ones);
    };
    BOOST_TEST(is_failure(check_gradient(f, gradient, x),
                          Mistake::wrote_to_x,
                          "the gradient writes to x, its argument"));

    const std::vector<double> v{0.5, 1.5};
    const auto f_writes = [](const std::vector<double>& at) {
        const_cast<std::vector<double>&>(at)[1] = 0.0;
        return at[0];
    };
    const auto ones = [](const std::vector<double>& at) {
        return std::vector<double>(at.size(), 1.0);
    };
    BOOST_TEST(is_failure(check_gradient(f_writes, ones, v),
                          Mistake::wrote_to_x,
                          "f writes to x, its argument"));
}

BOOST_AUTO_TEST_CASE(a_gradient_that_uses_the_forward_pass_of_another_point_is_stale) {
    Cached stale, clean{true};
    BOOST_TEST(is_failure(
        check_gradient(
            stale, [&](const arma::vec& x) { return stale.gradient(x); }, start),
        Mistake::stale,
        "the gradient at x depends on where f was asked last: is a forward pass at "
        "another point kept?"));
    const Report report = check_gradient(
        clean, [&](const arma::vec& x) { return clean.gradient(x); }, start);
    BOOST_TEST(report.verdict == Verdict::holds, report);
    BOOST_TEST(report.notes.empty());
}

BOOST_AUTO_TEST_CASE(a_gradient_summed_into_storage_that_is_never_cleared_is_stale) {
    arma::vec storage(3, arma::fill::zeros);
    const auto accumulates = [&](const arma::vec& x) {
        storage += slope(x);
        return storage;
    };
    BOOST_TEST(is_failure(
        check_gradient(value, accumulates, start),
        Mistake::stale,
        "the gradient grows with every call: its storage is not set to zero first"));
}

BOOST_AUTO_TEST_CASE(an_objects_gradient_that_adds_to_what_it_is_given_is_stale) {
    Object adds{[](const arma::mat& x, arma::mat& g) { g += arma::exp(x); }};
    BOOST_TEST(is_failure(
        check_gradient(adds, start),
        Mistake::stale,
        "the gradient is added to the result it is given, not put in its place"));

    Object skips{[](const arma::mat& x, arma::mat& g) {
        for (arma::uword i = 0; i + 1 < x.n_elem; ++i) g(i) = std::exp(x(i));
    }};
    BOOST_TEST(is_failure(check_gradient(skips, start),
                          Mistake::stale,
                          "the gradient leaves 1 of 3 entries of the result it is "
                          "given as they were"));

    const auto adds_to_span = [](std::span<const double> x, std::span<double> g) {
        for (std::size_t i = 0; i < x.size(); ++i) g[i] += 1.0;
    };
    BOOST_TEST(is_failure(
        check_gradient(
            [](std::span<const double> x) {
                double sum = 0.0;
                for (const double v : x) sum += v;
                return sum;
            },
            adds_to_span,
            std::vector<double>{1.0, 2.0}),
        Mistake::stale,
        "the gradient is added to the result it is given, not put in its place"));
}

BOOST_AUTO_TEST_CASE(an_object_that_relies_on_the_size_of_g_holds_with_a_note) {
    Object sets{[](const arma::mat& x, arma::mat& g) { g = arma::exp(x); }};
    Object writes{[](const arma::mat& x, arma::mat& g) {
        for (arma::uword i = 0; i < x.n_elem; ++i) g(i) = std::exp(x(i));
    }};
    const Report clean = check_gradient(sets, start);
    BOOST_TEST(clean.verdict == Verdict::holds, clean);
    BOOST_TEST(clean.notes.empty());
    const Report noted = check_gradient(writes, start);
    BOOST_TEST(noted.verdict == Verdict::holds, noted);
    BOOST_REQUIRE(noted.notes.size() == 1u);
    BOOST_TEST(noted.notes.front() ==
               "the gradient relies on being given a result of x's shape");
}

BOOST_AUTO_TEST_CASE(a_view_of_other_memory_is_noted_and_does_not_mislead) {
    std::vector<double> storage(3);
    const auto view_of_storage = [&](const arma::vec& x) {
        for (std::size_t i = 0; i < 3; ++i) storage[i] = std::exp(x(i));
        return arma::mat(storage.data(), 3, 1, false, true);
    };
    const Report stored = check_gradient(value, view_of_storage, start);
    BOOST_TEST(stored.verdict == Verdict::holds, stored);
    BOOST_REQUIRE(stored.notes.size() == 1u);
    BOOST_TEST(stored.notes.front().starts_with("the gradient returns a view"));

    const auto half_square = [](const arma::vec& x) { return 0.5 * arma::dot(x, x); };
    const auto view_of_x = [](const arma::vec& x) {
        return arma::mat(const_cast<double*>(x.memptr()), 3, 1, false, true);
    };
    const Report aliased = check_gradient(half_square, view_of_x, start);
    BOOST_TEST(aliased.verdict == Verdict::holds, aliased);
    BOOST_TEST(aliased.notes.size() == 1u);
}

BOOST_AUTO_TEST_CASE(running_statistics_in_f_are_noted_and_counted_as_noise) {
    double mean = 0.0;  // moves towards each batch it sees
    const auto f = [&](const arma::vec& x) {
        mean = 0.9 * mean + 0.1 * arma::mean(x);
        return arma::accu(arma::square(x - mean));
    };
    const auto gradient = [&](const arma::vec& x) {
        return arma::vec(2.0 * (x - mean));
    };
    const Report report = check_gradient(f, gradient, start);
    BOOST_TEST(report.verdict != Verdict::holds, report);
    BOOST_REQUIRE(!report.notes.empty());
    BOOST_TEST(report.notes.front().starts_with("f at x changes from call to call"));
    BOOST_TEST(report.notes.front().ends_with("or are statistics updated?"));
}

BOOST_AUTO_TEST_CASE(a_gradient_with_random_parts_is_noted) {
    Random random(3);
    const auto gradient = [&](const arma::vec& x) {
        return arma::vec(slope(x) * (1.0 + 1e-7 * random.normal()));
    };
    const Report report = check_gradient(value, gradient, start);
    BOOST_TEST(report.verdict != Verdict::fails, report);
    BOOST_REQUIRE(report.notes.size() == 1u);
    BOOST_TEST(report.notes.front().starts_with(
        "the gradient at x changes from call to call"));
}

BOOST_AUTO_TEST_CASE(a_shape_is_a_diagnosis_with_its_kind) {
    BOOST_TEST(
        is_failure(check_gradient(
                       value,
                       [](const arma::vec& x) { return arma::rowvec(slope(x).t()); },
                       start),
                   Mistake::shape,
                   "shape: need 3x1, got 1x3, the transpose"));
}

BOOST_AUTO_TEST_CASE(a_second_derivative_is_watched_like_a_first) {
    const auto hessian = [](const arma::vec& x) {
        const_cast<arma::vec&>(x)(0) = 9.0;
        return arma::mat(arma::diagmat(arma::exp(x)));
    };
    const Report report = check_hessian(value, slope, hessian, start);
    BOOST_TEST(report.diagnosis == "the Hessian writes to x, its argument");
}

BOOST_AUTO_TEST_CASE(a_small_budget_is_not_spent_on_second_looks) {
    CheckOptions options;
    options.oracles = {false, false, false, false, false};
    const auto count = [&](std::size_t budget) {
        options.budget.evaluations = budget;
        return check_gradient(value, slope, start, options).evaluations;
    };
    BOOST_TEST(count(10) < count(1000));
}

BOOST_AUTO_TEST_SUITE_END()
