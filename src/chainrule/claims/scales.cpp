#include "chainrule/claims/scales.hpp"

#include "chainrule/check/diagnosis/constants.hpp"
#include "chainrule/claims/edits/editor.hpp"
#include "chainrule/claims/numbers.hpp"
#include "chainrule/claims/shapes.hpp"
#include "chainrule/claims/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace chainrule::claims {

namespace {

/// Numbers of the file, and those that its forward pass has in it: the 0.1 of a leaky
/// ReLU.
check::List<check::Constant> constants_for(const Derivation& derivation,
                                           const Claim& claim) {
    check::List<check::Constant> constants =
        check::constants_of(numbers_at_work(derivation, claim));
    const double root = std::sqrt(2.0 * arma::datum::pi);
    constants.push_back({root, "sqrt(2*pi)", "", check::likely_rank});
    constants.push_back({1.0 / root, "1/sqrt(2*pi)", "", check::likely_rank});
    for (SymbolId id = 0; id <= claim.of; ++id) {
        if (derivation[id].role != Symbol::Role::defined) continue;
        for (const Node& node : derivation[id].value.nodes) {
            const double x = node.number;
            if (node.op != Op::number || !(x > 0.0) || x == std::floor(x)) continue;
            constants.push_back({x, fmt::format("{:.6g}", x), "", check::likely_rank});
            constants.push_back(
                {1.0 / x, fmt::format("1/{:.6g}", x), "", check::likely_rank});
        }
    }
    std::stable_sort(constants.begin(),
                     constants.end(),
                     [](const auto& a, const auto& b) { return a.rank < b.rank; });
    return constants;
}

/// The claim with one part multiplied by a number.
Expression scaled(const Expression& tree, NodeId part, double number) {
    Expression result;
    replaced(
        tree,
        tree.root(),
        part,
        [&](Expression& to) {
            const NodeId left = copied(tree, part, to);
            return added(to, Op::times, {left, added_number(to, number)});
        },
        result);
    return result;
}

class Scaling {
public:
    Scaling(const Derivation& derivation, const Claim& claim, NodeId part)
        : derivation_(derivation), claim_(claim), part_(part) {}

    [[nodiscard]] arma::mat value(const Evidence& at, double number) const {
        Expression expression = scaled(claim_.right, part_, number);
        infer_shapes(expression, derivation_, nullptr);
        return claimed_value(
            claim_, expression, at.point.get().truths(), at.finding.get().points);
    }

    /// The number that the truth asks for, if the claim depends on it as on a factor.
    [[nodiscard]] check::Coefficient fitted(
        const Evidence& at, const check::List<check::Constant>& constants) const {
        const Finding& finding = at.finding;
        const arma::mat twice = value(at, 2.0);
        if (arma::size(twice) != arma::size(finding.claimed)) return {};
        const arma::mat more = twice - finding.claimed;
        check::List<check::Equation> equations;
        for (arma::uword k = 0; k < finding.claimed.n_elem; ++k) {
            const double basis = more.mem[k];
            const double observed =
                finding.truth.mem[k] - finding.claimed.mem[k] + basis;
            if (!std::isfinite(basis) || !std::isfinite(observed)) continue;
            equations.push_back(
                {basis, observed, finding.error_bar.mem[k] + 1e-14 * finding.scale});
        }
        return check::fit(equations, constants);
    }

private:
    const Derivation& derivation_;
    const Claim& claim_;
    NodeId part_;
};

}  // namespace

std::optional<Diagnosis> diagnose_scales(const Source& source,
                                         const Derivation& derivation,
                                         const Claim& claim,
                                         Numbers numbers,
                                         const std::vector<Evidence>& trials) {
    const auto constants = constants_for(derivation, claim);
    const Expression& tree = claim.right;
    std::optional<Diagnosis> best;
    int rank = check::unnamed_rank + (numbers == Numbers::any ? 1 : 0);
    for (NodeId id = tree.root(); id-- > 0;) {
        const Op op = tree[id].op;
        const bool value = op != Op::row && op != Op::text && op != Op::colon &&
                           op != Op::range && op != Op::number;
        if (!value) continue;
        try {
            const Scaling part(derivation, claim, id);
            const check::Coefficient c = part.fitted(trials.front(), constants);
            if (!c.known() || c.rank() >= rank) continue;
            const bool right =
                std::all_of(trials.begin(), trials.end(), [&](const Evidence& at) {
                    return agrees(part.value(at, c.value), at.finding);
                });
            if (!right) continue;
            rank = c.rank();
            const std::string own = squeezed(source.text(tree[id].at));
            best = Diagnosis{Kind::factor,
                             1.0 / c.value,
                             c.name(),
                             fmt::format("with {} times {} it would hold{}",
                                         c.words(),
                                         own,
                                         c.where().empty() ? "" : ": " + c.where())};
        } catch (const Complaint&) {
        } catch (const EvaluationError&) {
        }
    }
    return best;
}

}  // namespace chainrule::claims
