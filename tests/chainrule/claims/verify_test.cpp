/// Tests of claims/verify.hpp.
#include "chainrule/claims/verify.hpp"

#include "chainrule/claims/json.hpp"
#include "chainrule/input_error.hpp"
#include "tests/chainrule/claims/verified.hpp"
#include "tests/support/findings.hpp"

using namespace chainrule;
using namespace chainrule::claims;
using chainrule::tests::contains;
using chainrule::tests::verified;

namespace {

/// A network, with one of its claims exchanged.
std::string network(std::size_t line = 0, const std::string& instead = "") {
    std::vector<std::string> claims = {"dL/dZ2 = (P - Y)/N",
                                       "dL/dW2 = dL/dZ2 * A1'",
                                       "dL/db2 = sum(dL/dZ2, 2)",
                                       "dL/dA1 = W2' * dL/dZ2",
                                       "dL/dZ1 = dL/dA1 .* (Z1 > 0)",
                                       "dL/dW1 = dL/dZ1 * X'",
                                       "dL/db1 = sum(dL/dZ1, 2)"};
    if (!instead.empty()) claims[line] = instead;
    std::string text =
        "size D = 5, H = 4, C = 3, N = 6\ngiven X[D,N]\ngiven y[1,N] ~ labels(C)\n"
        "param W1[H,D], b1[H,1], W2[C,H], b2[C,1]\nY = onehot(y, C)\nZ1 = W1*X + b1\n"
        "A1 = relu(Z1)\nZ2 = W2*A1 + b2\nP = softmax(Z2)\n"
        "L = -sum(sum(Y .* log(P)))/N\n";
    for (const std::string& claim : claims) text += "claim " + claim + "\n";
    return text;
}

std::string json(const std::string& text, const VerifyOptions& options) {
    const Source source("test", text);
    return json_of(source, verify(source, options));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(verify)

BOOST_AUTO_TEST_CASE(right_claims_hold_whatever_the_seed) {
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        const auto verification = verified(network(), {seed, {}, {}});
        BOOST_TEST(verification->count(Verdict::holds) == 7u, seed);
    }
}

BOOST_AUTO_TEST_CASE(a_mistake_is_found_at_its_own_line_and_at_no_other) {
    const std::pair<std::size_t, std::string> mistakes[] = {
        {0, "dL/dZ2 = P - Y"},
        {1, "dL/dW2 = dL/dZ2 * Z1'"},
        {2, "dL/db2 = dL/dZ2"},
        {3, "dL/dA1 = W2' * (P - Y)"},
        {4, "dL/dZ1 = dL/dA1 .* (Z1 < 0)"},
        {5, "dL/dW1 = dL/dA1 * X'"},
        {6, "dL/db1 = sum(sum(dL/dZ1))"}};
    for (const auto& [line, claim] : mistakes) {
        const auto verification = verified(network(line, claim));
        for (std::size_t k = 0; k < verification->judgements.size(); ++k) {
            const Judgement& judgement = verification->judgements[k];
            BOOST_TEST(
                judgement.verdict == (k == line ? Verdict::fails : Verdict::holds),
                claim);
            BOOST_TEST(judgement.diagnosis.has_value() == (k == line));
        }
    }
}

BOOST_AUTO_TEST_CASE(
    the_same_file_and_seed_give_the_same_bytes_and_another_seed_others) {
    const std::string text = network(4, "dL/dZ1 = dL/dA1 .* A1 + X(1,1)");
    BOOST_TEST(json(text, {}) == json(text, {}));
    BOOST_TEST(json(text, {1, {}, {}}) == json(text, {}));
    BOOST_TEST(json(text, {2, {}, {}}) != json(text, {}));
}

BOOST_AUTO_TEST_CASE(options_win_over_what_the_file_says) {
    const std::string text = network() + "trials 5\nseed 9\n";
    const auto own = verified(text);
    BOOST_TEST(own->trials == 5u);
    BOOST_TEST(own->seed == 9u);
    BOOST_TEST(own->judgements.front().findings.size() == 5u);
    const auto asked = verified(text, {3, 2, {}});
    BOOST_TEST(asked->trials == 2u);
    BOOST_TEST(asked->seed == 3u);
    BOOST_TEST(asked->judgements.front().findings.size() == 2u);
}

BOOST_AUTO_TEST_CASE(only_what_is_asked_for_is_judged) {
    BOOST_TEST(verified(network(), {{}, {}, {"W1"}})->judgements.size() == 1u);
    BOOST_TEST(verified(network(), {{}, {}, {"dL/dZ2", "b1"}})->judgements.size() ==
               2u);
    const Source source("test", network());
    BOOST_CHECK_EXCEPTION(claims::verify(source, {{}, {}, {"W3"}}),
                          InputError,
                          [](const InputError& e) { return contains(e.what(), "W3"); });
}

BOOST_AUTO_TEST_CASE(a_mistake_that_shows_in_a_late_trial_is_explained_by_it) {
    const auto verification = verified(
        "given x[1,1] ~ uniform(0,1)\nL = x + 3*max(x - 0.8, 0)\ntrials 30\n"
        "claim dL/dx = 1 + (x > 0.8)\n");
    const Judgement& judgement = verification->judgements.back();
    BOOST_REQUIRE(judgement.diagnosis.has_value());
    BOOST_TEST(int(judgement.diagnosis->kind) == int(Kind::factor),
               judgement.diagnosis->text);
}

BOOST_AUTO_TEST_CASE(a_nan_of_one_result_does_not_touch_claims_about_another) {
    const auto verification = verified(
        "given x[3,1]\nL = sum(x.^2)\nM = sum(sqrt(-1 - x.^2))\n"
        "claim dL/dx = 2*x\nclaim dM/dx = x\n");
    BOOST_TEST(verification->judgements[0].verdict == Verdict::holds);
    BOOST_TEST(verification->judgements[1].verdict == Verdict::undecided);
    BOOST_TEST(contains(verification->judgements[1].doubt, "M is not finite"));
}

BOOST_AUTO_TEST_SUITE_END()
