#include "chainrule/steps/registry.hpp"

#include "chainrule/input_error.hpp"
#include "chainrule/nearest.hpp"

namespace chainrule::steps {

namespace {

std::string quoted(std::string_view name) {
    return fmt::format("'{}'", name);
}

std::vector<std::string> step_names() {
    std::vector<std::string> names;
    for (const Step& step : all_steps()) names.emplace_back(step.name);
    return names;
}

/// "04_losses" without its number.
std::string_view bare(std::string_view chapter) {
    return chapter.substr(chapter.find('_') + 1);
}

}  // namespace

const Step& find_step(std::string_view name) {
    for (const Step& step : all_steps()) {
        if (step.name == name) return step;
    }
    throw InputError({"step",
                      "",
                      "the name of a derivation step",
                      quoted(name),
                      suggestion(name, step_names())});
}

std::vector<const Step*> find_steps(std::string_view name_or_chapter) {
    for (const Step& step : all_steps()) {
        if (step.name == name_or_chapter) return {&step};
    }
    std::vector<const Step*> found;
    for (const Step& step : all_steps()) {
        if (step.chapter == name_or_chapter || bare(step.chapter) == name_or_chapter) {
            found.push_back(&step);
        }
    }
    if (!found.empty()) return found;
    throw InputError({"check",
                      "",
                      "a step, a chapter or a run folder",
                      quoted(name_or_chapter),
                      suggestion(name_or_chapter, step_names())});
}

}  // namespace chainrule::steps
