/// A slope missing in front of layers that are not dense: told from points where the
/// weights before it are zero.
#include "chainrule/check/diagnosis/slope_ratio.hpp"
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

mat part(const vec& x, arma::uword& first, arma::uword rows, arma::uword cols) {
    const mat result =
        arma::reshape(mat(x.subvec(first, first + rows * cols - 1)), rows, cols);
    first += rows * cols;
    return result;
}

/// Half the mean square of U*(A .* M) - Y, A = max(gamma.*normalised(W*X) + beta, 0),
/// for a mask M; `slope` makes of z what stands in its derivative's place.
struct Normalised {
    explicit Normalised(std::function<double(double)> of) : slope(std::move(of)) {
        M.transform([](double v) { return v > -0.5 ? 1.25 : 0.0; });
    }

    std::function<double(double)> slope;
    Random random{7};
    mat X = drawn(random, 4, 9), Y = drawn(random, 2, 9), M = drawn(random, 5, 9);
    vec x = arma::join_cols(
        arma::vectorise(drawn(random, 5, 4)),
        arma::join_cols(1.0 + 0.3 * arma::vectorise(drawn(random, 5, 1)),
                        arma::vectorise(drawn(random, 15, 1, 0.5))));
    std::vector<Block> blocks{
        {"W", 5, 4}, {"gamma", 5, 1}, {"beta", 5, 1}, {"U", 2, 5}};

    struct Pass {
        mat W, gamma, beta, U, xhat, z;
        vec deviation;
    };
    [[nodiscard]] Pass pass(const vec& at) const {
        arma::uword first = 0;
        Pass p;
        p.W = part(at, first, 5, 4);
        p.gamma = part(at, first, 5, 1);
        p.beta = part(at, first, 5, 1);
        p.U = part(at, first, 2, 5);
        mat centred = p.W * X;
        centred.each_col() -= vec(arma::mean(centred, 1));
        p.deviation = arma::sqrt(arma::mean(centred % centred, 1) + 1e-3);
        p.xhat = centred.each_col() / p.deviation;
        p.z = p.xhat.each_col() % vec(p.gamma);
        p.z.each_col() += vec(p.beta);
        return p;
    }
    [[nodiscard]] double loss(const vec& at) const {
        const Pass p = pass(at);
        const mat A = arma::clamp(p.z, 0.0, 1e9);
        return 0.5 * arma::accu(arma::square(p.U * (A % M) - Y)) / 9.0;
    }
    [[nodiscard]] vec gradient(const vec& at) const {
        const Pass p = pass(at);
        const mat A = arma::clamp(p.z, 0.0, 1e9);
        const mat E = (p.U * (A % M) - Y) / 9.0;
        mat gate = p.z;
        gate.transform(slope);
        const mat dz = (p.U.t() * E) % M % gate;
        const mat scaled = dz.each_col() % vec(p.gamma);
        mat dZ = scaled.each_col() - vec(arma::mean(scaled, 1));
        dZ -= p.xhat.each_col() % vec(arma::mean(scaled % p.xhat, 1));
        dZ.each_col() /= p.deviation;
        vec g = arma::vectorise(mat(dZ * X.t()));
        g = arma::join_cols(g, vec(arma::sum(dz % p.xhat, 1)));
        g = arma::join_cols(g, vec(arma::sum(dz, 1)));
        return arma::join_cols(g, arma::vectorise(mat(E * (A % M).t())));
    }
    [[nodiscard]] Report report() const {
        CheckOptions options;
        options.blocks = blocks;
        return check_gradient([this](const vec& at) { return loss(at); },
                              [this](const vec& at) { return gradient(at); },
                              x,
                              options);
    }
};

double step(double z) {
    return z > 0.0 ? 1.0 : 0.0;
}

/// Mean square of sum(V .* tanh(K * X_n + c)) - t_n, * a convolution.
struct Convolution {
    std::function<mat(const mat& a)> slope;
    Random random{8};
    std::vector<mat> X{drawn(random, 6, 6), drawn(random, 6, 6), drawn(random, 6, 6)};
    vec x = arma::vectorise(drawn(random, 26, 1, 0.5));
    std::vector<Block> blocks{{"K", 3, 3}, {"c", 1, 1}, {"V", 4, 4}};

    [[nodiscard]] mat activation(const mat& image, const vec& at) const {
        mat a(4, 4);
        for (arma::uword i = 0; i < 4; ++i) {
            for (arma::uword j = 0; j < 4; ++j) {
                const mat patch = image.submat(i, j, i + 2, j + 2);
                a(i, j) = std::tanh(arma::dot(arma::vectorise(patch), at.subvec(0, 8)) +
                                    at(9));
            }
        }
        return a;
    }
    [[nodiscard]] double loss(const vec& at) const {
        double sum = 0.0;
        for (const mat& image : X) {
            const double error =
                arma::dot(arma::vectorise(activation(image, at)), at.subvec(10, 25)) -
                image(0, 0);
            sum += 0.5 * error * error;
        }
        return sum;
    }
    [[nodiscard]] vec gradient(const vec& at) const {
        vec g(26, arma::fill::zeros);
        for (const mat& image : X) {
            const mat a = activation(image, at);
            const double error =
                arma::dot(arma::vectorise(a), at.subvec(10, 25)) - image(0, 0);
            const mat D =
                error * arma::reshape(mat(at.subvec(10, 25)), 4, 4) % slope(a);
            for (arma::uword i = 0; i < 4; ++i) {
                for (arma::uword j = 0; j < 4; ++j) {
                    const mat patch = image.submat(i, j, i + 2, j + 2);
                    g.subvec(0, 8) += D(i, j) * arma::vectorise(patch);
                }
            }
            g(9) += arma::accu(D);
            g.subvec(10, 25) += error * arma::vectorise(a);
        }
        return g;
    }
    [[nodiscard]] Report report() const {
        CheckOptions options;
        options.blocks = blocks;
        return check_gradient([this](const vec& at) { return loss(at); },
                              [this](const vec& at) { return gradient(at); },
                              x,
                              options);
    }
};

/// Half the mean square of V*(sigmoid(Z_1) .* tanh(Z_2)) - Y, where Z_1 is the upper half
/// of W*X + b and Z_2 the lower one.
struct Gates {
    std::function<mat(const mat& gate)> gate_slope;
    Random random{9};
    mat X = drawn(random, 4, 9), Y = drawn(random, 2, 9);
    vec x = arma::vectorise(drawn(random, 36, 1, 0.5));
    std::vector<Block> blocks{{"W", 6, 4}, {"b", 6, 1}, {"V", 2, 3}};

    struct Pass {
        mat V, gate, value, error;
    };
    [[nodiscard]] Pass pass(const vec& at) const {
        arma::uword first = 0;
        Pass p;
        mat z = part(at, first, 6, 4) * X;
        z.each_col() += vec(part(at, first, 6, 1));
        p.V = part(at, first, 2, 3);
        p.gate = 1.0 / (1.0 + arma::exp(-z.head_rows(3)));
        p.value = arma::tanh(z.tail_rows(3));
        p.error = (p.V * (p.gate % p.value) - Y) / 9.0;
        return p;
    }
    [[nodiscard]] Report report() const {
        CheckOptions options;
        options.blocks = blocks;
        return check_gradient(
            [this](const vec& at) {
                return 4.5 * arma::accu(arma::square(pass(at).error));
            },
            [this](const vec& at) -> vec {
                const Pass p = pass(at);
                const mat back = p.V.t() * p.error;
                const mat dz =
                    arma::join_cols(mat(back % p.value % gate_slope(p.gate)),
                                    mat(back % p.gate % (1.0 - p.value % p.value)));
                vec g = arma::vectorise(mat(dz * X.t()));
                g = arma::join_cols(g, vec(arma::sum(dz, 1)));
                return arma::join_cols(
                    g, arma::vectorise(mat(p.error * (p.gate % p.value).t())));
            },
            x,
            options);
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(slope_ratio)

BOOST_AUTO_TEST_CASE(a_slope_that_some_units_lack_is_named_with_them) {
    const Gates right{[](const mat& a) -> mat { return a % (1.0 - a); }};
    BOOST_TEST(right.report().verdict == Verdict::holds);
    const Gates wrong{[](const mat& a) -> mat { return arma::ones(arma::size(a)); }};
    const Report report = wrong.report();
    BOOST_TEST(
        report.diagnosis ==
        "W and b: the claimed value lacks the factor sigmoid'(z), where z is what b "
        "is added to, in units 0 to 2 of 6");
    const Gates odd{[](const mat& a) -> mat { return 0.21 + 0.0 * a; }};
    const std::string said = odd.report().diagnosis;
    BOOST_TEST(said.find("factor") == std::string::npos, said);
}

BOOST_AUTO_TEST_CASE(the_right_gradients_hold) {
    BOOST_TEST(Normalised(step).report().verdict == Verdict::holds);
    const Convolution right{[](const mat& a) -> mat { return 1.0 - a % a; }};
    BOOST_TEST(right.report().verdict == Verdict::holds);
}

BOOST_AUTO_TEST_CASE(
    a_slope_missing_behind_a_normalisation_is_named_in_all_its_blocks) {
    const Report report = Normalised([](double) { return 1.0; }).report();
    BOOST_REQUIRE(report.diagnoses.size() == 3u);
    for (const Diagnosis& one : report.diagnoses) {
        BOOST_TEST(to_string(one.kind) == to_string(Mistake::missing_factor), report);
    }
    BOOST_TEST(
        report.diagnosis ==
        "W, gamma and beta: the claimed value lacks the factor (z > 0), or has one "
        "that is not 0 in its place, where z is what beta is added to");
}

BOOST_AUTO_TEST_CASE(a_slope_missing_in_a_convolution_is_named) {
    const Convolution missing{
        [](const mat& a) -> mat { return arma::ones(4, 4) + 0.0 * a; }};
    BOOST_TEST(
        missing.report().diagnosis ==
        "K and c: the claimed value lacks the factor tanh'(z), where z is what c "
        "is added to");
    const Convolution other{[](const mat& a) -> mat { return 1.0 - a; }};
    BOOST_TEST(
        other.report().diagnosis ==
        "K and c: the claimed value has (1 - tanh(z)) in place of tanh'(z), where "
        "z is what c is added to");
    const Convolution twice{
        [](const mat& a) -> mat { return arma::square(1.0 - a % a); }};
    BOOST_TEST(
        twice.report().diagnosis ==
        "K and c: the claimed value has the factor tanh'(z) twice, where z is what "
        "c is added to");
}

BOOST_AUTO_TEST_CASE(a_wrong_sign_where_weights_are_zero_is_no_slope) {
    // W is used twice, and one of the two parts is subtracted: where W = 0 only that
    // one is left, and -1 there
    Random random(9);
    const mat X = drawn(random, 5, 6);
    const auto parts = [](const vec& x) {
        arma::uword first = 0;
        return std::vector<mat>{
            part(x, first, 4, 5), part(x, first, 4, 1), part(x, first, 5, 1)};
    };
    const auto biased = [](const mat& product, const mat& bias) -> mat {
        return product + arma::repmat(bias, 1, product.n_cols);
    };
    const auto gradient = [&](const vec& x) -> vec {
        const std::vector<mat> p = parts(x);
        const mat h = 1.0 / (1.0 + arma::exp(-biased(p[0] * X, p[1])));
        const mat e = biased(p[0].t() * h, p[2]) - X;
        const mat dz = (p[0] * e) % h % (1.0 - h);
        const mat dW = dz * X.t() - h * e.t();
        return arma::join_cols(
            arma::vectorise(dW),
            vec(arma::join_cols(vec(arma::sum(dz, 1)), vec(arma::sum(e, 1)))));
    };
    CheckOptions options;
    options.blocks = {{"W", 4, 5}, {"b", 4, 1}, {"c", 5, 1}};
    const Report report = check_gradient(
        [&](const vec& x) {
            const std::vector<mat> p = parts(x);
            const mat h = 1.0 / (1.0 + arma::exp(-biased(p[0] * X, p[1])));
            return 0.5 * arma::accu(arma::square(biased(p[0].t() * h, p[2]) - X));
        },
        gradient,
        vec(0.7 * arma::vectorise(drawn(random, 29, 1))),
        options);
    BOOST_REQUIRE(report.diagnoses.size() == 1u);
    BOOST_TEST(report.diagnosis == "");
}

BOOST_AUTO_TEST_CASE(what_is_no_function_of_the_bias_is_not_guessed) {
    const Convolution noisy{
        [](const mat& a) -> mat { return 1.0 - a % a + 0.1 * arma::sin(30.0 * a); }};
    const Convolution placed{[](const mat& a) -> mat {
        return (1.0 - a % a) % arma::reshape(arma::linspace(0.5, 1.5, 16), 4, 4);
    }};
    for (const Convolution& one : {noisy, placed}) {
        for (const Diagnosis& said : one.report().diagnoses) {
            BOOST_TEST(to_string(said.kind) == to_string(Mistake::unknown), said.text);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
