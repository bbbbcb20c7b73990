/// Tests of claims/edits.hpp.
#include "chainrule/claims/edits.hpp"

#include "chainrule/claims/reader.hpp"
#include "tests/support/findings.hpp"

#include <boost/test/unit_test.hpp>

using namespace chainrule;
using namespace chainrule::claims;
using chainrule::tests::contains;

namespace {

struct Visited {
    std::size_t count = 0;
    std::vector<std::string> said;
    bool shapes_fit = true;
};

/// All edits of the last claim of a file.
Visited edits_of(const std::string& text,
                 Reach reach,
                 std::size_t most = static_cast<std::size_t>(-1)) {
    const Source source("test", text);
    const Reading reading = read_derivation(source);
    BOOST_REQUIRE(reading.complaints.empty());
    const Claim& claim = reading.derivation.claims.back();
    const Shape wanted = claim.kind == Claim::Kind::gradient ? claim.expected : Shape{};
    Visited visited;
    for_each_edit(source, reading.derivation, claim, reach, [&](const Edit& edit) {
        visited.said.push_back(edit.says.text);
        visited.shapes_fit = visited.shapes_fit && edit.expression.shape() == wanted;
        return ++visited.count == most;
    });
    return visited;
}

bool says(const Visited& visited, const std::string& text) {
    return std::any_of(visited.said.begin(),
                       visited.said.end(),
                       [&](const std::string& said) { return contains(said, text); });
}

const std::string layer =
    "size D = 3, H = 2, N = 4\ngiven X[D,N], V[D,N]\nparam W[H,D]\nZ = W*X\n"
    "A = tanh(Z)\nL = sum(sum(A.^2))\nclaim dL/dZ = 2*A .* (1 - A.^2)\n"
    "claim dL/dW = dL/dZ*X'\n";

}  // namespace

BOOST_AUTO_TEST_SUITE(edits)

BOOST_AUTO_TEST_CASE(every_edit_has_the_shape_that_the_claim_needs) {
    for (const Reach reach : {Reach::near, Reach::far}) {
        const Visited visited = edits_of(layer, reach);
        BOOST_TEST(visited.count > 5u);
        BOOST_TEST(visited.shapes_fit);
    }
}

BOOST_AUTO_TEST_CASE(the_first_edit_that_is_welcome_is_the_last) {
    BOOST_TEST(edits_of(layer, Reach::far, 7).count == 7u);
    BOOST_TEST(edits_of(layer, Reach::near, 1).count == 1u);
}

BOOST_AUTO_TEST_CASE(slips_are_near_and_what_the_line_lacks_is_far) {
    const Visited near = edits_of(layer, Reach::near);
    BOOST_TEST(says(near, "with V in place of X"));
    BOOST_TEST(!says(near, "the derivative of tanh"));
    const Visited far = edits_of(layer, Reach::far);
    BOOST_TEST(says(far, "multiply dL/dZ by the derivative of tanh at Z"));
    BOOST_TEST(!says(far, "the sign"));
}

BOOST_AUTO_TEST_CASE(a_name_of_another_shape_is_tried_only_where_the_claim_has_one) {
    BOOST_TEST(!says(edits_of(layer, Reach::near), "with A in place of"));
    const std::string misshapen =
        "size D = 3, H = 2, N = 4\ngiven X[D,N]\nparam W[H,D]\nZ = W*X\nA = tanh(Z)\n"
        "L = sum(sum(A.^2))\nclaim dL/dW = dL/dZ*A'\n";
    BOOST_TEST(says(edits_of(misshapen, Reach::near), "with X in place of A"));
}

BOOST_AUTO_TEST_CASE(indices_are_exchanged_in_jacobians_alone) {
    const std::string jacobian =
        "size n = 3\ngiven A[n,n], x[n,1]\ny = A*x\nclaim dy/dx(i,j) = A(j,i)\n";
    const Visited visited = edits_of(jacobian, Reach::near);
    BOOST_TEST(says(visited, "the indices of A(j,i) exchanged"));
    BOOST_TEST(says(visited, "multiply it by (i==j)"));
    BOOST_TEST(!says(edits_of(layer, Reach::near), "=="));
}

BOOST_AUTO_TEST_CASE(a_number_below_the_line_is_not_multiplied_by_matrices) {
    const std::string mean =
        "size n = 3\ngiven x[n,1], u[n,1]\nL = sum(x.^2)/2\nclaim dL/dx = x/(1 + n)\n";
    BOOST_TEST(!says(edits_of(mean, Reach::far), "multiply (1 + n) by u"));
    BOOST_TEST(!says(edits_of(mean, Reach::far), "multiply 1 by u"));
}

BOOST_AUTO_TEST_CASE(the_number_of_edits_is_bounded) {
    std::string text = "size n = 3\n";
    for (int k = 0; k < 60; ++k) {
        text += "given x" + std::to_string(k) + "[n,n]\n";
    }
    text += "L = sum(sum(x0))\nclaim dL/dx0 = x1";
    for (int k = 2; k < 40; ++k) text += " + x" + std::to_string(k) + "*x1";
    text += "\n";
    for (const Reach reach : {Reach::near, Reach::far}) {
        BOOST_TEST(edits_of(text, reach).count <= 20'000u);
    }
}

BOOST_AUTO_TEST_SUITE_END()
