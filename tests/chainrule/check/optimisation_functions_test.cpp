/// The test functions of optimisation, with gradients written by hand: no false alarm,
/// no miss, and a bounded number of evaluations.
#include "tests/support/optimisation_functions.hpp"
#include "chainrule/check.hpp"
#include "chainrule/check/oracles/descent.hpp"
#include "chainrule/check/oracles/noise.hpp"
#include "chainrule/random.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

using arma::uword;
using arma::vec;
using chainrule::Random;
using chainrule::Report;
using chainrule::Verdict;

using chainrule::tests::OptimisationFunction;

namespace {

/// The usual starting point and five drawn around it.
std::vector<vec> points(const OptimisationFunction& function) {
    std::vector<vec> all{function.start};
    Random random(7);
    for (int k = 0; k < 5; ++k) {
        vec x = function.start;
        for (double& entry : x) {
            entry += function.spread * std::max(1.0, std::abs(entry)) *
                     random.uniform(-1.0, 1.0);
        }
        all.push_back(x);
    }
    return all;
}

/// The gradient with one entry off by 1e-4 of itself; of the largest one where it is 0
/// up to rounding.
vec spoilt(vec gradient, uword entry) {
    const double largest = arma::abs(gradient).max();
    const double size = std::abs(gradient(entry));
    gradient(entry) += 1e-4 * (size > 1e-14 * largest ? size : largest);
    return gradient;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(optimisation_functions)

BOOST_AUTO_TEST_CASE(every_gradient_written_by_hand_holds) {
    for (const OptimisationFunction& one : chainrule::tests::optimisation_functions()) {
        for (const vec& x : points(one)) {
            const Report report = chainrule::check_gradient(one.f, one.gradient, x);
            BOOST_TEST(report.verdict == Verdict::holds,
                       one.name << " at " << x.t() << report);
        }
    }
}

BOOST_AUTO_TEST_CASE(every_entry_off_by_a_ten_thousandth_is_found) {
    for (const OptimisationFunction& one : chainrule::tests::optimisation_functions()) {
        for (const vec& x : points(one)) {
            for (uword entry = 0; entry < x.n_elem; ++entry) {
                const Report report = chainrule::check_gradient(
                    one.f,
                    [&](const vec& at) { return spoilt(one.gradient(at), entry); },
                    x);
                BOOST_TEST(report.verdict == Verdict::fails,
                           one.name << " at " << x.t() << "entry " << entry << '\n'
                                    << report);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(an_entry_costs_ten_evaluations_of_f_on_average) {
    namespace check = chainrule::check;
    const chainrule::CheckOptions options;
    std::size_t evaluations = 0, entries = 0;
    for (const OptimisationFunction& one : chainrule::tests::optimisation_functions()) {
        for (const vec& x : points(one)) {
            const check::Function f([&](const vec& at) { return vec{one.f(at)}; });
            const vec value = f(x);
            const vec sigma = check::measure_noise(f, x, 1, options).sigma;
            const std::size_t before = f.evaluations();
            for (uword j = 0; j < x.n_elem; ++j) {
                (void)check::descend(f, check::Line(x, j, options), value, sigma);
            }
            evaluations += f.evaluations() - before;
            entries += x.n_elem;
        }
    }
    const double mean = double(evaluations) / double(entries);
    BOOST_TEST_MESSAGE(mean << " evaluations an entry, " << entries << " entries");
    BOOST_TEST(mean <= 10.0);
}

BOOST_AUTO_TEST_SUITE_END()
