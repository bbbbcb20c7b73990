#include "plots/axes.hpp"
#include "plots/check_pictures.hpp"
#include "plots/colours.hpp"
#include "plots/entries_csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace chainrule::plots {

namespace {

/// Values as they lie on both axes: as they are, or, where they span many powers of
/// ten, with a logarithmic scale on both sides of 0 that is linear in between.
class SignedScale {
public:
    /// `values` are not empty.
    explicit SignedScale(std::vector<double> values) {
        for (double& value : values) value = std::abs(value);
        std::sort(values.begin(), values.end());
        most_ = values.back() > 0.0 ? values.back() : 1.0;
        const auto first =
            std::upper_bound(values.begin(), values.end(), 1e-12 * most_);
        if (first == values.end()) return;
        const double median = *(first + (values.end() - first) / 2);
        if (median < 0.02 * most_) linear_below_ = std::max(*first, 1e-8 * most_);
    }

    [[nodiscard]] double operator()(double value) const {
        if (linear_below_ == 0.0) return value;
        return std::asinh(value / (2.0 * linear_below_)) / std::log(10.0);
    }

    /// From one end to the other, the same for both axes.
    [[nodiscard]] Range range() const {
        const double end = 1.08 * (*this)(most_);
        return {-end, end};
    }

    [[nodiscard]] std::vector<Tick> ticks() const {
        if (linear_below_ == 0.0) return round_ticks(range(), 6);
        std::vector<Tick> ticks{{0.0, "0"}};
        const int last = static_cast<int>(std::floor(std::log10(most_)));
        const int first = static_cast<int>(std::ceil(std::log10(linear_below_)));
        const int stride = 1 + (last - first) / 4;
        for (int exponent = last; exponent >= first; exponent -= stride) {
            const double value = std::pow(10.0, exponent);
            ticks.push_back({(*this)(value), fmt::format("{:g}", value)});
            ticks.push_back({(*this)(-value), fmt::format("−{:g}", value)});
        }
        return ticks;
    }

private:
    double most_ = 1.0;
    double linear_below_ = 0.0;  ///< 0: linear everywhere
};

bool is_drawn(const Entry& entry) {
    return std::isfinite(entry.claimed) && std::isfinite(entry.numerical);
}

/// The points of each block.
std::map<std::string, std::vector<const Entry*>> by_block(const Report& report) {
    std::map<std::string, std::vector<const Entry*>> blocks;
    for (const Entry& entry : report.worst) {
        if (is_drawn(entry)) blocks[entry.block].push_back(&entry);
    }
    return blocks;
}

/// The entries of one matrix. Each has a panel and a scale of its own: all right ones
/// lie on the same diagonal, where the largest would hide the rest.
Panel panel_of(const std::string& name,
               const std::vector<const Entry*>& entries,
               std::size_t position) {
    std::vector<double> values;
    for (const Entry* entry : entries) {
        values.push_back(entry->claimed);
        values.push_back(entry->numerical);
    }
    const SignedScale scale(values);
    Points drawn;
    drawn.x.set_size(entries.size());
    drawn.y.set_size(entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
        drawn.x(i) = scale(entries[i]->claimed);
        drawn.y(i) = scale(entries[i]->numerical);
    }
    drawn.colour = translucent(layer_colour(position));
    drawn.size = entries.size() > 200 ? 4.0 : 7.0;

    const Range ends = scale.range();
    Panel panel;
    panel.title = name;
    panel.x = linear_axis("claimed", ends);
    panel.y = linear_axis("numerical", ends);
    panel.x.ticks = panel.y.ticks = scale.ticks();
    panel.layers.push_back(Line{position == 0 ? "agreement" : "",
                                {ends.low, ends.high},
                                {ends.low, ends.high},
                                reference_colour,
                                1.4,
                                Dash::dashed});
    panel.layers.push_back(std::move(drawn));
    return panel;
}

/// The matrices in the order of x; what is named otherwise follows.
std::vector<std::string> names_of(
    const CheckRecord& record,
    const std::map<std::string, std::vector<const Entry*>>& blocks) {
    std::vector<std::string> names;
    for (const Block& block : record.blocks) {
        if (blocks.contains(block.name)) names.push_back(block.name);
    }
    for (const auto& [name, _] : blocks) {
        if (std::find(names.begin(), names.end(), name) == names.end()) {
            names.push_back(name);
        }
    }
    return names;
}

}  // namespace

Picture agreement(const CheckRecord& record) {
    Picture picture;
    picture.name = "agreement";
    picture.caption =
        "The numerical derivative of each entry against the claimed one, a panel for "
        "each matrix. Healthy: all points on the diagonal. Points on another line "
        "through 0 share a wrong factor; on the falling diagonal, the sign; on the "
        "upright axis, a claim of 0. A cloud means another formula or the wrong place.";
    picture.csv = entries_csv(record.report);
    const std::string title = "Numerical against claimed derivatives";
    const auto blocks = by_block(record.report);
    if (blocks.empty()) {
        picture.figure =
            figure_of_words(title, "No entry has a finite value on both sides.");
        return picture;
    }
    std::vector<Panel>& panels = picture.figure.panels;
    std::size_t drawn = 0;
    for (const std::string& name : names_of(record, blocks)) {
        const auto& entries = blocks.at(name);
        panels.push_back(panel_of(name, entries, panels.size()));
        drawn += entries.size();
    }
    const std::size_t all = record.report.worst.size();
    if (drawn < all) {
        picture.figure.subtitle =
            fmt::format("{} of {} entries have no finite value", all - drawn, all);
    }
    picture.figure.title = title;
    picture.figure.columns = panels.size() > 1 ? 2 : 1;
    picture.figure.panel_height = panels.size() > 1 ? 260 : 520;
    return picture;
}

}  // namespace chainrule::plots
