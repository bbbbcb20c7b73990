#pragma once

/// @file
/// Any callable as one type: a function of a flat vector. The rest of the checker is
/// not a template, so that it costs a user's test little to compile.

#include "chainrule/check/meter.hpp"
#include "chainrule/check/options.hpp"

#include <armadillo>

#include <complex>
#include <concepts>
#include <cstddef>
#include <exception>
#include <functional>
#include <limits>
#include <type_traits>
#include <utility>

namespace chainrule::check {

/// $f : \mathbb{R}^n \to \mathbb{R}^m$, and the same for complex arguments where the
/// callable permits it. Counts how often it is asked; copies share the count.
class Function {
public:
    using Real = std::function<arma::vec(const arma::vec&)>;
    using Complex = std::function<arma::cx_vec(const arma::cx_vec&)>;

    explicit Function(Real real, Complex complex = {}, SharedMeter meter = new_meter())
        : real_(std::move(real)),
          complex_(std::move(complex)),
          meter_(std::move(meter)) {}

    /// f(x), whatever it throws.
    [[nodiscard]] arma::vec operator()(const arma::vec& x) const {
        meter_->count();
        return real_(x);
    }

    /// f(x) at a point the caller of the check did not choose: NaN in all `outputs`
    /// where the domain excludes it, f throws, or the meter's limit is reached.
    [[nodiscard]] arma::vec probe(const arma::vec& x,
                                  arma::uword outputs,
                                  const CheckOptions& options) const {
        try {
            if ((!options.inside || options.inside(x)) && meter_->admits()) {
                arma::vec value = real_(x);
                if (value.n_elem == outputs) return value;
            }
        } catch (const std::exception&) {
            // outside the domain, which the smaller steps will respect
        }
        return arma::vec(outputs, arma::fill::value(arma::datum::nan));
    }

    [[nodiscard]] bool takes_complex() const { return static_cast<bool>(complex_); }

    /// f at a complex point, whatever it throws.
    [[nodiscard]] arma::cx_vec at(const arma::cx_vec& x) const {
        meter_->count();
        return complex_(x);
    }

    /// The callables themselves, for a function made of this one that shares its
    /// meter and counts for both.
    [[nodiscard]] const Real& real() const { return real_; }
    [[nodiscard]] const Complex& complex() const { return complex_; }

    [[nodiscard]] const SharedMeter& meter() const { return meter_; }
    [[nodiscard]] std::size_t evaluations() const { return meter_->used(); }

private:
    Real real_;
    Complex complex_;
    SharedMeter meter_;
};

/// The argument of a callable under test: `arma::mat`, `arma::vec`, `arma::rowvec`.
template <class X>
concept RealMatrix = std::same_as<X, arma::mat> || std::same_as<X, arma::vec> ||
    std::same_as<X, arma::rowvec>;

template <class T>
struct ComplexOf;
template <>
struct ComplexOf<arma::mat> {
    using type = arma::cx_mat;
};
template <>
struct ComplexOf<arma::vec> {
    using type = arma::cx_vec;
};
template <>
struct ComplexOf<arma::rowvec> {
    using type = arma::cx_rowvec;
};
template <>
struct ComplexOf<double> {
    using type = std::complex<double>;
};

/// `arma::cx_mat` for `arma::mat`, and so on.
template <class T>
using Complex = typename ComplexOf<T>::type;

template <class T>
concept ComplexScalar = std::same_as<std::remove_cvref_t<T>, std::complex<double>>;

template <class T>
concept ComplexMatrix = requires {
    typename std::remove_cvref_t<T>::elem_type;
}
&&ComplexScalar<typename std::remove_cvref_t<T>::elem_type>;

/// A callable that takes the complex counterpart of X and answers in complex numbers.
/// One that answers with a real number has thrown the derivative away.
template <class F, class X>
concept TakesComplex = requires(F& f, const Complex<X>& z) {
    {f(z)};
    requires ComplexScalar<decltype(f(z))> || ComplexMatrix<decltype(f(z))>;
};

/// A callable that maps X to one real number.
template <class F, class X>
concept ScalarFunction = requires(F& f, const X& x) {
    { f(x) } -> std::convertible_to<double>;
};

/// The numbers of `value`, a scalar or anything Armadillo can make a matrix of,
/// column by column.
template <class eT, class T>
[[nodiscard]] arma::Col<eT> flat(T&& value) {
    if constexpr (std::convertible_to<T, eT>) {
        return arma::Col<eT>{static_cast<eT>(value)};
    } else if constexpr (std::same_as<std::remove_cvref_t<T>, arma::Col<eT>>) {
        return std::forward<T>(value);
    } else {
        return arma::vectorise(arma::Mat<eT>(std::forward<T>(value)));
    }
}

/// Calls `use` with the flat vector `x` seen as an X of `shape`, without a copy.
template <class X, class eT, class Use>
decltype(auto) with_shape(const arma::Col<eT>& x, arma::SizeMat shape, Use&& use) {
    if constexpr (std::same_as<X, arma::Col<eT>>) {
        return use(x);
    } else {
        // Armadillo has no view of constant memory; the view itself is constant.
        auto* memory = const_cast<eT*>(x.memptr());
        if constexpr (std::same_as<X, arma::Row<eT>>) {
            const X view(memory, shape.n_cols, false, true);
            return use(view);
        } else {
            const X view(memory, shape.n_rows, shape.n_cols, false, true);
            return use(view);
        }
    }
}

/// `f`, a callable on X, as a `Function`. Keeps a reference to `f`.
template <RealMatrix X, class F>
[[nodiscard]] Function erase(F& f, const X& x) {
    const arma::SizeMat shape = arma::size(x);
    Function::Real real = [&f, shape](const arma::vec& point) {
        return with_shape<X>(
            point, shape, [&f](const X& view) { return flat<double>(f(view)); });
    };
    Function::Complex complex;
    if constexpr (TakesComplex<F, X>) {
        complex = [&f, shape](const arma::cx_vec& point) {
            using Z = Complex<X>;
            return with_shape<Z>(point, shape, [&f](const Z& view) {
                return flat<std::complex<double>>(f(view));
            });
        };
    }
    return Function(std::move(real), std::move(complex));
}

}  // namespace chainrule::check
