#include "plots/axes.hpp"
#include "plots/colours.hpp"
#include "plots/csv.hpp"
#include "plots/picture.hpp"

#include <algorithm>
#include <cmath>

namespace chainrule::plots {

namespace {

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

/// A guide for the curve of a method.
struct MethodGuide {
    const char* method;
    Guide guide;
};

// Where truncation, or rounding, rules alone for networks of ordinary size
constexpr MethodGuide guides[] = {{"forward", {1e-5, 1, 30.0}},
                                  {"central", {1e-3, 2, 1.0 / 30.0}},
                                  {"forward", {1e-11, -1, 1.0 / 300.0}}};

void add_guides(Panel& panel, const VCurve& curve) {
    for (const VCurve::Series& series : curve.series) {
        if (series.single_precision) continue;
        for (const MethodGuide& one : guides) {
            if (series.method != one.method) continue;
            add_guide(panel, curve.steps, series.errors, one.guide);
        }
    }
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

Picture v_curve(const train::RunRecord& record) {
    return v_curve(record.v_curve, "v_curve");
}

Picture v_curve(const VCurve& curve, std::string name) {
    Picture picture;
    picture.name = std::move(name);
    picture.caption =
        "How far numerical derivatives lie from the gradient that is checked. From "
        "right to left the truncation error falls with slope 1 "
        "(forward) or 2 (central), until rounding takes over and it rises with slope "
        "-1: a V. The complex step subtracts nothing and stays at rounding. Healthy: "
        "the V reaches down to about 10⁻⁸ (forward) and 10⁻¹¹ (central) in double. A "
        "wrong gradient has no V but a floor that no step gets below; a kink, a jump.";
    picture.csv = csv(curve);
    const std::string title = "Error of numerical derivatives against their step";
    if (curve.steps.empty() || curve.series.empty()) {
        picture.figure =
            figure_of_words(title, "Numerical derivatives were not measured.");
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
    add_guides(panel, curve);
    picture.figure.title = title;
    picture.figure.panels = {panel};
    picture.figure.panel_height = 380;
    return picture;
}

}  // namespace chainrule::plots
