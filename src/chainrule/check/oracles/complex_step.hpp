#pragma once

/// @file
/// Complex step: Im f(x + ihd) / h is the slope along d without any subtraction, for
/// every h so small that h^2 vanishes (Squire and Trapp, SIAM Rev. 40, 1998). It
/// needs code that is analytic: abs, norm, conj, .t() and real() break it silently,
/// so it is believed only where differences do not contradict it.

#include "chainrule/check/function.hpp"
#include "chainrule/check/oracles/complex_step_size.hpp"
#include "chainrule/check/vector.hpp"

#include <armadillo>

#include <exception>

namespace chainrule::check {

/// The slope of every output along `direction`, of x's length; NaN in all `outputs`
/// if f throws, or may not be asked any more.
[[nodiscard]] inline arma::vec complex_slopes(const Function& f,
                                              const arma::vec& x,
                                              const arma::vec& direction,
                                              arma::uword outputs) {
    arma::vec slopes = filled(outputs, arma::datum::nan);
    try {
        arma::cx_vec point(x.n_elem);
        for (arma::uword j = 0; j < x.n_elem; ++j) {
            point.at(j) = {x.mem[j], complex_step_size * direction.mem[j]};
        }
        if (!f.meter()->admits()) return slopes;
        const arma::cx_vec value = f.complex()(point);
        if (value.n_elem != outputs) return slopes;
        for (arma::uword i = 0; i < outputs; ++i) {
            slopes.at(i) = value.mem[i].imag() / complex_step_size;
        }
    } catch (...) {
        // a branch for complex numbers that does not work is no oracle
    }
    return slopes;
}

/// The same along one entry of x.
[[nodiscard]] inline arma::vec complex_slopes(const Function& f,
                                              const arma::vec& x,
                                              arma::uword coordinate,
                                              arma::uword outputs) {
    arma::vec direction = filled(x.n_elem, 0.0);
    direction.at(coordinate) = 1.0;
    return complex_slopes(f, x, direction, outputs);
}

}  // namespace chainrule::check
