/// Tests of plots/renderer.hpp.
#include "plots/renderer.hpp"

#include "tests/plots/environment.hpp"

#include "chainrule/files.hpp"
#include "chainrule/input_error.hpp"

#include "tests/support/findings.hpp"

using namespace chainrule::plots;
using chainrule::InputError;
using chainrule::tests::contains;
using chainrule::tests::CurrentFolder;
using chainrule::tests::EnvironmentVariable;

BOOST_AUTO_TEST_SUITE(renderer)

BOOST_AUTO_TEST_CASE(a_machine_that_can_draw_names_its_gnuplot) {
    BOOST_CHECK_NO_THROW(require_gnuplot());
    BOOST_TEST(find_renderer().gnuplot.starts_with("gnuplot "));
    BOOST_TEST(find_renderer().gnuplot.find('\n') == std::string::npos);
    BOOST_TEST(!find_renderer().font.empty());
}

BOOST_AUTO_TEST_CASE(
    a_machine_without_gnuplot_has_neither_and_is_told_what_to_install) {
    const EnvironmentVariable path("PATH", "/nowhere");
    BOOST_TEST(find_renderer().gnuplot.empty());
    BOOST_TEST(find_renderer().font.empty());
    BOOST_CHECK_EXCEPTION(require_gnuplot(), InputError, [](const InputError& error) {
        return contains(error.what(), "gnuplot-nox");
    });
}

BOOST_AUTO_TEST_CASE(a_machine_without_fonts_is_noticed) {
    const CurrentFolder folder;
    chainrule::write_file("fonts.conf",
                          "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM "
                          "\"fonts.dtd\"><fontconfig></fontconfig>");
    const EnvironmentVariable fonts("FONTCONFIG_FILE",
                                    (folder.path() / "fonts.conf").string());
    BOOST_TEST(!find_renderer().gnuplot.empty());
    BOOST_TEST(find_renderer().font.empty());
    BOOST_CHECK_EXCEPTION(require_gnuplot(), InputError, [](const InputError& error) {
        return contains(error.what(), "fonts-dejavu-core");
    });
}

BOOST_AUTO_TEST_SUITE_END()
