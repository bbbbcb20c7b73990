/// Functions of matrices as such: norm, determinant, inverse, and other arrangements.
#include "chainrule/claims/builtin.hpp"
#include "chainrule/claims/limits.hpp"
#include "chainrule/claims/linear_algebra.hpp"

#include <utility>

namespace chainrule::claims {

namespace {

template <class eT>
arma::Mat<eT> one(eT value) {
    arma::Mat<eT> result(1, 1);
    result.at(0) = value;
    return result;
}

Shape of_square(std::span<const Argument> arguments) {
    const Shape shape = arguments[0].shape;
    if (shape.rows != shape.cols) {
        throw Misuse{0, "this needs a square matrix, found " + to_string(shape)};
    }
    return shape;
}

Shape scalar_of_square(std::span<const Argument> arguments) {
    of_square(arguments);
    return {};
}

template <class eT>
arma::Mat<eT> inv(std::span<const arma::Mat<eT>> arguments, Watch&) {
    return inverse(arguments[0]);
}
template <class eT>
arma::Mat<eT> det(std::span<const arma::Mat<eT>> arguments, Watch&) {
    return one(determinant(arguments[0]));
}
template <class eT>
arma::Mat<eT> logdet(std::span<const arma::Mat<eT>> arguments, Watch&) {
    return one(log_determinant(arguments[0]));
}
template <class eT>
arma::Mat<eT> trace(std::span<const arma::Mat<eT>> arguments, Watch&) {
    eT total(0.0);
    for (arma::uword k = 0; k < arguments[0].n_rows; ++k)
        total += arguments[0].at(k, k);
    return one(total);
}

/// A vector becomes a diagonal matrix, a matrix gives its diagonal.
Shape diag_shape(std::span<const Argument> arguments) {
    const Shape shape = arguments[0].shape;
    if (shape.is_vector() && !shape.is_scalar()) {
        return {shape.elements(), shape.elements()};
    }
    return {std::min(shape.rows, shape.cols), 1};
}

template <class eT>
arma::Mat<eT> diag(std::span<const arma::Mat<eT>> arguments, Watch&) {
    const arma::Mat<eT>& x = arguments[0];
    const bool vector = (x.n_rows == 1 || x.n_cols == 1) && x.n_elem != 1;
    const arma::uword n = vector ? x.n_elem : std::min(x.n_rows, x.n_cols);
    arma::Mat<eT> result(n, vector ? n : 1, arma::fill::zeros);
    for (arma::uword k = 0; k < n; ++k) {
        (vector ? result.at(k, k) : result.at(k)) = vector ? x.mem[k] : x.at(k, k);
    }
    return result;
}

/// 'fro' stands for its own number among the orders of a norm.
Shape norm_shape(std::span<const Argument> arguments) {
    if (arguments.size() == 1) return {};
    const Argument& order = arguments[1];
    if (order.is_text) return {};
    if (!order.shape.is_scalar() || order.constant == nullptr) {
        throw Misuse{1, "the order of a norm is a number, Inf or 'fro'"};
    }
    const double p = order.constant->at(0);
    const bool known = p == 1.0 || p == 2.0 || p == arma::datum::inf;
    if (!arguments[0].shape.is_vector() && !known) {
        throw Misuse{1, "a matrix has the norms 1, 2, Inf and 'fro'"};
    }
    if (!(p > 0.0)) throw Misuse{1, "the order of a norm is positive"};
    return {};
}

template <class eT>
eT magnitude(eT x, Watch& watch) {
    watch.at(real_part(x), 1.0);
    return real_part(x) < 0.0 ? -x : x;
}

/// The square root of the sum of all squares.
template <class eT>
eT euclidean(const arma::Mat<eT>& x, Watch& watch) {
    double most = 0.0;
    for (const eT& element : x) most = std::max(most, std::abs(real_part(element)));
    watch.at(most, 1.0);
    if (!(most > 0.0) || !std::isfinite(most)) return eT(most);
    eT total(0.0);
    for (const eT& element : x) total += (element / most) * (element / most);
    return most * std::sqrt(total);
}

/// The largest sum of magnitudes of a column, or of a row.
template <class eT>
eT largest_line(const arma::Mat<eT>& x, bool columns, Watch& watch) {
    eT best(-1.0);
    for (arma::uword a = 0; a < (columns ? x.n_cols : x.n_rows); ++a) {
        eT total(0.0);
        for (arma::uword b = 0; b < (columns ? x.n_rows : x.n_cols); ++b) {
            total += magnitude(columns ? x.at(b, a) : x.at(a, b), watch);
        }
        watch.at(real_part(best) - real_part(total), real_part(total));
        if (real_part(total) > real_part(best)) best = total;
    }
    return best;
}

template <class eT>
eT vector_norm(const arma::Mat<eT>& x, double p, Watch& watch) {
    eT total(0.0);
    eT most(-1.0);
    for (const eT& element : x) {
        const eT size = magnitude(element, watch);
        total += p == 1.0 ? size : std::pow(size, p);
        watch.at(real_part(most) - real_part(size), real_part(size));
        if (real_part(size) > real_part(most)) most = size;
    }
    if (p == arma::datum::inf) return most;
    return p == 1.0 ? total : std::pow(total, 1.0 / p);
}

template <class eT>
arma::Mat<eT> norm(std::span<const arma::Mat<eT>> arguments, Watch& watch) {
    const arma::Mat<eT>& x = arguments[0];
    const double p = arguments.size() == 1 ? 2.0 : real_part(arguments[1].at(0));
    if (x.is_empty()) return one(eT(0.0));
    if (p == frobenius) return one(euclidean(x, watch));
    if (x.n_rows == 1 || x.n_cols == 1) {
        return one(p == 2.0 ? euclidean(x, watch) : vector_norm(x, p, watch));
    }
    if (p != 2.0) return one(largest_line(x, p == 1.0, watch));
    if constexpr (std::is_same_v<eT, double>) {
        arma::vec singular;
        if (!x.is_finite() || !arma::svd(singular, x)) return one(std::nan(""));
        return one(singular.at(0));
    } else {
        throw NotAnalytic{};
    }
}

/// repmat(A, m, n), repmat(A, m) and repmat(A, [m n]).
Shape repmat_shape(std::span<const Argument> arguments) {
    const Shape times = shape_argument(arguments, 1);
    return {arguments[0].shape.rows * times.rows, arguments[0].shape.cols * times.cols};
}

template <class eT>
arma::Mat<eT> repmat(std::span<const arma::Mat<eT>> arguments, Watch&) {
    const Shape times = shape_asked<eT>(arguments, 1);
    return arma::repmat(arguments[0], times.rows, times.cols);
}

/// reshape(A, m, n), where one of m and n may be [], and reshape(A, [m n]).
Shape reshape_shape(std::span<const Argument> arguments) {
    const arma::uword elements = arguments[0].shape.elements();
    Shape shape;
    if (arguments.size() == 2) {
        if (!(arguments[1].shape == Shape{1, 2})) {
            throw Misuse{1, "the new shape is [rows columns], or two numbers"};
        }
        shape = shape_argument(arguments, 1);
    } else {
        const bool free_rows = arguments[1].shape.is_empty();
        const bool free_cols = arguments[2].shape.is_empty();
        if (free_rows && free_cols) throw Misuse{2, "only one of the two may be []"};
        const arma::uword rows =
            free_rows ? 1 : whole_argument(arguments, 1, 0, limits::size);
        const arma::uword cols =
            free_cols ? 1 : whole_argument(arguments, 2, 0, limits::size);
        const arma::uword known = free_rows ? cols : rows;
        shape = {rows, cols};
        if ((free_rows || free_cols) && known > 0 && elements % known == 0) {
            (free_rows ? shape.rows : shape.cols) = elements / known;
        }
    }
    if (shape.elements() != elements) {
        throw Misuse{0,
                     "the " + std::to_string(elements) + " elements of a " +
                         to_string(arguments[0].shape) + " do not make " +
                         to_string(shape)};
    }
    return shape;
}

template <class eT>
arma::Mat<eT> reshape(std::span<const arma::Mat<eT>> arguments, Watch&) {
    const auto whole = [](eT x) { return static_cast<arma::uword>(real_part(x)); };
    arma::Mat<eT> x = arguments[0];
    if (arguments.size() == 2) {
        const Shape shape = shape_asked<eT>(arguments, 1);
        x.reshape(shape.rows, shape.cols);
    } else if (arguments[1].is_empty()) {
        const arma::uword cols = whole(arguments[2].at(0));
        x.reshape(cols == 0 ? 0 : x.n_elem / cols, cols);
    } else {
        const arma::uword rows = whole(arguments[1].at(0));
        x.reshape(rows, rows == 0 ? 0 : x.n_elem / rows);
    }
    return x;
}

Shape kron_shape(std::span<const Argument> arguments) {
    const Shape a = arguments[0].shape, b = arguments[1].shape;
    return {a.rows * b.rows, a.cols * b.cols};
}

template <class eT>
arma::Mat<eT> kron(std::span<const arma::Mat<eT>> arguments, Watch&) {
    return arma::kron(arguments[0], arguments[1]);
}

}  // namespace

std::vector<Builtin> matrix_functions() {
    return {
        {"norm", "norm(X) or norm(X, p)", 1, 2, norm_shape, norm<double>, norm<Cx>},
        {"trace", "trace(A)", 1, 1, scalar_of_square, trace<double>, trace<Cx>},
        {"diag", "diag(X)", 1, 1, diag_shape, diag<double>, diag<Cx>},
        {"det", "det(A)", 1, 1, scalar_of_square, det<double>, det<Cx>},
        {"logdet", "logdet(A)", 1, 1, scalar_of_square, logdet<double>, logdet<Cx>},
        {"inv", "inv(A)", 1, 1, of_square, inv<double>, inv<Cx>},
        {"repmat", "repmat(A, m, n)", 2, 3, repmat_shape, repmat<double>, repmat<Cx>},
        {"reshape",
         "reshape(A, m, n)",
         2,
         3,
         reshape_shape,
         reshape<double>,
         reshape<Cx>},
        {"kron", "kron(A, B)", 2, 2, kron_shape, kron<double>, kron<Cx>},
    };
}

}  // namespace chainrule::claims
