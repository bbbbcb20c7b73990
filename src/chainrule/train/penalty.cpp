#include "chainrule/train/penalty.hpp"

#include "derivations/06_regularisation/l2_penalty.hpp"

namespace chainrule::train {

template <Scalar eT>
eT penalty(double strength, const Layout& layout, const arma::Col<eT>& parameters) {
    eT sum(0);
    if (strength == 0.0) return sum;
    for (const Block& block : layout.blocks()) {
        if (!block.is_weights()) continue;
        sum += L2Penalty::forward(matrix(parameters, block),
                                  static_cast<RealOf<eT>>(strength))
                   .penalty;
    }
    return sum;
}

template <Scalar eT>
void add_penalty_gradient(double strength,
                          const Layout& layout,
                          const arma::Col<eT>& parameters,
                          arma::Col<eT>& gradient) {
    if (strength == 0.0) return;
    for (const Block& block : layout.blocks()) {
        if (!block.is_weights()) continue;
        arma::Mat<eT> weights_bar = matrix(gradient, block);
        L2Penalty::penalty_and_vjp_onto(weights_bar,
                                        matrix(parameters, block),
                                        static_cast<RealOf<eT>>(strength),
                                        eT(1));
    }
}

template float penalty(double, const Layout&, const arma::fvec&);
template double penalty(double, const Layout&, const arma::vec&);
template std::complex<double> penalty(double, const Layout&, const arma::cx_vec&);

template void add_penalty_gradient(double,
                                   const Layout&,
                                   const arma::fvec&,
                                   arma::fvec&);
template void add_penalty_gradient(double, const Layout&, const arma::vec&, arma::vec&);

}  // namespace chainrule::train
