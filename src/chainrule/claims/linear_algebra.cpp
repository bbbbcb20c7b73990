#include "chainrule/claims/linear_algebra.hpp"

#include "chainrule/claims/builtin.hpp"

namespace chainrule::claims {

namespace {

/// The factors of P A = L U; false if A has an entry that is not finite.
template <class eT>
bool factorised(const arma::Mat<eT>& a, arma::Mat<eT>& upper, bool& odd) {
    arma::Mat<eT> lower, order;
    if (!a.is_finite() || !arma::lu(lower, upper, order, a)) return false;
    // The sign of the permutation, counted by its cycles
    arma::uvec target(a.n_rows);
    for (arma::uword i = 0; i < a.n_rows; ++i) {
        for (arma::uword j = 0; j < a.n_rows; ++j) {
            if (real_part(order.at(i, j)) != 0.0) target.at(i) = j;
        }
    }
    odd = false;
    for (arma::uword i = 0; i < target.n_elem; ++i) {
        while (target.at(i) != i) {
            std::swap(target.at(i), target.at(target.at(i)));
            odd = !odd;
        }
    }
    return true;
}

}  // namespace

template <class eT>
arma::Mat<eT> solve(const arma::Mat<eT>& a, const arma::Mat<eT>& b) {
    arma::Mat<eT> x;
    const bool usable = a.is_finite() && b.is_finite();
    if (a.is_square()) {
        if (usable && arma::solve(x, a, b, arma::solve_opts::no_approx)) return x;
    }
    if constexpr (std::is_same_v<eT, double>) {
        arma::mat pseudo;
        if (usable && arma::pinv(pseudo, a)) return pseudo * b;
    } else if (!a.is_square()) {
        throw NotAnalytic{};
    }
    x.set_size(a.n_cols, b.n_cols);
    x.fill(eT(std::nan("")));
    return x;
}

template <class eT>
arma::Mat<eT> inverse(const arma::Mat<eT>& a) {
    arma::Mat<eT> x;
    if (a.is_empty()) return a;
    if (!a.is_finite() || !arma::inv(x, a)) {
        x.set_size(a.n_rows, a.n_cols);
        x.fill(eT(a.has_nan() ? std::nan("") : arma::datum::inf));
    }
    return x;
}

template <class eT>
eT determinant(const arma::Mat<eT>& a) {
    arma::Mat<eT> upper;
    bool odd = false;
    if (a.is_empty()) return eT(1.0);
    if (!factorised(a, upper, odd)) return eT(std::nan(""));
    eT product(odd ? -1.0 : 1.0);
    for (arma::uword k = 0; k < a.n_rows; ++k) product *= upper.at(k, k);
    return product;
}

template <class eT>
eT log_determinant(const arma::Mat<eT>& a) {
    arma::Mat<eT> upper;
    bool odd = false;
    if (a.is_empty()) return eT(0.0);
    if (!factorised(a, upper, odd)) return eT(std::nan(""));
    eT total(0.0);
    for (arma::uword k = 0; k < a.n_rows; ++k) {
        // The logarithm of -u differs from that of u by a constant
        const eT u = upper.at(k, k);
        total += std::log(real_part(u) < 0.0 ? -u : u);
    }
    return total;
}

template arma::Mat<double> solve(const arma::Mat<double>&, const arma::Mat<double>&);
template arma::Mat<Cx> solve(const arma::Mat<Cx>&, const arma::Mat<Cx>&);
template arma::Mat<double> inverse(const arma::Mat<double>&);
template arma::Mat<Cx> inverse(const arma::Mat<Cx>&);
template double determinant(const arma::Mat<double>&);
template Cx determinant(const arma::Mat<Cx>&);
template double log_determinant(const arma::Mat<double>&);
template Cx log_determinant(const arma::Mat<Cx>&);

}  // namespace chainrule::claims
