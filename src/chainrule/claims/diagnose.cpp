#include "chainrule/claims/diagnose.hpp"

#include "chainrule/check/diagnosis/diagnosis.hpp"
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

/// "z" of "f'(z)"
std::string inside_brackets(const std::string& name) {
    const std::size_t open = name.find('('), close = name.find(')');
    if (open == std::string::npos || close == std::string::npos) return "";
    return name.substr(open + 1, close - open - 1);
}

/// What the claim is about, for the reader.
std::string subject(const Claim& claim) {
    return "your " + claim.name;
}

// What the judge's own bank says.

/// A function's argument and its own value, where it was judged.
void append_values_of_function(const Derivation& derivation,
                               const Claim& claim,
                               const Evidence& at,
                               std::vector<NamedMatrix>& values) {
    const arma::vec& points = at.finding.get().points;
    const std::string argument = inside_brackets(claim.name);
    values.push_back({argument, points});
    TrialPoint& point = at.point;
    const Environment<double> environment{derivation,
                                          point.trial().values,
                                          nullptr,
                                          nullptr,
                                          nullptr,
                                          &point.truths().meter()};
    values.push_back({fmt::format("{}({})", derivation[claim.of].name, argument),
                      apply_function<double>(claim.of, points, environment)});
}

check::PointEvidence evidence_of(const Derivation& derivation,
                                 const Claim& claim,
                                 const Evidence& at) {
    check::PointEvidence point;
    check::BlockEvidence block;
    block.name =
        claim.kind == Claim::Kind::gradient ? derivation[claim.wrt].name : claim.name;
    block.claimed = at.finding.get().claimed;
    const Values& values = at.point.get().trial().values;
    if (claim.kind == Claim::Kind::gradient) block.value = values[claim.wrt];
    for (arma::uword j = 0; j < block.claimed.n_cols; ++j) {
        for (arma::uword i = 0; i < block.claimed.n_rows; ++i) {
            const double truth = at.finding.get().truth.at(i, j);
            if (!std::isfinite(truth)) continue;
            block.examined.push_back(
                {i,
                 j,
                 truth,
                 at.finding.get().error_bar.at(i, j),
                 at.finding.get().verdicts[i + j * block.claimed.n_rows]});
        }
    }
    point.blocks.push_back(std::move(block));
    if (claim.kind == Claim::Kind::function) {
        append_values_of_function(derivation, claim, at, point.values);
    } else {
        for (SymbolId id = 0; id < derivation.symbols.size(); ++id) {
            if (!derivation[id].is_matrix() || id == claim.wrt) continue;
            if (values[id].n_elem < 2) continue;
            point.values.push_back({derivation[id].name, values[id]});
        }
    }
    return point;
}

std::optional<Kind> kind_of(Mistake mistake) {
    switch (mistake) {
        case Mistake::factor:
        case Mistake::extra_factor:
        case Mistake::zero:
            return Kind::factor;
        case Mistake::sign:
            return Kind::sign;
        case Mistake::transpose:
            return Kind::transpose;
        case Mistake::missing_term:
            return Kind::missing_term;
        case Mistake::extra_term:
            return Kind::extra_term;
        case Mistake::missing_factor:
            return Kind::missing_factor;
        case Mistake::wrong_entries:
        case Mistake::permuted:
            return Kind::wrong_entries;
        case Mistake::swapped:
            return Kind::wrong_variable;
        default:
            return {};
    }
}

void replace(std::string& text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    if (at != std::string::npos) text.replace(at, from.size(), to);
}

/// Whether each entry of a claim is right or zero.
bool is_masked(const Finding& finding) {
    for (arma::uword k = 0; k < finding.claimed.n_elem; ++k) {
        const bool wrong = finding.verdicts[k] == Verdict::fails;
        if (wrong && finding.claimed.mem[k] != 0.0) return false;
    }
    return true;
}

/// A finding of the bank in terms of the line. That no edit leaves out a term or a factor
/// was tried before: the line has none of this name, so "too much" is not what to say.
Diagnosis adapted(const chainrule::Diagnosis& found,
                  Kind kind,
                  const Finding& finding) {
    Diagnosis says{kind, found.value, found.name, found.text};
    const bool term = found.kind == Mistake::extra_term && !found.name.empty();
    if (term && says.text.ends_with(" too much")) {
        says.kind = Kind::missing_term;
        replace(says.text, "the claimed value has ", "the part -");
        replace(says.text, " too much", " is missing");
    } else if (found.kind == Mistake::extra_term && found.name.empty()) {
        says.kind = Kind::wrong_entries;
        if (!finding.claimed.is_vec()) {
            replace(says.text, ": is a sum taken over the units, too?", "");
        }
    } else if (found.kind == Mistake::extra_factor && is_masked(finding)) {
        says.kind = Kind::wrong_entries;
        says.text =
            "the claimed value is zero where the numerical one is not, and right "
            "elsewhere" +
            (found.name.empty() ? "" : ": it is multiplied by " + found.name);
    }
    return says;
}

/// What the bank says, and which of its own kinds that is.
struct BankFinding {
    Mistake mistake;
    Diagnosis says;
};

std::optional<BankFinding> ask_the_judge(const Derivation& derivation,
                                         const Claim& claim,
                                         const std::vector<Evidence>& trials) {
    const check::PointEvidence here = evidence_of(derivation, claim, trials.front());
    std::vector<check::PointEvidence> fresh;
    for (std::size_t t = 1; t < trials.size(); ++t) {
        fresh.push_back(evidence_of(derivation, claim, trials[t]));
    }
    const chainrule::Diagnosis found = check::diagnose(
        here, 0, fresh, sizes_of(derivation), check::ForwardPass::known);
    const auto kind = kind_of(found.kind);
    if (!kind) return {};
    Diagnosis says = adapted(found, *kind, trials.front().finding);
    replace(says.text, "the claimed value", subject(claim));
    for (int k = 0; k < 4; ++k) replace(says.text, "numerical one", "true one");
    return BankFinding{found.kind, says};
}

/// Whether a diagnosis speaks of the claim as a whole, so that no change of one part of
/// the line could say it better.
bool is_about_all(Mistake mistake) {
    return mistake == Mistake::factor || mistake == Mistake::sign ||
           mistake == Mistake::transpose;
}

/// Whether a number is one that a rule makes: a small one, a size or its inverse.
bool is_natural(double value, const Derivation& derivation) {
    if (std::isnan(value)) return true;
    return !check::names_of(value, 0.0, check::constants_of(sizes_of(derivation)))
                .empty();
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
    return places || (named && !diagnosis.name.empty() &&
                      is_natural(diagnosis.value, derivation));
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

const Evidence& first_failure(const std::vector<Evidence>& trials) {
    for (const Evidence& at : trials) {
        if (at.finding.get().verdict == Verdict::fails) return at;
    }
    return trials.front();
}

}  // namespace

Diagnosis diagnose(const Source& source,
                   const Derivation& derivation,
                   const Claim& claim,
                   const std::vector<Evidence>& trials) {
    const Evidence& failure = first_failure(trials);
    const bool finite = failure.finding.get().claimed.is_finite();
    std::optional<BankFinding> named;
    if (finite) named = ask_the_judge(derivation, claim, trials);
    if (named && is_about_all(named->mistake)) return named->says;
    const auto edited = [&](Reach reach) {
        return try_edits(source, derivation, claim, reach, trials);
    };
    if (const auto edit = edited(Reach::near)) return *edit;
    if (const auto scale = diagnose_scales(source, derivation, claim, trials)) {
        return *scale;
    }
    if (named && names_what_is_missing(named->says, derivation, claim)) {
        return named->says;
    }
    if (const auto path = diagnose_paths(source, derivation, claim, trials))
        return *path;
    if (const auto edit = edited(Reach::far)) return *edit;
    if (named) return named->says;
    Diagnosis unknown = worst_entries(claim, failure.finding);
    if (!finite) unknown.text = subject(claim) + " is not finite; " + unknown.text;
    return unknown;
}

Diagnosis diagnose_shape(const Source& source,
                         const Derivation& derivation,
                         const Claim& claim,
                         const std::vector<TrialPoint*>& trials) {
    const Shape wanted = claim.expected, given = claim.right.shape();
    const std::string mismatch = fmt::format("{} is {}, {} is {}",
                                             claim.name,
                                             to_string(given),
                                             derivation[claim.wrt].name,
                                             to_string(wanted));
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
    Diagnosis shape{Kind::shape, arma::datum::nan, "", mismatch};
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
