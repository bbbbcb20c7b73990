/// Matrices made of nothing but sizes, and the sizes of matrices.
#include "chainrule/claims/builtin.hpp"
#include "chainrule/claims/limits.hpp"

namespace chainrule::claims {

namespace {

/// zeros(), zeros(n), zeros(m, n) and zeros([m n]).
Shape sized(std::span<const Argument> arguments) {
    return arguments.empty() ? Shape{} : shape_argument(arguments, 0);
}

template <class eT>
Shape shape_in(std::span<const arma::Mat<eT>> arguments) {
    return arguments.empty() ? Shape{} : shape_asked(arguments, 0);
}

template <class eT>
arma::Mat<eT> zeros(std::span<const arma::Mat<eT>> arguments, Watch&) {
    const Shape shape = shape_in<eT>(arguments);
    return arma::Mat<eT>(shape.rows, shape.cols, arma::fill::zeros);
}
template <class eT>
arma::Mat<eT> ones(std::span<const arma::Mat<eT>> arguments, Watch&) {
    const Shape shape = shape_in<eT>(arguments);
    return arma::Mat<eT>(shape.rows, shape.cols, arma::fill::ones);
}
template <class eT>
arma::Mat<eT> eye(std::span<const arma::Mat<eT>> arguments, Watch&) {
    const Shape shape = shape_in<eT>(arguments);
    return arma::Mat<eT>(shape.rows, shape.cols, arma::fill::eye);
}

Shape scalar(std::span<const Argument>) {
    return {};
}

double rows(const Shape& shape) {
    return double(shape.rows);
}
double columns(const Shape& shape) {
    return double(shape.cols);
}
double numel(const Shape& shape) {
    return double(shape.elements());
}
double length(const Shape& shape) {
    return shape.is_empty() ? 0.0 : double(std::max(shape.rows, shape.cols));
}

template <double (*extent)(const Shape&), class eT>
arma::Mat<eT> measured(std::span<const arma::Mat<eT>> arguments, Watch&) {
    arma::Mat<eT> result(1, 1);
    result.at(0) = extent({arguments[0].n_rows, arguments[0].n_cols});
    return result;
}

/// size(X), a row of two, and size(X, dim).
Shape size_shape(std::span<const Argument> arguments) {
    if (arguments.size() == 1) return {1, 2};
    static_cast<void>(whole_argument(arguments, 1, 1, limits::size));
    return {};
}
template <class eT>
arma::Mat<eT> size(std::span<const arma::Mat<eT>> arguments, Watch&) {
    const double extent[] = {
        double(arguments[0].n_rows), double(arguments[0].n_cols), 1.0};
    if (arguments.size() == 2) {
        arma::Mat<eT> one(1, 1);
        one.at(0) = extent[dimension(arguments, 1) - 1];
        return one;
    }
    arma::Mat<eT> both(1, 2);
    both.at(0) = extent[0];
    both.at(1) = extent[1];
    return both;
}

template <double (*extent)(const Shape&)>
Builtin measure(std::string_view name, std::string_view usage) {
    return {name,
            usage,
            1,
            1,
            scalar,
            measured<extent, double>,
            measured<extent, Cx>,
            false,
            true};
}

}  // namespace

std::vector<Builtin> constructors() {
    return {
        {"zeros", "zeros(rows, columns)", 0, 2, sized, zeros<double>, zeros<Cx>},
        {"ones", "ones(rows, columns)", 0, 2, sized, ones<double>, ones<Cx>},
        {"eye", "eye(n)", 0, 2, sized, eye<double>, eye<Cx>},
        measure<rows>("rows", "rows(X)"),
        measure<columns>("columns", "columns(X)"),
        measure<numel>("numel", "numel(X)"),
        measure<length>("length", "length(X)"),
        {"size",
         "size(X) or size(X, dim)",
         1,
         2,
         size_shape,
         size<double>,
         size<Cx>,
         true},
    };
}

}  // namespace chainrule::claims
