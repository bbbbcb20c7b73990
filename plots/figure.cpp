#include "plots/figure.hpp"

#include "plots/gnuplot.hpp"
#include "plots/layout.hpp"
#include "plots/text.hpp"

#include "chainrule/files.hpp"
#include "chainrule/html.hpp"
#include "chainrule/input_error.hpp"

#include <fmt/format.h>

#include <gnuplot-iostream.h>

#include <algorithm>
#include <string_view>

namespace chainrule::plots {

namespace fs = std::filesystem;

namespace {

constexpr double tick_font = 12.0;

/// One of gnuplot's output formats. Both measure pictures in pixels, but fonts in
/// pixels (svg) or in points of 4/3 pixel (png).
struct Terminal {
    std::string_view name;
    double font_unit;   ///< gnuplot's size of a font one pixel high
    double point_unit;  ///< gnuplot's size of a point one pixel across
};

constexpr Terminal svg{"svg dynamic", 1.0, 0.085};
constexpr Terminal png{"pngcairo", 0.75, 0.125};

/// The commands that draw a figure, written to a file. A name that begins with `>`
/// makes gnuplot-iostream open that file and look at no environment variable.
class Script {
public:
    Script(const fs::path& file, const Figure& figure)
        : figure_(figure), layout_(lay_out(figure)), out_(">" + file.string()) {
        command("set encoding utf8");
        send_data();
    }

    void draw(const Terminal& terminal, const fs::path& file) {
        terminal_ = terminal;
        command(
            "set terminal {} noenhanced size {:.0f},{:.0f} font 'DejaVu Sans,{}' "
            "background '#ffffff'",
            terminal.name,
            figure_width,
            layout_.height,
            tick_font * terminal.font_unit);
        command("set output {}", gnuplot_string(file.string()));
        command("set multiplot");
        write_header();
        write_legend();
        std::size_t first_data = 0;
        for (std::size_t i = 0; i < figure_.panels.size(); ++i) {
            write_panel(figure_.panels[i], layout_.panels[i], first_data);
            first_data += figure_.panels[i].layers.size();
        }
        command("unset multiplot");
        command("set output");
    }

    void finish(const fs::path& file) {
        out_.flush();
        if (!out_) {
            throw InputError({file.string(),
                              "",
                              "a disk with room for a picture's data",
                              "a failed write",
                              "free some space, or set TMPDIR to another disk"});
        }
    }

private:
    template <class... Parts>
    void command(fmt::format_string<Parts...> text, Parts&&... parts) {
        out_ << fmt::format(text, std::forward<Parts>(parts)...) << '\n';
    }

    std::string font(double pixels) const {
        return fmt::format("'DejaVu Sans,{}'", pixels * terminal_.font_unit);
    }

    static std::string colour(const Colour& name) {
        return "rgb " + gnuplot_string(name);
    }

    static double across(double x) { return x / figure_width; }
    double up(double y) const { return y / layout_.height; }

    // The data, once for both formats. send1d ends with a line "e", which serves as
    // the end of a named data block.

    void send_data() {
        std::size_t block = 0;
        for (const Panel& panel : figure_.panels) {
            for (const Layer& layer : panel.layers) {
                command("$d{} << e", block++);
                out_.send1d(std::visit([](const auto& l) { return table(l); }, layer));
            }
        }
    }

    static arma::mat table(const Line& line) { return join(line.x, line.y); }
    static arma::mat table(const Points& points) { return join(points.x, points.y); }
    static arma::mat table(const Band& band) {
        return arma::join_rows(band.x, band.low, band.high);
    }
    /// gnuplot's matrix with coordinates: those of the columns above, those of the rows on
    /// the left. (Formulas of the column and row numbers would do as well, but gnuplot
    /// takes ten times as long for them as for the rest of a picture.) It draws no image of
    /// a single row or column: each is written twice.
    static arma::mat table(const Raster& raster) {
        const arma::uword down = raster.values.n_rows == 1 ? 2 : 1;
        const arma::uword along = raster.values.n_cols == 1 ? 2 : 1;
        const arma::mat values = arma::repmat(raster.values, down, along);
        const arma::rowvec corner{static_cast<double>(values.n_cols)};
        return arma::join_cols(
            arma::join_rows(corner, cell_centres(raster.x, values.n_cols).t()),
            arma::join_rows(cell_centres(raster.y, values.n_rows), values));
    }
    static arma::vec cell_centres(const Range& edges, arma::uword cells) {
        const double half = (edges.high - edges.low) / static_cast<double>(2 * cells);
        return arma::linspace(edges.low + half, edges.high - half, cells);
    }
    static arma::mat table(const Text& text) { return arma::rowvec{text.x, text.y}; }

    static arma::mat join(const arma::vec& x, const arma::vec& y) {
        return arma::join_rows(x, y);
    }

    // Title and legend: labels and shapes of the first panel, placed on the canvas.

    void write_header() {
        command(
            "set label {} at screen {},{} font 'DejaVu Sans:Bold,{}' textcolor rgb "
            "'#222222'",
            gnuplot_string(figure_.title),
            across(16),
            up(layout_.height - 22),
            15 * terminal_.font_unit);
        command("set label {} at screen {},{} font {} textcolor rgb '#666666'",
                gnuplot_string(figure_.subtitle),
                across(16),
                up(layout_.height - 43),
                font(12));
    }

    void write_legend() {
        for (const LegendEntry& entry : layout_.legend) {
            std::visit([&](const auto& layer) { write_sample(layer, entry); },
                       *entry.layer);
            command("set label {} at screen {},{} font {} textcolor rgb '#333333'",
                    gnuplot_string(entry.name),
                    across(entry.x + legend_sample + 8),
                    up(entry.y),
                    font(legend_font));
        }
    }

    void write_sample(const Line& line, const LegendEntry& entry) {
        command("set arrow from screen {},{} to screen {},{} nohead {}",
                across(entry.x),
                up(entry.y),
                across(entry.x + legend_sample),
                up(entry.y),
                style(line));
    }
    void write_sample(const Points& points, const LegendEntry& entry) {
        command("set label '' at screen {},{} point {}",
                across(entry.x + legend_sample / 2),
                up(entry.y),
                style(points));
    }
    void write_sample(const Band& band, const LegendEntry& entry) {
        command("set object rectangle from screen {},{} to screen {},{} {}",
                across(entry.x),
                up(entry.y - 6),
                across(entry.x + legend_sample),
                up(entry.y + 6),
                "fillcolor " + colour(band.colour) + " fillstyle solid noborder");
    }
    void write_sample(const Raster&, const LegendEntry&) {}
    void write_sample(const Text&, const LegendEntry&) {}

    // One panel.

    void write_panel(const Panel& panel,
                     const PanelPlace& place,
                     std::size_t first_data) {
        const Box& box = place.box;
        command("set lmargin at screen {}", across(box.left));
        command("set rmargin at screen {}", across(box.right()));
        command("set bmargin at screen {}", up(box.bottom));
        command("set tmargin at screen {}", up(box.top()));
        command("set border {} linecolor rgb '#777777'", border(panel));
        command("unset key");
        write_axis("x", panel.x);
        write_axis("y", panel.y);
        write_axis("x2", panel.top.value_or(hidden_axis()));
        write_axis("cb", panel.colour);
        write_axis_labels(panel, place);
        write_grid(panel);
        write_colours(panel, box);
        for (const Layer& layer : panel.layers) {
            if (const auto* text = std::get_if<Text>(&layer)) write_text(*text);
        }
        write_plot(panel, first_data);
        command("unset label; unset arrow; unset object");
    }

    void write_axis_labels(const Panel& panel, const PanelPlace& place) {
        const double centre = place.box.left + place.box.width / 2;
        const double middle = place.box.bottom + place.box.height / 2;
        write_caption(panel.title, 13, place.title_x, place.title_y);
        if (panel.top) write_caption(panel.top->label, 12, centre, place.top_label_y);
        if (panel.x.visible) {
            write_caption(panel.x.label, 12, centre, place.bottom_label_y);
        }
        if (panel.y.visible) {
            write_caption(panel.y.label, 12, place.left_label_x, middle, "rotate");
        }
        if (panel.colour_bar) {
            write_caption(
                panel.colour.label, 12, place.colour_label_x, middle, "rotate");
        }
    }

    /// Text around its middle, at a place in pixels.
    void write_caption(const std::string& text,
                       double size,
                       double x,
                       double y,
                       const char* direction = "norotate") {
        if (text.empty()) return;
        command(
            "set label {} at screen {},{} center {} font {} textcolor rgb '#333333'",
            gnuplot_string(text),
            across(x),
            up(y),
            direction,
            font(size));
    }

    static int border(const Panel& panel) {
        constexpr int bottom = 1, left = 2, top = 4, all = 15;
        if (!panel.x.visible) return 0;
        if (has_raster(panel)) return all;
        return bottom | left | (panel.top ? top : 0);
    }

    void write_axis(std::string_view name, const Axis& axis) {
        const bool log = axis.scale == Scale::logarithmic;
        command("{} logscale {}", log ? "set" : "unset", name);
        command("set {}range [{}:{}]", name, axis.range.low, axis.range.high);
        command("unset {}tics", name);
        if (!axis.visible) return;
        command("set format {} '%g'", name);
        command("set {}tics out nomirror scale 0.6 font {} textcolor rgb '#444444' {}",
                name,
                font(tick_font),
                tick_list(axis));
    }

    static std::string tick_list(const Axis& axis) {
        if (axis.ticks.empty()) return "autofreq";
        std::string list;
        for (const Tick& tick : axis.ticks) {
            if (!list.empty()) list += ", ";
            list += fmt::format("{} ({})", gnuplot_tick_label(tick.label), tick.at);
        }
        return "(" + list + ")";
    }

    void write_grid(const Panel& panel) {
        command("unset grid");
        if (panel.x.visible && panel.y.visible && !has_raster(panel)) {
            command("set grid ytics linetype 1 linecolor rgb '#e4e4e4' linewidth 1");
        }
    }

    static bool has_raster(const Panel& panel) {
        return std::any_of(panel.layers.begin(), panel.layers.end(), [](const auto& l) {
            return std::holds_alternative<Raster>(l);
        });
    }

    void write_colours(const Panel& panel, const Box& box) {
        switch (panel.palette) {
            case Palette::sequential:
                command(
                    "set palette defined (0 '#ffffff', 15 '#d4e4f3', 40 '#73b0d7', "
                    "70 '#2272b4', 100 '#08306b')");
                break;
            case Palette::diverging:
                command(
                    "set palette defined (0 '#8e1423', 20 '#d6604d', 50 '#ffffff', "
                    "80 '#4393c3', 100 '#0b3c78')");
                break;
            case Palette::ink:
                command("set palette defined (0 '#ffffff', 1 '#111111')");
                break;
        }
        if (!panel.colour_bar) {
            command("unset colorbox");
            return;
        }
        command("set colorbox vertical user origin screen {},{} size screen {},{}",
                across(box.right() + 14),
                up(box.bottom),
                across(14),
                up(box.height));
    }

    void write_text(const Text& text) {
        command("set label {} at first {},{} center front font {} textcolor {}",
                gnuplot_string(text.text),
                text.x,
                text.y,
                font(text.size),
                colour(text.colour));
    }

    void write_plot(const Panel& panel, std::size_t first_data) {
        // A panel of text alone still needs something to plot: a point without place
        std::string plots = "NaN notitle";
        for (std::size_t i = 0; i < panel.layers.size(); ++i) {
            const std::string data = fmt::format("$d{} ", first_data + i);
            const auto clause = [&](const auto& layer) { return plot(layer); };
            const std::string plot = std::visit(clause, panel.layers[i]);
            if (!plot.empty()) plots += ", " + data + plot + " notitle";
        }
        command("plot {}", plots);
    }

    std::string plot(const Line& line) {
        // Of a single point gnuplot draws no line
        if (line.x.n_elem == 1) {
            return plot(Points{"", line.x, line.y, line.colour, Shape::dot, 8.0});
        }
        return "using 1:2 with lines " + style(line);
    }
    std::string plot(const Points& points) {
        return "using 1:2 with points " + style(points);
    }
    std::string plot(const Band& band) {
        return "using 1:2:3 with filledcurves fillcolor " + colour(band.colour) +
               " fillstyle solid noborder";
    }
    std::string plot(const Raster&) {
        return "nonuniform matrix using 1:2:3 with image";
    }
    std::string plot(const Text&) { return {}; }

    static std::string style(const Line& line) {
        const char* dash = line.dash == Dash::solid    ? "solid"
                           : line.dash == Dash::dashed ? "(8,5)"
                                                       : "(2,4)";
        return fmt::format("linecolor {} linewidth {} dashtype {}",
                           colour(line.colour),
                           line.width,
                           dash);
    }
    std::string style(const Points& points) const {
        const int type = points.shape == Shape::dot           ? 7
                         : points.shape == Shape::diamond     ? 13
                         : points.shape == Shape::triangle_up ? 9
                                                              : 11;
        return fmt::format("pointtype {} pointsize {} linecolor {}",
                           type,
                           points.size * terminal_.point_unit,
                           colour(points.colour));
    }

    const Figure& figure_;
    Layout layout_;
    Gnuplot out_;
    Terminal terminal_ = svg;
};

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (auto at = text.find(from); at != std::string::npos;
         at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
}

/// What gnuplot's svg terminal cannot be told. Texts of the figure are escaped in it,
/// so none of them can look like the mark-up replaced here.
std::string finished_svg(std::string content, const std::string& title) {
    replace_all(content, "<image ", "<image style='image-rendering:pixelated' ");
    replace_all(content,
                R"(font-family="DejaVu Sans:Bold")",
                R"(font-family="DejaVu Sans" font-weight="bold")");
    // Verdana, the model of DejaVu Sans, keeps the layout where that is missing
    replace_all(content,
                R"(font-family="DejaVu Sans")",
                R"(font-family="DejaVu Sans, Verdana, sans-serif")");
    replace_all(content,
                "<title>Gnuplot</title>",
                "<title>" + escape_markup(one_line(title)) + "</title>");
    return content;
}

}  // namespace

Rendering render(const Figure& figure) {
    const ScratchFolder folder;
    const fs::path script_file = folder / "figure.gp";
    {
        Script script(script_file, figure);
        script.draw(svg, folder / "figure.svg");
        script.draw(png, folder / "figure.png");
        script.finish(script_file);
    }
    run_gnuplot(script_file);
    return {finished_svg(read_file(folder / "figure.svg"), figure.title),
            read_file(folder / "figure.png")};
}

}  // namespace chainrule::plots
