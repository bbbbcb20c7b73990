#pragma once

/// @file
/// Images stay bytes until a batch needs them; here they become numbers, by the
/// derivation step pixel_scaling.

#include "chainrule/data/dataset.hpp"
#include "derivations/02_affine/pixel_scaling.hpp"

#include <armadillo>

#include <cstddef>
#include <span>

namespace chainrule::train {

/// Writes the examples that `which` names into storage that is kept from batch to batch:
/// `inputs`, pixels x |which|, 0 to 1 for 0 to 255, and `labels`, 1 x |which|. Allocates
/// only for more examples than ever before.
template <std::floating_point eT>
void gather(const data::DataSet& data,
            std::span<const std::size_t> which,
            arma::Mat<eT>& inputs,
            arma::urowvec& labels) {
    const arma::uword pixels = data.pixels.n_rows;
    inputs.set_size(pixels, which.size());
    labels.set_size(which.size());
    for (std::size_t n = 0; n < which.size(); ++n) {
        PixelScaling::scale_into(
            inputs.colptr(n), data.pixels.colptr(which[n]), pixels, eT(0), eT(1));
        labels[n] = data.labels[which[n]];
    }
}

}  // namespace chainrule::train
