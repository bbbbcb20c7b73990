#pragma once

/// @step convolution
/// @title The convolution layer
/// @builds-on linear, im2col
///
/// @statement
/// $O$ kernels of $k \times k$ pixels and $C$ channels are laid over an image at
/// $I \times J$ positions, $s$ pixels apart, with $p$ rows and columns of zeros around
/// it. At each position a kernel weighs what is under it, adds it up and shifts the sum
/// by a bias of its own:
/// $$ Y_{ijon} = b_o + \sum_{u, v, c} K_{o, uvc} \,
///    X_{si + u - p, \; sj + v - p, \; c, \; n}, $$
/// where $X$ is $0$ outside the image. With $P$ the patches of `im2col`, that is
/// $Y = K P + b \mathbf 1^\top$, a column for each position of each image.
///
/// @rule
/// $$ \bar K = \bar Y P^\top, \qquad \bar b = \bar Y \mathbf 1, \qquad
///    \bar P = K^\top \bar Y, $$
/// $$ \bar X_{abcn} = \sum_{i, j, o} \bar Y_{ijon} \, K_{o, uvc} \quad \text{with} \quad
///    u = a + p - si, \; v = b + p - sj, \quad 0 \le u, v < k . $$
///
/// @derivation
/// 1. With the patches written out it is the affine layer, its examples being all
///    positions of all images: $\bar K = \bar Y P^\top$ sums over both, and
///    $\bar P = K^\top \bar Y$.
/// 2. $b_o$ is added at every position of every image:
///    $\bar b_o = \sum_{i, j, n} \bar Y_{ijon}$. A sum, not a mean.
/// 3. $\bar X$ is what `im2col` makes of $\bar P$: every copy of a pixel adds its
///    cotangent. Put into its rule, line 1 gives the sum above.
/// 4. There $u$ falls while $i$ grows: for $s = 1$ the kernel is laid over $\bar Y$
///    turned by 180 degrees, a convolution in the word's own sense, where the way
///    forward is a correlation.
///
/// @symbols
/// | maths    | code          | shape   | meaning                                |
/// |----------|---------------|---------|----------------------------------------|
/// | $K$      | `kernels`     | O x kkC | one kernel a row, column $(uk + v)C + c$ |
/// | $X$      | `inputs`      | HWC x N | one image a column, row $(aW + b)C + c$ |
/// | $b$      | `bias`        | O x 1   | one number a kernel                    |
/// | $g$      | `window`      | 1 x 6   | $H$, $W$, $C$, $k$, $s$, $p$           |
/// | $Y$      | `outputs`     | IJO x N | one image a column, row $(iJ + j)O + o$ |
/// | $\bar Y$ | `outputs_bar` | IJO x N | cotangent of $Y$                       |
/// | $\bar K$ | `kernels_bar` | O x kkC | cotangent of $K$                       |
/// | $\bar X$ | `inputs_bar`  | HWC x N | cotangent of $X$                       |
/// | $\bar b$ | `bias_bar`    | O x 1   | cotangent of $b$                       |
///
/// @numerics
/// Sums of products, as accurate as the BLAS that forms them; $\bar K$ and $\bar b$ add
/// up $IJN$ terms. Since a pixel's channels stand together, $KP$ is $Y$ with no number
/// moved: a matrix of $O$ rows and one of $IJO$ rows are two views of the same memory.
///
/// @errors
/// `ShapeError` if the sizes do not fit together or one is 0; `ValueError` if an entry
/// is NaN or infinite, the padding is not below $k$, or the window is larger than the
/// padded image.
///
/// @source I. Goodfellow, Y. Bengio and A. Courville, *Deep Learning*, MIT Press, 2016,
/// section 9.5, equations 9.7 to 9.13.

#include "derivations/02_affine/linear.hpp"
#include "derivations/08_convolution/im2col.hpp"
#include "derivations/support/reshaped.hpp"
#include "derivations/support/step.hpp"

namespace chainrule {

struct Convolution {
    static constexpr std::string_view name = "convolution";
    static constexpr std::array inputs{
        Input{"kernels", "K", "O", "kkC"},
        Input{"inputs", "X", "HWC", "N"},
        Input{"bias", "b", "O", "1"},
        chainrule::window("window", "g", draw::sliding_window)};
    static constexpr std::array outputs{Output{"outputs", "Y", "IJO", "N"}};

    template <Scalar eT>
    struct Saved {
        arma::Mat<eT> kernels;
        arma::Mat<eT> patches;
        typename Im2col::Saved<eT> im2col;
    };

    template <Scalar eT>
    struct Forward {
        arma::Mat<eT> outputs;
        Saved<eT> saved;
    };

    template <Scalar eT>
    struct Cotangents {
        arma::Mat<eT> kernels_bar;
        arma::Mat<eT> inputs_bar;
        arma::Col<eT> bias_bar;
    };

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Mat<eT>& kernels,
                                             const arma::Mat<eT>& inputs,
                                             const arma::Col<eT>& bias,
                                             const Window& window) {
        require_inputs<Convolution>(kernels, inputs, bias, window);
        const auto [patches, im2col] = Im2col::forward(inputs, window);
        arma::Mat<eT> outputs = kernels * patches;
        outputs.each_col() += bias;
        outputs.reshape(window.positions() * kernels.n_rows, inputs.n_cols);
        return {std::move(outputs), {kernels, patches, im2col}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Mat<eT>& outputs_bar) {
        const arma::Mat<eT> bars = by_position(saved, outputs_bar);
        //> learner: kernels by line 1, inputs by line 3, bias by line 2
        const arma::Mat<eT> patches_bar = saved.kernels.st() * bars;
        return {bars * saved.patches.st(),
                Im2col::vjp(saved.im2col, patches_bar).inputs_bar,
                arma::sum(bars, 1)};
        //< learner
    }

    /// Hot form of `forward`; `patches` is for the way back. Both results keep their
    /// storage from one batch to the next.
    template <Scalar eT>
    static void forward_into(arma::Mat<eT>& outputs,
                             arma::Mat<eT>& patches,
                             const arma::Mat<eT>& kernels,
                             const arma::Mat<eT>& inputs,
                             const arma::Col<eT>& bias,
                             const Window& window) {
        Im2col::forward_into(patches, inputs, window);
        outputs.set_size(window.positions() * kernels.n_rows, inputs.n_cols);
        arma::Mat<eT> columns = reshaped(outputs, kernels.n_rows, patches.n_cols);
        // Columns are short: `each_col` would take as long as the product
        for (arma::uword position = 0; position < columns.n_cols; ++position) {
            eT* column = columns.colptr(position);
            for (arma::uword o = 0; o < bias.n_elem; ++o) column[o] = bias[o];
        }
        add_product(columns, kernels, patches);
    }

    /// Hot form of `vjp`, line 3; `patches_bar` is storage that it needs.
    template <Scalar eT>
    static void inputs_vjp_into(arma::Mat<eT>& inputs_bar,
                                arma::Mat<eT>& patches_bar,
                                const arma::Mat<eT>& kernels,
                                const Window& window,
                                const arma::Mat<eT>& outputs_bar) {
        const arma::Mat<eT> bars = by_position(kernels.n_rows, outputs_bar);
        Linear::inputs_vjp_into(patches_bar, kernels, bars);
        Im2col::vjp_into(inputs_bar, patches_bar, window);
    }

    /// Hot form of `vjp`, line 1, for neighbouring columns of $\bar K$, `first` and the
    /// following, added to what is there.
    template <Scalar eT>
    static void add_kernels_vjp(arma::Mat<eT>& kernels_bar,
                                const arma::Mat<eT>& patches,
                                arma::uword first,
                                const arma::Mat<eT>& outputs_bar) {
        const arma::Mat<eT> bars = by_position(kernels_bar.n_rows, outputs_bar);
        Linear::add_weights_vjp(kernels_bar, patches, first, bars);
    }

    /// Hot form of `vjp`, line 2, added to what is there.
    template <Scalar eT>
    static void add_bias_vjp(arma::Col<eT>& bias_bar,
                             const arma::Mat<eT>& outputs_bar) {
        Linear::add_bias_vjp(bias_bar, by_position(bias_bar.n_elem, outputs_bar));
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{"kernel_not_turned",
                         "The cotangent of the image correlates with the kernel again: "
                         "it is not turned by 180 degrees.",
                         &kernel_not_turned,
                         Hiding{"every kernel is its own turned copy",
                                {},
                                [](Examples& given, Examples&) {
                                    given[0] = (given[0] + turned(given[0], 2)) / 2.0;
                                }}},
            UsualMistake{"averages_the_bias",
                         "The bias cotangent is the mean over positions where the sum "
                         "belongs.",
                         &averages_the_bias,
                         Hiding{"the window covers the whole image (I = J = 1)",
                                {{"H", 3}, {"W", 3}, {"p", 0}}}},
            UsualMistake{"overlaps_overwrite",
                         "A pixel under several positions keeps the cotangent of the "
                         "last one only.",
                         &overlaps_overwrite,
                         Hiding{"the stride is the kernel's side, so that no two "
                                "positions overlap (s = k)",
                                {{"s", 3}}}},
            UsualMistake{"forgets_the_crop",
                         "The padding is not taken off the cotangent of the image.",
                         &forgets_the_crop,
                         Hiding{"there is no padding (p = 0)", {{"p", 0}}}}};
    }

private:
    /// $\bar Y$ with a column for each position of each image, on the same storage.
    template <Scalar eT>
    [[nodiscard]] static const arma::Mat<eT> by_position(
        arma::uword kernels, const arma::Mat<eT>& outputs_bar) {
        return reshaped(outputs_bar, kernels, outputs_bar.n_elem / kernels);
    }

    /// The same, refused if it has another shape.
    template <Scalar eT>
    [[nodiscard]] static const arma::Mat<eT> by_position(
        const Saved<eT>& saved, const arma::Mat<eT>& outputs_bar) {
        const arma::uword kernels = saved.kernels.n_rows;
        require_shape(name,
                      "outputs_bar",
                      arma::size(outputs_bar),
                      arma::SizeMat(saved.im2col.window.positions() * kernels,
                                    saved.im2col.examples));
        return by_position(kernels, outputs_bar);
    }

    /// Each kernel turned by 180 degrees, channel by channel.
    [[nodiscard]] static arma::mat turned(const arma::mat& kernels,
                                          arma::uword channels) {
        arma::mat result(arma::size(kernels));
        for (arma::uword first = 0; first < kernels.n_cols; first += channels) {
            const arma::uword opposite = kernels.n_cols - channels - first;
            result.cols(first, first + channels - 1) =
                kernels.cols(opposite, opposite + channels - 1);
        }
        return result;
    }

    static Cotangents<double> kernel_not_turned(const Saved<double>& saved,
                                                const arma::mat& outputs_bar) {
        auto wrong = vjp(saved, outputs_bar);
        const arma::mat patches_bar =
            turned(saved.kernels, saved.im2col.window.channels).t() *
            by_position(saved, outputs_bar);
        wrong.inputs_bar = Im2col::vjp(saved.im2col, patches_bar).inputs_bar;
        return wrong;
    }

    static Cotangents<double> averages_the_bias(const Saved<double>& saved,
                                                const arma::mat& outputs_bar) {
        auto wrong = vjp(saved, outputs_bar);
        wrong.bias_bar /= static_cast<double>(saved.im2col.window.positions());
        return wrong;
    }

    static Cotangents<double> overlaps_overwrite(const Saved<double>& saved,
                                                 const arma::mat& outputs_bar) {
        const Window& window = saved.im2col.window;
        return scattered(saved, outputs_bar, window.padding, false);
    }

    static Cotangents<double> forgets_the_crop(const Saved<double>& saved,
                                               const arma::mat& outputs_bar) {
        return scattered(saved, outputs_bar, 0, true);
    }

    static Cotangents<double> scattered(const Saved<double>& saved,
                                        const arma::mat& outputs_bar,
                                        arma::uword padding,
                                        bool adds) {
        auto wrong = vjp(saved, outputs_bar);
        const arma::mat patches_bar =
            saved.kernels.t() * by_position(saved, outputs_bar);
        wrong.inputs_bar = Im2col::scattered(
            saved.im2col, patches_bar, saved.im2col.window.stride, padding, adds);
        return wrong;
    }
};

}  // namespace chainrule
