#include "chainrule/claims/verify.hpp"

#include "chainrule/blas.hpp"
#include "chainrule/claims/diagnose.hpp"
#include "chainrule/claims/limits.hpp"
#include "chainrule/claims/reader.hpp"
#include "chainrule/input_error.hpp"
#include "chainrule/nearest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

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
            std::vector<TrialPoint*> points;
            for (std::uint64_t t = 0; t < trials_to_explain(); ++t)
                points.push_back(&point(t));
            judgement.diagnosis =
                diagnose_shape(source_, result_.derivation, claim, points);
            return judgement;
        }
        judgement.verdict = Verdict::holds;
        for (std::uint64_t trial = 0; trial < result_.trials; ++trial) {
            Finding finding = judge_at(claim, claim.right, point(trial));
            include(finding, point(trial).trial(), judgement);
            judgement.findings.push_back(std::move(finding));
        }
        if (judgement.verdict == Verdict::fails)
            judgement.diagnosis = diagnosis(judgement);
        remark_on(judgement);
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

    /// A few of the trials are enough to find an explanation, and a fresh one to
    /// confirm it.
    [[nodiscard]] std::uint64_t trials_to_explain() const {
        return std::min<std::uint64_t>(result_.trials, 3) + 1;
    }

    Diagnosis diagnosis(const Judgement& judgement) {
        const Claim& claim = *judgement.claim;
        std::vector<Finding> findings;
        for (std::uint64_t t = 0; t < trials_to_explain(); ++t) {
            findings.push_back(judge_at(claim, claim.right, point(t)));
        }
        // The first of them has to be one in which it fails
        std::vector<Evidence> trials;
        for (std::uint64_t t = 0; t < findings.size(); ++t) {
            trials.push_back({point(t), findings[t]});
        }
        std::stable_partition(trials.begin(), trials.end(), [](const Evidence& at) {
            return at.finding.get().verdict == Verdict::fails;
        });
        return diagnose(source_, result_.derivation, claim, trials);
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

    /// What a claim that holds leaves open.
    static void remark_on(Judgement& judgement) {
        if (judgement.verdict != Verdict::holds) return;
        const auto every = [&](auto&& property) {
            return std::all_of(
                judgement.findings.begin(), judgement.findings.end(), property);
        };
        if (every([](const Finding& finding) { return finding.truth.is_zero(); })) {
            judgement.remark =
                "the derivative is zero in every trial: most mistakes would not show";
        } else if (std::any_of(judgement.findings.begin(),
                               judgement.findings.end(),
                               [](const Finding& finding) { return finding.kink; })) {
            judgement.remark =
                "at a kink, where every slope between the two sides' is accepted";
        }
    }

    const Source& source_;
    const VerifyOptions& options_;
    Verification& result_;
    Meter meter_;
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
