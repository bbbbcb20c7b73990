#include "plots/renderer.hpp"

#include "plots/gnuplot.hpp"
#include "plots/text.hpp"

#include "chainrule/files.hpp"
#include "chainrule/input_error.hpp"

#include <array>

namespace chainrule::plots {

namespace {

/// The two files that `commands` write when "first" and "second" stand in them for
/// their names; a file that they do not write is empty.
std::array<std::string, 2> outputs_of(const std::string& commands) {
    const ScratchFolder folder;
    const auto script = folder / "probe.gp";
    const std::array outputs{folder / "first", folder / "second"};
    for (const auto& output : outputs) write_file(output, "");
    write_file(script,
               "first = " + gnuplot_string(outputs[0].string()) + "\nsecond = " +
                   gnuplot_string(outputs[1].string()) + "\n" + commands + "\n");
    run_gnuplot(script);
    return {read_file(outputs[0]), read_file(outputs[1])};
}

std::string gnuplot_version() {
    return outputs_of(
        "set print first\n"
        "print sprintf('gnuplot %.1f patchlevel %s', GPVAL_VERSION, "
        "GPVAL_PATCHLEVEL)\n"
        "unset print")[0];
}

/// Without a font a picture with a letter is the picture without.
bool finds_font() {
    const auto [without, with] = outputs_of(
        "set terminal pngcairo size 80,60 font 'DejaVu Sans,12'\n"
        "unset border; unset tics; unset key\n"
        "set xrange [0:1]; set yrange [0:1]\n"
        "set output first\n"
        "plot NaN\n"
        "set output second\n"
        "set label 'x' at screen 0.5,0.5\n"
        "plot NaN\n"
        "set output");
    return without != with;
}

}  // namespace

Renderer find_renderer() {
    try {
        std::string version = gnuplot_version();
        while (version.ends_with('\n')) version.pop_back();
        return {version, finds_font() ? "DejaVu Sans or what stands in for it" : ""};
    } catch (const InputError&) {
        return {};
    }
}

void require_gnuplot() {
    if (finds_font()) return;
    throw InputError({"gnuplot",
                      "",
                      "at least one font",
                      "none: text would be missing from the pictures",
                      "install one (Debian: apt install fonts-dejavu-core)"});
}

}  // namespace chainrule::plots
