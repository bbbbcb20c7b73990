/// Our checker and, where it is installed, Ceres' on the same functions: evaluations,
/// seconds, and whether they accept the right gradient and refuse one with a single
/// coordinate spoilt by 1e-4. One JSON object a line, for `run`.
#include "functions.hpp"

#include "chainrule/check.hpp"

#include <fmt/format.h>

#include <chrono>
#include <string_view>

#ifdef CHAINRULE_HAS_CERES
#include <ceres/cost_function.h>
#include <ceres/gradient_checker.h>
#include <ceres/numeric_diff_options.h>
#endif

namespace {

using benchmark::Function;

/// Both answers are wanted: a checker that accepts everything is fast.
struct Outcome {
    bool accepted = false;
    std::size_t evaluations = 0;
    double seconds = 0.0;
};

arma::vec gradient_of(const Function& function, const arma::vec& x, bool spoilt) {
    arma::vec gradient = function.gradient(x);
    // The largest entry: one that happens to be near 0 would prove nothing.
    if (spoilt) gradient(arma::abs(gradient).index_max()) *= 1.0 + 1e-4;
    return gradient;
}

Outcome ask_chainrule(const Function& function, bool spoilt, bool quick) {
    chainrule::CheckOptions options;
    options.quick = quick;
    const auto report = chainrule::check_gradient(
        function.f,
        [&](const arma::vec& x) { return gradient_of(function, x, spoilt); },
        function.x,
        options);
    return {report.verdict == chainrule::Verdict::holds, report.evaluations};
}

#ifdef CHAINRULE_HAS_CERES
class Cost : public ceres::CostFunction {
public:
    Cost(const Function& function, bool spoilt) : function_(function), spoilt_(spoilt) {
        set_num_residuals(1);
        mutable_parameter_block_sizes()->push_back(static_cast<int>(function.x.n_elem));
    }

    bool Evaluate(double const* const* parameters,
                  double* residuals,
                  double** jacobians) const override {
        ++evaluations;
        const arma::vec x(parameters[0], function_.x.n_elem);
        residuals[0] = function_.f(x);
        if (jacobians != nullptr && jacobians[0] != nullptr) {
            const arma::vec gradient = gradient_of(function_, x, spoilt_);
            std::copy(gradient.begin(), gradient.end(), jacobians[0]);
        }
        return true;
    }

    mutable std::size_t evaluations = 0;

private:
    const Function& function_;
    bool spoilt_;
};

Outcome ask_ceres(const Function& function, bool spoilt) {
    const Cost cost(function, spoilt);
    const std::vector<const ceres::Manifold*>* no_manifolds = nullptr;
    const ceres::GradientChecker checker(&cost, no_manifolds, {});
    const double* const parameters[] = {function.x.memptr()};
    // The precision that Ceres' solver uses by default
    const bool accepted = checker.Probe(parameters, 1e-8, nullptr);
    return {accepted, cost.evaluations};
}
#endif

template <class Ask>
Outcome timed(Ask&& ask) {
    const auto start = std::chrono::steady_clock::now();
    Outcome outcome = ask();
    outcome.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return outcome;
}

template <class Ask>
void print(std::string_view checker, const Function& function, Ask&& ask) {
    const Outcome right = timed([&] { return ask(false); });
    const Outcome wrong = timed([&] { return ask(true); });
    fmt::print(R"({{"checker": "{}", "function": "{}", "n": {}, "value": {:.17g}, )"
               R"("evaluations": {}, "seconds": {:.9f}, "accepts_right": {}, )"
               R"("refuses_wrong": {}}})"
               "\n",
               checker,
               function.name,
               function.x.n_elem,
               function.f(function.x),
               right.evaluations,
               right.seconds,
               right.accepted,
               !wrong.accepted);
}

}  // namespace

int main() {
    for (const Function& function : benchmark::functions()) {
        print("Chainrule", function, [&](bool spoilt) {
            return ask_chainrule(function, spoilt, false);
        });
        print("Chainrule, quick", function, [&](bool spoilt) {
            return ask_chainrule(function, spoilt, true);
        });
#ifdef CHAINRULE_HAS_CERES
        print("Ceres", function, [&](bool spoilt) {
            return ask_ceres(function, spoilt);
        });
#endif
    }
}
