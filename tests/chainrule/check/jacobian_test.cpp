/// check_jacobian and check_hessian.
#include "chainrule/check.hpp"

#include "tests/support/findings.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>

using chainrule::check_hessian;
using chainrule::check_jacobian;
using chainrule::Report;
using chainrule::Verdict;
using chainrule::tests::mentions;

namespace {

/// Two outputs of three inputs, of very different size.
arma::vec spiral(const arma::vec& x) {
    return {1e6 * std::sin(x(0)) * x(1), std::exp(x(2)) + x(0) * x(1)};
}

arma::mat spiral_jacobian(const arma::vec& x) {
    return {{1e6 * std::cos(x(0)) * x(1), 1e6 * std::sin(x(0)), 0.0},
            {x(1), x(0), std::exp(x(2))}};
}

const arma::vec point{0.7, -0.4, 1.1};

double bowl(const arma::vec& x) {
    return std::exp(x(0)) * x(1) + std::pow(x(1), 3) * x(2) + x(2) * x(2);
}

arma::vec bowl_gradient(const arma::vec& x) {
    return {std::exp(x(0)) * x(1),
            std::exp(x(0)) + 3.0 * x(1) * x(1) * x(2),
            std::pow(x(1), 3) + 2.0 * x(2)};
}

arma::mat bowl_hessian(const arma::vec& x) {
    const double e = std::exp(x(0));
    return {{e * x(1), e, 0.0},
            {e, 6.0 * x(1) * x(2), 3.0 * x(1) * x(1)},
            {0.0, 3.0 * x(1) * x(1), 2.0}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(jacobian)

BOOST_AUTO_TEST_CASE(a_right_jacobian_holds) {
    const Report report = check_jacobian(spiral, spiral_jacobian, point);
    BOOST_TEST(report.verdict == Verdict::holds, report);
    BOOST_TEST(report.entries == 6u);
}

BOOST_AUTO_TEST_CASE(a_wrong_entry_is_named_by_output_and_input) {
    const auto wrong = [](const arma::vec& x) {
        arma::mat jacobian = spiral_jacobian(x);
        jacobian(1, 0) *= 1.0001;  // hidden beside entries a million times larger
        return jacobian;
    };
    const Report report = check_jacobian(spiral, wrong, point);
    BOOST_TEST(report.verdict == Verdict::fails, report);
    BOOST_TEST(report.entries_failing == 1u);
    BOOST_TEST(report.worst.front().row == 1u);
    BOOST_TEST(report.worst.front().col == 0u);
}

BOOST_AUTO_TEST_CASE(a_transposed_jacobian_fails_by_its_shape) {
    const auto transposed = [](const arma::vec& x) {
        return arma::mat(spiral_jacobian(x).t());
    };
    const Report report = check_jacobian(spiral, transposed, point);
    BOOST_TEST(report.verdict == Verdict::fails);
    BOOST_TEST(report.diagnosis == "shape: need 2x3, got 3x2, the transpose");
}

BOOST_AUTO_TEST_CASE(a_square_transposed_jacobian_is_recognised) {
    const arma::mat a{{1.0, 2.0}, {3.0, 5.0}};
    const auto f = [&](const arma::vec& x) { return arma::vec(a * x); };
    const auto transposed = [&](const arma::vec&) { return arma::mat(a.t()); };
    const Report report = check_jacobian(f, transposed, arma::vec{0.3, 0.4});
    BOOST_TEST(report.verdict == Verdict::fails);
    BOOST_TEST(report.diagnosis ==
               "Jacobian: the claimed value is the transpose of the numerical one");
}

BOOST_AUTO_TEST_CASE(a_matrix_argument_is_counted_column_by_column) {
    const arma::mat x{{0.1, 0.2, 0.3}, {0.4, 0.5, 0.6}};
    const auto f = [](const arma::mat& at) { return arma::vec(arma::sum(at, 1)); };
    const auto row_sums = [](const arma::mat&) {
        return arma::mat{{1, 0, 1, 0, 1, 0}, {0, 1, 0, 1, 0, 1}};
    };
    BOOST_TEST(check_jacobian(f, row_sums, x).verdict == Verdict::holds);
}

BOOST_AUTO_TEST_CASE(a_right_hessian_holds) {
    const Report report = check_hessian(bowl, bowl_gradient, bowl_hessian, point);
    BOOST_TEST(report.verdict == Verdict::holds, report);
}

BOOST_AUTO_TEST_CASE(a_hessian_vector_product_is_checked_like_the_matrix) {
    const auto product = [](const arma::vec& x, const arma::vec& v) {
        return arma::vec(bowl_hessian(x) * v);
    };
    const auto wrong = [](const arma::vec& x, const arma::vec& v) {
        return arma::vec(bowl_hessian(x) * v + 1e-6 * arma::reverse(v));
    };
    BOOST_TEST(check_hessian(bowl, bowl_gradient, product, point).verdict ==
               Verdict::holds);
    BOOST_TEST(check_hessian(bowl, bowl_gradient, wrong, point).verdict ==
               Verdict::fails);
}

BOOST_AUTO_TEST_CASE(a_hessian_that_is_not_symmetric_fails) {
    const auto lopsided = [](const arma::vec& x) {
        arma::mat hessian = bowl_hessian(x);
        hessian(0, 1) += 1e-5;
        return hessian;
    };
    const Report report = check_hessian(bowl, bowl_gradient, lopsided, point);
    BOOST_TEST(report.verdict == Verdict::fails);
    BOOST_TEST(report.entries_failing == 1u);
}

BOOST_AUTO_TEST_CASE(a_hessian_of_a_wrong_gradient_fails) {
    const auto wrong_gradient = [](const arma::vec& x) {
        return arma::vec(2.0 * bowl_gradient(x));
    };
    const auto its_jacobian = [](const arma::vec& x) {
        return arma::mat(2.0 * bowl_hessian(x));
    };
    const Report report = check_hessian(bowl, wrong_gradient, its_jacobian, point);
    BOOST_TEST(report.verdict == Verdict::fails);
    BOOST_TEST(report.entries_failing == 0u);
    BOOST_TEST(report.oracles.back().name == "gradient of f");
    BOOST_TEST(report.oracles.back().verdict == Verdict::fails);
}

BOOST_AUTO_TEST_CASE(a_function_that_changes_its_number_of_outputs_is_not_passed) {
    const auto shrinking = [](const arma::vec& x) {
        return x(0) < 1.0 ? arma::vec(x.head(1)) : x;
    };
    const auto identity = [](const arma::vec&) {
        return arma::mat(2, 2, arma::fill::eye);
    };
    const arma::vec edge{1.0, 2.0};
    const Report report = check_jacobian(shrinking, identity, edge);
    BOOST_TEST(report.verdict == Verdict::undecided, report);
    BOOST_TEST(mentions(report.notes, "another number of values beside x"), report);

    const auto pull = [](const arma::vec&, const arma::mat& y_bar) {
        return arma::vec(y_bar);
    };
    const Report pulled = chainrule::check_vjp(shrinking, pull, edge);
    BOOST_TEST(pulled.verdict == Verdict::undecided, pulled);
    BOOST_TEST(mentions(pulled.notes, "another number of values beside x"), pulled);
}

BOOST_AUTO_TEST_SUITE_END()
