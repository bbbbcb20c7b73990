/// Tests of claims/remarks.hpp: what is said of claims that hold.
#include "chainrule/claims/remarks.hpp"

#include "tests/chainrule/claims/verified.hpp"
#include "tests/support/findings.hpp"

using namespace chainrule;
using namespace chainrule::claims;
using chainrule::tests::contains;
using chainrule::tests::verified;

namespace {

/// The remark on the last claim, which has to hold.
std::string remark_on(const std::string& text) {
    const auto verification = verified(text);
    const Judgement& judgement = verification->judgements.back();
    BOOST_REQUIRE_MESSAGE(judgement.verdict == Verdict::holds, text);
    return judgement.remark;
}

std::string network(const std::string& weights, const std::string& claim) {
    return "size D = 3, H = 4, C = 2, N = 5\ngiven X[D,N], T[C,N]\nparam W1[H,D]\n" +
           weights +
           "A = tanh(W1*X)\nZ = W2*A\nL = sum(sum((Z - T).^2))/(2*N)\nclaim " + claim +
           "\n";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(remarks)

BOOST_AUTO_TEST_CASE(zero_weights_are_told_of_where_they_hide_mistakes) {
    const std::string zeros = "given W2 = zeros(C,H)\n";
    BOOST_TEST(contains(remark_on(network(zeros, "dL/dA = W2'*(Z - T)/N")),
                        "zero in every trial"));
    BOOST_TEST(contains(remark_on(network(zeros, "dL/dZ = (Z - T)/N")),
                        "Z is 0 in every trial"));
    const std::string drawn = "param W2[C,H]\n";
    BOOST_TEST(remark_on(network(drawn, "dL/dA = W2'*(Z - T)/N")).empty());
    BOOST_TEST(remark_on(network(drawn, "dL/dZ = (Z - T)/N")).empty());
}

BOOST_AUTO_TEST_CASE(a_weight_of_zero_leaves_its_term_untested) {
    const auto remark = [](const std::string& lambda) {
        return remark_on("size n = 4\ngiven x[n,1], lambda = " + lambda +
                         "\nL = sum(x.^2)/2 + lambda*sum(x.^4)\n"
                         "claim dL/dx = x + 4*lambda*x.^3\n");
    };
    BOOST_TEST(contains(remark("0"), "4*lambda*x.^3 is 0 in every trial"));
    BOOST_TEST(remark("0.5").empty());
}

BOOST_AUTO_TEST_CASE(a_factor_that_is_always_one_is_told_of) {
    const auto remark = [](const std::string& distribution) {
        return remark_on("size n = 6\ngiven x[n,1] ~ " + distribution +
                         "\nL = sum(relu(x).^2)/2\nclaim dL/dx = x .* (x > 0)\n");
    };
    BOOST_TEST(contains(remark("positive"), "(x > 0) is 1 in every trial"));
    BOOST_TEST(remark("normal").empty());
}

BOOST_AUTO_TEST_CASE(a_size_of_one_hides_its_factor) {
    const auto remark = [](const std::string& size) {
        return remark_on("size D = 3, N = " + size +
                         "\ngiven X[D,N], t[1,N]\nparam w[D,1]\nz = w'*X\n"
                         "L = sum((z - t).^2)/(2*N)\nclaim dL/dw = X*(z - t)'/N\n");
    };
    BOOST_TEST(contains(remark("1"), "N is 1"));
    BOOST_TEST(remark("4").empty());
}

BOOST_AUTO_TEST_CASE(a_symmetric_matrix_hides_its_transpose) {
    const auto remark = [](const std::string& distribution) {
        return remark_on("size n = 3\ngiven A[n,n] ~ " + distribution +
                         "\nL = log(det(A)^2)/2\nclaim dL/dA = inv(A)'\n");
    };
    BOOST_TEST(contains(remark("spd"), "A is symmetric"));
    BOOST_TEST(remark("normal").empty());
}

BOOST_AUTO_TEST_CASE(a_kink_is_told_of) {
    BOOST_TEST(contains(remark_on("given z = [0; 1]\nL = sum(abs(z))\n"
                                  "claim dL/dz = sign(z)\n"),
                        "at a kink"));
}

BOOST_AUTO_TEST_SUITE_END()
