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

const VCurve::Series* find(const VCurve& curve, const std::string& method) {
    const auto at = std::find_if(
        curve.series.begin(), curve.series.end(), [&](const VCurve::Series& series) {
            return series.method == method && !series.single_precision;
        });
    return at == curve.series.end() ? nullptr : &*at;
}

/// Where a line of a known slope is drawn for comparison: beside the curve of `method`
/// at the step `at`, its height multiplied by `beside` so that it stays clear of it.
struct Guide {
    const char* method;
    double at;
    int slope;
    double beside;
};

// Where truncation, or rounding, rules alone for networks of ordinary size
constexpr Guide guides[] = {{"forward", 1e-5, 1, 30.0},
                            {"central", 1e-3, 2, 1.0 / 30.0},
                            {"forward", 1e-11, -1, 1.0 / 300.0}};

std::size_t nearest_step(const VCurve& curve, double step) {
    const auto closer = [&](double a, double b) {
        return std::abs(std::log(a / step)) < std::abs(std::log(b / step));
    };
    const auto at = std::min_element(curve.steps.begin(), curve.steps.end(), closer);
    return static_cast<std::size_t>(at - curve.steps.begin());
}

/// Whether the curve itself is about as steep over the decade around the guide. Central
/// differences of a quadratic function, say, have no truncation error.
bool follows(const VCurve& curve, const VCurve::Series& series, const Guide& guide) {
    const std::size_t from = nearest_step(curve, guide.at / 3.0);
    const std::size_t to = nearest_step(curve, guide.at * 3.0);
    if (to >= series.errors.size() || from >= to) return false;
    const double rise = std::log(series.errors[to] / series.errors[from]);
    const double run = std::log(curve.steps[to] / curve.steps[from]);
    return std::abs(rise / run - guide.slope) < 0.8;
}

void add_guide(Panel& panel, const VCurve& curve, const Guide& guide) {
    const VCurve::Series* series = find(curve, guide.method);
    const std::size_t nearest = nearest_step(curve, guide.at);
    if (series == nullptr || nearest >= series->errors.size()) return;
    const double step = curve.steps[nearest], error = series->errors[nearest];
    if (!(error > smallest_error) || !follows(curve, *series, guide)) return;
    constexpr double reach = 15.0;
    const double middle = guide.beside * error;
    const double rise = std::pow(reach, guide.slope);
    panel.layers.push_back(Line{"",
                                {step / reach, step * reach},
                                {middle / rise, middle * rise},
                                reference_colour,
                                1.4,
                                Dash::dotted});
    panel.layers.push_back(Text{step,
                                guide.beside > 1 ? middle * 30.0 : middle / 30.0,
                                "slope " + std::to_string(guide.slope),
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

Picture v_curve(const train::RunRecord& record) {
    return v_curve(record.v_curve);
}

Picture v_curve(const VCurve& curve) {
    Picture picture;
    picture.name = "v_curve";
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
    for (const Guide& guide : guides) add_guide(panel, curve, guide);
    picture.figure.title = title;
    picture.figure.panels = {panel};
    picture.figure.panel_height = 380;
    return picture;
}

}  // namespace chainrule::plots
