#include "plots/axes.hpp"
#include "plots/confusion_shares.hpp"
#include "plots/csv.hpp"
#include "plots/picture.hpp"

#include <fmt/format.h>

#include <cmath>

namespace chainrule::plots {

namespace {

using train::RunRecord;

constexpr double faintest = 0.05;  // percent of a row; below it a cell stays white

/// The logarithm of each cell's share of its row, in percent; NaN where it is 0.
arma::mat colours(const arma::umat& confusion) {
    arma::mat values(confusion.n_rows, confusion.n_cols);
    for (arma::uword row = 0; row < confusion.n_rows; ++row) {
        const double all = static_cast<double>(arma::accu(confusion.row(row)));
        for (arma::uword column = 0; column < confusion.n_cols; ++column) {
            const double count = static_cast<double>(confusion(row, column));
            values(row, column) =
                count > 0 ? std::log10(100.0 * count / all) : arma::datum::nan;
        }
    }
    return values;
}

std::string shortened(const std::string& name) {
    constexpr std::size_t longest = 9;
    if (name.size() <= longest) return name;
    std::size_t end = longest - 1;
    while (end > 0 && (name[end] & 0xc0) == 0x80) --end;  // not inside a character
    return name.substr(0, end) + "…";
}

/// A tick a class, and one for the margin beyond the last.
std::vector<Tick> class_ticks(const RunRecord& record, const std::string& margin) {
    std::vector<Tick> ticks;
    const std::vector<std::string> names = names_of_classes(record);
    for (std::size_t c = 0; c < names.size(); ++c) {
        ticks.push_back({static_cast<double>(c), shortened(names[c])});
    }
    ticks.push_back({static_cast<double>(names.size()) + 0.15, margin});
    return ticks;
}

void add_counts(Panel& panel, const arma::umat& confusion, const arma::mat& colour) {
    constexpr double dark = 1.2;  // from about 16 % of the row on
    for (arma::uword row = 0; row < confusion.n_rows; ++row) {
        for (arma::uword column = 0; column < confusion.n_cols; ++column) {
            if (confusion(row, column) == 0) continue;
            panel.layers.push_back(
                Text{static_cast<double>(column),
                     static_cast<double>(row),
                     std::to_string(confusion(row, column)),
                     colour(row, column) > dark ? "#ffffff" : "#222222",
                     11});
        }
    }
}

std::string percent(double share) {
    return std::isnan(share) ? "none" : fmt::format("{:.1f}", 100 * share);
}

void add_margins(Panel& panel, const arma::umat& confusion) {
    const arma::vec recalls = recall(confusion), precisions = precision(confusion);
    const double beyond = static_cast<double>(confusion.n_rows) + 0.15;
    for (arma::uword c = 0; c < confusion.n_rows; ++c) {
        const double at = static_cast<double>(c);
        panel.layers.push_back(Text{beyond, at, percent(recalls(c)), "#333333", 11});
        panel.layers.push_back(Text{at, beyond, percent(precisions(c)), "#333333", 11});
    }
}

Axis colour_axis() {
    Axis axis = linear_axis("share of the true class / %", {std::log10(faintest), 2.0});
    axis.ticks = {{-1.0, "0.1"}, {0.0, "1"}, {1.0, "10"}, {2.0, "100"}};
    return axis;
}

Panel panel(const RunRecord& record) {
    const double count = static_cast<double>(record.confusion.n_rows);
    const Range edges{-0.5, count - 0.5};
    Panel result;
    result.x = linear_axis("predicted class", {-0.5, count + 0.8});
    result.y = linear_axis("true class", {count + 0.8, -0.5});
    result.x.ticks = class_ticks(record, "recall / %");
    result.y.ticks = class_ticks(record, "precision / %");
    result.colour = colour_axis();
    result.colour_bar = true;
    const arma::mat colour = colours(record.confusion);
    result.layers = {Raster{colour, edges, edges}};
    constexpr arma::uword most_with_numbers = 12;
    if (record.confusion.n_rows <= most_with_numbers) {
        add_counts(result, record.confusion, colour);
        add_margins(result, record.confusion);
    }
    return result;
}

std::string csv(const RunRecord& record) {
    Csv table("true_class,predicted_class,count");
    const std::vector<std::string> names = names_of_classes(record);
    for (arma::uword row = 0; row < record.confusion.n_rows; ++row) {
        for (arma::uword column = 0; column < record.confusion.n_cols; ++column) {
            table.row(names[row], names[column], record.confusion(row, column));
        }
    }
    return table.text();
}

}  // namespace

Picture confusion(const RunRecord& record) {
    Picture picture;
    picture.name = "confusion";
    picture.caption =
        "How many test images of each class (row) were read as each class (column), "
        "coloured by the share of the row on a logarithmic scale. Recall is the share "
        "of a class that was found, precision the share of a prediction that was "
        "right. Healthy: a dark diagonal and pale, scattered mistakes. An empty column "
        "is a class that is never predicted: look for a gradient of exactly 0.";
    picture.csv = csv(record);
    const std::string title = "Confusion of classes on the test images";
    if (record.confusion.is_empty()) {
        picture.figure = figure_of_words(title, "The network was not tested.");
        return picture;
    }
    picture.figure.title = title;
    picture.figure.panels = {panel(record)};
    picture.figure.panel_height = 500;
    return picture;
}

}  // namespace chainrule::plots
