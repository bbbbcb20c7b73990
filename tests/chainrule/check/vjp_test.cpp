/// check_vjp: the backward pass of matrix functions, with random cotangents.
#include "chainrule/check.hpp"
#include "tests/support/findings.hpp"
#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

using chainrule::check_vjp;
using chainrule::CheckOptions;
using chainrule::Mistake;
using chainrule::Oracles;
using chainrule::Report;
using chainrule::Verdict;
using chainrule::tests::find_oracle;
using chainrule::tests::random_matrix;

namespace {

/// Y = tanh(W X) with fixed W, for real and complex X.
struct Layer {
    arma::mat weights = random_matrix(4, 3, 21);

    template <class eT>
    arma::Mat<eT> operator()(const arma::Mat<eT>& x) const {
        return arma::tanh(arma::conv_to<arma::Mat<eT>>::from(weights) * x);
    }
    [[nodiscard]] arma::mat vjp(const arma::mat& x, const arma::mat& y_bar) const {
        return weights.t() * (y_bar % (1.0 - arma::square((*this)(x))));
    }
    [[nodiscard]] arma::mat jvp(const arma::mat& x, const arma::mat& x_dot) const {
        return (1.0 - arma::square((*this)(x))) % (weights * x_dot);
    }
};

struct Example {
    Layer layer;
    arma::mat x = 0.5 * random_matrix(3, 2, 22);
};

/// Three matrices in one flat vector: y = W x + b, for real and complex entries.
struct Packed {
    template <class eT>
    static arma::Col<eT> value(const arma::Col<eT>& flat) {
        const arma::Mat<eT> w(flat.memptr(), 2, 3);
        const arma::Col<eT> x = flat.subvec(6, 8), b = flat.subvec(9, 10);
        return w * x + b;
    }
    arma::vec operator()(const arma::vec& flat) const { return value(flat); }
    arma::cx_vec operator()(const arma::cx_vec& flat) const { return value(flat); }
};

arma::vec packed_vjp(const arma::vec& flat, const arma::vec& y_bar) {
    const arma::mat w(flat.memptr(), 2, 3);
    const arma::vec x = flat.subvec(6, 8);
    const arma::mat w_bar = y_bar * x.t();
    return arma::join_cols(arma::vectorise(w_bar), arma::vec(w.t() * y_bar), y_bar);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(vjp)

BOOST_FIXTURE_TEST_CASE(a_right_backward_pass_holds_by_every_oracle, Example) {
    const auto pull = [&](const arma::mat& at, const arma::mat& y_bar) {
        return layer.vjp(at, y_bar);
    };
    const Report report = check_vjp(layer, pull, x);
    BOOST_TEST(report.verdict == Verdict::holds, report);
    for (const char* name : {"complex step",
                             "central differences",
                             "random directions",
                             "Taylor slope",
                             "adjoint identity"}) {
        BOOST_TEST(find_oracle(report, name) != nullptr, name);
    }
    for (const auto& oracle : report.oracles) {
        BOOST_TEST(oracle.verdict == Verdict::holds, oracle.name);
    }
}

BOOST_FIXTURE_TEST_CASE(an_oracle_that_is_turned_off_is_not_asked, Example) {
    const auto pull = [&](const arma::mat& at, const arma::mat& y_bar) {
        return layer.vjp(at, y_bar);
    };
    const std::pair<const char*, bool Oracles::*> switches[] = {
        {"complex step", &Oracles::complex_step},
        {"central differences", &Oracles::differences},
        {"random directions", &Oracles::directions},
        {"Taylor slope", &Oracles::taylor},
        {"adjoint identity", &Oracles::adjoint}};
    for (const auto& [off, field] : switches) {
        CheckOptions options;
        options.oracles.*field = false;
        const Report report = check_vjp(layer, pull, x, options);
        BOOST_TEST(report.verdict == Verdict::holds, report);
        for (const auto& [name, other] : switches) {
            BOOST_TEST((find_oracle(report, name) != nullptr) == (field != other),
                       name);
        }
    }
}

BOOST_FIXTURE_TEST_CASE(a_backward_pass_that_ignores_its_cotangent_fails, Example) {
    const auto deaf = [&](const arma::mat& at, const arma::mat& y_bar) {
        return layer.vjp(at, arma::mat(arma::size(y_bar), arma::fill::ones));
    };
    BOOST_TEST(check_vjp(layer, deaf, x).verdict == Verdict::fails);
}

BOOST_FIXTURE_TEST_CASE(a_missing_derivative_of_tanh_fails, Example) {
    const auto linear = [&](const arma::mat&, const arma::mat& y_bar) {
        return arma::mat(layer.weights.t() * y_bar);
    };
    BOOST_TEST(check_vjp(layer, linear, x).verdict == Verdict::fails);
}

BOOST_FIXTURE_TEST_CASE(a_jvp_must_be_adjoint_to_the_vjp, Example) {
    const auto pull = [&](const arma::mat& at, const arma::mat& y_bar) {
        return layer.vjp(at, y_bar);
    };
    const auto push = [&](const arma::mat& at, const arma::mat& x_dot) {
        return layer.jvp(at, x_dot);
    };
    const auto wrong_push = [&](const arma::mat& at, const arma::mat& x_dot) {
        return arma::mat(1.0001 * layer.jvp(at, x_dot));
    };
    const Report report = check_vjp(layer, pull, push, x);
    BOOST_TEST(report.verdict == Verdict::holds, report);
    BOOST_TEST(report.oracles.back().note == "J v from jvp");
    BOOST_TEST(check_vjp(layer, pull, wrong_push, x).verdict == Verdict::fails);
}

BOOST_AUTO_TEST_CASE(packed_matrices_are_named_in_the_report) {
    CheckOptions options;
    options.blocks = {{"W", 2, 3}, {"x", 3, 1}, {"b", 2, 1}};
    const arma::vec flat = random_matrix(11, 1, 23);
    BOOST_TEST(check_vjp(Packed(), packed_vjp, flat, options).verdict ==
               Verdict::holds);

    const auto wrong = [](const arma::vec& at, const arma::vec& y_bar) {
        arma::vec flat_bar = packed_vjp(at, y_bar);
        flat_bar.subvec(6, 8) *= -1.0;
        return flat_bar;
    };
    const Report report = check_vjp(Packed(), wrong, flat, options);
    BOOST_TEST(report.verdict == Verdict::fails);
    BOOST_TEST(report.entries_failing == 3u);
    BOOST_TEST(report.worst.front().block == "x");
    BOOST_TEST(report.diagnosis == "x: the claimed value has the wrong sign");
}

BOOST_AUTO_TEST_CASE(a_scalar_function_has_a_scalar_cotangent) {
    const auto f = [](const arma::vec& x) { return arma::dot(x, x); };
    const auto pull = [](const arma::vec& x, double y_bar) {
        return arma::vec(2.0 * y_bar * x);
    };
    BOOST_TEST(check_vjp(f, pull, arma::vec{1.0, -0.5}).verdict == Verdict::holds);
}

BOOST_AUTO_TEST_CASE(a_cotangent_of_the_wrong_shape_fails) {
    const arma::mat x = random_matrix(2, 3, 24);
    const Report report =
        check_vjp([](const arma::mat& at) { return arma::mat(at.t()); },
                  [](const arma::mat&, const arma::mat& y_bar) { return y_bar; },
                  x);
    BOOST_TEST(report.verdict == Verdict::fails);
    BOOST_TEST(report.diagnosis == "shape: need 2x3, got 3x2, the transpose");
}

BOOST_AUTO_TEST_CASE(a_vjp_that_is_not_linear_in_its_cotangent_is_told_so) {
    struct Spoilt {
        double (*spoil)(double y_bar);
        Mistake kind;
        std::string words;
    };
    const std::vector<Spoilt> rules{
        {[](double) { return 1.0; },
         Mistake::missing_factor,
         "does not depend on y_bar, and is right for y_bar = 1"},
        {[](double y) { return y * y; }, Mistake::extra_factor, "4 times as large"},
        {[](double y) { return 1.0 / y; }, Mistake::missing_factor, "0.5 times"},
        {[](double y) { return std::abs(y); },
         Mistake::missing_factor,
         "the same for y_bar and -y_bar"},
    };
    const arma::vec at{0.3, -0.8, 1.7, 0.4};
    for (const Spoilt& rule : rules) {
        for (const std::uint64_t seed : {1, 2, 3, 4}) {
            CheckOptions options;
            options.seed = seed;
            const Report report =
                check_vjp([](const arma::vec& x) { return arma::dot(x, x); },
                          [&](const arma::vec& x, double y_bar) {
                              return arma::vec(2.0 * rule.spoil(y_bar) * x);
                          },
                          at,
                          options);
            BOOST_TEST(report.verdict == Verdict::fails, report);
            BOOST_TEST_REQUIRE(report.diagnoses.size() == 1u);
            BOOST_TEST((report.diagnoses.front().kind == rule.kind), report);
            BOOST_TEST(report.diagnosis.find(rule.words) != std::string::npos, report);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_factor_of_the_cotangent_drawn_is_not_taken_for_one_of_the_rule) {
    // Right times the first entry of y_bar.
    const Report report = check_vjp(
        [](const arma::vec& x) { return arma::vec(arma::tanh(x)); },
        [](const arma::vec& x, const arma::vec& y_bar) {
            return arma::vec(y_bar(0) * y_bar % (1.0 - arma::square(arma::tanh(x))));
        },
        arma::vec{0.3, -0.8, 1.7, 0.4});
    BOOST_TEST(report.verdict == Verdict::fails, report);
    BOOST_TEST((report.diagnoses.front().kind == Mistake::extra_factor), report);
    BOOST_TEST(report.diagnosis.find("twice the y_bar") != std::string::npos, report);
}

BOOST_AUTO_TEST_CASE(a_vjp_that_writes_to_its_cotangent_is_refused_by_name) {
    const Report report =
        check_vjp([](const arma::vec& x) { return arma::vec(2.0 * x); },
                  [](const arma::vec&, const arma::vec& y_bar) {
                      const_cast<arma::vec&>(y_bar) *= 2.0;
                      return y_bar;
                  },
                  arma::vec{0.3, -0.8, 1.7, 0.4});
    BOOST_TEST(report.verdict == Verdict::fails, report);
    BOOST_TEST((report.diagnoses.front().kind == Mistake::wrote_to_x), report);
    BOOST_TEST(report.diagnosis.find("writes to y_bar") != std::string::npos, report);
}

BOOST_AUTO_TEST_SUITE_END()
