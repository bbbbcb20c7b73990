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

/// Writes the pixels from `first` to `last`, without `last` itself, of the images that
/// `which` names into storage that is kept from batch to batch: `inputs`,
/// (last - first) x |which|, 0 to 1 for 0 to 255. Allocates only for more numbers than
/// ever before.
template <std::floating_point eT>
void gather_pixels(const data::DataSet& data,
                   std::span<const std::size_t> which,
                   std::size_t first,
                   std::size_t last,
                   arma::Mat<eT>& inputs) {
    // By so many images the memory takes longer to answer than one image to convert
    constexpr std::size_t ahead = 4;
    const arma::uword pixels = last - first;
    inputs.set_size(pixels, which.size());
    for (std::size_t n = 0; n < which.size(); ++n) {
        if (n + ahead < which.size()) {
            detail::prefetch(data.pixels.colptr(which[n + ahead]) + first, pixels);
        }
        PixelScaling::scale_into(inputs.colptr(n),
                                 data.pixels.colptr(which[n]) + first,
                                 pixels,
                                 eT(0),
                                 eT(1));
    }
}

/// The same for the labels: 1 x |which|.
inline void gather_labels(const data::DataSet& data,
                          std::span<const std::size_t> which,
                          arma::urowvec& labels) {
    labels.set_size(which.size());
    for (std::size_t n = 0; n < which.size(); ++n) labels[n] = data.labels[which[n]];
}

/// All pixels, and the labels.
template <std::floating_point eT>
void gather(const data::DataSet& data,
            std::span<const std::size_t> which,
            arma::Mat<eT>& inputs,
            arma::urowvec& labels) {
    gather_pixels(data, which, 0, data.pixels.n_rows, inputs);
    gather_labels(data, which, labels);
}

}  // namespace chainrule::train
