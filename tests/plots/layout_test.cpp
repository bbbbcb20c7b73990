/// Tests of plots/layout.hpp.
#include "plots/layout.hpp"

using namespace chainrule::plots;

namespace {

Figure figure_with(std::size_t panels, std::size_t columns, std::size_t names) {
    Panel panel;
    panel.x.label = "epochs";
    panel.y.label = "loss";
    for (std::size_t i = 0; i < names; ++i) {
        panel.layers.push_back(
            Line{"a rather long name " + std::to_string(i), {}, {}, "#000000"});
    }
    Figure figure;
    figure.panels.assign(panels, panel);
    figure.columns = columns;
    return figure;
}

bool apart(const Box& a, const Box& b) {
    return a.right() < b.left || b.right() < a.left || a.top() < b.bottom ||
           b.top() < a.bottom;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(layout)

BOOST_AUTO_TEST_CASE(panels_lie_apart_and_inside_the_figure) {
    const Layout layout = lay_out(figure_with(5, 2, 3));
    for (std::size_t i = 0; i < 5; ++i) {
        const Box& box = layout.panels[i].box;
        BOOST_TEST(box.left > 0.0);
        BOOST_TEST(box.right() < figure_width);
        BOOST_TEST(box.bottom > 0.0);
        BOOST_TEST(box.top() < layout.height);
        for (std::size_t k = 0; k < i; ++k) {
            BOOST_TEST(apart(box, layout.panels[k].box));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_name_stands_in_the_legend_once_however_many_panels_use_it) {
    BOOST_TEST(lay_out(figure_with(4, 2, 3)).legend.size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_long_legend_takes_more_lines_and_a_taller_figure) {
    const Layout few = lay_out(figure_with(1, 1, 2));
    const Layout many = lay_out(figure_with(1, 1, 12));
    BOOST_TEST(few.legend.front().y == few.legend.back().y);
    BOOST_TEST(many.legend.front().y > many.legend.back().y);
    BOOST_TEST(many.legend.back().y > 0.0);
    BOOST_TEST(many.height > few.height);
    for (const LegendEntry& entry : many.legend) BOOST_TEST(entry.x < figure_width);
}

BOOST_AUTO_TEST_CASE(long_tick_labels_push_the_axis_to_the_right) {
    Figure wide = figure_with(1, 1, 0);
    wide.panels[0].y.ticks = {{0.5, "a very long name of a class"}};
    BOOST_TEST(lay_out(wide).panels[0].box.left >
               lay_out(figure_with(1, 1, 0)).panels[0].box.left + 50.0);
}

BOOST_AUTO_TEST_SUITE_END()
