#include "chainrule/steps/curves.hpp"

#include "chainrule/random.hpp"
#include "chainrule/steps/contract.hpp"
#include "chainrule/steps/step_function.hpp"

#include <limits>

namespace chainrule::steps {

StepCurves measure_curves(const Step& step, std::uint64_t seed) {
    const Example example = draw_example(step, seed);
    const StepFunction function(step, example);
    const WeightedStep weighted(function, example);
    const auto gradient = [&](const arma::vec& x) -> arma::vec {
        return function.inputs().pack(
            step.in<double>().vjp(function.inputs_at(x), example.output_bars));
    };
    const arma::vec x = function.point();
    Random random(seed, 0x637572766573);  // a stream of its own: "curves"
    arma::vec direction(x.n_elem);
    direction.imbue([&] { return random.normal(); });
    direction /= arma::norm(direction);

    CheckOptions options;
    options.seed = seed;
    options.worst = std::numeric_limits<std::size_t>::max();
    return {block_names(step, example),
            judge_rule(step, example, step.in<double>().vjp, options),
            v_curve(weighted, gradient, x, direction),
            taylor_curve(weighted, gradient, x, direction)};
}

}  // namespace chainrule::steps
