#include "chainrule/claims/diagnose.hpp"

#include "chainrule/check/diagnosis/constants.hpp"
#include "chainrule/claims/bank.hpp"
#include "chainrule/claims/edits.hpp"
#include "chainrule/claims/paths.hpp"
#include "chainrule/claims/scales.hpp"
#include "chainrule/claims/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace chainrule::claims {

namespace {

/// Whether a diagnosis speaks of the claim as a whole, so that no change of one part of
/// the line could say it better.
bool is_about_all(const BankFinding& found) {
    const bool apart = found.says.text.starts_with("apart from");
    return !apart &&
           (found.mistake == Mistake::factor || found.mistake == Mistake::sign ||
            found.mistake == Mistake::transpose);
}

/// Whether the bank names the places, a row or the diagonal, where something in the line
/// is too much or another.
bool is_pattern(const BankFinding& found, const Diagnosis& edit) {
    return found.mistake == Mistake::wrong_entries &&
           (edit.kind == Kind::factor || edit.kind == Kind::extra_term);
}

/// The places, and what would mend them.
Diagnosis together(Diagnosis places, const Diagnosis& edit) {
    places.text += "; " + edit.text;
    return places;
}

/// Whether a number is one that a rule makes of small ones and of those of the file. As a
/// term by itself it has to be one of them, since (N-1)/N is a slip of a factor.
bool is_natural(const Diagnosis& diagnosis,
                const Derivation& derivation,
                const Claim& claim) {
    if (std::isnan(diagnosis.value)) return true;
    auto constants = check::constants_of(numbers_at_work(derivation, claim));
    if (diagnosis.name == "1") constants = check::likely(std::move(constants));
    return !check::names_of(diagnosis.value, 0.0, constants).empty();
}

/// Whether it names what the line lacks, in numbers that one would write. A Jacobian may
/// lack a part of its entries.
bool names_what_is_missing(const Diagnosis& diagnosis,
                           const Derivation& derivation,
                           const Claim& claim) {
    const bool places =
        diagnosis.kind == Kind::wrong_entries && claim.kind == Claim::Kind::jacobian;
    const bool named = diagnosis.kind == Kind::missing_term ||
                       diagnosis.kind == Kind::missing_factor ||
                       diagnosis.kind == Kind::wrong_variable;
    // "multiply by 1./Z" may be a way to say that another factor belongs there
    if (diagnosis.text.find(" by 1./") != std::string::npos) return false;
    return places || (named && !diagnosis.name.empty() &&
                      is_natural(diagnosis, derivation, claim));
}

// What one change of the line would do.

bool makes_it_hold(const Claim& claim,
                   const Expression& right,
                   const std::vector<Evidence>& trials) {
    return std::all_of(trials.begin(), trials.end(), [&](const Evidence& at) {
        try {
            return agrees(
                claimed_value(
                    claim, right, at.point.get().truths(), at.finding.get().points),
                at.finding);
        } catch (const EvaluationError&) {
            return false;
        }
    });
}

std::optional<Diagnosis> try_edits(const Source& source,
                                   const Derivation& derivation,
                                   const Claim& claim,
                                   Reach reach,
                                   const std::vector<Evidence>& trials) {
    std::optional<Diagnosis> found;
    for_each_edit(source, derivation, claim, reach, [&](const Edit& edit) {
        if (!makes_it_hold(claim, edit.expression, trials)) return false;
        found = edit.says;
        return true;
    });
    return found;
}

// What is left to say.

/// "(2,1): yours 0.5, true 0.25"
Diagnosis worst_entries(const Claim& claim, const Finding& finding) {
    constexpr std::size_t shown = 3;
    std::vector<arma::uword> order;
    for (arma::uword i = 0; i < finding.error.n_elem; ++i) {
        if (finding.verdicts[i] == Verdict::fails) order.push_back(i);
    }
    std::stable_sort(order.begin(), order.end(), [&](arma::uword a, arma::uword b) {
        return finding.error.mem[a] > finding.error.mem[b];
    });
    const std::size_t failing = order.size();
    order.resize(std::min(shown, order.size()));
    std::vector<std::string> entries;
    for (const arma::uword k : order) {
        const arma::uword row = k % finding.error.n_rows,
                          col = k / finding.error.n_rows;
        const std::string place = claim.kind == Claim::Kind::function
                                      ? fmt::format("at {:.4g}", finding.points.at(k))
                                      : fmt::format("({},{})", row + 1, col + 1);
        entries.push_back(fmt::format("{}: yours {:.6g}, true {:.6g}",
                                      place,
                                      finding.claimed.mem[k],
                                      finding.truth.mem[k]));
    }
    Diagnosis diagnosis;
    diagnosis.text = fmt::format("{} of {} entries are wrong; the worst: {}",
                                 failing,
                                 finding.error.n_elem,
                                 fmt::join(entries, "; "));
    return diagnosis;
}

}  // namespace

Diagnosis diagnose(const Source& source,
                   const Derivation& derivation,
                   const Claim& claim,
                   const std::vector<Evidence>& trials) {
    const Finding& failure = trials.front().finding;
    const bool finite = failure.claimed.is_finite();
    std::optional<BankFinding> named;
    if (finite) named = ask_the_bank(derivation, claim, trials);
    if (named && is_about_all(*named) && is_natural(named->says, derivation, claim)) {
        return named->says;
    }
    const auto edited = [&](Reach reach) {
        return try_edits(source, derivation, claim, reach, trials);
    };
    if (const auto edit = edited(Reach::near)) {
        return named && is_pattern(*named, *edit) ? together(named->says, *edit)
                                                  : *edit;
    }
    const auto scaled = [&](Numbers numbers) {
        return diagnose_scales(source, derivation, claim, numbers, trials);
    };
    if (const auto scale = scaled(Numbers::named)) return *scale;
    if (named && names_what_is_missing(named->says, derivation, claim)) {
        return named->says;
    }
    if (const auto path = diagnose_paths(source, derivation, claim, trials))
        return *path;
    if (const auto edit = edited(Reach::far)) return *edit;
    if (const auto scale = scaled(Numbers::any)) return *scale;
    if (named) return named->says;
    Diagnosis unknown = worst_entries(claim, failure);
    if (!finite)
        unknown.text = "your " + claim.name + " is not finite; " + unknown.text;
    return unknown;
}

Diagnosis unexplained(const Claim& claim, const std::vector<Finding>& findings) {
    const auto fails = [](const Finding& f) { return f.verdict == Verdict::fails; };
    return worst_entries(claim, *std::find_if(findings.begin(), findings.end(), fails));
}

Diagnosis misshapen(const Derivation& derivation, const Claim& claim) {
    return {Kind::shape,
            arma::datum::nan,
            "",
            fmt::format("{} is {}, {} is {}",
                        claim.name,
                        to_string(claim.right.shape()),
                        derivation[claim.wrt].name,
                        to_string(claim.expected))};
}

Diagnosis diagnose_shape(const Source& source,
                         const Derivation& derivation,
                         const Claim& claim,
                         const std::vector<TrialPoint*>& trials) {
    const Shape wanted = claim.expected, given = claim.right.shape();
    Diagnosis shape = misshapen(derivation, claim);
    const std::string mismatch = shape.text;
    const auto right = [&](const Expression& expression) {
        return std::all_of(trials.begin(), trials.end(), [&](TrialPoint* point) {
            const TrueDerivative& truth = point->truths().of(claim.of, claim.wrt);
            arma::mat value = claimed_value(claim, expression, point->truths(), {});
            if (expression.shape() == given) value = value.t();
            return agrees(value,
                          truth.value,
                          truth.error_bar,
                          truth.value.is_empty() ? 0.0 : arma::abs(truth.value).max());
        });
    };
    if (given == Shape{wanted.cols, wanted.rows} && right(claim.right)) {
        shape.kind = Kind::transpose;
        shape.text = mismatch + ": this is the transpose of the gradient";
        return shape;
    }
    const auto visit = [&](const Edit& edit) {
        if (!right(edit.expression)) return false;
        shape.text = mismatch + ": " + edit.says.text;
        return true;
    };
    for (const Reach reach : {Reach::near, Reach::far}) {
        if (shape.text == mismatch) {
            for_each_edit(source, derivation, claim, reach, visit);
        }
    }
    if (shape.text == mismatch) {
        const bool columns = given.rows == wanted.rows && wanted.cols == 1;
        const bool rows = given.cols == wanted.cols && wanted.rows == 1;
        if (columns) shape.text += ": sum over the second dimension?";
        if (rows) shape.text += ": sum over the first dimension?";
    }
    return shape;
}

}  // namespace chainrule::claims
