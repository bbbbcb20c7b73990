#pragma once

/// @step average_pooling
/// @title The mean under each position of a window
/// @builds-on mean
///
/// @statement
/// A window of $k \times k$ pixels, usually $2 \times 2$, stands at $I \times J$
/// positions of an image, $s$ pixels apart, usually $s = k$. Of each channel the mean of
/// what is under it is taken:
/// $$ Y_{ijcn} = \frac{1}{k^2} \sum_{0 \le u, v < k}
///    X_{si + u, \; sj + v, \; c, \; n} . $$
///
/// @rule
/// $$ \bar X_{abcn} = \frac{1}{k^2} \sum_{i, j} \bar Y_{ijcn} \,
///    [\, 0 \le a - si < k \,] \, [\, 0 \le b - sj < k \,] . $$
///
/// @derivation
/// 1. $\partial Y_{ijcn} / \partial X_{abcn} = 1 / k^2$ for each pixel $(a, b)$ under the
///    window at $(i, j)$, and $0$ for all others.
/// 2. A pixel adds up what comes back from each position that it lies under: one or none
///    with $s = k$, where one that is left over at the end gets $0$.
///
/// @symbols
/// | maths    | code          | shape   | meaning                                 |
/// |----------|---------------|---------|-----------------------------------------|
/// | $X$      | `inputs`      | HWC x N | one image a column, row $(aW + b)C + c$ |
/// | $g$      | `window`      | 1 x 6   | $H$, $W$, $C$, $k$, $s$, and $p = 0$    |
/// | $Y$      | `outputs`     | IJC x N | one image a column, row $(iJ + j)C + c$ |
/// | $\bar Y$ | `outputs_bar` | IJC x N | cotangent of $Y$                        |
/// | $\bar X$ | `inputs_bar`  | HWC x N | cotangent of $X$                        |
///
/// @numerics
/// A sum of $k^2$ numbers, divided once.
///
/// @errors
/// `ShapeError` if an argument is empty, the images do not have $HWC$ rows or the
/// cotangent's shape is not that of $Y$; `ValueError` if an entry is NaN or infinite, the
/// window is larger than the image, or it has a padding: whether zeros outside of an
/// image count is for whoever pads it to say.
///
/// @source Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, Gradient-based learning applied
/// to document recognition, Proceedings of the IEEE 86, 1998, section II.

#include "derivations/support/step.hpp"

namespace chainrule {

struct AveragePooling {
    static constexpr std::string_view name = "average_pooling";
    static constexpr std::array inputs{
        Input{"inputs", "X", "HWC", "N"},
        chainrule::window("window", "g", draw::pooling_window)};
    static constexpr std::array outputs{Output{"outputs", "Y", "IJC", "N"}};

    template <Scalar eT>
    struct Saved {
        Window window;
        arma::uword examples;
    };

    template <Scalar eT>
    struct Forward {
        arma::Mat<eT> outputs;
        Saved<eT> saved;
    };

    template <Scalar eT>
    struct Cotangents {
        arma::Mat<eT> inputs_bar;
    };

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Mat<eT>& inputs,
                                             const Window& window) {
        require_inputs<AveragePooling>(inputs, window);
        require_no_padding(name, window);
        arma::Mat<eT> outputs;
        forward_into(outputs, inputs, window);
        return {std::move(outputs), {window, inputs.n_cols}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Mat<eT>& outputs_bar) {
        const Window& window = saved.window;
        require_shape(
            name,
            "outputs_bar",
            arma::size(outputs_bar),
            arma::SizeMat(window.positions() * window.channels, saved.examples));
        arma::Mat<eT> inputs_bar;
        vjp_into(inputs_bar, window, outputs_bar);
        return {std::move(inputs_bar)};
    }

    /// Hot form of `forward`: `outputs` keeps its storage from one batch to the next.
    template <Scalar eT>
    static void forward_into(arma::Mat<eT>& outputs,
                             const arma::Mat<eT>& inputs,
                             const Window& window) {
        outputs.zeros(window.positions() * window.channels, inputs.n_cols);
        for_each_pair(window, inputs.n_cols, [&](auto n, auto output, auto input) {
            outputs.at(output, n) += inputs.at(input, n);
        });
        outputs /= pixels<eT>(window);
    }

    /// Hot form of `vjp`.
    template <Scalar eT>
    static void vjp_into(arma::Mat<eT>& inputs_bar,
                         const Window& window,
                         const arma::Mat<eT>& outputs_bar) {
        inputs_bar.zeros(window.image_size(), outputs_bar.n_cols);
        for_each_pair(window, outputs_bar.n_cols, [&](auto n, auto output, auto input) {
            //> learner: add the same share to every pixel, by lines 1 and 2
            inputs_bar.at(input, n) += outputs_bar.at(output, n) / pixels<eT>(window);
            //< learner
        });
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{"passes_the_whole_to_each",
                         "Every pixel gets the whole cotangent, as after a sum: it is "
                         "not divided by the pixels of the window.",
                         &passes_the_whole_to_each,
                         Hiding{"the window is one pixel (k = 1)", {{"k", 1}}}},
            UsualMistake{"averages_over_the_batch",
                         "The mean is over pixels; it is taken over examples as well.",
                         &averages_over_the_batch,
                         Hiding{"the batch holds one example (N = 1)", {{"N", 1}}}}};
    }

private:
    template <Scalar eT>
    [[nodiscard]] static eT pixels(const Window& window) {
        return eT(static_cast<RealOf<eT>>(window.side * window.side));
    }

    /// Calls `visit(n, output, input)` for every pair of rows of which one reads the
    /// other.
    template <class Visit>
    static void for_each_pair(const Window& window,
                              arma::uword examples,
                              Visit&& visit) {
        const arma::uword channels = window.channels;
        for (arma::uword n = 0; n < examples; ++n) {
            window.for_each_row([&](auto position, auto, auto pixel, auto count) {
                for (arma::uword i = 0; i < count * channels; ++i) {
                    visit(n, position * channels + i % channels, pixel * channels + i);
                }
            });
        }
    }

    static Cotangents<double> passes_the_whole_to_each(const Saved<double>& saved,
                                                       const arma::mat& outputs_bar) {
        return {vjp(saved, outputs_bar).inputs_bar * pixels<double>(saved.window)};
    }

    static Cotangents<double> averages_over_the_batch(const Saved<double>& saved,
                                                      const arma::mat& outputs_bar) {
        return {vjp(saved, outputs_bar).inputs_bar /
                static_cast<double>(saved.examples)};
    }
};

}  // namespace chainrule
