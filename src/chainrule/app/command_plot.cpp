/// `chainrule plot RUN`: draws the pictures and the report of a run again.
#include "chainrule/app/commands.hpp"
#include "chainrule/app/json.hpp"
#include "chainrule/app/run_output.hpp"
#include "chainrule/input_error.hpp"
#include "chainrule/train/run_folder.hpp"

namespace chainrule::app {

namespace {

struct Given {
    std::vector<std::string> run;
    bool json = false;
};

int plot(const Given& given) {
    const std::filesystem::path run = given.run.front();
    const train::RunRecord record = train::read_run(run);
    Progress progress;
    draw_run(run, record, progress);
    progress.clear();
    const std::string report = (run / "report.html").string();
    const std::string plots = (run / "plots").string();
    if (given.json) {
        fmt::print("{}\n", json_object({{"plots", plots}, {"report", report}}));
    } else {
        fmt::print("pictures  {}\nreport    {}\n", printable(plots), printable(report));
    }
    return all_well;
}

}  // namespace

Command plot_command() {
    const auto given = std::make_shared<Given>();
    return {"plot",
            "Draws the pictures and the report of a run again",
            "chainrule plot runs/first",
            {flag("--json", "print where they are as JSON", given->json)},
            {{"RUN", "folder of a run", 1, 1, &given->run}},
            [given] { return plot(*given); }};
}

}  // namespace chainrule::app
