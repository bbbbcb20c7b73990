/// What networks end in: softmax, the logarithm of its denominator, labels as columns.
#include "chainrule/claims/builtin.hpp"

namespace chainrule::claims {

namespace {

/// Down the columns unless told otherwise, also where X is a row.
template <class eT>
arma::uword along(std::span<const arma::Mat<eT>> arguments) {
    return arguments.size() > 1 ? dimension(arguments, 1) : 1;
}

Shape softmax_shape(std::span<const Argument> arguments) {
    if (arguments.size() > 1) static_cast<void>(whole_argument(arguments, 1, 1, 2));
    return arguments[0].shape;
}

Shape logsumexp_shape(std::span<const Argument> arguments) {
    const Shape shape = arguments[0].shape;
    const arma::uword dim =
        arguments.size() > 1 ? whole_argument(arguments, 1, 1, 2) : 1;
    return dim == 1 ? Shape{1, shape.cols} : Shape{shape.rows, 1};
}

/// The largest real part of a line of X, which no exponential may exceed.
template <class eT>
double largest(const arma::Mat<eT>& x, arma::uword dim, arma::uword line) {
    double most = -arma::datum::inf;
    const arma::uword length = dim == 1 ? x.n_rows : x.n_cols;
    for (arma::uword k = 0; k < length; ++k) {
        most = std::max(most, real_part(dim == 1 ? x.at(k, line) : x.at(line, k)));
    }
    return std::isfinite(most) ? most : 0.0;
}

template <class eT>
arma::Mat<eT> softmax(std::span<const arma::Mat<eT>> arguments, Watch&) {
    const arma::uword dim = along(arguments);
    arma::Mat<eT> p = arguments[0];
    const arma::uword lines = dim == 1 ? p.n_cols : p.n_rows;
    const arma::uword length = dim == 1 ? p.n_rows : p.n_cols;
    for (arma::uword line = 0; line < lines; ++line) {
        const double shift = largest(arguments[0], dim, line);
        const auto at = [&](arma::uword k) -> eT& {
            return dim == 1 ? p.at(k, line) : p.at(line, k);
        };
        eT total(0.0);
        for (arma::uword k = 0; k < length; ++k) {
            at(k) = std::exp(at(k) - shift);
            total += at(k);
        }
        for (arma::uword k = 0; k < length; ++k) at(k) /= total;
    }
    return p;
}

template <class eT>
arma::Mat<eT> logsumexp(std::span<const arma::Mat<eT>> arguments, Watch&) {
    const arma::Mat<eT>& x = arguments[0];
    const arma::uword dim = along(arguments);
    const arma::uword lines = dim == 1 ? x.n_cols : x.n_rows;
    const arma::uword length = dim == 1 ? x.n_rows : x.n_cols;
    arma::Mat<eT> result(dim == 1 ? 1 : lines, dim == 1 ? lines : 1);
    for (arma::uword line = 0; line < lines; ++line) {
        const double shift = largest(x, dim, line);
        eT total(0.0);
        for (arma::uword k = 0; k < length; ++k) {
            total += std::exp((dim == 1 ? x.at(k, line) : x.at(line, k)) - shift);
        }
        result.at(line) = shift + std::log(total);
    }
    return result;
}

Shape onehot_shape(std::span<const Argument> arguments) {
    if (!arguments[0].shape.is_vector()) {
        throw Misuse{0,
                     "the labels are a vector, found " + to_string(arguments[0].shape)};
    }
    return {whole_argument(arguments, 1, 1, 1e6), arguments[0].shape.elements()};
}

/// A column for each label, from 1 on; a label that is none has a column of NaN.
template <class eT>
arma::Mat<eT> onehot(std::span<const arma::Mat<eT>> arguments, Watch& watch) {
    const arma::Mat<eT>& y = arguments[0];
    const auto classes = static_cast<arma::uword>(real_part(arguments[1].at(0)));
    arma::Mat<eT> columns(classes, y.n_elem, arma::fill::zeros);
    for (arma::uword n = 0; n < y.n_elem; ++n) {
        const double label = real_part(y.mem[n]);
        watch.at(0.0, 1.0);
        if (label >= 1.0 && label <= double(classes) && label == std::floor(label)) {
            columns.at(static_cast<arma::uword>(label) - 1, n) = 1.0;
        } else {
            for (arma::uword k = 0; k < classes; ++k) columns.at(k, n) = std::nan("");
        }
    }
    return columns;
}

}  // namespace

std::vector<Builtin> network_functions() {
    return {
        {"softmax",
         "softmax(X) or softmax(X, dim)",
         1,
         2,
         softmax_shape,
         softmax<double>,
         softmax<Cx>},
        {"logsumexp",
         "logsumexp(X) or logsumexp(X, dim)",
         1,
         2,
         logsumexp_shape,
         logsumexp<double>,
         logsumexp<Cx>},
        {"onehot", "onehot(y, C)", 2, 2, onehot_shape, onehot<double>, onehot<Cx>},
    };
}

}  // namespace chainrule::claims
