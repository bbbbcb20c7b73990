#pragma once

/// @step max_pooling
/// @title The largest number under each position of a window
/// @builds-on maximum
///
/// @statement
/// A window of $k \times k$ pixels, usually $2 \times 2$, stands at $I \times J$
/// positions of an image, $s$ pixels apart, usually $s = k$. Of each channel the largest
/// number under it is taken:
/// $$ Y_{ijcn} = \max_{0 \le u, v < k} X_{si + u, \; sj + v, \; c, \; n} . $$
/// Let $(a, b)$ be the pixel where it stands. Where several are equal, that is the first
/// of them, row by row: a convention.
///
/// @rule
/// $$ \bar X_{abcn} = \sum_{i, j} \bar Y_{ijcn} \,
///    [\, (a, b) \text{ is the largest of } (i, j) \,] . $$
///
/// @derivation
/// 1. At one position of one channel this is `maximum`: all of $\bar Y_{ijcn}$ goes to
///    the pixel that won, none to the others.
/// 2. Each channel has a winner of its own.
/// 3. With $s < k$ a pixel can win at several positions. It was copied to each, so their
///    cotangents add. With $s = k$ each pixel is read once at most, and one that is left
///    over at the end gets $0$.
/// 4. At a tie there is a kink, and any way to share $\bar Y_{ijcn}$ among those that tie
///    is a subgradient; the first gets all. The flat background of a digit is all ties.
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
/// Forwards exact. A finite difference across a tie, or across a gap smaller than its
/// step, gives a mixture of two slopes. A complex argument is compared by its real part
/// alone.
///
/// @errors
/// `ShapeError` if an argument is empty, the images do not have $HWC$ rows or the
/// cotangent's shape is not that of $Y$; `ValueError` if an entry is NaN or infinite, the
/// window is larger than the image, or it has a padding: what lies outside an image has
/// no value that could win or lose.
///
/// @source I. Goodfellow, Y. Bengio and A. Courville, *Deep Learning*, MIT Press, 2016,
/// section 9.3.

#include "derivations/support/step.hpp"

namespace chainrule {

struct MaxPooling {
    static constexpr std::string_view name = "max_pooling";
    static constexpr std::array inputs{
        Input{"inputs", "X", "HWC", "N", draw::apart},
        chainrule::window("window", "g", draw::pooling_window)};
    static constexpr std::array outputs{Output{"outputs", "Y", "IJC", "N"}};

    template <Scalar eT>
    struct Saved {
        Window window;
        arma::umat winners;  ///< for each output the row of its input
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
        require_inputs<MaxPooling>(inputs, window);
        require_no_padding(name, window);
        arma::Mat<eT> outputs;
        arma::umat winners;
        forward_into(outputs, winners, inputs, window);
        return {std::move(outputs), {window, std::move(winners)}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Mat<eT>& outputs_bar) {
        require_shape(
            name, "outputs_bar", arma::size(outputs_bar), arma::size(saved.winners));
        arma::Mat<eT> inputs_bar;
        vjp_into(inputs_bar, saved.winners, saved.window, outputs_bar);
        return {std::move(inputs_bar)};
    }

    /// Hot form of `forward`; `winners` is for the way back. Both results keep their
    /// storage from one batch to the next.
    template <Scalar eT>
    static void forward_into(arma::Mat<eT>& outputs,
                             arma::umat& winners,
                             const arma::Mat<eT>& inputs,
                             const Window& window) {
        const arma::uword channels = window.channels;
        outputs.set_size(window.positions() * channels, inputs.n_cols);
        winners.set_size(arma::size(outputs));
        for (arma::uword n = 0; n < inputs.n_cols; ++n) {
            const eT* image = inputs.colptr(n);
            window.for_each_row([&](auto position, auto place, auto pixel, auto count) {
                eT* largest = outputs.colptr(n) + position * channels;
                arma::uword* winner = winners.colptr(n) + position * channels;
                for (arma::uword i = 0; i < count; ++i) {
                    const arma::uword row = (pixel + i) * channels;
                    const eT* candidates = image + row;
                    const bool first = place + i == 0;
                    for (arma::uword c = 0; c < channels; ++c) {
                        const bool wins =
                            first || std::real(candidates[c]) > std::real(largest[c]);
                        winner[c] = wins ? row + c : winner[c];
                        largest[c] = wins ? candidates[c] : largest[c];
                    }
                }
            });
        }
    }

    /// Hot form of `vjp`.
    template <Scalar eT>
    static void vjp_into(arma::Mat<eT>& inputs_bar,
                         const arma::umat& winners,
                         const Window& window,
                         const arma::Mat<eT>& outputs_bar) {
        inputs_bar.zeros(window.image_size(), winners.n_cols);
        for (arma::uword n = 0; n < winners.n_cols; ++n) {
            eT* image_bar = inputs_bar.colptr(n);
            const arma::uword* winner = winners.colptr(n);
            const eT* bar = outputs_bar.colptr(n);
            //> learner: all to the winner, by line 1, and adding, by line 3
            for (arma::uword k = 0; k < winners.n_rows; ++k) {
                image_bar[winner[k]] += bar[k];
            }
            //< learner
        }
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{"shares_with_the_losers",
                         "The cotangent is shared by all pixels under the window, as "
                         "after a mean; only the largest reached the output.",
                         &shares_with_the_losers,
                         Hiding{"the window is one pixel (k = 1)", {{"k", 1}}}},
            UsualMistake{"one_winner_for_all_channels",
                         "The pixel that wins in the first channel gets the cotangents "
                         "of all channels.",
                         &one_winner_for_all_channels,
                         Hiding{"there is one channel (C = 1)", {{"C", 1}}}}};
    }

    [[nodiscard]] static auto hard_inputs() {
        return std::array{
            HardInput{"all pixels tie", [](Examples& given) { given[0].zeros(); }},
            HardInput{"pixels of size 1e30",
                      [](Examples& given) { given[0] *= 1e30; }}};
    }

private:
    static Cotangents<double> shares_with_the_losers(const Saved<double>& saved,
                                                     const arma::mat& outputs_bar) {
        const Window& window = saved.window;
        const auto pixels = static_cast<double>(window.side * window.side);
        arma::mat inputs_bar(
            window.image_size(), outputs_bar.n_cols, arma::fill::zeros);
        window.for_each_row([&](auto position, auto, auto pixel, auto count) {
            const arma::uword c = window.channels;
            const arma::mat bar = outputs_bar.rows(position * c, position * c + c - 1);
            for (arma::uword i = pixel; i < pixel + count; ++i) {
                inputs_bar.rows(i * c, i * c + c - 1) += bar / pixels;
            }
        });
        return {std::move(inputs_bar)};
    }

    static Cotangents<double> one_winner_for_all_channels(
        const Saved<double>& saved, const arma::mat& outputs_bar) {
        Saved<double> wrong = saved;
        const arma::uword channels = saved.window.channels;
        for (arma::uword row = 0; row < wrong.winners.n_rows; ++row) {
            const arma::uword c = row % channels;
            wrong.winners.row(row) = saved.winners.row(row - c) + c;
        }
        return vjp(wrong, outputs_bar);
    }
};

}  // namespace chainrule
