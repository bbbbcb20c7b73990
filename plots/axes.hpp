#pragma once

/// @file
/// Axes and marks that several pictures share.

#include "plots/figure.hpp"

#include "chainrule/train/run_record.hpp"

#include <initializer_list>
#include <string>
#include <vector>

namespace chainrule::plots {

/// The last epoch and the last step of a run; 1 for a run without epochs, so that
/// axes have a length.
[[nodiscard]] double last_epoch(const train::RunRecord& record);
[[nodiscard]] double last_step(const train::RunRecord& record);

/// From the state before the first step to the last epoch.
[[nodiscard]] Axis epoch_axis(const train::RunRecord& record);

/// The same stretch counted in steps.
[[nodiscard]] Axis step_axis(const train::RunRecord& record);

[[nodiscard]] Axis linear_axis(std::string label, Range range);

/// A logarithmic axis with readable ticks: 1, 2, 5 or powers of ten. Both ends of
/// `range` positive.
[[nodiscard]] Axis logarithmic_axis(std::string label, Range range);

/// About `count` round numbers inside `range`.
[[nodiscard]] std::vector<Tick> round_ticks(const Range& range, int count);

/// Sets the axis y from what the panel's lines show. Values
/// before `settled` that would squeeze the rest into less than a quarter of the height
/// are left outside, each line's farthest one marked by a triangle at the edge; so
/// is what a logarithm cannot show. `always` lists values that must be inside.
void fit_y(Panel& panel,
           std::string label,
           Scale scale,
           double settled,
           std::initializer_list<double> always = {});

/// Where the first fifth of a run ends: its values rarely matter afterwards. 0 in a run
/// of one epoch, of which nothing but the end would be left.
[[nodiscard]] double settled_epoch(const train::RunRecord& record);

/// A line across the panel at `y`, or up the panel at `x`. The ranges must be set.
[[nodiscard]] Line across_at(const Panel& panel, double y, std::string name);
[[nodiscard]] Line upright_at(const Panel& panel, double x, std::string name);

/// An upright line at the epoch whose weights were kept; nothing if that is the state
/// before the first step.
void mark_kept_epoch(Panel& panel, const train::RunRecord& record);

/// A line of a known slope beside a curve, for comparison.
struct Guide {
    double at;      ///< around this x
    int slope;      ///< of the logarithms
    double beside;  ///< its height over the curve's, so that it stays clear of it
};

/// Draws the guide, dotted and with its slope as a word, if the curve y over x itself
/// is about as steep there: one that is not (no truncation error, mere rounding) would
/// seem to be wrong. Both axes logarithmic.
void add_guide(Panel& panel,
               const arma::vec& x,
               const arma::vec& y,
               const Guide& guide);

/// A figure that holds one sentence, for data that a run does not have.
[[nodiscard]] Figure figure_of_words(std::string title, std::string sentence);

}  // namespace chainrule::plots
