#pragma once

/// @step im2col
/// @title The patches under a moving window, as columns
/// @builds-on fan_out
///
/// @statement
/// A window of $k \times k$ pixels stands at $I \times J$ positions of an image of
/// $H \times W$ pixels with $C$ channels, $s$ pixels apart; around the image lie $p$ rows
/// and columns of zeros. What is under the window at position $(i, j)$ of image $n$
/// becomes one column of $P$:
/// $$ P_{uvc, nij} = X_{si + u - p, \; sj + v - p, \; c, \; n}, \qquad
///    0 \le u, v < k, $$
/// and $0$ where that pixel lies outside. There are
/// $I = \lfloor (H + 2p - k) / s \rfloor + 1$ positions below each other and
/// $J = \lfloor (W + 2p - k) / s \rfloor + 1$ beside each other.
///
/// @rule
/// $$ \bar X_{abcn} = \sum_{i, j, u, v} \bar P_{uvc, nij}
///    \, [\, si + u - p = a \,] \, [\, sj + v - p = b \,] . $$
///
/// @derivation
/// 1. Every entry of $P$ is a copy of one pixel or a zero of the padding:
///    $\partial P_{uvc, nij} / \partial X_{abcn} = 1$ where $si + u - p = a$ and
///    $sj + v - p = b$, and $0$ elsewhere.
/// 2. A pixel under several positions is copied to each of them, at another place
///    $(u, v)$ each time. The cotangent of a copy is a sum: what comes back is added,
///    which makes the rule.
/// 3. A zero of the padding was no pixel: its cotangent is dropped. A pixel that no
///    position reaches, because the last rows or columns fill no stride, gets $0$.
///
/// @symbols
/// | maths    | code          | shape     | meaning                                  |
/// |----------|---------------|-----------|------------------------------------------|
/// | $X$      | `inputs`      | HWC x N   | one image a column, row $(aW + b)C + c$  |
/// | $g$      | `window`      | 1 x 6     | $H$, $W$, $C$, $k$, $s$, $p$             |
/// | $P$      | `patches`     | kkC x IJN | column $(nI + i)J + j$, row $(uk + v)C + c$ |
/// | $\bar P$ | `patches_bar` | kkC x IJN | cotangent of $P$                         |
/// | $\bar X$ | `inputs_bar`  | HWC x N   | cotangent of $X$                         |
///
/// @numerics
/// Forwards exact; backwards a sum of at most $k^2$ numbers an entry.
///
/// @errors
/// `ShapeError` if an argument is empty, the images do not have $HWC$ rows or the
/// cotangent's shape is not that of $P$; `ValueError` if an entry is NaN or infinite, a
/// size is 0, the padding is not below $k$, or the window is larger than the padded
/// image.
///
/// @source K. Chellapilla, S. Puri and P. Simard, High performance convolutional neural
/// networks for document processing, 10th International Workshop on Frontiers in
/// Handwriting Recognition, 2006.

#include "derivations/support/step.hpp"

namespace chainrule {

struct Im2col {
    static constexpr std::string_view name = "im2col";
    static constexpr std::array inputs{
        Input{"inputs", "X", "HWC", "N"},
        chainrule::window("window", "g", draw::sliding_window)};
    static constexpr std::array outputs{Output{"patches", "P", "kkC", "IJN"}};

    template <Scalar eT>
    struct Saved {
        Window window;
        arma::uword examples;
    };

    template <Scalar eT>
    struct Forward {
        arma::Mat<eT> patches;
        Saved<eT> saved;
    };

    template <Scalar eT>
    struct Cotangents {
        arma::Mat<eT> inputs_bar;
    };

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Mat<eT>& inputs,
                                             const Window& window) {
        require_inputs<Im2col>(inputs, window);
        arma::Mat<eT> patches;
        forward_into(patches, inputs, window);
        return {std::move(patches), {window, inputs.n_cols}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Mat<eT>& patches_bar) {
        require_patches_bar(saved, patches_bar);
        arma::Mat<eT> inputs_bar;
        vjp_into(inputs_bar, patches_bar, saved.window);
        return {std::move(inputs_bar)};
    }

    /// Hot form of `forward`: `patches` keeps its storage from one batch to the next.
    template <Scalar eT>
    static void forward_into(arma::Mat<eT>& patches,
                             const arma::Mat<eT>& inputs,
                             const Window& window) {
        const arma::uword channels = window.channels, size = window.patch_size();
        patches.set_size(size, window.positions() * inputs.n_cols);
        if (window.padding > 0) patches.zeros();
        for (arma::uword n = 0; n < inputs.n_cols; ++n) {
            const eT* image = inputs.colptr(n);
            eT* columns = patches.colptr(n * window.positions());
            window.for_each_row([&](auto position, auto place, auto pixel, auto count) {
                const eT* pixels = image + pixel * channels;
                eT* patch = columns + position * size + place * channels;

                std::copy_n(pixels, count * channels, patch);
            });
        }
    }

    /// Hot form of `vjp`, known as col2im.
    template <Scalar eT>
    static void vjp_into(arma::Mat<eT>& inputs_bar,
                         const arma::Mat<eT>& patches_bar,
                         const Window& window) {
        const arma::uword channels = window.channels;
        inputs_bar.zeros(window.image_size(), patches_bar.n_cols / window.positions());
        for (arma::uword n = 0; n < inputs_bar.n_cols; ++n) {
            eT* image_bar = inputs_bar.colptr(n);
            const eT* columns = patches_bar.colptr(n * window.positions());
            window.for_each_row([&](auto position, auto place, auto pixel, auto count) {
                const eT* patch_bar =
                    columns + position * window.patch_size() + place * channels;
                //> learner: add each copy to its pixel, by line 2
                eT* pixels_bar = image_bar + pixel * channels;
                for (arma::uword c = 0; c < count * channels; ++c) {
                    pixels_bar[c] += patch_bar[c];
                }
                //< learner
            });
        }
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{
                "assigns_instead_of_adding",
                "What comes back from a later position overwrites what came "
                "from an earlier one, as if a pixel lay under one window only.",
                &assigns_instead_of_adding,
                Hiding{"the stride is the window's side, so that no two windows "
                       "overlap (s = k)",
                       {{"s", 3}}}},
            UsualMistake{
                "forgets_the_crop",
                "The rows and columns of padding are not taken off again: each "
                "cotangent reaches the pixel p rows below and p columns to the "
                "right of its own.",
                &forgets_the_crop,
                Hiding{"there is no padding (p = 0)", {{"p", 0}}}},
            UsualMistake{"forgets_the_stride",
                         "The way back moves the window by one pixel where the way "
                         "forward moved it by s.",
                         &forgets_the_stride,
                         Hiding{"the stride is 1", {{"s", 1}}}}};
    }

    [[nodiscard]] static auto hard_inputs() {
        return std::array{HardInput{"pixels of size 1e30",
                                    [](Examples& given) { given[0] *= 1e30; }}};
    }

    /// $\bar X$ where the entry of $\bar P$ at position (i, j), place (u, v) is taken for
    /// that of pixel (stride i + u - padding, stride j + v - padding), inside the image;
    /// the convolution's mistakes are wrong in the same ways.
    static arma::mat scattered(const Saved<double>& saved,
                               const arma::mat& patches_bar,
                               arma::uword stride,
                               arma::uword padding,
                               bool adds) {
        const Window& w = saved.window;
        arma::mat inputs_bar(w.image_size(), saved.examples, arma::fill::zeros);
        for (arma::uword column = 0; column < patches_bar.n_cols; ++column) {
            const arma::uword n = column / w.positions();
            const arma::uword i = column % w.positions() / w.cols();
            const arma::uword j = column % w.cols();
            for (arma::uword row = 0; row < patches_bar.n_rows; ++row) {
                const arma::uword u = row / w.channels / w.side;
                const arma::uword v = row / w.channels % w.side;
                const arma::uword a = stride * i + u, b = stride * j + v;
                if (a < padding || a >= padding + w.height) continue;
                if (b < padding || b >= padding + w.width) continue;
                const arma::uword pixel = (a - padding) * w.width + b - padding;
                double& entry = inputs_bar(pixel * w.channels + row % w.channels, n);
                entry = patches_bar(row, column) + (adds ? entry : 0.0);
            }
        }
        return inputs_bar;
    }

private:
    template <Scalar eT>
    static void require_patches_bar(const Saved<eT>& saved,
                                    const arma::Mat<eT>& patches_bar) {
        require_shape(name,
                      "patches_bar",
                      arma::size(patches_bar),
                      arma::SizeMat(saved.window.patch_size(),
                                    saved.window.positions() * saved.examples));
    }

    static Cotangents<double> assigns_instead_of_adding(const Saved<double>& saved,
                                                        const arma::mat& patches_bar) {
        const Window& window = saved.window;
        return {scattered(saved, patches_bar, window.stride, window.padding, false)};
    }

    static Cotangents<double> forgets_the_crop(const Saved<double>& saved,
                                               const arma::mat& patches_bar) {
        return {scattered(saved, patches_bar, saved.window.stride, 0, true)};
    }

    static Cotangents<double> forgets_the_stride(const Saved<double>& saved,
                                                 const arma::mat& patches_bar) {
        return {scattered(saved, patches_bar, 1, saved.window.padding, true)};
    }
};

}  // namespace chainrule
