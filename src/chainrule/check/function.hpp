#pragma once

/// @file
/// Any callable as one type: a function of a flat vector. The rest of the checker is
/// not a template, so that it costs a user's test little to compile.

#include "chainrule/check/form.hpp"
#include "chainrule/check/meter.hpp"
#include "chainrule/check/options.hpp"

#include <armadillo>

#include <algorithm>
#include <complex>
#include <concepts>
#include <cstddef>
#include <exception>
#include <functional>
#include <span>
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
    /// where the domain excludes it, f throws, the meter's limit is reached, or the
    /// answer has another size, which the meter remembers.
    [[nodiscard]] arma::vec probe(const arma::vec& x,
                                  arma::uword outputs,
                                  const CheckOptions& options) const {
        try {
            if ((!options.inside || options.inside(x)) && meter_->admits()) {
                arma::vec value = real_(x);
                if (value.n_elem == outputs) return value;
                meter_->note_other_size();
            }
        } catch (...) {
            // outside the domain, which the smaller steps will respect
        }
        return arma::vec(outputs, arma::fill::value(arma::datum::nan));
    }

    [[nodiscard]] bool takes_complex() const { return static_cast<bool>(complex_); }

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

/// Claimed derivatives at a point, of whatever shape the callable gives them. Counts how
/// often they are asked; copies share the count.
class Claimed {
public:
    /// Puts the derivatives at x into `result`, which comes as the caller wants it, and
    /// answers whether the callable gave a view of memory that is not its own.
    using Call = std::function<bool(const arma::vec& x, arma::mat& result)>;

    /// What becomes of the matrix that a call is given.
    enum class Result {
        returned,  ///< replaced: the callable returns one of its own
        resized,   ///< written to by the callable, which may change its size
        filled,    ///< written to, in the size it has
    };

    Claimed(Call call, Result kind, arma::SizeMat shape)
        : call_(std::move(call)),
          kind_(kind),
          rows_(shape.n_rows),
          cols_(shape.n_cols) {}

    [[nodiscard]] arma::mat operator()(const arma::vec& x) const {
        arma::mat result;
        if (kind_ != Result::returned) result.zeros(rows_, cols_);
        into(x, result);
        return result;
    }

    /// The same with a matrix to write to, if the callable writes.
    void into(const arma::vec& x, arma::mat& result) const {
        meter_->count();
        borrowed_ = call_(x, result) || borrowed_;
    }

    [[nodiscard]] Result kind() const { return kind_; }

    /// Whether a call gave a view of memory that belongs to somebody else.
    [[nodiscard]] bool borrowed() const { return borrowed_; }

    [[nodiscard]] std::size_t evaluations() const { return meter_->used(); }

private:
    Call call_;
    Result kind_;
    arma::uword rows_, cols_;
    mutable bool borrowed_ = false;
    SharedMeter meter_ = new_meter();
};

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
concept TakesComplex = requires(F& f, const typename Form<X>::Complex& z) {
    {f(z)};
    requires ComplexScalar<decltype(f(z))> || ComplexMatrix<decltype(f(z))>;
};

/// A callable that maps X to one real number.
template <class F, class X>
concept ScalarFunction = Point<X> &&
    requires(F& f, const typename Form<X>::Argument& x) {
    { f(x) } -> std::convertible_to<double>;
};

/// Anything Armadillo counts as a matrix of `eT`, expressions included.
template <class T, class eT>
concept MatrixOf = requires {
    requires std::same_as<typename std::remove_cvref_t<T>::elem_type, eT>;
};

/// `value` as a matrix of its own: a number, a matrix, or a range of numbers.
template <class T>
[[nodiscard]] arma::mat matrix_of(T&& value) {
    if constexpr (std::convertible_to<T, double>) {
        arma::mat one(1, 1);
        one.at(0) = static_cast<double>(value);
        return one;
    } else if constexpr (MatrixOf<T, float>) {
        return arma::conv_to<arma::mat>::from(value);
    } else if constexpr (requires { value.data(); }) {
        arma::mat column(value.size(), 1);
        std::copy_n(value.data(), value.size(), column.memptr());
        return column;
    } else if constexpr (requires { value.memptr(); }) {
        // Moving from a view would keep it one.
        return arma::mat(value.memptr(), value.n_rows, value.n_cols);
    } else {
        return arma::mat(std::forward<T>(value));
    }
}

/// Whether `value` is a matrix in memory that belongs to somebody else.
template <class T>
[[nodiscard]] bool is_borrowed(const T& value) {
    if constexpr (requires { value.mem_state; }) {
        return value.mem_state == 1 || value.mem_state == 2;
    } else {
        return false;
    }
}

/// The numbers of `value` column by column.
template <class T>
[[nodiscard]] arma::vec flat(T&& value) {
    if constexpr (std::same_as<std::remove_cvref_t<T>, arma::vec>) {
        return std::forward<T>(value);
    } else {
        const arma::mat all = matrix_of(std::forward<T>(value));
        return arma::vec(all.memptr(), all.n_elem);
    }
}
template <class T>
[[nodiscard]] arma::cx_vec complex_flat(T&& value) {
    if constexpr (ComplexScalar<T>) {
        return arma::cx_vec(&value, 1);
    } else {
        const arma::cx_mat all(std::forward<T>(value));
        return arma::cx_vec(all.memptr(), all.n_elem);
    }
}

/// What a callable on X answered, as one matrix: several matrices are laid end to end.
template <class X, class T>
[[nodiscard]] arma::mat answer_of(const Form<X>& form, T&& value) {
    if constexpr (requires { form.joined(value); }) {
        return form.joined(value);
    } else {
        return matrix_of(std::forward<T>(value));
    }
}

/// `f`, a callable on X, as a `Function`. Keeps a reference to `f`.
template <Point X, class F>
[[nodiscard]] Function erase(F& f, const X& x) {
    const Form<X> form(x);
    Function::Real real = [&f, form](const arma::vec& point) {
        return form.with(point, [&](const auto& at) {
            if constexpr (requires { form.joined(f(at)); }) {
                return flat(form.joined(f(at)));
            } else {
                return flat(f(at));
            }
        });
    };
    Function::Complex complex;
    if constexpr (TakesComplex<F, X>) {
        complex = [&f, form](const arma::cx_vec& point) {
            return form.with_complex(
                point, [&f](const auto& at) { return complex_flat(f(at)); });
        };
    }
    return Function(std::move(real), std::move(complex));
}

/// `derivative`, a callable on X, as `Claimed`. It returns what can be made a matrix;
/// for several matrices it returns as many; for a span it may write into a second one.
/// Keeps a reference to it.
template <Point X, class G>
[[nodiscard]] Claimed erase_claimed(G& derivative, const X& x) {
    using Argument = typename Form<X>::Argument;
    const Form<X> form(x);
    if constexpr (requires(const Argument& at, std::span<double> result) {
                      derivative(at, result);
                  }) {
        return Claimed(
            [&derivative, form](const arma::vec& point, arma::mat& result) {
                return form.with(point, [&](const Argument& at) {
                    derivative(at, std::span(result.memptr(), result.n_elem));
                    return false;
                });
            },
            Claimed::Result::filled,
            form.shape);
    } else {
        return Claimed(
            [&derivative, form](const arma::vec& point, arma::mat& result) {
                return form.with(point, [&](const Argument& at) {
                    decltype(auto) value = derivative(at);
                    const bool borrowed =
                        !std::is_reference_v<decltype(value)> && is_borrowed(value);
                    result = answer_of(form, std::forward<decltype(value)>(value));
                    return borrowed;
                });
            },
            Claimed::Result::returned,
            form.shape);
    }
}

}  // namespace chainrule::check
