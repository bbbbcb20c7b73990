/// Layers behind a convolution, told where all its places are alike; and shares of the
/// examples behind a single output.
#include "chainrule/check/diagnosis/places.hpp"
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

/// Half the mean square of W*flat(tanh(K * x_n + k)) + b - y_n, * a convolution of images
/// of 4 x 4 with three kernels of 2 x 2, each at nine places.
struct Convolution {
    bool units_side_by_side;  ///< in the flat vector, else the places
    /// How often a place of an example is in dL/dK and dL/dk.
    std::function<double(arma::uword n, arma::uword place)> often =
        [](arma::uword, arma::uword) { return 1.0; };
    bool labels = true;  ///< whether y is in the claim
    Random random{81};
    std::vector<mat> X{drawn(random, 4, 4),
                       drawn(random, 4, 4),
                       drawn(random, 4, 4),
                       drawn(random, 4, 4),
                       drawn(random, 4, 4)};
    mat Y = drawn(random, 2, 5);
    std::vector<Block> blocks{{"K", 3, 4}, {"k", 3, 1}, {"W", 2, 27}, {"b", 2, 1}};
    vec x = arma::vectorise(drawn(random, 71, 1, 0.5));

    [[nodiscard]] static mat patches(const mat& image) {
        mat all(4, 9);
        for (arma::uword place = 0; place < 9; ++place) {
            const arma::uword r = place % 3, c = place / 3;
            all.col(place) = arma::vectorise(image.submat(r, c, r + 1, c + 1));
        }
        return all;
    }
    [[nodiscard]] mat flat(const mat& a) const {
        return arma::vectorise(units_side_by_side ? a : mat(a.t()));
    }
    /// The loss, and the gradient if that is asked for.
    double run(const vec& at, vec* gradient) const {
        const mat K = arma::reshape(mat(at.head(12)), 3, 4);
        const mat W = arma::reshape(mat(at.subvec(15, 68)), 2, 27);
        mat dK(3, 4, arma::fill::zeros), dk(3, 1, arma::fill::zeros);
        mat dW(2, 27, arma::fill::zeros), db(2, 1, arma::fill::zeros);
        double sum = 0.0;
        for (arma::uword n = 0; n < 5; ++n) {
            const mat P = patches(X[n]);
            const mat a = arma::tanh(K * P + arma::repmat(at.subvec(12, 14), 1, 9));
            const mat p = W * flat(a) + at.tail(2);
            const mat e = (labels ? mat(p - Y.col(n)) : p) / 5.0;
            sum += arma::accu(arma::square(p - Y.col(n))) / 10.0;
            dW += e * flat(a).t();
            db += e;
            const mat back = W.t() * e;
            mat dz = (units_side_by_side ? mat(arma::reshape(back, 3, 9))
                                         : mat(arma::reshape(back, 9, 3).t())) %
                     (1.0 - a % a);
            for (arma::uword place = 0; place < 9; ++place) {
                dz.col(place) *= often(n, place);
            }
            dK += dz * P.t();
            dk += arma::sum(dz, 1);
        }
        if (gradient != nullptr) {
            *gradient = arma::join_cols(arma::vectorise(dK), arma::vectorise(dk));
            *gradient = arma::join_cols(*gradient, arma::vectorise(dW));
            *gradient = arma::join_cols(*gradient, arma::vectorise(db));
        }
        return sum;
    }
    [[nodiscard]] Report report() const {
        CheckOptions options;
        options.blocks = blocks;
        options.sizes = {{"N", 5.0}};
        return check_gradient([this](const vec& at) { return run(at, nullptr); },
                              [this](const vec& at) {
                                  vec g;
                                  run(at, &g);
                                  return g;
                              },
                              x,
                              options);
    }
};

/// That all blocks which fail, so many, are said to lack a term, in these words.
void expect(const Report& report, std::size_t blocks, const std::string& words) {
    BOOST_TEST(report.diagnoses.size() == blocks, report.diagnosis);
    for (const Diagnosis& one : report.diagnoses) {
        BOOST_TEST(to_string(one.kind) == to_string(Mistake::missing_term),
                   one.block << ": " << report.diagnosis);
    }
    BOOST_TEST(report.diagnosis.find(words) != std::string::npos, report.diagnosis);
}

/// Logistic regression: the mean cross-entropy of sigmoid(w'*X + b) with labels of 0 or 1,
/// each example `weight` times in the claim.
Report logistic(const std::function<double(arma::uword n)>& weight) {
    Random random(82);
    const mat X = drawn(random, 4, 10);
    const auto label = [](arma::uword n) { return n % 3 == 0 ? 1.0 : 0.0; };
    CheckOptions options;
    options.blocks = {{"w", 4, 1}, {"b", 1, 1}};
    options.sizes = {{"N", 10.0}};
    const auto output = [&](const vec& at, arma::uword n) {
        return arma::dot(at.head(4), X.col(n)) + at(4);
    };
    return check_gradient(
        [&](const vec& at) {
            double sum = 0.0;
            for (arma::uword n = 0; n < 10; ++n) {
                const double z = output(at, n);
                sum += std::log1p(std::exp(z)) - label(n) * z;
            }
            return sum / 10.0;
        },
        [&](const vec& at) {
            vec g(5, arma::fill::zeros);
            for (arma::uword n = 0; n < 10; ++n) {
                const double p = 1.0 / (1.0 + std::exp(-output(at, n)));
                const double e = weight(n) * (p - label(n)) / 10.0;
                g.head(4) += e * X.col(n);
                g(4) += e;
            }
            return g;
        },
        vec(arma::vectorise(drawn(random, 5, 1, 0.5))),
        options);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(places)

BOOST_AUTO_TEST_CASE(the_right_gradients_hold) {
    for (const bool side_by_side : {true, false}) {
        BOOST_TEST(Convolution{side_by_side}.report().verdict == Verdict::holds);
    }
    BOOST_TEST(logistic([](arma::uword) { return 1.0; }).verdict == Verdict::holds);
}

BOOST_AUTO_TEST_CASE(a_mistake_at_the_output_is_told_of_the_kernel_too) {
    for (const bool side_by_side : {true, false}) {
        Convolution network{side_by_side};
        network.labels = false;
        expect(network.report(), 4, "has z in place of z - y");
    }
}

BOOST_AUTO_TEST_CASE(places_or_examples_left_out_are_counted) {
    for (const bool side_by_side : {true, false}) {
        Convolution thirds{side_by_side}, first{side_by_side};
        thirds.often = [](arma::uword, arma::uword p) { return p < 3 ? 0.0 : 1.0; };
        expect(thirds.report(), 2, "2 of every 3");
        first.often = [](arma::uword n, arma::uword) { return n == 0 ? 1.0 : 0.0; };
        expect(first.report(), 2, "1 of N = 5");
    }
}

BOOST_AUTO_TEST_CASE(places_that_count_less_are_not_left_out) {
    Convolution network{true};
    network.often = [](arma::uword n, arma::uword place) {
        return 0.31 + 0.0937 * double((3 * n + place) % 7);
    };
    const Report report = network.report();
    for (const Diagnosis& one : report.diagnoses) {
        BOOST_TEST(to_string(one.kind) == to_string(Mistake::unknown),
                   report.diagnosis);
    }
}

BOOST_AUTO_TEST_CASE(examples_of_a_single_output_are_counted) {
    expect(logistic([](arma::uword n) { return n < 6 ? 1.0 : 0.0; }), 2, "6 of N = 10");
    const Report weighted = logistic([](arma::uword n) { return n < 6 ? 1.0 : 0.35; });
    BOOST_TEST(weighted.diagnosis.empty(), weighted.diagnosis);
}

BOOST_AUTO_TEST_SUITE_END()
