#pragma once

/// @file
/// What counts as large in each block: errors are reported relative to it, and a bar
/// must be small against it to mean something.

#include "chainrule/check/oracles/probes.hpp"
#include "chainrule/check/problem.hpp"
#include "chainrule/check/vector.hpp"
#include "chainrule/check/verdict.hpp"

#include <armadillo>

#include <algorithm>
#include <cmath>

namespace chainrule::check {

class Scales {
public:
    Scales(const Setting& setting, const Probes& probes)
        : values_(setting.outputs(), setting.blocks.size(), arma::fill::zeros),
          steepest_(filled(setting.outputs(), 0.0)) {
        for (const Probe& probe : probes.directions) include_steepness(probe);
        for (const Probe& probe : probes.entries) include_steepness(probe);
        for (const Probe& probe : probes.entries) {
            const std::size_t block = place_of(setting.blocks, probe.coordinate).block;
            for (arma::uword i = 0; i < setting.outputs(); ++i) {
                double& scale = values_(i, block);
                if (!probe.descent.slopes.empty()) {
                    scale = std::max(scale, significant_size(probe.descent.slopes[i]));
                }
                if (probes.trust_complex) {
                    scale = std::max(scale, significant_size(setting, probe, i));
                }
            }
        }
    }

    /// The largest numerical slope of output i in a block. If none stands out of its
    /// error bar, what is negligible beside the steepest slope near x in any block: at
    /// a stationary point nothing else tells which slopes are small.
    [[nodiscard]] double of(arma::uword i, std::size_t block) const {
        const double scale = values_(i, block);
        return scale > 0.0 ? scale : negligible * steepest_.mem[i];
    }

    /// The unit of relative errors of output i in a block: its largest slope. If none
    /// stands out of its error bar, the largest slope of any block; or else the steepest
    /// difference that was seen, or 1 if f does not vary at all.
    [[nodiscard]] double unit(arma::uword i, std::size_t block) const {
        if (values_(i, block) > 0.0) return values_(i, block);
        if (values_.max() > 0.0) return values_.max();
        const double steepest = largest(steepest_);
        return steepest > 0.0 ? steepest : 1.0;
    }

private:
    [[nodiscard]] static double significant_size(const Slope& slope) {
        const double size = slope.smoothness == Smoothness::kink
                                ? std::max(std::abs(slope.low), std::abs(slope.high))
                                : std::abs(slope.value);
        return size > decisive_gap * slope.error_bar ? size : 0.0;
    }

    /// The same by complex step; 0 where it gave no number.
    [[nodiscard]] static double significant_size(const Setting& setting,
                                                 const Probe& probe,
                                                 arma::uword i) {
        const double slope = probe.complex(i);
        const double length = std::max(1.0, std::abs(setting.x()(probe.coordinate)));
        const double bar = complex_bar(setting, i, slope, length);
        return std::isfinite(slope) && std::abs(slope) > decisive_gap * bar
                   ? std::abs(slope)
                   : 0.0;
    }

    void include_steepness(const Probe& probe) {
        for (arma::uword i = 0; i < probe.descent.slopes.size(); ++i) {
            double& steepest = steepest_.at(i);
            steepest = std::max(steepest, probe.descent.slopes[i].scale);
        }
    }

    arma::mat values_;    // m x blocks
    arma::vec steepest_;  // m
};

}  // namespace chainrule::check
