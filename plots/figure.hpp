#pragma once

/// @file
/// A picture as a value: panels with axes, and layers drawn on them. It knows nothing
/// of gnuplot; `render` turns it into an SVG and a PNG.
///
/// Every text is shown as it stands. None of it is ever read as a command, a format
/// or mark-up, whatever quotes, backticks or line ends it holds.

#include <armadillo>

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace chainrule::plots {

/// From the left (or bottom) end of an axis to the other; `low > high` turns the
/// axis around.
struct Range {
    double low = 0.0;
    double high = 1.0;
};

enum class Scale { linear, logarithmic };

struct Tick {
    double at = 0.0;
    std::string label;
};

struct Axis {
    std::string label;  ///< with its unit
    Range range;        ///< both ends positive where the scale is logarithmic
    Scale scale = Scale::linear;
    std::vector<Tick> ticks;  ///< empty: round numbers, chosen while drawing
    bool visible = true;
};

/// An axis that gives positions but is not drawn.
[[nodiscard]] inline Axis hidden_axis(Range range = {}) {
    Axis axis;
    axis.range = range;
    axis.visible = false;
    return axis;
}

/// "#rrggbb", or "#aarrggbb" with 00 opaque and ff invisible.
using Colour = std::string;

enum class Dash { solid, dashed, dotted };
enum class Shape { dot, diamond, triangle_up, triangle_down };

// What can be drawn on a panel. A layer with a name stands in the figure's legend.

struct Line {
    std::string name;
    arma::vec x, y;  ///< of one length; NaN leaves a gap
    Colour colour;
    double width = 2.0;  ///< pixels
    Dash dash = Dash::solid;
};

struct Points {
    std::string name;
    arma::vec x, y;  ///< of one length
    Colour colour;
    Shape shape = Shape::dot;
    double size = 6.0;  ///< pixels across
};

/// The area between two curves.
struct Band {
    std::string name;
    arma::vec x, low, high;  ///< of one length
    Colour colour;
};

/// A matrix as coloured cells; row 0 lies at `y.low`, column 0 at `x.low`. NaN stays
/// blank.
struct Raster {
    arma::mat values;
    Range x, y;  ///< the outer edges, in axis units
};

struct Text {
    double x = 0.0, y = 0.0;
    std::string text;
    Colour colour = "#333333";
    double size = 12.0;  ///< pixels
};

using Layer = std::variant<Line, Points, Band, Raster, Text>;

enum class Palette {
    sequential,  ///< white to dark blue
    diverging,   ///< red, white at the middle, blue
    ink          ///< white to black
};

struct Panel {
    std::string title;
    Axis x, y;
    std::optional<Axis> top;    ///< a second scale for x
    std::vector<Layer> layers;  ///< drawn in this order

    Palette palette = Palette::sequential;  ///< of the rasters
    Axis colour;                            ///< of the rasters
    bool colour_bar = false;

    double width = 1.0;  ///< as a share of the room it has
};

struct Figure {
    std::string title;
    std::string subtitle;
    std::vector<Panel> panels;  ///< row by row
    std::size_t columns = 1;    ///< panels side by side
    double panel_height = 280;  ///< of the area inside the axes, pixels
};

/// Both formats, byte for byte as a file holds them. 760 pixels wide.
struct Rendering {
    std::string svg;
    std::string png;
};

/// Draws with the program gnuplot, in a process of its own. `InputError` if gnuplot
/// is missing or refuses the script.
[[nodiscard]] Rendering render(const Figure& figure);

}  // namespace chainrule::plots
