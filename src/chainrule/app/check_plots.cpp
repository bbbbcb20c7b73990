#include "chainrule/app/check_plots.hpp"

#include "chainrule/app/progress.hpp"
#include "plots/check_page.hpp"
#include "plots/check_pictures.hpp"

#include "chainrule/files.hpp"
#include "chainrule/steps/curves.hpp"
#include "chainrule/train/self_check.hpp"

#include <fmt/format.h>

namespace chainrule::app {

namespace fs = std::filesystem;

namespace {

// Entries of a network whose derivative is drawn: enough to see its blocks
constexpr std::size_t network_entries = 600;

plots::CheckRecord record_of(const steps::Step& step, std::uint64_t seed) {
    steps::StepCurves curves = steps::measure_curves(step, seed);
    return {std::string(step.name),
            std::move(curves.report),
            std::move(curves.blocks),
            train::series_of(curves.v_curve),
            std::move(curves.taylor_curve)};
}

plots::CheckRecord record_of(const train::TrainConfig& config) {
    return {fmt::format("network {}", train::network_name(config)),
            train::check_network(config, network_entries),
            train::parameters_of(config),
            train::measure_v_curve(config),
            train::measure_taylor_curve(config)};
}

}  // namespace

fs::path draw_checks(const std::vector<const steps::Step*>& steps,
                     const std::vector<train::TrainConfig>& networks,
                     std::uint64_t seed,
                     const fs::path& folder) {
    make_writable_folder(folder);
    const bool several = steps.size() + networks.size() > 1;
    std::vector<plots::DrawnCheck> checks;
    for (const steps::Step* step : steps) {
        checks.push_back(
            {record_of(*step, seed), several ? folder / step->name : folder});
    }
    for (std::size_t i = 0; i < networks.size(); ++i) {
        // Two runs may have the same layers
        const std::string name =
            fmt::format("network-{}-{}", i + 1, train::network_name(networks[i]));
        checks.push_back({record_of(networks[i]), several ? folder / name : folder});
    }
    Progress progress;
    plots::draw_checks(
        checks, [&](std::size_t done, std::size_t all, const std::string& name) {
            progress.show(static_cast<double>(done) / static_cast<double>(all),
                          0.0,
                          "drawing " + name);
        });
    const fs::path page = folder / "index.html";
    if (several) write_file(page, plots::check_list_html(checks, folder));
    return page;
}

}  // namespace chainrule::app
