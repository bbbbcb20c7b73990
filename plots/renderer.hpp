#pragma once

/// @file
/// Whether this machine can draw.

#include <string>

namespace chainrule::plots {

/// What pictures would be drawn with; empty where it is missing.
struct Renderer {
    std::string gnuplot;  ///< "gnuplot 5.4 patchlevel 4"
    std::string font;     ///< how text would look in PNG files
};

[[nodiscard]] Renderer find_renderer();

/// `InputError` if gnuplot is missing, or finds no font: it then draws PNG files
/// without any text and reports success.
void require_gnuplot();

}  // namespace chainrule::plots
