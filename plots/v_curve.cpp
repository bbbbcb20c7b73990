#include "plots/axes.hpp"
#include "plots/colours.hpp"
#include "plots/csv.hpp"
#include "plots/picture.hpp"

#include <algorithm>
#include <cmath>

namespace chainrule::plots {

namespace {

using train::RunRecord;
using train::VCurve;

// What is drawn at the edges: an error of 0, which has no logarithm, and errors so
// large that they only say that rounding has destroyed the value.
constexpr double smallest_error = 1e-17, largest_error = 10.0;

Colour method_colour(const std::string& method) {
    if (method == "forward") return layer_colour(1);
    if (method == "central") return layer_colour(0);
    return layer_colour(2);
}

Line line(const VCurve& curve, const VCurve::Series& series) {
    return {series.method + (series.single_precision ? ", float" : ", double"),
            arma::vec(curve.steps).head(series.errors.size()),
            arma::clamp(arma::vec(series.errors), smallest_error, largest_error),
            method_colour(series.method),
            series.single_precision ? 1.6 : 2.2,
            series.single_precision ? Dash::dashed : Dash::solid};
}

const VCurve::Series* find(const VCurve& curve, const std::string& method) {
    const auto at = std::find_if(
        curve.series.begin(), curve.series.end(), [&](const VCurve::Series& series) {
            return series.method == method && !series.single_precision;
        });
    return at == curve.series.end() ? nullptr : &*at;
}

/// A line of the given slope a little below the curve at the step nearest to `h`,
/// over three decades, with its slope written on it.
void add_slope(
    Panel& panel, const VCurve& curve, const char* method, double h, int slope) {
    const VCurve::Series* series = find(curve, method);
    if (series == nullptr || series->errors.empty()) return;
    const auto distance = [&](double step) { return std::abs(std::log(step / h)); };
    std::size_t at = 0;
    for (std::size_t i = 0; i < series->errors.size(); ++i) {
        if (distance(curve.steps[i]) < distance(curve.steps[at])) at = i;
    }
    const double error = series->errors[at];
    if (!(error > smallest_error)) return;
    constexpr double below = 30.0, reach = 30.0;
    const auto height = [&](double step) {
        return error / below * std::pow(step / curve.steps[at], slope);
    };
    const double left = curve.steps[at] / reach, right = curve.steps[at] * reach;
    panel.layers.push_back(Line{"",
                                {left, right},
                                {height(left), height(right)},
                                reference_colour,
                                1.4,
                                Dash::dotted});
    panel.layers.push_back(Text{curve.steps[at],
                                height(curve.steps[at]) / 20.0,
                                "slope " + std::to_string(slope),
                                "#666666",
                                11});
}

std::string csv(const VCurve& curve) {
    Csv table("method,precision,step,relative_error");
    for (const VCurve::Series& series : curve.series) {
        for (std::size_t i = 0; i < series.errors.size(); ++i) {
            table.row(series.method,
                      series.single_precision ? "float" : "double",
                      curve.steps[i],
                      series.errors[i]);
        }
    }
    return table.text();
}

}  // namespace

Picture v_curve(const RunRecord& record) {
    const VCurve& curve = record.v_curve;
    Picture picture;
    picture.name = "v_curve";
    picture.caption =
        "How far numerical derivatives of this network's loss lie from the gradient of "
        "the steps. From right to left the truncation error falls with slope 1 "
        "(forward) or 2 (central), until rounding takes over and it rises with slope "
        "-1: a V. The complex step subtracts nothing and stays at rounding. Healthy: "
        "the V reaches down to about 10⁻⁸ (forward) and 10⁻¹¹ (central) in double. A "
        "wrong gradient has no V but a floor that no step gets below; a kink, a jump.";
    picture.csv = csv(curve);
    const std::string title = "Error of numerical derivatives against their step";
    if (curve.steps.empty() || curve.series.empty()) {
        picture.figure =
            figure_of_words(title, "This run did not measure numerical derivatives.");
        return picture;
    }
    Panel panel;
    const auto [smallest, largest] =
        std::minmax_element(curve.steps.begin(), curve.steps.end());
    panel.x = logarithmic_axis("step h", {*smallest, *largest});
    for (const VCurve::Series& series : curve.series) {
        panel.layers.push_back(line(curve, series));
    }
    fit_y(panel, "relative error", Scale::logarithmic, 0.0, {1e-15, 1.0});
    add_slope(panel, curve, "forward", 1e-5, 1);
    add_slope(panel, curve, "central", 1e-2, 2);
    add_slope(panel, curve, "forward", 1e-11, -1);
    picture.figure.title = title;
    picture.figure.panels = {panel};
    picture.figure.panel_height = 380;
    return picture;
}

}  // namespace chainrule::plots
