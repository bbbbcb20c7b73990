#include "plots/axes.hpp"

#include "plots/colours.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>

namespace chainrule::plots {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The smallest and the largest of some numbers.
struct Extent {
    double low = infinity;
    double high = -infinity;

    void include(double value) {
        low = std::min(low, value);
        high = std::max(high, value);
    }
    void include(const Extent& other) {
        low = std::min(low, other.low);
        high = std::max(high, other.high);
    }
    [[nodiscard]] bool empty() const { return low > high; }
    [[nodiscard]] double length() const { return empty() ? 0.0 : high - low; }
};

/// 1, 2 or 5 times a power of ten, at least `least`.
double round_step(double least) {
    const double power = std::pow(10.0, std::floor(std::log10(least)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (factor * power >= least * (1 - 1e-9)) return factor * power;
    }
    return 10 * power;
}

std::vector<Tick> even_ticks(const Range& range, double step) {
    std::vector<Tick> ticks;
    for (double n = std::ceil(range.low / step - 1e-9);
         n * step <= range.high * (1 + 1e-9);
         ++n) {
        const double at = n * step + 0.0;  // never -0
        ticks.push_back({at, fmt::format("{:.10g}", at)});
    }
    return ticks;
}

std::string power_of_ten(int exponent) {
    constexpr std::string_view digits[] = {
        "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    if (exponent == 0) return "1";
    std::string text = exponent < 0 ? "10⁻" : "10";
    for (const char c : std::to_string(std::abs(exponent))) text += digits[c - '0'];
    return text;
}

/// Powers of ten; written out, 0.01 rather than 10⁻², where all of them are short.
std::vector<Tick> decade_ticks(const Range& range) {
    const int first = static_cast<int>(std::ceil(std::log10(range.low) - 1e-9));
    const int last = static_cast<int>(std::floor(std::log10(range.high) + 1e-9));
    const int stride = 1 + (last - first) / 8;
    const bool short_ones = first >= -4 && last <= 4;
    std::vector<Tick> ticks;
    for (int exponent = first; exponent <= last; exponent += stride) {
        const double at = std::pow(10.0, exponent);
        ticks.push_back(
            {at, short_ones ? fmt::format("{:g}", at) : power_of_ten(exponent)});
    }
    return ticks;
}

std::vector<Tick> one_two_five_ticks(const Range& range) {
    std::vector<Tick> ticks;
    for (double at = round_step(range.low); at <= range.high * (1 + 1e-9);
         at = round_step(1.1 * at)) {
        ticks.push_back({at, fmt::format("{:g}", at)});
    }
    return ticks;
}

std::vector<Tick> logarithmic_ticks(const Range& range) {
    const double decades = std::log10(range.high / range.low);
    if (decades > 3.0) return decade_ticks(range);
    auto ticks = one_two_five_ticks(range);
    if (ticks.size() >= 3) return ticks;
    return round_ticks(range, 5);
}

double scaled(Scale scale, double value) {
    if (scale == Scale::linear) return value;
    return value > 0 ? std::log10(value) : -infinity;
}

double unscaled(Scale scale, double value) {
    return scale == Scale::linear ? value : std::pow(10.0, value);
}

Extent extent_from(const Panel& panel, Scale scale, double first_x) {
    Extent extent;
    for (const Layer& layer : panel.layers) {
        const auto* line = std::get_if<Line>(&layer);
        if (line == nullptr) continue;
        for (arma::uword i = 0; i < line->x.n_elem; ++i) {
            const double value = scaled(scale, line->y(i));
            if (line->x(i) >= first_x && std::isfinite(value)) extent.include(value);
        }
    }
    return extent;
}

/// The line's point farthest beyond the axis on one side, or nothing.
std::optional<arma::uword> farthest_outside(const Line& line, bool above, double edge) {
    std::optional<arma::uword> farthest;
    for (arma::uword i = 0; i < line.y.n_elem; ++i) {
        const bool outside = above ? line.y(i) > edge : line.y(i) < edge;
        if (!outside) continue;
        const bool farther = !farthest || (above ? line.y(i) > line.y(*farthest)
                                                 : line.y(i) < line.y(*farthest));
        if (farther) farthest = i;
    }
    return farthest;
}

void mark_clipped(Panel& panel) {
    std::vector<Layer> marks;
    for (const Layer& layer : panel.layers) {
        const auto* line = std::get_if<Line>(&layer);
        if (line == nullptr) continue;
        for (const bool above : {true, false}) {
            const double edge = above ? panel.y.range.high : panel.y.range.low;
            const auto at = farthest_outside(*line, above, edge);
            if (!at) continue;
            marks.push_back(Points{above ? "goes on above" : "goes on below",
                                   {line->x(*at)},
                                   {edge},
                                   line->colour,
                                   above ? Shape::triangle_up : Shape::triangle_down,
                                   9.0});
        }
    }
    panel.layers.insert(panel.layers.end(), marks.begin(), marks.end());
}

/// Where `x` comes nearest to `value`, in powers of ten.
arma::uword nearest_place(const arma::vec& x, double value) {
    return arma::index_min(arma::abs(arma::log(x / value)));
}

/// Whether the curve is about as steep as the guide over the decade around it.
bool follows(const arma::vec& x, const arma::vec& y, const Guide& guide) {
    if (y.is_empty()) return false;
    const arma::vec known = x.head(y.n_elem);
    const arma::uword from = nearest_place(known, guide.at / 3.0);
    const arma::uword to = nearest_place(known, guide.at * 3.0);
    const double rise = std::log(y(to) / y(from)),
                 run = std::log(known(to) / known(from));
    return std::abs(rise / run - guide.slope) < 0.8;  // not where one of them is NaN
}

}  // namespace

double last_epoch(const train::RunRecord& record) {
    const std::size_t last = record.epochs.empty() ? 0 : record.epochs.back().epoch;
    return std::max(1.0, static_cast<double>(last));
}

double last_step(const train::RunRecord& record) {
    const std::size_t last = record.epochs.empty() ? 0 : record.epochs.back().step;
    return std::max(1.0, static_cast<double>(last));
}

double settled_epoch(const train::RunRecord& record) {
    const double last = last_epoch(record);
    return last > 1.0 ? 0.2 * last : 0.0;
}

Axis epoch_axis(const train::RunRecord& record) {
    Axis axis = linear_axis("epochs", {0.0, last_epoch(record)});
    axis.ticks = even_ticks(axis.range, std::max(1.0, round_step(axis.range.high / 8)));
    return axis;
}

Axis step_axis(const train::RunRecord& record) {
    Axis axis = linear_axis("steps", {0.0, last_step(record)});
    axis.ticks = even_ticks(axis.range, std::max(1.0, round_step(axis.range.high / 5)));
    return axis;
}

std::vector<Tick> round_ticks(const Range& range, int count) {
    return even_ticks(range, round_step((range.high - range.low) / count));
}

Axis linear_axis(std::string label, Range range) {
    Axis axis;
    axis.label = std::move(label);
    axis.range = range;
    return axis;
}

Axis logarithmic_axis(std::string label, Range range) {
    Axis axis = linear_axis(std::move(label), range);
    axis.scale = Scale::logarithmic;
    axis.ticks = logarithmic_ticks(range);
    return axis;
}

void fit_y(Panel& panel,
           std::string label,
           Scale scale,
           double settled,
           std::initializer_list<double> always) {
    const Extent whole = extent_from(panel, scale, -infinity);
    Extent shown = extent_from(panel, scale, settled);
    for (const double value : always) shown.include(scaled(scale, value));
    constexpr double squeezed = 4.0;
    if (whole.length() <= squeezed * shown.length()) shown.include(whole);
    if (shown.empty()) shown.include(0.0);

    const double free = shown.length() > 0       ? 0.06 * shown.length()
                        : scale == Scale::linear ? std::max(1e-3, 0.1 * shown.high)
                                                 : 0.1;
    const Range range{unscaled(scale, shown.low - free),
                      unscaled(scale, shown.high + free)};
    panel.y = scale == Scale::linear ? linear_axis(std::move(label), range)
                                     : logarithmic_axis(std::move(label), range);
    mark_clipped(panel);
}

Line across_at(const Panel& panel, double y, std::string name) {
    return {std::move(name),
            {panel.x.range.low, panel.x.range.high},
            {y, y},
            reference_colour,
            1.2,
            Dash::dashed};
}

Line upright_at(const Panel& panel, double x, std::string name) {
    return {std::move(name),
            {x, x},
            {panel.y.range.low, panel.y.range.high},
            "#444444",
            1.2,
            Dash::dotted};
}

void mark_kept_epoch(Panel& panel, const train::RunRecord& record) {
    if (record.kept_epoch == 0) return;
    panel.layers.push_back(
        upright_at(panel,
                   static_cast<double>(record.kept_epoch),
                   fmt::format("weights kept: epoch {}", record.kept_epoch)));
}

void add_guide(Panel& panel,
               const arma::vec& x,
               const arma::vec& y,
               const Guide& guide) {
    if (!follows(x, y, guide)) return;
    const arma::uword nearest = nearest_place(x.head(y.n_elem), guide.at);
    constexpr double reach = 15.0, label = 25.0;
    const double middle = guide.beside * y(nearest);
    const double rise = std::pow(reach, guide.slope);
    panel.layers.push_back(Line{"",
                                {x(nearest) / reach, x(nearest) * reach},
                                {middle / rise, middle * rise},
                                reference_colour,
                                1.4,
                                Dash::dotted});
    panel.layers.push_back(Text{x(nearest),
                                guide.beside > 1.0 ? middle * label : middle / label,
                                "slope " + std::to_string(guide.slope),
                                "#666666",
                                11});
}

Figure figure_of_words(std::string title, std::string sentence) {
    Panel panel;
    panel.x = hidden_axis();
    panel.y = hidden_axis();
    panel.layers.push_back(Text{0.5, 0.5, std::move(sentence), "#555555", 13});
    Figure figure;
    figure.title = std::move(title);
    figure.panels.push_back(std::move(panel));
    figure.panel_height = 60;
    return figure;
}

}  // namespace chainrule::plots
