/// Mistakes in the way back through the variance of a normalisation, told without any
/// named value.
#include "chainrule/check/diagnosis/normalised.hpp"
#include "chainrule/check.hpp"
#include "chainrule/random.hpp"
#include "tests/support/blocks.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace chainrule;
using arma::mat;
using arma::vec;
using chainrule::tests::drawn;

namespace {

/// Half the mean square of gamma.*(W*X - mean)./deviation + beta - Y, the statistics
/// those of the batch or of each example; `often` is how often the part through the
/// variance is in the claim.
struct Layer {
    bool of_batch;
    double often = 1.0;
    Random random{61};
    mat X = drawn(random, 4, 9), Y = drawn(random, 5, 9);
    vec x = arma::join_cols(arma::vectorise(drawn(random, 5, 4)),
                            vec(1.0 + 0.2 * arma::vectorise(drawn(random, 10, 1))));

    struct Pass {
        mat normalised, deviation, gamma, error;
    };
    [[nodiscard]] mat mean(const mat& of) const {
        return of_batch ? arma::repmat(arma::mean(of, 1), 1, of.n_cols)
                        : arma::repmat(arma::mean(of, 0), of.n_rows, 1);
    }
    [[nodiscard]] Pass pass(const vec& at) const {
        const mat z = arma::reshape(mat(at.head(20)), 5, 4) * X;
        const mat centred = z - mean(z);
        Pass p;
        p.deviation = arma::sqrt(mean(centred % centred) + 1e-5);
        p.normalised = centred / p.deviation;
        p.gamma = arma::repmat(at.subvec(20, 24), 1, 9);
        p.error = p.gamma % p.normalised + arma::repmat(at.subvec(25, 29), 1, 9) - Y;
        return p;
    }
    [[nodiscard]] Report report() const {
        CheckOptions options;
        options.blocks = {{"W", 5, 4}, {"gamma", 5, 1}, {"beta", 5, 1}};
        options.sizes = {{"N", 9.0}};
        return check_gradient(
            [this](const vec& at) {
                return arma::accu(arma::square(pass(at).error)) / 18.0;
            },
            [this](const vec& at) {
                const Pass p = pass(at);
                const mat e = p.error / 9.0, scaled = e % p.gamma;
                const mat dz = (scaled - mean(scaled) -
                                often * p.normalised % mean(scaled % p.normalised)) /
                               p.deviation;
                vec g = arma::vectorise(mat(dz * X.t()));
                g = arma::join_cols(g, vec(arma::sum(e % p.normalised, 1)));
                return vec(arma::join_cols(g, vec(arma::sum(e, 1))));
            },
            x,
            options);
    }
};

void expect(const Layer& layer, Mistake kind, const std::string& text) {
    const Report report = layer.report();
    BOOST_REQUIRE(report.diagnoses.size() == 1u);
    BOOST_TEST(to_string(report.diagnoses.front().kind) == to_string(kind));
    BOOST_TEST(report.diagnosis == text);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(normalised)

BOOST_AUTO_TEST_CASE(the_right_gradients_hold) {
    for (const bool of_batch : {true, false}) {
        BOOST_TEST(Layer{of_batch}.report().verdict == Verdict::holds);
    }
}

BOOST_AUTO_TEST_CASE(a_missing_way_through_the_variance_is_named) {
    for (const bool of_batch : {true, false}) {
        expect({of_batch, 0.0},
               Mistake::missing_term,
               "W: the claimed value lacks the part of the way back to it through the "
               "variance, of what gamma scales");
    }
}

BOOST_AUTO_TEST_CASE(a_wrong_way_through_the_variance_is_named) {
    for (const bool of_batch : {true, false}) {
        expect({of_batch, -1.0},
               Mistake::sign,
               "W: in the claimed value the part of the way back to it through the "
               "variance has the wrong sign, of what gamma scales");
        expect({of_batch, 9.0},
               Mistake::factor,
               "W: in the claimed value the part of the way back to it through the "
               "variance stands N times, of what gamma scales");
    }
}

BOOST_AUTO_TEST_CASE(an_odd_number_of_times_is_not_named) {
    BOOST_TEST(Layer({true, 0.37}).report().diagnosis.find("variance") ==
               std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
