/// `chainrule step NAME`: one derivation step, walked through.
#include "chainrule/app/commands.hpp"
#include "chainrule/app/terminal.hpp"
#include "chainrule/stepper/json.hpp"
#include "chainrule/stepper/text.hpp"
#include "chainrule/stepper/trace.hpp"
#include "chainrule/steps/registry.hpp"

namespace chainrule::app {

namespace {

struct Given {
    std::vector<std::string> name;
    std::uint64_t seed = 1;
    bool json = false;
};

int walk(const Given& given) {
    const steps::Step& step = steps::find_step(given.name.front());
    const stepper::Trace trace = stepper::trace(step, given.seed);
    if (given.json) {
        fmt::print("{}\n", stepper::as_json(trace));
    } else {
        fmt::print("{}", stepper::as_text(trace, terminal_width(STDOUT_FILENO)));
    }
    return status_of(trace.contract.verdict);
}

}  // namespace

Command step_command() {
    const auto given = std::make_shared<Given>();
    return {"step",
            "Walks through one derivation step: rule, derivation, numbers, check",
            "chainrule step softmax_cross_entropy",
            {number_option("--seed", "S", "draws another example", given->seed),
             flag("--json", "print the example and its check as JSON", given->json)},
            {{"STEP",
              "name of a step, as in derivations/contents.txt",
              1,
              1,
              &given->name}},
            [given] { return walk(*given); }};
}

}  // namespace chainrule::app
