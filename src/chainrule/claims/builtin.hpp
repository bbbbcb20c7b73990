#pragma once

/// @file
/// The functions of the language: how many arguments, which shape, which value. One
/// entry of a table says all of it.

#include "chainrule/claims/expression.hpp"

#include <armadillo>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule::claims {

/// What is known of an argument before anything is drawn.
struct Argument {
    Shape shape;
    const arma::mat* constant =
        nullptr;  ///< its value, if it is the same in every trial
    bool is_text = false;
};

/// A call that cannot be: which argument is wrong, and why.
struct Misuse {
    std::size_t argument;
    std::string message;
    std::string next = "";
};

/// Whether the values came close to a place where some function has no derivative.
struct Watch {
    bool touched = false;

    /// A kink or a jump lies `distance` from a value of size `scale`.
    void at(double distance, double scale) {
        constexpr double close = 1e-9;
        touched = touched || !(std::abs(distance) > close * (1e-300 + std::abs(scale)));
    }
};

using Cx = std::complex<double>;

/// 'fro' as the second argument of norm(), which is otherwise a number.
inline constexpr double frobenius = -1.0;

/// Values for `eT` = double, and the same for complex numbers with imaginary parts so
/// small that their squares vanish: what is analytic then carries its derivative there.
/// Where a function has branches, the real part chooses.
template <class eT>
using Evaluate = arma::Mat<eT> (*)(std::span<const arma::Mat<eT>>, Watch&);

struct Builtin {
    std::string_view name;
    std::string_view usage;  ///< "sum(X) or sum(X, dim)"
    std::size_t least = 1;   ///< arguments
    std::size_t most = 1;
    Shape (*shape)(std::span<const Argument>) = nullptr;  ///< may throw `Misuse`
    Evaluate<double> real = nullptr;
    Evaluate<Cx> complex = nullptr;  ///< null where the derivative needs differences
    bool elementwise = false;        ///< of every element by itself
    bool of_shape = false;  ///< its value depends on the argument's shape alone
};

/// The function of that name, or null.
[[nodiscard]] const Builtin* find_builtin(std::string_view name);

/// All names, for suggestions.
[[nodiscard]] std::vector<std::string> builtin_names();

/// The parts of the table, one file each.
[[nodiscard]] std::vector<Builtin> elementwise_functions();
[[nodiscard]] std::vector<Builtin> reductions();
[[nodiscard]] std::vector<Builtin> matrix_functions();
[[nodiscard]] std::vector<Builtin> constructors();
[[nodiscard]] std::vector<Builtin> network_functions();

// What they share.

[[nodiscard]] inline double real_part(double x) {
    return x;
}
[[nodiscard]] inline double real_part(Cx x) {
    return x.real();
}

/// The shape in which `a` and `b` meet, where a dimension of 1 stretches; false if they
/// do not.
[[nodiscard]] bool broadcast(Shape a, Shape b, Shape& together);

/// The whole number that argument `index` has to be, in [least, most].
[[nodiscard]] arma::uword whole_argument(std::span<const Argument> arguments,
                                         std::size_t index,
                                         double least,
                                         double most);

/// The shape that the arguments from `first` on ask for: n, or m and n, or [m n].
[[nodiscard]] Shape shape_argument(std::span<const Argument> arguments,
                                   std::size_t first);

/// The same when values are known.
template <class eT>
[[nodiscard]] Shape shape_asked(std::span<const arma::Mat<eT>> arguments,
                                std::size_t first) {
    const auto whole = [](eT x) { return static_cast<arma::uword>(real_part(x)); };
    const arma::Mat<eT>& rows = arguments[first];
    if (arguments.size() > first + 1) {
        return {whole(rows.at(0)), whole(arguments[first + 1].at(0))};
    }
    return {whole(rows.at(0)), whole(rows.at(rows.n_elem - 1))};
}

/// 1 or 2: the dimension along which a reduction goes, from argument `index` or, where
/// that is left out, the first that is not 1, as Octave has it. More than 2 is 3.
[[nodiscard]] arma::uword dimension_of(std::span<const Argument> arguments,
                                       std::size_t index);

/// The same when values are known.
template <class eT>
[[nodiscard]] arma::uword dimension(std::span<const arma::Mat<eT>> arguments,
                                    std::size_t index) {
    if (index < arguments.size()) {
        return static_cast<arma::uword>(
            std::min(3.0, real_part(arguments[index].at(0))));
    }
    return arguments[0].n_rows != 1 ? 1 : 2;
}

/// `f(a, b)` of every pair of elements, broadcast. The shapes are known to meet.
template <class eT, class F>
[[nodiscard]] arma::Mat<eT> pairwise(const arma::Mat<eT>& a,
                                     const arma::Mat<eT>& b,
                                     F&& f) {
    const auto stretched = [](arma::uword x, arma::uword y) { return x == 1 ? y : x; };
    arma::Mat<eT> result(stretched(a.n_rows, b.n_rows), stretched(a.n_cols, b.n_cols));
    const arma::uword a_row = a.n_rows != 1, a_col = a.n_cols != 1;
    const arma::uword b_row = b.n_rows != 1, b_col = b.n_cols != 1;
    for (arma::uword j = 0; j < result.n_cols; ++j) {
        for (arma::uword i = 0; i < result.n_rows; ++i) {
            result.at(i, j) = f(a.at(i * a_row, j * a_col), b.at(i * b_row, j * b_col));
        }
    }
    return result;
}

}  // namespace chainrule::claims
