#pragma once

/// @step pixel_scaling
/// @title Grey levels scaled to numbers around zero
/// @builds-on broadcast
///
/// @statement
/// A pixel is a grey level $P_{dn}$ from 0 to 255. It is taken as a share of full
/// white, less the mean $\mu$ of the training images, over their standard deviation
/// $\sigma$:
/// $$ X_{dn} = \frac{P_{dn} / 255 - \mu}{\sigma}, \qquad P \in \mathbb R^{D \times N},
///    \qquad \sigma > 0 . $$
///
/// @rule
/// $$ \bar P = \frac{1}{255 \, \sigma} \bar X . $$
///
/// @derivation
/// 1. $X_{dn} = \frac{1}{255 \, \sigma} P_{dn} - \frac{\mu}{\sigma}$ is a straight line
///    in $P_{dn}$, with the same slope $\frac{1}{255 \, \sigma}$ for every pixel.
/// 2. $\mu$ shifts the line and leaves the slope alone: it is not in the rule.
/// 3. Only $X_{dn}$ reads $P_{dn}$, hence
///    $\bar P_{dn} = \bar X_{dn} / (255 \, \sigma)$: how the loss changes for one grey
///    level.
///
/// @symbols
/// | maths    | code         | shape | meaning                                   |
/// |----------|--------------|-------|-------------------------------------------|
/// | $P$      | `pixels`     | D x N | grey levels, 0 to 255                     |
/// | $\mu$    | `mean`       | 1     | of the training images, as a share of 255 |
/// | $\sigma$ | `deviation`  | 1     | of the training images, as a share of 255 |
/// | $X$      | `scaled`     | D x N | what the first layer reads                |
/// | $\bar X$ | `scaled_bar` | D x N | cotangent of $X$                          |
/// | $\bar P$ | `pixels_bar` | D x N | cotangent of $P$, per grey level          |
///
/// @numerics
/// A finite difference takes its step in grey levels. $\mu$ and $\sigma$ are measured
/// on the training images and used unchanged on all others: test images and a person's
/// own digits that are scaled by other numbers, or not at all, are not what the network
/// learnt to read, and no gradient check can notice.
///
/// @errors
/// `ShapeError` if `pixels` is empty or the cotangent's shape is not that of $X$;
/// `ValueError` if an argument is NaN or infinite, or the deviation is not above 0.
///
/// @source Y. LeCun, L. Bottou, G. B. Orr and K.-R. Mueller, Efficient BackProp, in
/// *Neural Networks: Tricks of the Trade*, Springer, 1998, section 4.3.

#include "derivations/support/step.hpp"

#include <cstdint>

namespace chainrule {

struct PixelScaling {
    static constexpr std::string_view name = "pixel_scaling";
    static constexpr std::array inputs{
        Input{"pixels", "P", "D", "N", draw::grey_levels},
        constant("mean", "\\mu", "1", "1", draw::fraction),
        constant("deviation", "\\sigma", "1", "1", draw::fraction)};
    static constexpr std::array outputs{Output{"scaled", "X", "D", "N"}};

    static constexpr double white = 255.0;

    template <Scalar eT>
    struct Saved {
        arma::SizeMat pixels_size;
        RealOf<eT> deviation;
    };

    template <Scalar eT>
    struct Forward {
        arma::Mat<eT> scaled;
        Saved<eT> saved;
    };

    template <Scalar eT>
    struct Cotangents {
        arma::Mat<eT> pixels_bar;
    };

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Mat<eT>& pixels,
                                             RealOf<eT> mean,
                                             RealOf<eT> deviation) {
        require_inputs<PixelScaling>(pixels, mean, deviation);
        if (deviation <= 0) {
            throw ValueError(name, "a deviation above 0", number_text(deviation));
        }
        return {(pixels / eT(white) - eT(mean)) / eT(deviation),
                {arma::size(pixels), deviation}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Mat<eT>& scaled_bar) {
        require_shape(name, "scaled_bar", arma::size(scaled_bar), saved.pixels_size);
        //> learner: the slope of line 1
        return {scaled_bar / eT(white * saved.deviation)};
        //< learner
    }

    /// Hot form of `forward` for the `count` bytes of one example: writes a column of a
    /// batch straight from the images, which stay bytes until then. By derivation line
    /// 1 that is one multiplication and one addition a pixel, so the last digit may
    /// differ from that of `forward`.
    template <std::floating_point eT>
    static void scale_into(eT* scaled,
                           const std::uint8_t* pixels,
                           arma::uword count,
                           eT mean,
                           eT deviation) {
        const eT slope = 1 / (static_cast<eT>(white) * deviation);
        const eT shift = -mean / deviation;
        for (arma::uword d = 0; d < count; ++d) {
            scaled[d] = slope * static_cast<eT>(pixels[d]) + shift;
        }
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{
            UsualMistake{
                "passes_unchanged",
                "The cotangent passes as it came, as if scaling were not a step of "
                "its own.",
                &passes_unchanged,
                Hiding{"the deviation is 1/255, which cancels the 255",
                       {},
                       [](Examples& given, Examples&) { given[2].fill(1.0 / white); }}},
            UsualMistake{"forgets_the_deviation",
                         "The 255 is divided out, the deviation is not.",
                         &forgets_the_deviation,
                         Hiding{"the deviation is 1",
                                {},
                                [](Examples& given, Examples&) { given[2].ones(); }}}};
    }

    [[nodiscard]] static auto hard_inputs() {
        return std::array{
            HardInput{"all pixels black and a deviation of 1e-6", [](Examples& given) {
                          given[0].zeros();
                          given[2].fill(1e-6);
                      }}};
    }

private:
    static Cotangents<double> passes_unchanged(const Saved<double>&,
                                               const arma::mat& scaled_bar) {
        return {scaled_bar};
    }

    static Cotangents<double> forgets_the_deviation(const Saved<double>&,
                                                    const arma::mat& scaled_bar) {
        return {scaled_bar / white};
    }
};

}  // namespace chainrule
