/// A mistake of one block that is told of others because their claims change with it:
/// weights that have the same dL/dz as their bias, and blocks before, whatever lies
/// between.
#include "chainrule/check.hpp"
#include "chainrule/check/diagnosis/carried_back.hpp"
#include "chainrule/check/diagnosis/same_delta.hpp"
#include "chainrule/random.hpp"
#include "tests/support/blocks.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace chainrule;
using arma::mat;
using arma::vec;
using chainrule::tests::biased;
using chainrule::tests::drawn;
using chainrule::tests::packed;
using chainrule::tests::parts_of;

namespace {

/// Half the mean square of V*tanh(W*m_n + b) + c - Y, m_n the mean of three columns of E,
/// those of the words of example n.
struct Words {
    bool slope = true;      ///< whether tanh' is in dL/dz
    bool all_words = true;  ///< whether dL/dE has the parts of all words, not the first
    Random random{71};
    mat Y = drawn(random, 3, 8);
    arma::umat words = [this] {
        arma::umat drawn_words(3, 8);
        for (arma::uword& word : drawn_words) word = random.below(6);
        return drawn_words;
    }();
    std::vector<Block> blocks{
        {"E", 5, 6}, {"W", 4, 5}, {"b", 4, 1}, {"V", 3, 4}, {"c", 3, 1}};
    vec x = packed({drawn(random, 5, 6),
                    drawn(random, 4, 5, 0.6),
                    drawn(random, 4, 1, 0.4),
                    drawn(random, 3, 4, 0.7),
                    drawn(random, 3, 1, 0.3)});

    [[nodiscard]] mat means(const mat& E) const {
        mat m(5, 8, arma::fill::zeros);
        for (arma::uword n = 0; n < 8; ++n) {
            for (arma::uword t = 0; t < 3; ++t) m.col(n) += E.col(words(t, n)) / 3.0;
        }
        return m;
    }
    [[nodiscard]] double loss(const vec& at) const {
        const std::vector<mat> p = parts_of(at, blocks);
        const mat a = arma::tanh(biased(p[1] * means(p[0]), p[2]));
        return arma::accu(arma::square(biased(p[3] * a, p[4]) - Y)) / 16.0;
    }
    [[nodiscard]] vec gradient(const vec& at) const {
        const std::vector<mat> p = parts_of(at, blocks);
        const mat m = means(p[0]), a = arma::tanh(biased(p[1] * m, p[2]));
        const mat e = (biased(p[3] * a, p[4]) - Y) / 8.0;
        mat dz = p[3].t() * e;
        if (slope) dz %= 1.0 - a % a;
        const mat dm = p[1].t() * dz;
        mat dE(5, 6, arma::fill::zeros);
        for (arma::uword n = 0; n < 8; ++n) {
            for (arma::uword t = 0; t < (all_words ? 3u : 1u); ++t) {
                dE.col(words(t, n)) += dm.col(n) / 3.0;
            }
        }
        return packed({dE, dz * m.t(), arma::sum(dz, 1), e * a.t(), arma::sum(e, 1)});
    }
};

/// Half the mean square of V*(max(W*X + b, 0).*M) + c - Y for a mask M that the claim of
/// dL/dz lacks.
struct Masked {
    bool right_input = true;  ///< whether dL/dW has x of its own example
    Random random{72};
    mat X = drawn(random, 5, 9), Y = drawn(random, 3, 9), M = [this] {
        mat kept(4, 9);
        for (double& value : kept) value = random.uniform(0.0, 1.0) < 0.7 ? 1.0 : 0.0;
        return kept;
    }();
    std::vector<Block> blocks{{"W", 4, 5}, {"b", 4, 1}, {"V", 3, 4}, {"c", 3, 1}};
    vec x = packed({drawn(random, 4, 5, 0.6),
                    drawn(random, 4, 1, 0.4),
                    drawn(random, 3, 4, 0.7),
                    drawn(random, 3, 1, 0.3)});

    [[nodiscard]] double loss(const vec& at) const {
        const std::vector<mat> p = parts_of(at, blocks);
        const mat a = arma::clamp(biased(p[0] * X, p[1]), 0.0, 1e9) % M;
        return arma::accu(arma::square(biased(p[2] * a, p[3]) - Y)) / 18.0;
    }
    [[nodiscard]] vec gradient(const vec& at) const {
        const std::vector<mat> p = parts_of(at, blocks);
        const mat a = arma::clamp(biased(p[0] * X, p[1]), 0.0, 1e9);
        const mat e = (biased(p[2] * (a % M), p[3]) - Y) / 9.0;
        const mat dz = (p[2].t() * e) % arma::sign(a);
        const mat input = right_input ? X : mat(arma::shift(X, 1, 1));
        return packed(
            {dz * input.t(), arma::sum(dz, 1), e * (a % M).t(), arma::sum(e, 1)});
    }
};

template <class Network>
Report report_of(const Network& network) {
    CheckOptions options;
    options.blocks = network.blocks;
    return check_gradient([&](const vec& at) { return network.loss(at); },
                          [&](const vec& at) { return network.gradient(at); },
                          network.x,
                          options);
}

/// What is said of a block: its kind, then the words.
std::string said_of(const Report& report, const std::string& block) {
    for (const Diagnosis& one : report.diagnoses) {
        if (one.block == block)
            return std::string(to_string(one.kind)) + ": " + one.text;
    }
    return "nothing";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(shared_claims)

BOOST_AUTO_TEST_CASE(the_right_gradient_holds) {
    BOOST_TEST(report_of(Words{}).verdict == Verdict::holds);
}

BOOST_AUTO_TEST_CASE(weights_have_the_mistake_of_the_bias_whose_delta_they_share) {
    const Report report = report_of(Masked{});
    const std::string words =
        "missing-factor: the claimed value comes from V as if a = f(z) went straight "
        "into it and nowhere else: is a mask, such as dropout's, left out?";
    BOOST_TEST(said_of(report, "b") == words);
    BOOST_TEST(said_of(report, "W") == words);
}

BOOST_AUTO_TEST_CASE(weights_with_another_mistake_besides_are_not_said_to_share_it) {
    Masked masked;
    masked.right_input = false;
    const Report report = report_of(masked);
    BOOST_TEST(said_of(report, "b").starts_with("missing-factor"));
    BOOST_TEST(said_of(report, "W") == "unknown: ");
}

BOOST_AUTO_TEST_CASE(a_mistake_is_carried_back_to_what_lies_before_the_weights) {
    Words words;
    words.slope = false;
    const Report report = report_of(words);
    BOOST_TEST(said_of(report, "b").starts_with("missing-factor"));
    BOOST_TEST(said_of(report, "E") ==
               "missing-factor: the mistake of b is carried back to it");
}

BOOST_AUTO_TEST_CASE(a_block_before_with_a_mistake_of_its_own_is_not_explained_by_it) {
    Words words;
    words.slope = words.all_words = false;
    const Report report = report_of(words);
    BOOST_TEST(said_of(report, "b").starts_with("missing-factor"));
    BOOST_TEST(said_of(report, "E") == "unknown: ");
}

BOOST_AUTO_TEST_SUITE_END()
