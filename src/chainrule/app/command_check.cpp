/// `chainrule check`: the numeric checks of steps and of networks made of them.
#include "chainrule/app/check_plots.hpp"
#include "chainrule/app/commands.hpp"
#include "chainrule/app/json.hpp"
#include "chainrule/app/terminal.hpp"
#include "chainrule/input_error.hpp"
#include "chainrule/steps/registry.hpp"
#include "chainrule/train/exhaustive_check.hpp"
#include "chainrule/train/model.hpp"
#include "chainrule/train/self_check.hpp"

#include <iostream>

namespace chainrule::app {

namespace fs = std::filesystem;

namespace {

struct Given {
    std::vector<std::string> what;
    std::uint64_t seed = 1;
    std::uint64_t threads = 0;
    bool json = false, exhaustive = false;
    std::string plot;
};

/// What the words of the command line ask for.
struct Asked {
    std::vector<const steps::Step*> steps;
    std::vector<fs::path> models;
    bool everything = false;
};

Asked understand(const std::vector<std::string>& words) {
    Asked asked;
    if (words.empty()) {
        asked.everything = true;
        for (const steps::Step& step : steps::all_steps()) asked.steps.push_back(&step);
    }
    for (const std::string& word : words) {
        if (fs::exists(fs::path(word) / "model.h5")) {
            asked.models.push_back(fs::path(word) / "model.h5");
        } else {
            for (const auto* step : steps::find_steps(word))
                asked.steps.push_back(step);
        }
    }
    return asked;
}

std::string number(double value) {
    return std::isnan(value) ? "" : fmt::format("{:.1e}", value);
}

void print_columns(std::string_view what,
                   std::string_view shapes,
                   std::string_view oracle,
                   std::string_view error,
                   std::string_view bar,
                   std::string_view verdict) {
    fmt::print("{:<28}{:<48}  {:<14}{:>9}{:>9}  {}\n",
               what,
               shapes,
               oracle,
               error,
               bar,
               verdict);
}

void print_line(const steps::ContractReport& report) {
    const steps::ContractLine& line = report.lines.front();  // the sharpest oracle
    print_columns(report.step,
                  report.shapes,
                  line.check,
                  number(line.largest_error),
                  number(line.error_bar),
                  to_string(report.verdict));
    for (const steps::ContractLine& other : report.lines) {
        if (other.verdict == Verdict::holds) continue;
        fmt::print(
            "    {}: {}; {}\n", other.check, to_string(other.verdict), other.note);
    }
}

void print_in_full(const steps::ContractReport& report) {
    fmt::print("{}: {}\n{}\n\n", report.step, to_string(report.verdict), report.shapes);
    fmt::print("{:<44}{:>9}{:>9}  {:<10}{}\n", "check", "error", "bar", "verdict", "");
    for (const steps::ContractLine& line : report.lines) {
        fmt::print("{:<44}{:>9}{:>9}  {:<10}{}\n",
                   line.check,
                   number(line.largest_error),
                   number(line.error_bar),
                   line.outcome(),
                   line.note);
    }
    std::cout << '\n' << report.vjp << std::flush;
}

void print_in_full(const NetworkCheck& check) {
    fmt::print("{}\n", check.network);
    std::cout << check.report << std::flush;
}

void print_line(const NetworkCheck& check) {
    const Report& report = check.report;
    print_columns(
        check.network,
        fmt::format(
            "{} parameters, {} checked singly", report.entries, report.entries_checked),
        report.oracles.empty() ? "" : report.oracles.front().name,
        number(report.max_relative_error),
        number(report.error_bar),
        to_string(report.verdict));
    if (!report.diagnosis.empty()) fmt::print("    {}\n", report.diagnosis);
}

NetworkCheck judge_network(train::TrainConfig config, const Given& given) {
    config.threads = given.threads;
    return {fmt::format("network {}", train::network_name(config)),
            given.exhaustive ? train::check_every_parameter(config)
                             : train::check_network(config)};
}

/// The networks of the runs, or the one that `train` would train if told nothing.
std::vector<train::TrainConfig> network_configs(const Asked& asked) {
    std::vector<train::TrainConfig> configs;
    if (asked.everything) configs.emplace_back();
    for (const fs::path& model : asked.models) {
        configs.push_back(train::load_model(model).config);
    }
    return configs;
}

std::vector<NetworkCheck> check_networks(const Asked& asked, const Given& given) {
    std::vector<NetworkCheck> checks;
    for (const auto& config : network_configs(asked)) {
        checks.push_back(judge_network(config, given));
    }
    return checks;
}

void print(const std::vector<steps::ContractReport>& reports,
           const std::vector<NetworkCheck>& networks) {
    if (reports.size() == 1 && networks.empty()) return print_in_full(reports.front());
    if (reports.empty() && networks.size() == 1) return print_in_full(networks.front());
    print_columns("step or network", "shapes", "oracle", "error", "bar", "verdict");
    for (const auto& report : reports) print_line(report);
    for (const auto& check : networks) print_line(check);
    fmt::print("\nErrors are relative to the largest entry.\n");
    if (reports.empty()) return;
    std::size_t checks = 0;
    for (const auto& report : reports) checks += report.lines.size();
    fmt::print(
        "{} steps, {} checks. The line shows each step's sharpest oracle; chainrule "
        "check STEP\nshows them all.\n",
        reports.size(),
        checks);
}

int check(const Given& given) {
    const Asked asked = understand(given.what);
    fs::path page;
    if (!given.plot.empty()) {
        page = draw_checks(asked.steps, network_configs(asked), given.seed, given.plot);
    }
    std::vector<steps::ContractReport> reports;
    Verdict verdict = Verdict::holds;
    for (const steps::Step* step : asked.steps) {
        reports.push_back(steps::check_contract(*step, given.seed));
        verdict = worse(verdict, reports.back().verdict);
    }
    const auto networks = check_networks(asked, given);
    for (const NetworkCheck& network : networks) {
        verdict = worse(verdict, network.report.verdict);
    }
    if (given.json) {
        fmt::print("{}\n", json_of_checks(reports, networks, verdict));
    } else {
        print(reports, networks);
        if (!page.empty()) {
            fmt::print("\nThe pictures and what they mean: {}\n", page.string());
        }
    }
    return status_of(verdict);
}

}  // namespace

Command check_command() {
    const auto given = std::make_shared<Given>();
    return {"check",
            "Checks steps and networks against numerical derivatives",
            "chainrule check linear",
            {number_option("--seed", "S", "draws other examples", given->seed),
             flag("--exhaustive",
                  "of networks check every single parameter, not a sample",
                  given->exhaustive),
             number_option("--threads",
                           "T",
                           "for that; 0 takes all cores, and no number changes a bit",
                           given->threads),
             flag("--json", "print one JSON object", given->json),
             text_option("--plot",
                         "DIR",
                         "draws four pictures of the check into DIR; of several checks "
                         "each into a folder of its own",
                         given->plot)},
            {{"WHAT",
              "steps, chapters or run folders; nothing: every step and the network "
              "that train would train",
              0,
              1000,
              &given->what}},
            [given] { return check(*given); }};
}

}  // namespace chainrule::app
