#include "plots/layout.hpp"

#include "chainrule/html.hpp"

#include <algorithm>
#include <set>

namespace chainrule::plots {

namespace {

constexpr double edge = 16.0;        // free space around everything
constexpr double axis_label = 22.0;  // height of one line of text with its space
constexpr double tick_label = 30.0;
constexpr double colour_bar = 88.0;
constexpr double legend_line = 21.0;

/// DejaVu Sans is 0.53 of its size wide, on average.
double text_width(std::string_view text, double size) {
    return 0.56 * size * static_cast<double>(character_count(text));
}

struct Margins {
    double left = edge, right = edge, top = 8.0, bottom = 10.0;
};

double axis_height(const Axis& axis) {
    if (!axis.visible) return 0.0;
    return tick_label + (axis.label.empty() ? 0.0 : axis_label);
}

double tick_width(const Axis& axis) {
    double width = text_width("0.0005", 12.0);
    for (const Tick& tick : axis.ticks) {
        width = std::max(width, text_width(tick.label, 12.0));
    }
    return width;
}

Margins margins(const Panel& panel) {
    Margins result;
    if (panel.y.visible) result.left += 14.0 + tick_width(panel.y);
    if (panel.y.visible && !panel.y.label.empty()) result.left += axis_label;
    if (panel.colour_bar) result.right += colour_bar;
    if (!panel.title.empty()) result.top += axis_label;
    if (panel.top) result.top += axis_height(*panel.top);
    result.bottom += axis_height(panel.x);
    return result;
}

/// What all panels of a row, or of the figure, can share.
Margins widest(const std::vector<Panel>& panels) {
    Margins result;
    for (const Panel& panel : panels) {
        const Margins own = margins(panel);
        result.left = std::max(result.left, own.left);
        result.right = std::max(result.right, own.right);
        result.top = std::max(result.top, own.top);
        result.bottom = std::max(result.bottom, own.bottom);
    }
    return result;
}

/// Entries from left to right, in as many lines as it takes; `y` counts downwards
/// from the first line.
std::vector<LegendEntry> flow(const Figure& figure) {
    std::vector<LegendEntry> entries;
    std::set<std::string> seen;
    double x = edge, y = 0.0;
    for (const Panel& panel : figure.panels) {
        for (const Layer& layer : panel.layers) {
            const std::string name = layer_name(layer);
            if (name.empty() || !seen.insert(name).second) continue;
            const double width = legend_sample + 8.0 + text_width(name, legend_font);
            if (x > edge && x + width > figure_width - edge) {
                x = edge;
                y += legend_line;
            }
            entries.push_back({&layer, name, x, y});
            x += width + 18.0;
        }
    }
    return entries;
}

PanelPlace place(const Panel& panel, const Box& box) {
    const double top = panel.top ? axis_height(*panel.top) : 0.0;
    // A title wider than its panel begins where that begins
    const double half_title = 0.5 * text_width(panel.title, 13.0);
    return {box,
            box.left + std::max(box.width / 2, panel.width < 1.0 ? half_title : 0.0),
            box.top() + top + axis_label / 2,
            box.top() + tick_label + axis_label / 2,
            box.bottom - tick_label - axis_label / 2,
            box.left - 14.0 - tick_width(panel.y) - axis_label / 2,
            box.right() + colour_bar - axis_label / 2};
}

}  // namespace

std::string layer_name(const Layer& layer) {
    const auto name = [](const auto& one) -> std::string {
        if constexpr (requires { one.name; }) {
            return one.name;
        } else {
            return {};
        }
    };
    return std::visit(name, layer);
}

Layout lay_out(const Figure& figure) {
    Layout layout;
    layout.legend = flow(figure);
    const double legend_height =
        layout.legend.empty() ? 0.0 : layout.legend.back().y + legend_line + 6.0;
    for (LegendEntry& entry : layout.legend) {
        entry.y = legend_height - legend_line / 2 - entry.y;
    }

    const Margins margin = widest(figure.panels);
    const double header = figure.subtitle.empty() ? 40.0 : 58.0;
    const double row_height = margin.top + figure.panel_height + margin.bottom;
    const std::size_t rows =
        (figure.panels.size() + figure.columns - 1) / figure.columns;
    layout.height = header + static_cast<double>(rows) * row_height + legend_height;

    const double cell_width = figure_width / static_cast<double>(figure.columns);
    for (std::size_t i = 0; i < figure.panels.size(); ++i) {
        const auto row = static_cast<double>(i / figure.columns);
        const auto column = static_cast<double>(i % figure.columns);
        const Box box{
            column * cell_width + margin.left,
            layout.height - header - (row + 1) * row_height + margin.bottom,
            figure.panels[i].width * (cell_width - margin.left - margin.right),
            figure.panel_height};
        layout.panels.push_back(place(figure.panels[i], box));
    }
    return layout;
}

}  // namespace chainrule::plots
