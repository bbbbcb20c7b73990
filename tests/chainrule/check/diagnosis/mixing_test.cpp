/// Attention with named values: what is wrong with the way back through the softmax, or
/// with what it mixes.
#include "chainrule/check/diagnosis/mixing.hpp"
#include "chainrule/check.hpp"
#include "chainrule/random.hpp"
#include "tests/support/blocks.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <string>
#include <vector>

using namespace chainrule;
using arma::mat;
using arma::vec;
using chainrule::tests::drawn;

namespace {

/// The forward pass, and the way back as far as dL/dA.
struct Pass {
    mat Q, K, V, S, A, O, dO, dA;
};

/// The derivatives of Q, K and V.
struct Back {
    mat dQ, dK, dV;
};

mat dS_of(const Pass& p) {
    return p.A % (p.dA - arma::repmat(arma::sum(p.A % p.dA, 0), p.A.n_rows, 1));
}

Back back_from(const Pass& p, const mat& dS) {
    return {p.K * dS / 2.0, p.Q * dS.t() / 2.0, p.dO * p.A.t()};
}

/// A tenth of the squares of V*softmax(K'*Q/2) - Y, with Q, K and V from X.
Report report_of(const std::function<Back(const Pass&)>& rule) {
    Random random(91);
    const mat X = drawn(random, 6, 5, 0.6), Y = drawn(random, 4, 5, 0.6);
    const vec x = arma::vectorise(drawn(random, 72, 1, 0.6));
    const auto pass = [&](const vec& at) {
        Pass p;
        p.Q = arma::reshape(mat(at.head(24)), 4, 6) * X;
        p.K = arma::reshape(mat(at.subvec(24, 47)), 4, 6) * X;
        p.V = arma::reshape(mat(at.tail(24)), 4, 6) * X;
        p.S = p.K.t() * p.Q / 2.0;
        p.A = arma::exp(p.S);
        p.A.each_row() /= arma::rowvec(arma::sum(p.A, 0));
        p.O = p.V * p.A;
        p.dO = (p.O - Y) / 5.0;
        p.dA = p.V.t() * p.dO;
        return p;
    };
    CheckOptions options;
    options.blocks = {{"Wq", 4, 6}, {"Wk", 4, 6}, {"Wv", 4, 6}};
    options.values = [&](const vec& at) {
        const Pass p = pass(at);
        return std::vector<NamedMatrix>{{"X", X},
                                        {"Y", Y},
                                        {"Q", p.Q},
                                        {"K", p.K},
                                        {"V", p.V},
                                        {"S", p.S},
                                        {"A", p.A},
                                        {"O", p.O}};
    };
    return check_gradient(
        [&](const vec& at) { return arma::accu(arma::square(pass(at).O - Y)) / 10.0; },
        [&](const vec& at) {
            const Back back = rule(pass(at));
            vec g = arma::vectorise(mat(back.dQ * X.t()));
            g = arma::join_cols(g, arma::vectorise(mat(back.dK * X.t())));
            return vec(arma::join_cols(g, arma::vectorise(mat(back.dV * X.t()))));
        },
        x,
        options);
}

void expect(const std::function<Back(const Pass&)>& rule,
            Mistake kind,
            const std::string& text) {
    const Report report = report_of(rule);
    BOOST_TEST(report.diagnosis == text);
    for (const Diagnosis& one : report.diagnoses) {
        BOOST_TEST(to_string(one.kind) == to_string(kind), one.text);
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mixing)

BOOST_AUTO_TEST_CASE(the_right_gradient_holds) {
    BOOST_TEST(report_of([](const Pass& p) {
                   return back_from(p, dS_of(p));
               }).verdict == Verdict::holds);
}

BOOST_AUTO_TEST_CASE(what_is_missing_on_the_way_back_through_a_softmax_is_named) {
    expect(
        [](const Pass& p) { return back_from(p, p.A % p.dA); },
        Mistake::missing_term,
        "Wq and Wk: in the way back through the softmax A the part with the sum of A "
        ".* dL/dA is missing");
    expect(
        [](const Pass& p) { return back_from(p, p.A % (1.0 - p.A) % p.dA); },
        Mistake::missing_term,
        "Wq and Wk: the claimed value has only the diagonal of the derivative of the "
        "softmax A: the part off the diagonal is missing");
    expect([](const Pass& p) { return back_from(p, p.dA); },
           Mistake::missing_factor,
           "Wq and Wk: the way back through the softmax A is missing");
    expect([](const Pass& p) { return back_from(p, dS_of(p).t()); },
           Mistake::transpose,
           "Wq and Wk: the claimed value has what comes back through the softmax A "
           "transposed");
}

BOOST_AUTO_TEST_CASE(a_wrong_matrix_in_a_product_is_named) {
    expect(
        [](const Pass& p) {
            Back back = back_from(p, dS_of(p));
            back.dV = p.dO * p.A;
            return back;
        },
        Mistake::transpose,
        "Wv: the claimed value has A in place of A'");
    expect(
        [](const Pass& p) {
            Back back = back_from(p, dS_of(p));
            back.dQ = p.Q * dS_of(p) / 2.0;
            return back;
        },
        Mistake::missing_factor,
        "Wq: the claimed value has Q in place of K");
    expect(
        [](Pass p) {
            p.dO = p.O / 5.0;
            p.dA = p.V.t() * p.dO;
            return back_from(p, dS_of(p));
        },
        Mistake::missing_term,
        "all blocks: the claimed value has O in place of O - Y");
}

BOOST_AUTO_TEST_CASE(another_way_back_is_not_guessed) {
    const Report report = report_of([](const Pass& p) {
        Back back = back_from(p, arma::sqrt(p.A) % dS_of(p));
        back.dV = p.dO * (p.A % p.A).t();
        return back;
    });
    BOOST_TEST(report.diagnosis.empty(), report.diagnosis);
}

BOOST_AUTO_TEST_SUITE_END()
