/// check_hessian: the matrix and the product with a vector, right and wrong.
#include "chainrule/check.hpp"
#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using chainrule::check_hessian;
using chainrule::CheckOptions;
using chainrule::Report;
using chainrule::Verdict;
using chainrule::tests::random_matrix;

namespace {

/// log(1 + ...) of a quadratic form plus a wave: a full Hessian at any n.
///
/// f = log(1 + |A x|^2 / 2) + sum of cos(x)
struct Bowl {
    arma::mat A;

    explicit Bowl(arma::uword n, arma::uword m = 5) : A(random_matrix(m, n, 61)) {}

    double operator()(const arma::vec& x) const {
        const arma::vec y = A * x;
        return std::log1p(0.5 * arma::dot(y, y)) + arma::accu(arma::cos(x));
    }
    [[nodiscard]] arma::vec gradient(const arma::vec& x) const {
        const arma::vec y = A * x;
        return A.t() * y / inner(y) - arma::sin(x);
    }
    [[nodiscard]] arma::vec times(const arma::vec& x, const arma::vec& v) const {
        const arma::vec y = A * x;
        const arma::vec g = A.t() * y;
        const double s = inner(y);
        return A.t() * (A * v) / s - g * (arma::dot(g, v) / (s * s)) - arma::cos(x) % v;
    }
    [[nodiscard]] arma::mat hessian(const arma::vec& x) const {
        arma::mat H(x.n_elem, x.n_elem);
        for (arma::uword j = 0; j < x.n_elem; ++j) {
            arma::vec unit(x.n_elem, arma::fill::zeros);
            unit(j) = 1.0;
            H.col(j) = times(x, unit);
        }
        return H;
    }
    [[nodiscard]] static double inner(const arma::vec& y) {
        return 1.0 + 0.5 * arma::dot(y, y);
    }
};

/// The report on `product` in place of H v.
template <class Product>
Report judge(const Bowl& f,
             arma::uword n,
             Product&& product,
             const CheckOptions& options = {}) {
    return check_hessian(
        f,
        [&](const arma::vec& x) { return f.gradient(x); },
        [&](const arma::vec& x, const arma::vec& v) {
            return arma::vec(product(x, v));
        },
        arma::vec(random_matrix(n, 1, 62)),
        options);
}

template <class Matrix>
Report judge_matrix(const Bowl& f, arma::uword n, Matrix&& matrix) {
    return check_hessian(
        f,
        [&](const arma::vec& x) { return f.gradient(x); },
        matrix,
        arma::vec(random_matrix(n, 1, 62)));
}

const chainrule::OracleResult& find(const Report& report, const std::string& name) {
    for (const auto& oracle : report.oracles) {
        if (oracle.name == name) return oracle;
    }
    throw std::runtime_error("no oracle " + name);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hessian)

BOOST_AUTO_TEST_CASE(a_right_matrix_and_a_right_product_hold) {
    const Bowl f(4);
    const Report matrix =
        judge_matrix(f, 4, [&](const arma::vec& x) { return f.hessian(x); });
    BOOST_TEST(matrix.verdict == Verdict::holds, matrix);
    BOOST_TEST(matrix.entries_checked == 16u);
    const Report product = judge(
        f, 4, [&](const arma::vec& x, const arma::vec& v) { return f.times(x, v); });
    BOOST_TEST(product.verdict == Verdict::holds, product);
    BOOST_TEST(product.entries_checked == 16u);
    BOOST_TEST((find(product, "linearity").verdict == Verdict::holds));
    BOOST_TEST((find(product, "symmetry").verdict == Verdict::holds));
}

BOOST_AUTO_TEST_CASE(of_a_long_x_the_matrix_is_never_built) {
    constexpr arma::uword n = 3000;
    const Bowl f(n);
    CheckOptions options;
    options.max_entries = 30;
    std::size_t products = 0;
    const Report report = judge(
        f,
        n,
        [&](const arma::vec& x, const arma::vec& v) {
            ++products;
            return f.times(x, v);
        },
        options);
    BOOST_TEST(report.verdict == Verdict::holds, report);
    BOOST_TEST(report.entries == n);
    BOOST_TEST(report.entries_checked == 30u);
    BOOST_TEST(products < 100u);
}

BOOST_AUTO_TEST_CASE(wrong_products_fail_at_any_size) {
    for (const arma::uword n : {arma::uword{5}, arma::uword{300}}) {
        const Bowl f(n);
        const auto half = [&](const arma::vec& x, const arma::vec& v) {
            return arma::vec(0.5 * f.times(x, v));
        };
        const auto without_curvature = [&](const arma::vec& x, const arma::vec& v) {
            return arma::vec(f.times(x, v) + arma::cos(x) % v);
        };
        const auto one_row = [&](const arma::vec& x, const arma::vec& v) {
            arma::vec product = f.times(x, v);
            product(2) *= 1.01;
            return product;
        };
        BOOST_TEST(judge(f, n, half).verdict == Verdict::fails);
        BOOST_TEST(judge(f, n, half).diagnosis.find("1/2") != std::string::npos,
                   judge(f, n, half).diagnosis);
        BOOST_TEST(judge(f, n, without_curvature).verdict == Verdict::fails);
        BOOST_TEST(judge(f, n, one_row).verdict == Verdict::fails);
    }
}

BOOST_AUTO_TEST_CASE(a_product_that_is_not_linear_in_v_is_told_so) {
    // At unit vectors nothing is wrong with it
    const Bowl f(5);
    const Report report = judge(f, 5, [&](const arma::vec& x, const arma::vec& v) {
        return arma::vec(f.times(x, v) * arma::accu(arma::abs(v)));
    });
    BOOST_TEST(report.verdict == Verdict::fails, report);
    BOOST_TEST(report.entries_failing == 0u);
    BOOST_TEST((find(report, "linearity").verdict == Verdict::fails));
    BOOST_TEST(report.diagnosis.find("linearity fails, H(au + bv) and aHu + bHv") !=
                   std::string::npos,
               report.diagnosis);
}

BOOST_AUTO_TEST_CASE(a_matrix_that_is_not_symmetric_is_told_so) {
    const Bowl f(4);
    const Report report = judge_matrix(f, 4, [&](const arma::vec& x) {
        arma::mat H = f.hessian(x);
        H(0, 2) = -H(0, 2);
        return H;
    });
    BOOST_TEST(report.verdict == Verdict::fails, report);
    BOOST_TEST(report.entries_failing == 1u);
    BOOST_TEST((find(report, "symmetry").verdict == Verdict::fails));
    BOOST_TEST(report.diagnosis.find("symmetry fails, H(0, 2) and H(2, 0)") !=
                   std::string::npos,
               report.diagnosis);
}

BOOST_AUTO_TEST_CASE(a_product_of_the_wrong_shape_is_told_so) {
    const Bowl f(4);
    const Report report = check_hessian(
        f,
        [&](const arma::vec& x) { return f.gradient(x); },
        [&](const arma::vec& x, const arma::vec& v) {
            return arma::rowvec(f.times(x, v).t());
        },
        arma::vec(random_matrix(4, 1, 62)));
    BOOST_TEST(report.verdict == Verdict::fails);
    BOOST_TEST(report.diagnosis == "shape: H v: need 4x1, got 1x4, the transpose");
}

BOOST_AUTO_TEST_CASE(a_wrong_gradient_fails_the_check_of_its_hessian) {
    const Bowl f(3);
    const Report report = check_hessian(
        f,
        [&](const arma::vec& x) { return arma::vec(2.0 * f.gradient(x)); },
        [&](const arma::vec& x) { return arma::mat(2.0 * f.hessian(x)); },
        arma::vec(random_matrix(3, 1, 62)));
    BOOST_TEST(report.verdict == Verdict::fails, report);
    BOOST_TEST(report.entries_failing == 0u);
    BOOST_TEST((find(report, "gradient of f").verdict == Verdict::fails));
}

BOOST_AUTO_TEST_CASE(the_hessian_of_a_linear_function_is_zero_and_holds) {
    const Report report =
        check_hessian([](const arma::vec& x) { return 3.0 * x(0) - x(1); },
                      [](const arma::vec&) {
                          return arma::vec{3.0, -1.0};
                      },
                      [](const arma::vec&, const arma::vec&) {
                          return arma::vec{0.0, 0.0};
                      },
                      arma::vec{0.3, 0.7});
    BOOST_TEST(report.verdict == Verdict::holds, report);
}

BOOST_AUTO_TEST_SUITE_END()
