#include "plots/axes.hpp"
#include "plots/check_pictures.hpp"
#include "plots/colours.hpp"
#include "plots/csv.hpp"

#include <algorithm>
#include <cmath>

namespace chainrule::plots {

namespace {

/// A remainder of 0 has no logarithm: a gap in the line.
arma::vec visible(arma::vec remainders) {
    remainders.transform(
        [](double value) { return value > 0.0 ? value : arma::datum::nan; });
    return remainders;
}

/// What a guide may follow: rounding rises and falls, but has no slope.
arma::vec above(double rounding, arma::vec remainders) {
    remainders.transform([=](double value) {
        return value > 3.0 * rounding ? value : arma::datum::nan;
    });
    return remainders;
}

std::string csv(const TaylorCurve& curve) {
    Csv table("step,order_0,order_1");
    for (arma::uword i = 0; i < curve.steps.n_elem; ++i) {
        table.row(curve.steps(i), curve.order_0(i), curve.order_1(i));
    }
    return table.text();
}

}  // namespace

Picture taylor_slope(const TaylorCurve& curve) {
    Picture picture;
    picture.name = "taylor-slope";
    picture.caption =
        "How much of f(x + h d) - f(x) is left along a random direction d: all of it "
        "(order 0, slope 1), and what h times the claimed slope does not explain "
        "(order 1). Healthy: order 1 falls with slope 2 until it is lost in rounding. "
        "A wrong gradient leaves a part that falls with slope 1 only. If f is linear, "
        "order 1 is rounding from the start; a sudden rise at a long step is a kink of "
        "f that it reached.";
    picture.csv = csv(curve);
    const std::string title = "What the gradient leaves, against the step";
    if (curve.steps.is_empty()) {
        picture.figure = figure_of_words(title, "The remainders were not measured.");
        return picture;
    }
    Panel panel;
    panel.x = logarithmic_axis("step h", {curve.steps.min(), curve.steps.max()});
    panel.layers.push_back(Line{"order 0: |f(x + hd) − f(x)|",
                                curve.steps,
                                visible(curve.order_0),
                                layer_colour(1),
                                2.2});
    panel.layers.push_back(Line{"order 1: |f(x + hd) − f(x) − h ⟨gradient, d⟩|",
                                curve.steps,
                                visible(curve.order_1),
                                layer_colour(0),
                                2.2});
    const arma::vec defined = arma::join_cols(curve.order_0, curve.order_1);
    const arma::vec finite = defined.elem(arma::find_finite(defined));
    const double largest =
        std::max(finite.is_empty() ? 0.0 : finite.max(), 1e3 * curve.rounding);
    const double smallest =
        curve.rounding > 0.0 ? curve.rounding / 10 : 1e-17 * largest;
    fit_y(panel,
          "remainder",
          Scale::logarithmic,
          0.0,
          {smallest > 0.0 ? smallest : 1e-17, largest > 0.0 ? largest : 1.0});
    if (curve.rounding > 0.0) {
        panel.layers.push_back(across_at(panel, curve.rounding, "rounding of f"));
    }
    const arma::vec order_1 = above(curve.rounding, curve.order_1);
    add_guide(panel, curve.steps, curve.order_0, {1e-4, 1, 8.0});
    add_guide(panel, curve.steps, order_1, {1e-2, 2, 1.0 / 8.0});
    add_guide(panel, curve.steps, order_1, {1e-5, 1, 1.0 / 8.0});
    picture.figure.title = title;
    picture.figure.panels = {panel};
    picture.figure.panel_height = 380;
    return picture;
}

}  // namespace chainrule::plots
