#include "chainrule/claims/remarks.hpp"

#include "chainrule/claims/numbers.hpp"
#include "chainrule/claims/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace chainrule::claims {

namespace {

bool all_are(const arma::mat& x, double value) {
    return std::all_of(x.begin(), x.end(), [&](double e) { return e == value; });
}

/// Whether a part of the claim has that value everywhere, at every trial.
bool is_always(const Derivation& derivation,
               const Claim& claim,
               NodeId part,
               double value,
               const std::vector<TrialPoint*>& points) {
    return std::all_of(points.begin(), points.end(), [&](TrialPoint* point) {
        const Environment<double> environment{derivation,
                                              point->trial().values,
                                              nullptr,
                                              nullptr,
                                              &point->truths(),
                                              &point->truths().meter()};
        return all_are(evaluate_part(claim.right, part, environment), value);
    });
}

/// A term that is zero or a factor that is 1, whatever is drawn.
std::string idle_part(const Source& source,
                      const Derivation& derivation,
                      const Claim& claim,
                      const std::vector<TrialPoint*>& points) {
    const Expression& tree = claim.right;
    for (const Node& node : tree.nodes) {
        const bool sum = node.op == Op::add || node.op == Op::subtract;
        const bool product = node.op == Op::multiply || node.op == Op::times ||
                             node.op == Op::divide || node.op == Op::over;
        if (!sum && !product) continue;
        for (const NodeId child : node.children) {
            if (tree[child].op == Op::number) continue;
            // Ones in a matrix product add up
            const bool adds_up =
                node.op == Op::multiply && !tree[child].shape.is_scalar();
            if (adds_up) continue;
            const double idle = sum ? 0.0 : 1.0;
            if (!is_always(derivation, claim, child, idle, points)) continue;
            return fmt::format(
                "{} is {:g} in every trial: whether it belongs there does "
                "not show",
                squeezed(source.text(tree[child].at)),
                idle);
        }
    }
    return "";
}

std::string number_that_is_one(const Derivation& derivation, const Claim& claim) {
    for (const Size& number : numbers_at_work(derivation, claim)) {
        if (number.value != 1.0) continue;
        return fmt::format("{} = 1: a factor {} too many or too few would not show",
                           number.name,
                           number.name);
    }
    return "";
}

/// A matrix of the claim that is drawn symmetric.
std::string symmetric_matrix(const Derivation& derivation, const Claim& claim) {
    for (const Node& node : claim.right.nodes) {
        if (node.op != Op::name || node.symbol >= derivation.symbols.size()) continue;
        const Symbol& symbol = derivation[node.symbol];
        const bool symmetric =
            symbol.is_drawn() && symbol.distribution.kind == Distribution::Kind::spd;
        if (!symmetric || symbol.shape.is_scalar()) continue;
        return fmt::format(
            "{} is symmetric: a transpose of it too many or too few would "
            "not show",
            symbol.name);
    }
    return "";
}

}  // namespace

std::string left_open(const Source& source,
                      const Derivation& derivation,
                      const Claim& claim,
                      const std::vector<Finding>& findings,
                      const std::vector<TrialPoint*>& points) {
    const bool zero =
        std::all_of(findings.begin(), findings.end(), [](const Finding& finding) {
            return finding.truth.is_zero();
        });
    if (zero) {
        return "the derivative is zero in every trial: most mistakes would not show";
    }
    const bool kink = std::any_of(findings.begin(),
                                  findings.end(),
                                  [](const Finding& finding) { return finding.kink; });
    if (kink) return "at a kink, where every slope between the two sides' is accepted";
    if (claim.kind == Claim::Kind::gradient) {
        const std::string idle = idle_part(source, derivation, claim, points);
        if (!idle.empty()) return idle;
    }
    const std::string one = number_that_is_one(derivation, claim);
    return one.empty() ? symmetric_matrix(derivation, claim) : one;
}

}  // namespace chainrule::claims
