#include "chainrule/claims/verify.hpp"

#include "chainrule/blas.hpp"
#include "chainrule/claims/diagnose.hpp"
#include "chainrule/claims/limits.hpp"
#include "chainrule/claims/reader.hpp"
#include "chainrule/claims/remarks.hpp"
#include "chainrule/input_error.hpp"
#include "chainrule/nearest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace chainrule::claims {

namespace {

class Session {
public:
    Session(const Source& source, const VerifyOptions& options, Verification& result)
        : source_(source), options_(options), result_(result), meter_(limits::work) {}

    void run() {
        for (const Claim& claim : asked())
            result_.judgements.push_back(judgement(claim));
    }

private:
    /// All claims, or those that were asked for.
    std::vector<std::reference_wrapper<const Claim>> asked() const {
        const Derivation& derivation = result_.derivation;
        std::vector<std::string> names;
        std::vector<std::reference_wrapper<const Claim>> chosen;
        const auto is_asked = [&](const Claim& claim, const std::string& word) {
            return word == claim.name || claim.name.starts_with(word + "(") ||
                   word == derivation[claim.kind == Claim::Kind::function ? claim.of
                                                                          : claim.wrt]
                               .name;
        };
        for (const Claim& claim : derivation.claims) {
            names.push_back(claim.name);
            const bool wanted =
                options_.only.empty() ||
                std::any_of(options_.only.begin(),
                            options_.only.end(),
                            [&](const auto& word) { return is_asked(claim, word); });
            if (wanted) chosen.emplace_back(claim);
        }
        for (const std::string& word : options_.only) {
            const bool known =
                std::any_of(derivation.claims.begin(),
                            derivation.claims.end(),
                            [&](const Claim& claim) { return is_asked(claim, word); });
            if (!known) {
                throw InputError({source_.name(),
                                  "--only",
                                  "the name of a claim",
                                  fmt::format("'{}'", word),
                                  suggestion(word, names)});
            }
        }
        return chosen;
    }

    /// The draw of a trial and all derivatives found there, which the claims share.
    TrialPoint& point(std::uint64_t trial) {
        while (points_.size() <= trial) {
            points_.push_back(std::make_unique<TrialPoint>(
                result_.derivation, Draw{result_.seed, points_.size(), 0}, meter_));
        }
        return *points_[trial];
    }

    std::vector<TrialPoint*> first_points(std::uint64_t count) {
        std::vector<TrialPoint*> first;
        for (std::uint64_t t = 0; t < count; ++t) first.push_back(&point(t));
        return first;
    }

    Judgement judgement(const Claim& claim) {
        Judgement judgement;
        judgement.claim = &claim;
        if (claim.open) {
            judgement.doubt = what_is_wanted(claim);
            return judgement;
        }
        if (claim.kind == Claim::Kind::gradient &&
            !(claim.right.shape() == claim.expected)) {
            judgement.verdict = Verdict::fails;
            judgement.max_relative_error = arma::datum::inf;
            constexpr std::uint64_t trials = 3;
            judgement.diagnosis = within_allowance(
                [&] {
                    return diagnose_shape(
                        source_, result_.derivation, claim, first_points(trials));
                },
                misshapen(result_.derivation, claim));
            return judgement;
        }
        judgement.verdict = Verdict::holds;
        for (std::uint64_t trial = 0; trial < result_.trials; ++trial) {
            Finding finding = judge_at(claim, claim.right, point(trial));
            include(finding, point(trial).trial(), judgement);
            judgement.findings.push_back(std::move(finding));
        }
        if (judgement.verdict == Verdict::fails) {
            judgement.diagnosis =
                within_allowance([&] { return diagnosis(judgement); },
                                 unexplained(claim, judgement.findings));
        }
        if (judgement.verdict == Verdict::holds) {
            judgement.remark = left_open(source_,
                                         result_.derivation,
                                         claim,
                                         judgement.findings,
                                         first_points(result_.trials));
        }
        return judgement;
    }

    /// What an author needs to know of a claim that is left open.
    [[nodiscard]] std::string what_is_wanted(const Claim& claim) const {
        switch (claim.kind) {
            case Claim::Kind::gradient:
                return fmt::format("left open; it is {}, like {}",
                                   to_string(claim.expected),
                                   result_.derivation[claim.wrt].name);
            case Claim::Kind::jacobian:
                return "left open; it is one number for each pair of indices";
            case Claim::Kind::function:
                break;
        }
        return "left open; it is one number for each argument";
    }

    /// With an allowance of its own, so that whether other claims are judged does not
    /// depend on how much there was to explain.
    template <class F>
    Diagnosis within_allowance(F&& explain, Diagnosis otherwise) {
        std::swap(meter_, meter_of_diagnosis_);
        Diagnosis diagnosis = std::move(otherwise);
        try {
            diagnosis = explain();
        } catch (const TooMuchWork&) {
        }
        std::swap(meter_, meter_of_diagnosis_);
        return diagnosis;
    }

    /// A few trials, first those in which it fails, and the fresh ones.
    std::vector<std::uint64_t> trials_to_look_at(const Claim& claim,
                                                 const Judgement& judgement) {
        constexpr std::size_t most = 3, fresh = 5;
        std::vector<std::uint64_t> trials;
        for (const bool failing : {true, false}) {
            for (std::uint64_t t = 0; t < judgement.findings.size(); ++t) {
                const bool fails = judgement.findings[t].verdict == Verdict::fails;
                if (fails == failing && trials.size() < most) trials.push_back(t);
            }
        }
        // A fresh trial proves something if the mistake shows there
        std::uint64_t next = result_.trials;
        while (next + 1 < result_.trials + fresh &&
               judge_at(claim, claim.right, point(next)).verdict != Verdict::fails) {
            ++next;
        }
        trials.push_back(next);
        return trials;
    }

    Diagnosis diagnosis(const Judgement& judgement) {
        const Claim& claim = *judgement.claim;
        const std::vector<std::uint64_t> trials = trials_to_look_at(claim, judgement);
        std::vector<Finding> findings;
        for (const std::uint64_t t : trials) {
            findings.push_back(judge_at(claim, claim.right, point(t)));
        }
        std::vector<Evidence> evidence;
        for (std::size_t k = 0; k < trials.size(); ++k) {
            evidence.push_back({point(trials[k]), findings[k]});
        }
        return diagnose(source_, result_.derivation, claim, evidence);
    }

    static void include(const Finding& finding,
                        const Trial& trial,
                        Judgement& judgement) {
        const double error = finding.max_relative_error();
        if (std::isnan(judgement.max_relative_error) ||
            error > judgement.max_relative_error) {
            judgement.max_relative_error = error;
            judgement.error_bar = finding.relative_error_bar();
        }
        if (finding.verdict == Verdict::undecided && judgement.doubt.empty()) {
            judgement.doubt = trial.not_finite.empty()
                                  ? finding.doubt
                                  : fmt::format("{} is not finite for what is drawn",
                                                trial.not_finite);
        }
        judgement.verdict = worse(judgement.verdict, finding.verdict);
    }

    const Source& source_;
    const VerifyOptions& options_;
    Verification& result_;
    Meter meter_, meter_of_diagnosis_{limits::work_of_diagnosis};
    std::vector<std::unique_ptr<TrialPoint>> points_;
};

}  // namespace

std::size_t Verification::count(Verdict verdict) const {
    return static_cast<std::size_t>(std::count_if(
        judgements.begin(), judgements.end(), [&](const Judgement& judgement) {
            return judgement.verdict == verdict;
        }));
}

Verification verify(const Source& source, const VerifyOptions& options) {
    use_one_blas_thread();  // the same file and seed give the same bits
    Verification result;
    Reading reading = read_derivation(source);
    result.derivation = std::move(reading.derivation);
    result.complaints = std::move(reading.complaints);
    result.seed = options.seed.value_or(result.derivation.seed);
    result.trials = options.trials.value_or(result.derivation.trials);
    if (!result.readable()) return result;
    try {
        Session(source, options, result).run();
    } catch (const EvaluationError& error) {
        result.complaints.push_back({error.at, error.message, ""});
    } catch (const TooMuchWork&) {
        result.complaints.push_back(
            {result.derivation.claims.front().at,
             "judging this file takes more work than is allowed",
             "check with smaller sizes, or fewer trials: they show the same mistakes"});
    }
    return result;
}

}  // namespace chainrule::claims
