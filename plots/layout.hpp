#pragma once

/// @file
/// Where everything of a figure stands, in pixels from its lower left corner. Left to
/// itself gnuplot lays panels and legends out by guesses that overlap.

#include "plots/figure.hpp"

namespace chainrule::plots {

inline constexpr double figure_width = 760.0;  ///< pixels

struct Box {
    double left = 0.0, bottom = 0.0, width = 0.0, height = 0.0;

    [[nodiscard]] double right() const { return left + width; }
    [[nodiscard]] double top() const { return bottom + height; }
};

/// A panel's area inside the axes, and the middle lines of the texts around it.
struct PanelPlace {
    Box box;
    double title_x = 0.0, title_y = 0.0;
    double top_label_y = 0.0, bottom_label_y = 0.0;   ///< of the horizontal axes
    double left_label_x = 0.0, colour_label_x = 0.0;  ///< of the upright ones
};

struct LegendEntry {
    const Layer* layer = nullptr;  ///< of the figure that was laid out
    std::string name;
    double x = 0.0, y = 0.0;  ///< left end of its sample, middle of its line
};

struct Layout {
    double height = 0.0;  ///< of the whole figure
    std::vector<PanelPlace> panels;
    std::vector<LegendEntry> legend;
};

inline constexpr double legend_sample = 26.0;  ///< width of a sample, pixels
inline constexpr double legend_font = 12.0;    ///< pixels

[[nodiscard]] Layout lay_out(const Figure& figure);

/// The name a layer has in the legend; empty for those without one.
[[nodiscard]] std::string layer_name(const Layer& layer);

}  // namespace chainrule::plots
