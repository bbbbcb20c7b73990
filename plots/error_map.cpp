#include "plots/axes.hpp"
#include "plots/check_pictures.hpp"
#include "plots/entries_csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace chainrule::plots {

namespace {

// Powers of ten. An error of 0 is drawn as the smallest, in a colour that is not white,
// the colour of what was not examined.
constexpr double white = -19.0, smallest = -17.0, largest = 0.0;
constexpr arma::uword most_tiles = 64;  // along one side

/// The error of an entry against the largest of its matrix, as a power of ten.
double exponent(const Entry& entry) {
    const double error = entry.error / entry.scale;
    if (std::isnan(error)) return arma::datum::nan;
    return std::clamp(std::log10(error), smallest, largest);
}

/// A matrix drawn as tiles, each as wrong as the worst entry in it.
struct Tiles {
    arma::uword tall, wide;  ///< entries in a tile
    arma::mat worst;         ///< NaN where no entry was examined
};

Tiles tiles_of(const Report& report, const Block& block) {
    const arma::uword tall = (block.rows + most_tiles - 1) / most_tiles;
    const arma::uword wide = (block.cols + most_tiles - 1) / most_tiles;
    Tiles tiles{tall,
                wide,
                arma::mat((block.rows + tall - 1) / tall,
                          (block.cols + wide - 1) / wide,
                          arma::fill::value(arma::datum::nan))};
    for (const Entry& entry : report.worst) {
        if (entry.block != block.name || entry.row >= block.rows ||
            entry.col >= block.cols) {
            continue;
        }
        double& tile = tiles.worst(entry.row / tall, entry.col / wide);
        tile = std::fmax(tile, exponent(entry));
    }
    return tiles;
}

/// An axis that counts entries from 0.
Axis entries_axis(std::string label, arma::uword count, bool downwards) {
    const double end = static_cast<double>(count) - 0.5;
    Axis axis =
        linear_axis(std::move(label), downwards ? Range{end, -0.5} : Range{-0.5, end});
    if (count <= 8) {
        for (arma::uword i = 0; i < count; ++i) {
            axis.ticks.push_back({static_cast<double>(i), std::to_string(i)});
        }
    } else {
        axis.ticks = round_ticks({0.0, static_cast<double>(count - 1)}, 4);
    }
    return axis;
}

Panel panel_of(const Report& report, const Block& block) {
    const Tiles tiles = tiles_of(report, block);
    Panel panel;
    panel.title = fmt::format("{}, {} × {}", block.name, block.rows, block.cols);
    if (tiles.tall * tiles.wide > 1) {
        panel.title += fmt::format(", tiles of {} × {}", tiles.tall, tiles.wide);
    }
    panel.x = entries_axis("column", block.cols, false);
    panel.y = entries_axis("row", block.rows, true);
    const auto edge = [](arma::uword tiles_along, arma::uword size) {
        return Range{-0.5, static_cast<double>(tiles_along * size) - 0.5};
    };
    panel.layers.push_back(Raster{tiles.worst,
                                  edge(tiles.worst.n_cols, tiles.wide),
                                  edge(tiles.worst.n_rows, tiles.tall)});
    panel.colour = linear_axis("error / largest entry", {white, largest});
    panel.colour.ticks = {
        {-16.0, "10⁻¹⁶"}, {-12.0, "10⁻¹²"}, {-8.0, "10⁻⁸"}, {-4.0, "10⁻⁴"}, {0.0, "1"}};
    // Nearly square tiles: a column is not drawn as wide as a matrix
    panel.width = std::clamp(1.5 * static_cast<double>(tiles.worst.n_cols) /
                                 static_cast<double>(tiles.worst.n_rows),
                             0.12,
                             1.0);
    return panel;
}

}  // namespace

Picture error_map(const CheckRecord& record) {
    Picture picture;
    picture.name = "error-map";
    picture.caption =
        "How wrong each entry is, where it stands in its matrix; white was not "
        "examined. Healthy: pale everywhere. A dark row, column or corner is what one "
        "index of the rule gets wrong; dark all but the diagonal, a transpose.";
    picture.csv = entries_csv(record.report);
    const std::string title = "Errors by place";
    for (const Block& block : record.blocks) {
        if (block.size() == 0) continue;
        picture.figure.panels.push_back(panel_of(record.report, block));
    }
    if (record.report.worst.empty() || picture.figure.panels.empty()) {
        picture.figure = figure_of_words(title, "No entry was examined one by one.");
        return picture;
    }
    picture.figure.title = title;
    std::vector<Panel>& panels = picture.figure.panels;
    picture.figure.columns = panels.size() > 1 ? 2 : 1;
    panels[picture.figure.columns - 1].colour_bar = true;  // the same for all
    picture.figure.panel_height = picture.figure.columns == 2 ? 220 : 420;
    return picture;
}

}  // namespace chainrule::plots
