#include "plots/renderer.hpp"

#include "plots/gnuplot.hpp"
#include "plots/text.hpp"

#include "chainrule/files.hpp"
#include "chainrule/input_error.hpp"

namespace chainrule::plots {

namespace {

/// The file that `commands` write when "output" stands in them for its name.
std::string output_of(const std::string& commands) {
    const ScratchFolder folder;
    const auto script = folder / "probe.gp";
    const auto output = folder / "output";
    write_file(script,
               "output = " + gnuplot_string(output.string()) + "\n" + commands + "\n");
    run_gnuplot(script);
    return read_file(output);
}

std::string gnuplot_version() {
    return output_of(
        "set print output\n"
        "print sprintf('gnuplot %.1f patchlevel %s', GPVAL_VERSION, "
        "GPVAL_PATCHLEVEL)\n"
        "unset print");
}

/// Without a font a picture with a letter is the picture without.
bool finds_font() {
    const std::string frame =
        "set terminal pngcairo size 80,60 font 'DejaVu Sans,12'\n"
        "set output output\n"
        "unset border; unset tics; unset key\n"
        "set xrange [0:1]; set yrange [0:1]\n";
    return output_of(frame + "set label 'x' at screen 0.5,0.5\nplot NaN") !=
           output_of(frame + "plot NaN");
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
