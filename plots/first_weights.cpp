#include "plots/axes.hpp"
#include "plots/csv.hpp"
#include "plots/picture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace chainrule::plots {

namespace {

using train::RunRecord;

constexpr arma::uword most = 128;      // units drawn
constexpr double gap = 0.12;           // between pictures, in widths of one
constexpr double pixels_wide = 640.0;  // of the whole grid

/// The weight below which 99.5 % of all lie in size: a few outliers must not make
/// the others pale.
double colour_limit(const arma::fmat& weights) {
    const arma::fvec sizes = arma::sort(arma::vectorise(arma::abs(weights)));
    const auto at =
        static_cast<arma::uword>(0.995 * static_cast<double>(sizes.n_elem - 1));
    return std::max(1e-12, static_cast<double>(sizes(at)));
}

/// What a unit looks at: the whole image or, if it is a kernel, a square of it.
arma::SizeMat view_of(const RunRecord& record) {
    const arma::uword weights = record.first_weights.n_cols;
    if (weights == record.image_rows * record.image_cols) {
        return arma::SizeMat(record.image_rows, record.image_cols);
    }
    const auto side =
        static_cast<arma::uword>(std::lround(std::sqrt(static_cast<double>(weights))));
    return side * side == weights ? arma::SizeMat(side, side) : arma::SizeMat(0, 0);
}

/// One unit's weights as the image they look at.
arma::mat image(const RunRecord& record, arma::SizeMat view, arma::uword unit) {
    const arma::mat weights =
        arma::conv_to<arma::mat>::from(record.first_weights.row(unit));
    // Pixels run row by row, Armadillo's matrices column by column
    return arma::reshape(weights, view.n_cols, view.n_rows).t();
}

arma::uword images_across(arma::uword count) {
    const double square = std::sqrt(static_cast<double>(count));
    return std::clamp<arma::uword>(
        static_cast<arma::uword>(std::ceil(1.4 * square)), 4, 16);
}

std::string csv(const arma::fmat& weights) {
    Csv table("unit,pixel,weight");
    for (arma::uword unit = 0; unit < weights.n_rows; ++unit) {
        for (arma::uword pixel = 0; pixel < weights.n_cols; ++pixel) {
            table.row(unit, pixel, static_cast<double>(weights(unit, pixel)));
        }
    }
    return table.text();
}

}  // namespace

Picture first_weights(const RunRecord& record) {
    Picture picture;
    picture.name = "first_weights";
    picture.caption =
        "What each unit or kernel of the first layer looks for: blue pixels push it "
        "up, red ones "
        "down, white ones do not matter. All units share one scale; the 0.5 % largest "
        "weights are drawn in its end colours. Healthy: smooth strokes and blobs. "
        "Noise like snow means untrained or overfitted; identical pictures, units that "
        "were started alike.";
    picture.csv = csv(record.first_weights);
    const std::string title = "Weights of the first layer";
    const arma::SizeMat view = view_of(record);
    if (record.first_weights.is_empty() || view.n_rows == 0) {
        picture.figure =
            figure_of_words(title,
                            "The first layer of this network has no weight for "
                            "each pixel of an image.");
        return picture;
    }

    const arma::uword count = std::min(most, record.first_weights.n_rows);
    const arma::uword across = images_across(count);
    const arma::uword down = (count + across - 1) / across;
    Panel panel;
    panel.x = hidden_axis({0.0, static_cast<double>(across) * (1.0 + gap) - gap});
    panel.y = hidden_axis({static_cast<double>(down) * (1.0 + gap) - gap, 0.0});
    for (arma::uword unit = 0; unit < count; ++unit) {
        const double x = static_cast<double>(unit % across) * (1.0 + gap);
        const double y = static_cast<double>(unit / across) * (1.0 + gap);
        panel.layers.push_back(
            Raster{image(record, view, unit), {x, x + 1.0}, {y, y + 1.0}});
    }
    const double limit = colour_limit(record.first_weights);
    panel.palette = Palette::diverging;
    panel.colour = linear_axis("weight", {-limit, limit});
    panel.colour.ticks = round_ticks(panel.colour.range, 6);
    panel.colour_bar = true;

    picture.figure.title = count < record.first_weights.n_rows
                               ? fmt::format("{}: the first {} of {} units",
                                             title,
                                             count,
                                             record.first_weights.n_rows)
                               : title;
    picture.figure.panel_height = pixels_wide * panel.y.range.low / panel.x.range.high;
    picture.figure.panels = {std::move(panel)};
    return picture;
}

}  // namespace chainrule::plots
