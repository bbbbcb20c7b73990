#pragma once

/// @file
/// Complex step: Im f(x + ihd) / h is the slope along d without any subtraction, for
/// every h so small that h^2 vanishes (Squire and Trapp, SIAM Rev. 40, 1998). It
/// needs code that is analytic: abs, norm, conj, .t() and real() break it silently,
/// so it is believed only where differences do not contradict it.

#include "chainrule/check/function.hpp"

#include <armadillo>

#include <complex>
#include <exception>

namespace chainrule::check {

inline constexpr double complex_step_size = 1e-30;

/// The slope of every output along `direction`, of x's length; NaN in all `outputs`
/// if f throws.
[[nodiscard]] inline arma::vec complex_slopes(const Function& f,
                                              const arma::vec& x,
                                              const arma::vec& direction,
                                              arma::uword outputs) {
    try {
        const arma::vec moved = complex_step_size * direction;
        const arma::cx_vec value = f.at(arma::cx_vec(x, moved));
        if (value.n_elem == outputs) return arma::imag(value) / complex_step_size;
    } catch (const std::exception&) {
        // a branch for complex numbers that does not work is no oracle
    }
    return arma::vec(outputs, arma::fill::value(arma::datum::nan));
}

/// The same along one entry of x.
[[nodiscard]] inline arma::vec complex_slopes(const Function& f,
                                              const arma::vec& x,
                                              arma::uword coordinate,
                                              arma::uword outputs) {
    arma::vec direction(x.n_elem, arma::fill::zeros);
    direction(coordinate) = 1.0;
    return complex_slopes(f, x, direction, outputs);
}

}  // namespace chainrule::check
