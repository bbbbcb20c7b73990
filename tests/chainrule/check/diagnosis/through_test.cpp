/// Mistakes in what comes back through a matrix to an earlier step of a sequence, or
/// around a layer, told without any named value.
#include "chainrule/check/diagnosis/through.hpp"
#include "chainrule/check.hpp"
#include "chainrule/check/diagnosis/straight.hpp"
#include "chainrule/random.hpp"
#include "tests/support/blocks.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>
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

/// What comes back to the step before, from dL/dz and dL/dh of a step.
using Back = std::function<mat(const mat& Wh, const mat& dz, const mat& dh)>;

/// Half the mean square of Wy*h_t - y_t, summed over steps,
/// h_t = tanh(Wx*x_t + Wh*h_(t-1) + b).
struct Recurrent {
    explicit Recurrent(Back of) : back(std::move(of)) {}

    Back back;
    std::function<bool(std::size_t t)> added = [](std::size_t) { return true; };
    bool own_state = false;  ///< whether dL/dWh has h_t in the place of h_(t-1)
    Random random{51};
    std::vector<mat> X{drawn(random, 3, 5), drawn(random, 3, 5), drawn(random, 3, 5)};
    std::vector<mat> Y{drawn(random, 2, 5), drawn(random, 2, 5), drawn(random, 2, 5)};
    std::vector<Block> blocks{
        {"Wx", 4, 3}, {"Wh", 4, 4}, {"b", 4, 1}, {"Wy", 2, 4}, {"c", 2, 1}};
    vec x = packed({drawn(random, 4, 3, 0.5),
                    drawn(random, 4, 4, 0.5),
                    drawn(random, 4, 1, 0.3),
                    drawn(random, 2, 4),
                    drawn(random, 2, 1)});

    [[nodiscard]] std::vector<mat> states(const std::vector<mat>& p) const {
        std::vector<mat> h{arma::zeros(4, 5)};
        for (const mat& input : X) {
            h.push_back(arma::tanh(biased(p[0] * input + p[1] * h.back(), p[2])));
        }
        return h;
    }
    [[nodiscard]] double loss(const vec& at) const {
        const std::vector<mat> p = parts_of(at, blocks), h = states(p);
        double sum = 0.0;
        for (std::size_t t = 0; t < X.size(); ++t) {
            sum += arma::accu(arma::square(biased(p[3] * h[t + 1], p[4]) - Y[t]));
        }
        return sum / 10.0;
    }
    [[nodiscard]] vec gradient(const vec& at) const {
        const std::vector<mat> p = parts_of(at, blocks), h = states(p);
        std::vector<mat> g;
        for (const mat& one : p) g.push_back(arma::zeros(arma::size(one)));
        mat from_next = arma::zeros(4, 5);
        for (std::size_t t = X.size(); t-- > 0;) {
            const mat e = (biased(p[3] * h[t + 1], p[4]) - Y[t]) / 5.0;
            g[3] += e * h[t + 1].t();
            g[4] += arma::sum(e, 1);
            const mat dh = p[3].t() * e + from_next;
            const mat dz = dh % (1.0 - arma::square(h[t + 1]));
            if (added(t)) {
                g[0] += dz * X[t].t();
                g[1] += dz * h[own_state ? t + 1 : t].t();
                g[2] += arma::sum(dz, 1);
            }
            from_next = back(p[1], dz, dh);
        }
        return packed(g);
    }
};

/// Half the mean square of W3*(h + f(W2*h + b2)) - Y, h = f(W1*X + b1), f = tanh.
struct Residual {
    /// dL/dh from dL/dr, which goes around, and dL/dz2.
    using Sum = std::function<mat(const mat& dr, const mat& W2, const mat& dz2)>;

    explicit Residual(Sum of) : sum(std::move(of)) {}

    Sum sum;
    double around = 1.0;    ///< how often h is in the input of W3, in the claim
    double too_much = 0.0;  ///< how often f(W2*h + b2) is in that of W2
    Random random{52};
    mat X = drawn(random, 3, 7), Y = drawn(random, 2, 7);
    std::vector<Block> blocks{{"W1", 4, 3},
                              {"b1", 4, 1},
                              {"W2", 4, 4},
                              {"b2", 4, 1},
                              {"W3", 2, 4},
                              {"b3", 2, 1}};
    vec x = packed({drawn(random, 4, 3, 0.6),
                    drawn(random, 4, 1, 0.4),
                    drawn(random, 4, 4, 0.6),
                    drawn(random, 4, 1, 0.4),
                    drawn(random, 2, 4),
                    drawn(random, 2, 1)});

    [[nodiscard]] double loss(const vec& at) const {
        const std::vector<mat> p = parts_of(at, blocks);
        const mat h = arma::tanh(biased(p[0] * X, p[1]));
        const mat r = h + arma::tanh(biased(p[2] * h, p[3]));
        return 0.5 * arma::accu(arma::square(biased(p[4] * r, p[5]) - Y)) / 7.0;
    }
    [[nodiscard]] vec gradient(const vec& at) const {
        const std::vector<mat> p = parts_of(at, blocks);
        const mat h = arma::tanh(biased(p[0] * X, p[1]));
        const mat a = arma::tanh(biased(p[2] * h, p[3]));
        const mat e = (biased(p[4] * (h + a), p[5]) - Y) / 7.0;
        const mat dr = p[4].t() * e, dz2 = dr % (1.0 - a % a);
        const mat dz1 = sum(dr, p[2], dz2) % (1.0 - h % h);
        return packed({dz1 * X.t(),
                       arma::sum(dz1, 1),
                       dz2 * (h + too_much * a).t(),
                       arma::sum(dz2, 1),
                       e * (around * h + a).t(),
                       arma::sum(e, 1)});
    }
};

/// Half the mean square of W2*(f(W1*X + b1).*M) + b2 - Y, f = tanh, M a mask that lets
/// four of five through, divided by 0.8.
struct Masked {
    bool in_backward = true;  ///< whether the mask is in dL/dz1
    bool in_input = true;     ///< whether it is in dL/dW2
    Random random{53};
    mat X = drawn(random, 3, 9), Y = drawn(random, 2, 9), M = [this] {
        mat mask(6, 9);
        for (double& value : mask) value = random.uniform(0.0, 1.0) < 0.8 ? 1.25 : 0.0;
        return mask;
    }();
    std::vector<Block> blocks{{"W1", 6, 3}, {"b1", 6, 1}, {"W2", 2, 6}, {"b2", 2, 1}};
    vec x = packed({drawn(random, 6, 3, 0.6),
                    drawn(random, 6, 1, 0.4),
                    drawn(random, 2, 6, 0.6),
                    drawn(random, 2, 1, 0.4)});

    [[nodiscard]] double loss(const vec& at) const {
        const std::vector<mat> p = parts_of(at, blocks);
        const mat a = arma::tanh(biased(p[0] * X, p[1]));
        return arma::accu(arma::square(biased(p[2] * (a % M), p[3]) - Y)) / 18.0;
    }
    [[nodiscard]] vec gradient(const vec& at) const {
        const std::vector<mat> p = parts_of(at, blocks);
        const mat a = arma::tanh(biased(p[0] * X, p[1]));
        const mat e = (biased(p[2] * (a % M), p[3]) - Y) / 9.0;
        mat dz = (p[2].t() * e) % (1.0 - a % a);
        if (in_backward) dz %= M;
        const mat input = in_input ? mat(a % M) : a;
        return packed({dz * X.t(), arma::sum(dz, 1), e * input.t(), arma::sum(e, 1)});
    }
};

template <class Network>
Report report_of(const Network& network) {
    CheckOptions options;
    options.blocks = network.blocks;
    options.sizes = {{"T", 3.0}};
    return check_gradient([&](const vec& at) { return network.loss(at); },
                          [&](const vec& at) { return network.gradient(at); },
                          network.x,
                          options);
}

/// That all blocks that fail are said to have this mistake, in these words.
template <class Network>
void expect(const Network& network, Mistake kind, const std::string& words) {
    const Report report = report_of(network);
    BOOST_TEST(!report.diagnoses.empty());
    for (const Diagnosis& one : report.diagnoses) {
        BOOST_TEST(to_string(one.kind) == to_string(kind), report.diagnosis);
        BOOST_TEST(one.text == words, one.block << ": " << one.text);
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(through)

BOOST_AUTO_TEST_CASE(the_right_gradients_hold) {
    const Recurrent recurrent{
        [](const mat& Wh, const mat& dz, const mat&) -> mat { return Wh.t() * dz; }};
    const Residual residual{[](const mat& dr, const mat& W2, const mat& dz2) -> mat {
        return dr + W2.t() * dz2;
    }};
    BOOST_TEST(report_of(recurrent).verdict == Verdict::holds);
    BOOST_TEST(report_of(residual).verdict == Verdict::holds);
}

BOOST_AUTO_TEST_CASE(a_sequence_cut_at_each_step_lacks_the_way_back) {
    expect(
        Recurrent{
            [](const mat&, const mat& dz, const mat&) -> mat { return 0.0 * dz; }},
        Mistake::missing_term,
        "the part that comes back through Wh is missing: is it the way to an earlier "
        "step, or layer?");
}

BOOST_AUTO_TEST_CASE(a_wrong_way_back_to_the_step_before_is_named) {
    expect(
        Recurrent{
            [](const mat& Wh, const mat& dz, const mat&) -> mat { return Wh * dz; }},
        Mistake::transpose,
        "the claimed value has Wh in place of Wh' in the part that comes back through "
        "Wh");
    expect(Recurrent{[](const mat& Wh, const mat& dz, const mat&) -> mat {
               return -Wh.t() * dz;
           }},
           Mistake::sign,
           "the part that comes back through Wh has the wrong sign");
    expect(Recurrent{[](const mat& Wh, const mat&, const mat& dh) -> mat {
               return Wh.t() * dh;
           }},
           Mistake::missing_factor,
           "the claimed value lacks the activation's slope in the part that comes back "
           "through Wh");
}

BOOST_AUTO_TEST_CASE(a_way_around_a_layer_that_is_left_out_or_alone_is_named) {
    expect(
        Residual{[](const mat&, const mat& W2, const mat& dz2) -> mat {
            return W2.t() * dz2;
        }},
        Mistake::missing_term,
        "where W2 is zero, so is the claimed value, but not the numerical one: is the "
        "way around W2 (a skip connection) missing?");
    expect(
        Residual{[](const mat& dr, const mat&, const mat&) { return dr; }},
        Mistake::missing_term,
        "the part that comes back through W2 is missing: is it the way to an earlier "
        "step, or layer?");
    expect(
        Residual{[](const mat& dr, const mat& W2, const mat& dz2) -> mat {
            return dr + W2 * dz2;
        }},
        Mistake::transpose,
        "the claimed value has W2 in place of W2' in the part that comes back through "
        "W2");
}

BOOST_AUTO_TEST_CASE(a_mask_left_out_between_two_layers_is_named) {
    BOOST_TEST(report_of(Masked{}).verdict == Verdict::holds);
    Masked backward, input;
    backward.in_backward = false;
    input.in_input = false;
    expect(backward,
           Mistake::missing_factor,
           "the claimed value comes from W2 as if a = f(z) went straight into it and "
           "nowhere else: is a mask, such as dropout's, left out?");
    expect(
        input,
        Mistake::missing_factor,
        "the claimed value has a = f(z) for its input, as if nothing were done to it "
        "in between: is a mask, such as dropout's, left out?");
}

mat right_way(const mat& Wh, const mat& dz, const mat&) {
    return Wh.t() * dz;
}

BOOST_AUTO_TEST_CASE(steps_left_out_of_a_sum_are_counted) {
    Recurrent first{right_way}, all_but_first{right_way};
    first.added = [](std::size_t t) { return t == 0; };
    all_but_first.added = [](std::size_t t) { return t > 0; };
    for (const auto& [network, share] :
         {std::pair{first, "1 of T = 3"}, std::pair{all_but_first, "2 of T = 3"}}) {
        const Report report = report_of(network);
        for (const Diagnosis& one : report.diagnoses) {
            if (one.block == "Wh") continue;  // h_0 is zero, and so its part
            BOOST_TEST(to_string(one.kind) == to_string(Mistake::missing_term),
                       one.block << ": " << report.diagnosis);
            BOOST_TEST(one.text.find(share) != std::string::npos, report.diagnosis);
        }
    }
}

BOOST_AUTO_TEST_CASE(steps_weighted_unevenly_are_not_left_out) {
    Recurrent network{right_way};
    network.back = [](const mat& Wh, const mat& dz, const mat&) -> mat {
        return arma::sin(30.0 * Wh).t() * dz;
    };
    network.added = [](std::size_t t) { return t > 0; };
    for (const Diagnosis& one : report_of(network).diagnoses) {
        if (one.block == "b") continue;  // of which the steps are counted where Wh = 0
        BOOST_TEST(to_string(one.kind) != to_string(Mistake::factor), one.text);
    }
}

BOOST_AUTO_TEST_CASE(another_input_of_weights_is_named) {
    Recurrent own{right_way};
    own.own_state = true;
    expect(own,
           Mistake::missing_factor,
           "the claimed value has tanh(z) for its input in every example and step; the "
           "function takes in something else, where z is what b is added to");
    const Residual::Sum right = [](const mat& dr,
                                   const mat& W2,
                                   const mat& dz2) -> mat { return dr + W2.t() * dz2; };
    Residual without{right}, besides{right}, half{right};
    without.around = 0.0;
    expect(without,
           Mistake::missing_term,
           "the claimed value lacks tanh(z) among its inputs, where z is what b1 is "
           "added to");
    besides.too_much = 1.0;
    expect(
        besides,
        Mistake::extra_term,
        "the claimed value has tanh(z) among its inputs too much, where z is what b2 "
        "is added to");
    half.around = 0.3;
    const Report unknown = report_of(half);
    BOOST_TEST(to_string(unknown.diagnoses.front().kind) == to_string(Mistake::unknown),
               unknown.diagnosis);
}

BOOST_AUTO_TEST_CASE(what_is_no_part_that_comes_back_is_not_guessed) {
    const Recurrent absolute{[](const mat& Wh, const mat& dz, const mat&) -> mat {
        return arma::abs(Wh).t() * dz;
    }};
    const Residual noisy{[](const mat& dr, const mat& W2, const mat& dz2) -> mat {
        return dr + arma::sin(30.0 * W2).t() * dz2;
    }};
    for (const Report& report : {report_of(absolute), report_of(noisy)}) {
        BOOST_TEST(!report.diagnoses.empty());
        for (const Diagnosis& said : report.diagnoses) {
            BOOST_TEST(to_string(said.kind) == to_string(Mistake::unknown), said.text);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
