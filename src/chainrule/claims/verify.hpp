#pragma once

/// @file
/// A whole derivation file, judged: every claim at every trial.

#include "chainrule/check/verdict.hpp"
#include "chainrule/claims/derivation.hpp"
#include "chainrule/claims/diagnosis.hpp"
#include "chainrule/claims/judge.hpp"
#include "chainrule/claims/source.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace chainrule::claims {

/// What wins over the file. `only` are claims by name ("dL/dW1") or by variable ("W1").
struct VerifyOptions {
    std::optional<std::uint64_t> seed;
    std::optional<std::uint64_t> trials;
    std::vector<std::string> only;
};

/// One claim, judged at all trials.
struct Judgement {
    const Claim* claim = nullptr;
    Verdict verdict = Verdict::undecided;
    double max_relative_error = arma::datum::nan;
    double error_bar = arma::datum::nan;  ///< relative, at the same trial
    std::string doubt;                    ///< why it is undecided
    std::string remark;             ///< what a reader should know of a claim that holds
    std::vector<Finding> findings;  ///< by trial; empty where shapes differ
    std::optional<Diagnosis> diagnosis;  ///< of a claim that fails
};

struct Verification {
    std::uint64_t seed = 1, trials = 3;
    std::vector<Complaint> complaints;  ///< not empty: the file could not be judged
    Derivation derivation;
    std::vector<Judgement> judgements;  ///< in the order of the file

    [[nodiscard]] bool readable() const { return complaints.empty(); }
    [[nodiscard]] std::size_t count(Verdict verdict) const;
};

/// `InputError` if `only` names no claim.
[[nodiscard]] Verification verify(const Source& source, const VerifyOptions& options);

}  // namespace chainrule::claims
