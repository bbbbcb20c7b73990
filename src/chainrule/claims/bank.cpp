#include "chainrule/claims/bank.hpp"

#include "chainrule/check/diagnosis/diagnosis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace chainrule::claims {

namespace {

/// "z" of "f'(z)"
std::string inside_brackets(const std::string& name) {
    const std::size_t open = name.find('('), close = name.find(')');
    if (open == std::string::npos || close == std::string::npos) return "";
    return name.substr(open + 1, close - open - 1);
}

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

/// A vector by the index that runs along it, x(i) or x(j), a matrix by both.
void append_indexed(const std::string& name,
                    const arma::mat& value,
                    const Claim& claim,
                    std::vector<NamedMatrix>& values) {
    const std::string indices = inside_brackets(claim.name);
    const std::size_t comma = indices.find(',');
    const std::string row = indices.substr(0, comma), col = indices.substr(comma + 1);
    const Shape all = claim.expected;
    if (value.n_rows == all.rows && value.n_cols == all.cols) {
        values.push_back({fmt::format("{}({},{})", name, row, col), value});
    }
    if (!value.is_vec()) return;
    if (value.n_elem == all.rows) {
        values.push_back({fmt::format("{}({})", name, row), arma::vectorise(value)});
    }
    if (value.n_elem == all.cols) {
        values.push_back(
            {fmt::format("{}({})", name, col), arma::vectorise(value).t()});
    }
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
            if (!derivation[id].is_matrix() || values[id].n_elem < 2) continue;
            if (claim.kind == Claim::Kind::jacobian) {
                append_indexed(derivation[id].name, values[id], claim, point.values);
            } else if (id != claim.wrt) {
                point.values.push_back({derivation[id].name, values[id]});
            }
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

/// "only column 0 is wrong": a derivation counts from 1.
std::string counted_from_one(const std::string& text) {
    std::string result;
    for (std::size_t k = 0; k < text.size();) {
        std::size_t end = k;
        while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
        if (end == k) {
            result += text[k++];
            continue;
        }
        result += std::to_string(std::stoul(text.substr(k, end - k)) + 1);
        k = end;
    }
    return result;
}

/// Hints are about means, which divide by sizes and not by a temperature.
void reword_hints(const Derivation& derivation, chainrule::Diagnosis& found) {
    std::string number = found.name;
    if (number.starts_with("1/")) number.erase(0, 2);
    const auto id = derivation.find(number);
    if (!id || derivation[*id].role != Symbol::Role::fixed) return;
    replace(found.text, "is the mean's 1/", "is a factor 1/");
    replace(found.text,
            "is the mean taken twice, or where a sum belongs",
            "is it divided by " + number + " once too often");
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

chainrule::Diagnosis asked(const Derivation& derivation,
                           const Claim& claim,
                           const std::vector<Evidence>& trials,
                           const std::vector<Size>& numbers) {
    const check::PointEvidence here = evidence_of(derivation, claim, trials.front());
    check::List<check::PointEvidence> fresh;
    for (std::size_t t = 1; t < trials.size(); ++t) {
        fresh.push_back(evidence_of(derivation, claim, trials[t]));
    }
    return check::diagnose(here, 0, fresh, numbers, check::ForwardPass::known);
}

}  // namespace

std::optional<BankFinding> ask_the_bank(const Derivation& derivation,
                                        const Claim& claim,
                                        const std::vector<Evidence>& trials) {
    chainrule::Diagnosis found =
        asked(derivation, claim, trials, numbers_at_work(derivation, claim));
    const auto kind = kind_of(found.kind);
    if (!kind) return {};
    reword_hints(derivation, found);
    if (found.kind == Mistake::wrong_entries && found.text.starts_with("only ")) {
        const std::size_t places = std::min(found.text.find(';'), found.text.size());
        found.text =
            counted_from_one(found.text.substr(0, places)) + found.text.substr(places);
    }
    Diagnosis says = adapted(found, *kind, trials.front().finding);
    replace(says.text, "the claimed value", "your " + claim.name);
    for (int k = 0; k < 4; ++k) replace(says.text, "numerical one", "true one");
    replace(says.text, "by -1*", "by -");
    // Only what has a weight is likely to be a penalty
    if (says.value == 1.0) replace(says.text, ": the penalty's gradient?", "");
    return BankFinding{found.kind, says};
}

}  // namespace chainrule::claims
