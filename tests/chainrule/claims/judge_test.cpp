/// Tests of claims/judge.hpp: verdicts where the numbers are awkward.
#include "chainrule/claims/judge.hpp"

#include "chainrule/claims/verify.hpp"
#include "tests/chainrule/claims/verified.hpp"
#include "tests/support/findings.hpp"

using namespace chainrule;
using namespace chainrule::claims;
using chainrule::tests::contains;
using chainrule::tests::verdict_of;
using chainrule::tests::verified;

BOOST_AUTO_TEST_SUITE(judge)

BOOST_AUTO_TEST_CASE(at_a_kink_every_slope_between_the_two_holds_and_others_fail) {
    const std::string relu = "given z = [0; 1; -1]\nL = sum(relu(z))\nclaim dL/dz = ";
    BOOST_TEST(verdict_of(relu + "(z > 0)\n") == Verdict::holds);
    BOOST_TEST(verdict_of(relu + "(z >= 0)\n") == Verdict::holds);
    BOOST_TEST(verdict_of(relu + "(z > 0) + 0.5*(z == 0)\n") == Verdict::holds);
    BOOST_TEST(verdict_of(relu + "(z > 0) + 1.5*(z == 0)\n") == Verdict::fails);
    BOOST_TEST(verdict_of(relu + "(z > 0) - 0.5*(z == 0)\n") == Verdict::fails);
    const std::string ties =
        "given X = [1 1; 2 1]\nL = sum(max(X, [], 1))\nclaim dL/dX = ";
    BOOST_TEST(verdict_of(ties + "(X == max(X, [], 1))\n") == Verdict::holds);
    BOOST_TEST(verdict_of(ties + "2*(X == max(X, [], 1))\n") == Verdict::fails);
}

BOOST_AUTO_TEST_CASE(what_has_no_finite_derivative_is_undecided_and_says_so) {
    const auto root = verified(
        "given x = [0; 4]\nL = sum(sqrt(x))\nclaim dL/dx = 1 ./ (2*sqrt(x))\n");
    BOOST_TEST(root->judgements.back().verdict == Verdict::undecided);
    BOOST_TEST(contains(root->judgements.back().doubt, "grow without end"));
    const auto log =
        verified("given x = [0; 1]\nL = sum(x .* log(x))\nclaim dL/dx = log(x) + 1\n");
    BOOST_TEST(log->judgements.back().verdict == Verdict::undecided);
    BOOST_TEST(contains(log->judgements.back().doubt, "L is not finite"));
}

BOOST_AUTO_TEST_CASE(a_claim_that_is_not_finite_where_the_truth_is_fails) {
    BOOST_TEST(verdict_of("given x = [0; 4]\nL = sum(x.^2)\n"
                          "claim dL/dx = 2*x.^2 ./ x\n") == Verdict::fails);
}

BOOST_AUTO_TEST_CASE(rounding_of_the_claim_is_measured_and_forgiven) {
    // 1 - p loses all digits where p is nearly 1
    const std::string saturated =
        "size N = 8\ngiven z[1,N] ~ uniform(8, 14), t[1,N] ~ mask(0.5)\n"
        "p = sigmoid(z)\nL = -mean(t .* log(p) + (1 - t) .* log(1 - p))\n"
        "claim dL/dz = (p - t)/N\n";
    const std::string cancelling =
        "given x[1,1] ~ uniform(1,2)\nL = x^2\nclaim dL/dx = (1e9 + 2*x) - 1e9\n";
    const std::string fixed =
        "given x = 0.7\nL = x^2\nclaim dL/dx = (1e9 + 2*x) - 1e9\n";
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        const VerifyOptions options{seed, {}, {}};
        BOOST_TEST(verdict_of(saturated, options) == Verdict::holds, seed);
        BOOST_TEST(verdict_of(cancelling, options) != Verdict::fails, seed);
    }
    BOOST_TEST(verdict_of(fixed) != Verdict::fails);
}

BOOST_AUTO_TEST_CASE(a_small_mistake_is_no_rounding) {
    const std::string large =
        "size n = 5\ngiven x[n,1]\nL = 1e6 + sum(x.^2)\nclaim dL/dx = ";
    BOOST_TEST(verdict_of(large + "2*x\n") == Verdict::holds);
    BOOST_TEST(verdict_of(large + "2*x*(1 + 1e-9)\n") == Verdict::fails);
}

BOOST_AUTO_TEST_CASE(ill_conditioned_matrices_do_not_make_right_claims_fail) {
    const std::string hilbert =
        "given A = [1 1/2 1/3 1/4; 1/2 1/3 1/4 1/5; 1/3 1/4 1/5 1/6; 1/4 1/5 1/6 1/7]\n"
        "given b = [1;2;3;4]\ns = sum(A\\b)\nd = logdet(A)\n";
    BOOST_TEST(verdict_of(hilbert + "claim ds/db = A'\\ones(4,1)\n") == Verdict::holds);
    BOOST_TEST(verdict_of(hilbert + "claim ds/dA = -(A'\\ones(4,1))*(A\\b)'\n") ==
               Verdict::holds);
    BOOST_TEST(verdict_of(hilbert + "claim dd/dA = inv(A)'\n") == Verdict::holds);
    BOOST_TEST(verdict_of(hilbert + "claim ds/dA = (A'\\ones(4,1))*(A\\b)'\n") ==
               Verdict::fails);
}

BOOST_AUTO_TEST_CASE(functions_are_judged_at_large_arguments_and_small_ones) {
    for (const std::string claim :
         {"f(z) = tanh(z)\nclaim f'(z) = 1 - tanh(z)^2\n",
          "f(z) = tanh(z)\nclaim f''(z) = -2*tanh(z)*(1 - tanh(z)^2)\n",
          "f(z) = 1/(1 + exp(-z))\nclaim f'(z) = f(z)*(1 - f(z))\n",
          "f(z) = z^3*sin(2.3*z)\n"
          "claim f'(z) = 3*z^2*sin(2.3*z) + 2.3*z^3*cos(2.3*z)\n",
          "f(z) = log(z)\nclaim f'(z) = 1/z\n"}) {
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            BOOST_TEST(verdict_of(claim, {seed, {}, {}}) == Verdict::holds,
                       claim << seed);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_mistake_that_only_some_trials_show_fails) {
    // The kink at 0.9 is passed by few of the drawn values
    const std::string rare =
        "given x[1,1] ~ uniform(0,1)\nL = x + max(x - 0.9, 0)\ntrials 40\n"
        "claim dL/dx = ";
    BOOST_TEST(verdict_of(rare + "1 + (x > 0.9)\n") == Verdict::holds);
    BOOST_TEST(verdict_of(rare + "1\n") == Verdict::fails);
}

BOOST_AUTO_TEST_SUITE_END()
