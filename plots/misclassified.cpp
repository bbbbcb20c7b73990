#include "plots/axes.hpp"
#include "plots/csv.hpp"
#include "plots/picture.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chainrule::plots {

namespace {

using train::Misread;
using train::RunRecord;

constexpr std::size_t across = 5;      // pictures in a row
constexpr double gap = 0.16;           // between pictures, in widths of one
constexpr double words = 0.36;         // height of the two lines under each
constexpr double pixels_wide = 728.0;  // of the whole grid

std::string class_name(const RunRecord& record, std::size_t c) {
    return c < record.class_names.size() ? record.class_names[c] : std::to_string(c);
}

bool is_whole(const RunRecord& record, const Misread& misread) {
    return !misread.pixels.empty() &&
           misread.pixels.size() == record.image_rows * record.image_cols;
}

Raster raster(const RunRecord& record, const Misread& misread, double x, double y) {
    arma::mat values(record.image_rows, record.image_cols);
    for (arma::uword row = 0; row < values.n_rows; ++row) {
        for (arma::uword column = 0; column < values.n_cols; ++column) {
            values(row, column) = misread.pixels[row * record.image_cols + column];
        }
    }
    return {values, {x, x + 1.0}, {y, y + 1.0}};
}

void add(Panel& panel,
         const RunRecord& record,
         const Misread& misread,
         std::size_t place) {
    const double x = static_cast<double>(place % across) * (1.0 + gap);
    const double y = static_cast<double>(place / across) * (1.0 + gap + words);
    if (is_whole(record, misread)) {
        panel.layers.push_back(raster(record, misread, x, y));
    }
    panel.layers.push_back(Text{x + 0.5,
                                y + 1.09,
                                fmt::format("{} read as {}",
                                            class_name(record, misread.label),
                                            class_name(record, misread.predicted)),
                                "#222222",
                                12});
    panel.layers.push_back(
        Text{x + 0.5,
             y + 1.25,
             fmt::format("p = {:.3f}, no. {}", misread.probability, misread.index),
             "#666666",
             11});
}

std::string csv(const RunRecord& record) {
    Csv table("index,true_class,predicted_class,probability,loss");
    for (const Misread& row : record.misread) {
        table.row(row.index,
                  class_name(record, row.label),
                  class_name(record, row.predicted),
                  row.probability,
                  row.loss);
    }
    return table.text();
}

}  // namespace

Picture misclassified(const RunRecord& record) {
    Picture picture;
    picture.name = "misclassified";
    picture.caption =
        "The test images that cost the kept network most: the true class, what it read "
        "instead with what probability, and the place in the test set. Healthy: images "
        "that a person hesitates over too. Clear images read wrongly with great "
        "certainty mean a wrong label, or a style the training data lack.";
    picture.csv = csv(record);
    const std::string title = "Images read wrongly, largest loss first";
    if (record.misread.empty()) {
        picture.figure = figure_of_words(title,
                                         record.confusion.is_empty()
                                             ? "The network was not tested."
                                             : "Every test image was read correctly.");
        return picture;
    }

    const double rows =
        static_cast<double>((record.misread.size() + across - 1) / across);
    const double width = across * (1.0 + gap);
    const double height = rows * (1.0 + gap + words) - gap;
    Panel panel;
    panel.x = hidden_axis({-gap / 2, width - gap / 2});
    panel.y = hidden_axis({height, 0.0});
    panel.palette = Palette::ink;
    panel.colour = hidden_axis({0.0, 255.0});
    for (std::size_t i = 0; i < record.misread.size(); ++i) {
        add(panel, record, record.misread[i], i);
    }
    picture.figure.title = title;
    picture.figure.panels = {panel};
    picture.figure.panel_height = pixels_wide * height / width;
    return picture;
}

}  // namespace chainrule::plots
