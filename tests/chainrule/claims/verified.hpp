#pragma once

/// @file
/// Derivations judged in a test.

#include "chainrule/claims/verify.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>

namespace chainrule::tests {

/// A file that can be read, judged. Judgements point into it, so it stays where it is.
[[nodiscard]] inline std::unique_ptr<claims::Verification> verified(
    const std::string& text, const claims::VerifyOptions& options = {}) {
    const claims::Source source("test", text);
    auto verification =
        std::make_unique<claims::Verification>(claims::verify(source, options));
    const auto& complaints = verification->complaints;
    BOOST_REQUIRE_MESSAGE(
        complaints.empty(),
        text << "\n"
             << (complaints.empty() ? "" : complaints.front().message));
    return verification;
}

/// The verdict on the last claim.
[[nodiscard]] inline Verdict verdict_of(const std::string& text,
                                        const claims::VerifyOptions& options = {}) {
    return verified(text, options)->judgements.back().verdict;
}

/// What is said of the last claim, which has to fail.
[[nodiscard]] inline claims::Diagnosis diagnosis_of(const std::string& text) {
    const auto verification = verified(text);
    const claims::Judgement& judgement = verification->judgements.back();
    BOOST_REQUIRE_MESSAGE(judgement.verdict == Verdict::fails,
                          text << "\n"
                               << to_string(judgement.verdict));
    BOOST_REQUIRE(judgement.diagnosis.has_value());
    return *judgement.diagnosis;
}

}  // namespace chainrule::tests
