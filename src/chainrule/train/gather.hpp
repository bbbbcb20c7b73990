#pragma once

/// @file
/// Images stay bytes until a batch needs them; here they become numbers, by the
/// derivation step pixel_scaling.

#include "chainrule/data/dataset.hpp"
#include "derivations/02_affine/pixel_scaling.hpp"

#include <armadillo>

#include <cstddef>
#include <cstdint>
#include <span>

namespace chainrule::train {

namespace detail {

/// Asks for memory that will be read soon. The images of a batch lie scattered over a
/// set far larger than the caches; waiting for them cost a tenth of a training step.
inline void prefetch(const std::uint8_t* bytes, std::size_t count) {
#if defined(__GNUC__)
    constexpr std::size_t cache_line = 64;
    for (std::size_t i = 0; i < count; i += cache_line) __builtin_prefetch(bytes + i);
#endif
}

}  // namespace detail

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
        if (n + 1 < which.size()) {
            detail::prefetch(data.pixels.colptr(which[n + 1]), pixels);
        }
        PixelScaling::scale_into(
            inputs.colptr(n), data.pixels.colptr(which[n]), pixels, eT(0), eT(1));
        labels[n] = data.labels[which[n]];
    }
}

}  // namespace chainrule::train
