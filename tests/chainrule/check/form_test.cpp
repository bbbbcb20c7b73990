/// Every form in which a caller may hold x: floats, spans, several named matrices,
/// ensmallen's objects. The right gradient holds in each, and a wrong one fails.
#include "chainrule/check.hpp"
#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <complex>
#include <numeric>
#include <span>
#include <string>
#include <vector>

using chainrule::check_gradient;
using chainrule::check_jacobian;
using chainrule::check_vjp;
using chainrule::CheckOptions;
using chainrule::Mistake;
using chainrule::NamedMatrix;
using chainrule::Report;
using chainrule::Verdict;
using chainrule::tests::random_matrix;

namespace {

/// sum over i of c_i exp(x_i / 2), all of it in `float`.
struct FloatSum {
    arma::fvec c = arma::conv_to<arma::fvec>::from(random_matrix(40, 1, 21));

    float operator()(const arma::fvec& x) const {
        return arma::accu(c % arma::exp(0.5f * x));
    }
    [[nodiscard]] arma::fvec gradient(const arma::fvec& x) const {
        return 0.5f * c % arma::exp(0.5f * x);
    }
};

double sum_of_squares(std::span<const double> x) {
    return std::inner_product(x.begin(), x.end(), x.begin(), 0.0);
}

/// Half the squared length of tanh(W1 X + b1) W2: three matrices of unlike shapes.
struct Layers {
    arma::mat X = random_matrix(4, 5, 31);

    template <class Matrix>
    typename Matrix::elem_type operator()(const std::vector<Matrix>& p) const {
        const Matrix inner = p[0] * X;
        const Matrix Z = inner.each_col() + p[1].col(0);
        const Matrix Y = p[2] * arma::tanh(Z);
        return arma::accu(Y % Y) * 0.5;
    }
    [[nodiscard]] std::vector<arma::mat> gradient(
        const std::vector<arma::mat>& p) const {
        const arma::mat inner = p[0] * X;
        const arma::mat A = arma::tanh(inner.each_col() + p[1].col(0));
        const arma::mat Y = p[2] * A;
        const arma::mat Z_bar = (p[2].t() * Y) % (1.0 - A % A);
        return {Z_bar * X.t(), arma::sum(Z_bar, 1), Y * A.t()};
    }
    [[nodiscard]] static std::vector<NamedMatrix> parameters() {
        return {{"W1", random_matrix(3, 4, 32)},
                {"b1", random_matrix(3, 1, 33)},
                {"W2", random_matrix(2, 3, 34)}};
    }
};

/// sum over terms k of (x_k - k)^2, in ensmallen's convention for sums.
struct Terms {
    double factor = 2.0;
    std::size_t NumFunctions() { return 7; }
    double Evaluate(const arma::mat& x, std::size_t begin, std::size_t count) {
        double sum = 0.0;
        for (std::size_t k = begin; k < begin + count; ++k) {
            sum += std::pow(x(k) - static_cast<double>(k), 2);
        }
        return sum;
    }
    void Gradient(const arma::mat& x,
                  std::size_t begin,
                  arma::mat& g,
                  std::size_t count) {
        g.zeros(x.n_rows, x.n_cols);
        for (std::size_t k = begin; k < begin + count; ++k) {
            g(k) = factor * (x(k) - static_cast<double>(k));
        }
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(form)

BOOST_AUTO_TEST_CASE(a_gradient_in_float_holds_to_the_digits_that_float_has) {
    const FloatSum f;
    const arma::fvec x = arma::conv_to<arma::fvec>::from(random_matrix(40, 1, 22));
    const Report report = check_gradient(
        f, [&](const arma::fvec& at) { return f.gradient(at); }, x);
    BOOST_TEST(report.verdict == Verdict::holds, report);
    BOOST_TEST(report.error_bar > 1e-7);
    BOOST_TEST(report.error_bar < 1e-3);
}

BOOST_AUTO_TEST_CASE(a_gradient_in_float_off_by_a_hundredth_fails) {
    const FloatSum f;
    const arma::fvec x = arma::conv_to<arma::fvec>::from(random_matrix(40, 1, 22));
    const Report report = check_gradient(
        f,
        [&](const arma::fvec& at) {
            arma::fvec g = f.gradient(at);
            g(7) += 0.01f * arma::abs(g).max();
            return g;
        },
        x);
    BOOST_TEST(report.verdict == Verdict::fails, report);
    BOOST_TEST(report.worst.front().row == 7u);
}

BOOST_AUTO_TEST_CASE(steps_in_float_are_taken_between_floats_far_from_zero) {
    // At 10000 a float has a spacing of 1e-3
    const arma::fvec x{10000.0f, -20000.5f};
    const auto f = [](const arma::fvec& at) {
        return at(0) * 1e-4f * at(0) * 1e-4f + 1e-4f * at(1);
    };
    const auto gradient = [](const arma::fvec& at) {
        return arma::fvec{2e-8f * at(0), 1e-4f};
    };
    const auto wrong = [](const arma::fvec& at) {
        return arma::fvec{2e-8f * at(0), 1.1e-4f};
    };
    BOOST_TEST(check_gradient(f, gradient, x).verdict == Verdict::holds,
               check_gradient(f, gradient, x));
    BOOST_TEST(check_gradient(f, wrong, x).verdict == Verdict::fails);
}

BOOST_AUTO_TEST_CASE(float_matrices_and_rows_keep_their_shape) {
    const arma::fmat x = arma::conv_to<arma::fmat>::from(random_matrix(3, 2, 23));
    const auto f = [](const arma::fmat& at) { return arma::accu(at % at % at); };
    const auto gradient = [](const arma::fmat& at) {
        return arma::fmat(3.0f * at % at);
    };
    BOOST_TEST(check_gradient(f, gradient, x).verdict == Verdict::holds);
    const Report transposed = check_gradient(
        f, [](const arma::fmat& at) { return arma::fmat(3.0f * at.t() % at.t()); }, x);
    BOOST_TEST(transposed.diagnosis == "shape: need 3x2, got 2x3, the transpose");

    const arma::frowvec row{0.5f, -1.5f};
    BOOST_TEST(check_gradient([](const arma::frowvec& v) { return arma::dot(v, v); },
                              [](const arma::frowvec& v) { return 2.0f * v; },
                              row)
                   .verdict == Verdict::holds);
}

BOOST_AUTO_TEST_CASE(a_backward_pass_and_a_jacobian_in_float_are_judged) {
    const arma::fmat A = arma::conv_to<arma::fmat>::from(random_matrix(3, 4, 24));
    const arma::fvec x = arma::conv_to<arma::fvec>::from(random_matrix(4, 1, 25));
    const auto f = [&](const arma::fvec& v) { return arma::fvec(arma::exp(A * v)); };
    const auto jacobian = [&](const arma::fvec& v) {
        return arma::fmat(arma::diagmat(arma::exp(A * v)) * A);
    };
    const auto vjp = [&](const arma::fvec& v, const arma::fvec& y_bar) {
        return arma::fvec(A.t() * (y_bar % arma::exp(A * v)));
    };
    const auto jvp = [&](const arma::fvec& v, const arma::fvec& x_dot) {
        return arma::fvec((A * x_dot) % arma::exp(A * v));
    };
    const auto halved = [&](const arma::fvec& v, const arma::fvec& y_bar) {
        return arma::fvec(0.5f * vjp(v, y_bar));
    };
    const Report matrix = check_jacobian(f, jacobian, x);
    BOOST_TEST(matrix.verdict == Verdict::holds, matrix);
    const Report pulled = check_vjp(f, vjp, x);
    BOOST_TEST(pulled.verdict == Verdict::holds, pulled);
    const Report both = check_vjp(f, vjp, jvp, x);
    BOOST_TEST(both.verdict == Verdict::holds, both);
    BOOST_TEST(check_vjp(f, halved, x).verdict == Verdict::fails);
    BOOST_TEST(check_vjp(f, halved, jvp, x).verdict == Verdict::fails);
}

BOOST_AUTO_TEST_CASE(a_span_is_checked_whatever_its_gradient_returns) {
    const std::vector<double> x{0.3, -1.2, 2.0};
    const std::span<const double> seen = x;
    const auto as_vector = [](std::span<const double> at) {
        std::vector<double> g(at.begin(), at.end());
        for (double& value : g) value *= 2.0;
        return g;
    };
    const auto as_column = [](std::span<const double> at) {
        arma::vec g(at.size());
        for (std::size_t i = 0; i < at.size(); ++i) g(i) = 2.0 * at[i];
        return g;
    };
    const auto written = [](std::span<const double> at, std::span<double> g) {
        for (std::size_t i = 0; i < at.size(); ++i) g[i] = 2.0 * at[i];
    };
    BOOST_TEST(check_gradient(sum_of_squares, as_vector, x).verdict == Verdict::holds);
    BOOST_TEST(check_gradient(sum_of_squares, as_column, x).verdict == Verdict::holds);
    BOOST_TEST(check_gradient(sum_of_squares, written, x).verdict == Verdict::holds);
    BOOST_TEST(check_gradient(sum_of_squares, written, seen).verdict == Verdict::holds);

    const auto on_vectors = [](const std::vector<double>& at) {
        return sum_of_squares(at);
    };
    BOOST_TEST(check_gradient(on_vectors, as_vector, x).verdict == Verdict::holds);

    const auto last_is_wrong = [](std::span<const double> at, std::span<double> g) {
        for (std::size_t i = 0; i < at.size(); ++i) g[i] = 2.0 * at[i];
        g.back() = at.back();
    };
    const Report report = check_gradient(sum_of_squares, last_is_wrong, x);
    BOOST_TEST(report.verdict == Verdict::fails, report);
    BOOST_TEST(report.worst.front().row == 2u);

    const auto too_short = [](std::span<const double>) {
        return std::vector<double>{1.0, 2.0};
    };
    BOOST_TEST(check_gradient(sum_of_squares, too_short, x).diagnosis ==
               "shape: need 3x1, got 2x1");
}

BOOST_AUTO_TEST_CASE(named_matrices_are_checked_together_and_reported_by_name) {
    const Layers f;
    const auto x = Layers::parameters();
    const auto right = [&](const std::vector<arma::mat>& p) { return f.gradient(p); };
    const Report holds = check_gradient(f, right, x);
    BOOST_TEST(holds.verdict == Verdict::holds, holds);
    BOOST_TEST(holds.entries == 21u);
    BOOST_TEST(holds.oracles.front().name == "complex step");

    const Report fails = check_gradient(
        f,
        [&](const std::vector<arma::mat>& p) {
            auto g = f.gradient(p);
            g[2](1, 2) *= 1.001;
            return g;
        },
        x);
    BOOST_TEST(fails.verdict == Verdict::fails, fails);
    BOOST_TEST(fails.worst.front().block == "W2");
    BOOST_TEST(fails.worst.front().row == 1u);
    BOOST_TEST(fails.worst.front().col == 2u);
}

BOOST_AUTO_TEST_CASE(of_named_matrices_the_one_of_the_wrong_shape_is_named) {
    const Layers f;
    const auto x = Layers::parameters();
    const Report report = check_gradient(
        f,
        [&](const std::vector<arma::mat>& p) {
            auto g = f.gradient(p);
            g[0] = g[0].t().eval();
            return g;
        },
        x);
    BOOST_TEST(report.verdict == Verdict::fails);
    BOOST_TEST(report.diagnosis == "W1: need 3x4, got 4x3, the transpose");
    BOOST_REQUIRE(report.diagnoses.size() == 1u);
    BOOST_TEST((report.diagnoses.front().kind == Mistake::shape));
    BOOST_TEST(report.diagnoses.front().block == "W1");

    const Report missing = check_gradient(
        f,
        [&](const std::vector<arma::mat>& p) {
            auto g = f.gradient(p);
            g.pop_back();
            return g;
        },
        x);
    BOOST_TEST(missing.diagnosis == "need 3 matrices, got 2");
}

BOOST_AUTO_TEST_CASE(a_backward_pass_through_named_matrices_is_judged) {
    const std::vector<NamedMatrix> x{{"A", random_matrix(2, 3, 41)},
                                     {"B", random_matrix(3, 4, 42)}};
    const auto f = [](const std::vector<arma::mat>& p) {
        return arma::mat(p[0] * p[1]);
    };
    const auto vjp = [](const std::vector<arma::mat>& p, const arma::mat& y_bar) {
        return std::vector<arma::mat>{y_bar * p[1].t(), p[0].t() * y_bar};
    };
    const auto swapped_sign = [&](const std::vector<arma::mat>& p,
                                  const arma::mat& y_bar) {
        auto x_bar = vjp(p, y_bar);
        x_bar[1] *= -1.0;
        return x_bar;
    };
    BOOST_TEST(check_vjp(f, vjp, x).verdict == Verdict::holds);
    const Report report = check_vjp(f, swapped_sign, x);
    BOOST_TEST(report.verdict == Verdict::fails);
    BOOST_TEST(report.worst.front().block == "B");
}

BOOST_AUTO_TEST_CASE(a_sum_in_ensmallens_convention_is_taken_over_all_its_terms) {
    Terms right, wrong;
    wrong.factor = 1.0;
    const arma::mat x = random_matrix(7, 1, 51);
    BOOST_TEST(check_gradient(right, x).verdict == Verdict::holds);
    BOOST_TEST(check_gradient(wrong, x).verdict == Verdict::fails);
}

BOOST_AUTO_TEST_SUITE_END()
