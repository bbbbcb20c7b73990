/// Tests of claims/diagnose.hpp: the kind of a mistake and what is said of it, on several
/// derivations for every kind.
#include "chainrule/claims/diagnose.hpp"

#include "tests/chainrule/claims/verified.hpp"
#include "tests/support/findings.hpp"

using namespace chainrule;
using namespace chainrule::claims;
using chainrule::tests::contains;
using chainrule::tests::diagnosis_of;
using chainrule::tests::verdict_of;

namespace {

const std::string softmax_regression =
    "size D = 5, C = 4, N = 7\ngiven X[D,N], y[1,N] ~ labels(C)\ngiven lambda = 0.05\n"
    "param W[C,D], b[C,1]\nY = onehot(y, C)\nZ = W*X + b\nP = softmax(Z)\n"
    "L = -sum(sum(Y .* log(P)))/N + lambda/2*sum(sum(W.^2))\n";

const std::string network =
    "size D = 4, H = 5, G = 3, N = 6\ngiven X[D,N], T[G,N]\n"
    "param W1[H,D], b1[H,1], W2[G,H]\nZ1 = W1*X + b1\nA1 = tanh(Z1)\nZ2 = W2*A1\n"
    "A2 = sigmoid(Z2)\nL = sum(sum((A2 - T).^2))/(2*N)\n";

/// All matrices square, so that products fit that should not.
const std::string square =
    "size n = 4\ngiven X[n,n], T[n,n]\nparam W[n,n]\nZ = W*X\nA = relu(Z)\nE = A - T\n"
    "L = sum(sum(E.^2))/2\n";

const std::string batch_normalisation =
    "size D = 4, N = 6\ngiven X[D,N], T[D,N]\nparam gamma[D,1], beta[D,1]\n"
    "mu = mean(X, 2)\nXc = X - mu\nv = mean(Xc.^2, 2)\ns = sqrt(v + 1e-5)\n"
    "Xhat = Xc ./ s\nY = gamma .* Xhat + beta\nL = sum(sum((Y - T).^2))/2\n";

const std::string jacobian =
    "size n = 4\ngiven x[n,1], A[n,n]\np = softmax(x)\ns = sigmoid(x)\ny = exp(A*x)\n";

const std::string factorisation =
    "size M = 5, N = 4, K = 2\ngiven R[M,N]\ngiven lu = 0.1, lv = 0.25\n"
    "param U[M,K], V[N,K]\nE = U*V' - R\n"
    "L = sum(sum(E.^2))/2 + lu/2*sum(sum(U.^2)) + lv/2*sum(sum(V.^2))\n";

struct Case {
    std::string derivation, claim;
    Kind kind;
    std::string says;
};

void require(const std::vector<Case>& cases) {
    for (const Case& expected : cases) {
        const claims::Diagnosis diagnosis =
            diagnosis_of(expected.derivation + "claim " + expected.claim + "\n");
        BOOST_TEST(to_string(diagnosis.kind) == to_string(expected.kind),
                   expected.claim << ": " << diagnosis.text);
        BOOST_TEST(contains(diagnosis.text, expected.says),
                   expected.claim << ": " << diagnosis.text);
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(diagnose)

BOOST_AUTO_TEST_CASE(factors_are_named_by_sizes_and_small_numbers) {
    require({{softmax_regression, "dL/dZ = P - Y", Kind::factor, "7 times"},
             {softmax_regression, "dL/dZ = P - Y", Kind::factor, "N = 7"},
             {softmax_regression, "dL/dZ = (P - Y)/C", Kind::factor, "N/C"},
             {softmax_regression, "dL/db = mean(dL/dZ, 2)", Kind::factor, "1/N"},
             {network, "dL/dA2 = 2*(A2 - T)/N", Kind::factor, "is a 1/2 missing?"},
             {factorisation, "dL/dU = E*V + 2*lu*U", Kind::factor, "without 2"},
             {batch_normalisation,
              "dL/dv = -sum(dL/dXhat .* Xc, 2) ./ s.^3",
              Kind::factor,
              "2 times"},
             {"f(z) = z^3\n", "f'(z) = z^2", Kind::factor, "1/3"},
             {"given tau = 2.5\nsize n = 3\ngiven x[n,1]\nL = sum(exp(x/tau))\n",
              "dL/dx = exp(x/tau)",
              Kind::factor,
              "a factor 1/tau"}});
}

BOOST_AUTO_TEST_CASE(a_size_that_nobody_computes_with_names_no_factor) {
    const claims::Diagnosis diagnosis = diagnosis_of(
        "size m = 3, n = 4\ngiven A[m,n]\nL = sum(sum(A.^3))\nclaim dL/dA = A.^2\n");
    BOOST_TEST(int(diagnosis.kind) == int(Kind::factor));
    BOOST_TEST(!contains(diagnosis.text, "m"), diagnosis.text);
}

BOOST_AUTO_TEST_CASE(a_number_at_one_part_is_found) {
    require(
        {{softmax_regression, "dL/dZ = P - Y/N", Kind::factor, "1/N times P"},
         {softmax_regression,
          "dL/dW = N*dL/dZ*X' + lambda*W",
          Kind::factor,
          "without N"},
         {"given k = 2.3\nf(z) = z^3*sin(k*z)\n",
          "f'(z) = 3*z^2*sin(k*z) + z^3*cos(k*z)",
          Kind::factor,
          "k times z^3*cos(k*z)"},
         {"f(z) = z*exp(-z^2/2)/sqrt(2*pi)\n",
          "f'(z) = exp(-z^2/2)/sqrt(2*pi) - z^2*exp(-z^2/2)",
          Kind::factor,
          "1/sqrt(2*pi)"},
         {"size n = 4\ngiven Y[n,n], G[n,n]\nL = sum(sum(leaky_relu(Y, 0.1) .* G)) + "
          "0.1*sum(sum(Y))\n",
          "dL/dY = G .* ((Y > 0) + (Y <= 0)) + 0.1",
          Kind::factor,
          "0.1 times (Y <= 0)"}});
}

BOOST_AUTO_TEST_CASE(signs_are_found_in_all_and_in_part) {
    require({{softmax_regression, "dL/dZ = (Y - P)/N", Kind::sign, "wrong sign"},
             {softmax_regression,
              "dL/dW = dL/dZ*X' - lambda*W",
              Kind::sign,
              "in front of lambda*W"},
             {network,
              "dL/dZ1 = W2'*dL/dZ2 .* (1 + A1.^2)",
              Kind::sign,
              "in front of A1.^2"},
             {network, "dL/dZ2 = dL/dA2 .* A2 .* (A2 - 1)", Kind::sign, "wrong sign"},
             {jacobian,
              "dp/dx(i,j) = p(i)*((i==j) + p(j))",
              Kind::sign,
              "in front of p(j)"},
             {"f(z) = log(1 + exp(z))\n",
              "f'(z) = 1/(1 + exp(z))",
              Kind::sign,
              "the sign of z"}});
}

BOOST_AUTO_TEST_CASE(transposes_are_found_where_shapes_cannot_tell) {
    require({{square, "dL/dW = X*dL/dZ'", Kind::transpose, "transpose"},
             {square, "dL/dW = dL/dZ*X", Kind::transpose, "X'"},
             {square, "dL/dX = W*dL/dZ", Kind::transpose, "W'"},
             {square, "dL/dW = dL/dZ'*X", Kind::transpose, "wrong factor"},
             {"size n = 3\ngiven X[n,n]\nL = trace(X^3)\n",
              "dL/dX = 3*X^2",
              Kind::transpose,
              "transpose"},
             {jacobian, "dy/dx(i,j) = y(i)*A(j,i)", Kind::transpose, ""},
             {softmax_regression,
              "dL/dW = X*dL/dZ' + lambda*W'",
              Kind::transpose,
              "transpose of the gradient"}});
}

BOOST_AUTO_TEST_CASE(shapes_are_told_with_what_would_fit) {
    require(
        {{softmax_regression, "dL/db = dL/dZ", Kind::shape, "sum(dL/dZ, 2)"},
         {softmax_regression, "dL/db = dL/dZ", Kind::shape, "dL/db is 4x7, b is 4x1"},
         {softmax_regression, "dL/db = sum(sum(dL/dZ))", Kind::shape, "sum(dL/dZ, 2)"},
         {softmax_regression, "dL/db = sum(dL/dZ(:))", Kind::shape, "sum(dL/dZ, 2)"},
         {batch_normalisation,
          "dL/dgamma = sum(dL/dY .* Xhat, 1)",
          Kind::shape,
          "with 2 in place of 1"},
         {network, "dL/db1 = dL/dZ1", Kind::shape, "sum(dL/dZ1, 2)"},
         {network, "dL/dW1 = dL/dZ1*A1'", Kind::shape, "X"}});
}

BOOST_AUTO_TEST_CASE(missing_terms_are_named) {
    require({{softmax_regression, "dL/dW = dL/dZ*X'", Kind::missing_term, "lambda*W"},
             {softmax_regression, "dL/dZ = P/N", Kind::missing_term, "-1/N*Y"},
             {factorisation, "dL/dV = E'*U", Kind::missing_term, "lv*V"},
             {"size n = 4\ngiven A[n,n], x[n,1], b[n,1]\nL = x'*A*x + b'*x\n",
              "dL/dx = A*x + b",
              Kind::missing_term,
              "A'*x"},
             {"size n = 4\ngiven A[n,n], x[n,1], b[n,1]\nL = x'*A*x + b'*x\n",
              "dL/dx = 2*A*x + b",
              Kind::missing_term,
              "counted twice"},
             {"size K = 3, N = 4\ngiven Z[K,N]\nL = sum(sum(exp(Z) - Z))\n",
              "dL/dZ = exp(Z)",
              Kind::missing_term,
              "-1"}});
}

BOOST_AUTO_TEST_CASE(
    forgotten_paths_of_a_normalisation_are_named_by_what_they_go_through) {
    const std::string all =
        "gamma ./ s .* (dL/dY - mean(dL/dY, 2) - Xhat .* "
        "mean(dL/dY .* Xhat, 2))";
    BOOST_TEST(verdict_of(batch_normalisation + "claim dL/dX = " + all + "\n") ==
               Verdict::holds);
    require({{batch_normalisation,
              "dL/dX = gamma ./ s .* dL/dY",
              Kind::missing_term,
              "through"},
             {batch_normalisation,
              "dL/dX = gamma ./ s .* (dL/dY - mean(dL/dY, 2))",
              Kind::missing_term,
              "through v"},
             {batch_normalisation,
              "dL/dX = gamma ./ s .* (dL/dY - Xhat .* mean(dL/dY .* Xhat, 2))",
              Kind::missing_term,
              "through mu"},
             {batch_normalisation,
              "dL/dXc = dL/dXhat ./ s",
              Kind::missing_term,
              "through v"}});
}

BOOST_AUTO_TEST_CASE(extra_terms_and_factors_are_named) {
    require({{batch_normalisation,
              "dL/dXhat = dL/dY .* gamma + beta",
              Kind::extra_term,
              "without beta"},
             {softmax_regression,
              "dL/db = sum(dL/dZ, 2) + lambda*b",
              Kind::extra_term,
              "without lambda*b"},
             {softmax_regression,
              "dL/dZ = (P - Y)/N .* P .* (1 - P)",
              Kind::factor,
              "without P .* (1 - P)"},
             {"given a = 2\nf(z) = a*z + sin(z)\n",
              "f'(z) = a + cos(z) + z",
              Kind::extra_term,
              "without z"}});
}

BOOST_AUTO_TEST_CASE(missing_factors_are_named) {
    require(
        {{network, "dL/dZ2 = dL/dA2", Kind::missing_factor, "sigmoid'(Z2)"},
         {network, "dL/dZ2 = dL/dA2 .* A2", Kind::missing_factor, "(1 - A2)"},
         {batch_normalisation, "dL/dXhat = dL/dY", Kind::missing_factor, "gamma"},
         {square, "dL/dZ = E", Kind::missing_factor, "(Z > 0)"},
         {factorisation, "dL/dU = E*V + lu", Kind::missing_factor, "U"},
         {"f(z) = 1/(1 + exp(-z))\n",
          "f'(z) = f(z)",
          Kind::missing_factor,
          "(1 - f(z))"},
         {"f(z) = log(1 + z^2)\n", "f'(z) = 1/(1 + z^2)", Kind::missing_factor, "2*z"},
         {jacobian, "dy/dx(i,j) = A(i,j)", Kind::missing_factor, "y"}});
}

BOOST_AUTO_TEST_CASE(the_other_product_is_named) {
    require({{square, "dL/dW = dL/dZ .* X'", Kind::matmul_vs_elementwise, "'*'"},
             {square, "dL/dW = dL/dZ .* X", Kind::matmul_vs_elementwise, "transposed"},
             {square, "dL/dZ = E*(Z > 0)", Kind::matmul_vs_elementwise, "'.*'"},
             {square, "dL/dX = W' .* dL/dZ", Kind::matmul_vs_elementwise, "'*'"}});
}

BOOST_AUTO_TEST_CASE(wrong_entries_have_a_pattern) {
    require({{jacobian,
              "dp/dx(i,j) = (i==j)*p(i)*(1 - p(i))",
              Kind::wrong_entries,
              "only the diagonal is right"},
             {jacobian,
              "dp/dx(i,j) = -p(i)*p(j)",
              Kind::wrong_entries,
              "only the diagonal is wrong"},
             {jacobian,
              "ds/dx(i,j) = s(i)*(1 - s(i))",
              Kind::wrong_entries,
              "multiply it by (i==j)"},
             {jacobian,
              "dp/dx(i,j) = p(i)*(1 - p(j))",
              Kind::wrong_entries,
              "(i==j) in place of 1"}});
}

BOOST_AUTO_TEST_CASE(places_are_counted_from_one_and_come_with_what_mends_them) {
    require({{network,
              "dL/dW2 = dL/dZ2*A1' .* [0 1 1 1 1]",
              Kind::wrong_entries,
              "only column 1 is wrong"},
             {network,
              "dL/dW2 = dL/dZ2*A1' .* [0 1 1 1 1]",
              Kind::wrong_entries,
              "without [0 1 1 1 1] it would hold"}});
}

BOOST_AUTO_TEST_CASE(a_path_of_a_single_number_is_found_with_the_help_of_other_trials) {
    require(
        {{"size n = 6\ngiven r[n,1], c = 3\nparam s\nv = exp(s)\n"
          "L = sum(r.^2)/(2*v) + c/v + s\n",
          "dL/dv = -sum(r.^2)/(2*v^2)",
          Kind::missing_term,
          "that of the second one"}});
}

BOOST_AUTO_TEST_CASE(names_in_the_wrong_place_are_told) {
    require(
        {{network, "dL/dW2 = dL/dZ2*Z1'", Kind::wrong_variable, "A1 in place of Z1"},
         {network,
          "dL/dZ1 = W2'*dL/dZ2 .* (1 - Z1.^2)",
          Kind::wrong_variable,
          "A1 in place of Z1"},
         {network,
          "dL/dZ2 = dL/dA2 .* Z2 .* (1 - Z2)",
          Kind::wrong_variable,
          "A2 in place of Z2"},
         {factorisation,
          "dL/dU = E*V + lv*U",
          Kind::wrong_variable,
          "lu in place of lv"},
         {square, "dL/dZ = E .* (Z < 0)", Kind::wrong_variable, "'>'"},
         {"f(z) = tanh(z)\n", "f'(z) = 1 - z^2", Kind::wrong_variable, "f(z)"},
         {jacobian,
          "dp/dx(i,j) = p(i)*((i==j) - p(i))",
          Kind::wrong_variable,
          "j in place of i"}});
}

BOOST_AUTO_TEST_CASE(a_claim_of_zero_and_one_that_is_not_finite_are_told) {
    require({{network, "dL/dZ2 = 0*A2", Kind::factor, "zero"}});
    const claims::Diagnosis infinite =
        diagnosis_of(network + "claim dL/dZ2 = A2 ./ (0*A2)\n");
    BOOST_TEST(int(infinite.kind) == int(Kind::unknown));
    BOOST_TEST(contains(infinite.text, "not finite"));
}

BOOST_AUTO_TEST_CASE(what_nothing_explains_is_shown_side_by_side) {
    const claims::Diagnosis none =
        diagnosis_of(network + "claim dL/dZ2 = sin(A2.^3 + cos(T*T'*A2))\n");
    BOOST_TEST(int(none.kind) == int(Kind::unknown), none.text);
    BOOST_TEST(contains(none.text, "18 of 18 entries are wrong"), none.text);
    BOOST_TEST(contains(none.text, "yours"));
    BOOST_TEST(contains(none.text, "true"));
}

BOOST_AUTO_TEST_CASE(what_is_said_to_hold_in_place_of_something_does) {
    struct Mistake {
        std::string derivation, left, right;
    };
    const Mistake mistakes[] = {
        {network, "dL/dW2", "dL/dZ2*Z1'"},
        {network, "dL/dZ1", "W2'*dL/dZ2 .* (1 - Z1.^2)"},
        {batch_normalisation, "dL/dgamma", "sum(dL/dY .* Xc, 2)"},
        {batch_normalisation, "dL/ds", "-sum(dL/dXhat .* Xc, 2) ./ s"},
        {square, "dL/dX", "W*dL/dZ"},
        {factorisation, "dL/dU", "E*V + lv*U"},
        {softmax_regression, "dL/dZ", "(Z - Y)/N"},
        {softmax_regression, "dL/db", "dL/dZ"},
        {jacobian, "dp/dx(i,j)", "x(i)*((i==j) - p(j))"},
        {jacobian, "dp/dx(i,j)", "p(i)*(1 - p(j))"}};
    for (const Mistake& mistake : mistakes) {
        const auto [derivation, left, right] = mistake;
        const std::string text =
            diagnosis_of(derivation + "claim " + left + " = " + right + "\n").text;
        const std::string begin = "with ", middle = " in place of ",
                          end = " it would hold";
        const std::size_t from = text.find(begin), to = text.find(middle);
        BOOST_REQUIRE_MESSAGE(
            from != std::string::npos && to != std::string::npos && text.ends_with(end),
            left << ": " << text);
        const std::string better =
            text.substr(from + begin.size(), to - from - begin.size());
        const std::size_t wrong_at = to + middle.size();
        const std::string wrong =
            text.substr(wrong_at, text.size() - end.size() - wrong_at);
        bool holds = false;
        for (std::size_t at = right.find(wrong); at != std::string::npos;
             at = right.find(wrong, at + 1)) {
            std::string corrected = right;
            corrected.replace(at, wrong.size(), better);
            const Source source(
                "test", derivation + "claim " + left + " = " + corrected + "\n");
            const Verification verification = claims::verify(source, {11, {}, {}});
            holds = holds || (verification.readable() &&
                              verification.count(Verdict::holds) == 1);
        }
        BOOST_TEST(holds, left << " = " << right << ": " << text);
    }
}

BOOST_AUTO_TEST_SUITE_END()
