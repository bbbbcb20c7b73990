/// Slips in the backward pass of networks that come without any named value: told from
/// points where all examples are alike.
#include "chainrule/check/diagnosis/alike_faults.hpp"
#include "tests/support/spoilt_network.hpp"

#include "chainrule/check.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <string>
#include <vector>

using namespace chainrule;
using namespace chainrule::tests;

namespace {

const NetworkSize relu{{4, 7, 3}, 9, Activation::relu, Loss::cross_entropy, 0.0, 31};
const NetworkSize tanh_deep{
    {4, 6, 6, 5, 1}, 8, Activation::tanh, Loss::squared, 0.0, 32};
const NetworkSize sigmoid_decay{
    {5, 6, 7, 4}, 11, Activation::sigmoid, Loss::cross_entropy, 0.05, 33};
const NetworkSize relu_decay{
    {5, 6, 6, 3}, 9, Activation::relu, Loss::squared, 0.02, 34};
const NetworkSize linear{{6, 4}, 10, Activation::relu, Loss::cross_entropy, 0.0, 35};

struct Said {
    std::map<std::string, Mistake> kinds;
    std::string text;
};

/// What is said of each block; with examples as rows, all matrices are transposed.
Said said_of(const NetworkSize& size, const Spoils& spoils, bool examples_are_rows) {
    const SpoiltNetwork network(size);
    CheckOptions options = network.options(false);
    const auto turned = [&](const arma::vec& x, bool to_rows) {
        if (!examples_are_rows) return x;
        arma::vec result;
        arma::uword first = 0;
        for (const Block& block : network.options(false).blocks) {
            arma::mat part = x.subvec(first, first + block.size() - 1);
            part.reshape(to_rows ? block.rows : block.cols,
                         to_rows ? block.cols : block.rows);
            result = arma::join_cols(result, arma::vectorise(arma::mat(part.t())));
            first += block.size();
        }
        return result;
    };
    if (examples_are_rows) {
        for (Block& block : options.blocks) std::swap(block.rows, block.cols);
    }
    const Report report = check_gradient(
        [&](const arma::vec& x) { return network.loss(turned(x, false)); },
        [&](const arma::vec& x) {
            return turned(network.gradient(turned(x, false), spoils), true);
        },
        turned(network.x(), true),
        options);
    Said said{{}, report.diagnosis};
    for (const Diagnosis& one : report.diagnoses) said.kinds[one.block] = one.kind;
    return said;
}

using Slope = std::function<arma::mat(const arma::mat& z, const arma::mat& a)>;

/// Another factor in the place of the slope of one layer, or of all (0).
Spoils with_slope(std::size_t layer, Slope slope) {
    Spoils spoils;
    spoils.activation =
        [=](const Pass& pass, std::size_t l, const arma::mat& dA, arma::mat& dZ) {
            if (layer == 0 || l == layer) dZ = dA % slope(pass.Z[l], pass.A[l]);
        };
    return spoils;
}

/// Another difference in the place of P - Y.
Spoils with_output(
    const NetworkSize& size,
    std::function<arma::mat(const arma::mat& P, const arma::mat& Y)> of) {
    Spoils spoils;
    spoils.output = [=, Y = SpoiltNetwork(size).Y()](const Pass& pass, arma::mat& dZ) {
        dZ = of(pass.P, Y) / double(size.examples);
    };
    return spoils;
}

/// That all blocks of the first `layers` layers, and no others, are said to have a
/// mistake of this kind, and the words, wherever examples stand.
void expect(const NetworkSize& size,
            const Spoils& spoils,
            std::size_t layers,
            Mistake kind,
            const std::string& words) {
    for (const bool examples_are_rows : {false, true}) {
        const Said said = said_of(size, spoils, examples_are_rows);
        BOOST_TEST(said.kinds.size() == 2 * layers, said.text);
        for (const auto& [block, found] : said.kinds) {
            BOOST_TEST(to_string(found) == to_string(kind), block << ": " << said.text);
        }
        BOOST_TEST(said.text.find(words) != std::string::npos, said.text);
    }
}

arma::mat one(const arma::mat& z, const arma::mat&) {
    return arma::ones(arma::size(z));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(alike_faults)

BOOST_AUTO_TEST_CASE(a_missing_slope_is_named_at_its_layer_and_below) {
    expect(relu,
           with_slope(1, one),
           1,
           Mistake::missing_factor,
           "W1 and b1: the claimed value lacks the factor (z > 0)");
    expect(sigmoid_decay,
           with_slope(2, one),
           2,
           Mistake::missing_factor,
           "W1 and b1: the claimed value lacks the factor a.*(1 - a), on the way back");
}

BOOST_AUTO_TEST_CASE(a_slope_missing_in_every_layer_is_named_in_each) {
    expect(tanh_deep,
           with_slope(0, one),
           3,
           Mistake::missing_factor,
           "W3 and b3: the claimed value lacks the factor (1 - a.^2), where");
    expect(relu_decay, with_slope(0, one), 2, Mistake::missing_factor, "(z > 0)");
}

BOOST_AUTO_TEST_CASE(another_factor_in_the_place_of_a_slope_is_named) {
    expect(tanh_deep,
           with_slope(0,
                      [](const arma::mat&, const arma::mat& a) -> arma::mat {
                          return 1.0 - a;
                      }),
           3,
           Mistake::missing_factor,
           "has (1 - a) in place of (1 - a.^2)");
    expect(tanh_deep,
           with_slope(2,
                      [](const arma::mat& z, const arma::mat&) -> arma::mat {
                          return 1.0 - z % z;
                      }),
           2,
           Mistake::missing_factor,
           "has (1 - z.^2) in place of (1 - a.^2)");
    expect(relu_decay,
           with_slope(1,
                      [](const arma::mat& z, const arma::mat&) -> arma::mat {
                          return 0.9 * arma::conv_to<arma::mat>::from(z > 0.0) + 0.1;
                      }),
           1,
           Mistake::missing_factor,
           "has (z > 0) + 0.1*(z <= 0) in place of (z > 0)");
}

BOOST_AUTO_TEST_CASE(a_slope_that_is_there_twice_is_a_factor_too_much) {
    expect(sigmoid_decay,
           with_slope(1,
                      [](const arma::mat&, const arma::mat& a) -> arma::mat {
                          return arma::square(a % (1.0 - a));
                      }),
           1,
           Mistake::extra_factor,
           "has the factor a.*(1 - a) twice");
}

BOOST_AUTO_TEST_CASE(weights_that_are_not_transposed_on_the_way_back_are_named) {
    Spoils spoils;
    spoils.activation =
        [](const Pass& pass, std::size_t l, const arma::mat&, arma::mat& dZ) {
            if (l != 1) return;
            // dL/dZ2 from the right dL/dZ1, which has a slope that can be undone
            const arma::mat slope = 1.0 - pass.A[1] % pass.A[1];
            dZ = slope % (pass.W[2] * arma::solve(pass.W[2].t(), dZ / slope));
        };
    expect(tanh_deep, spoils, 1, Mistake::transpose, "has W2 in place of W2'");
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_the_difference_at_the_output_is_named) {
    const auto labels_missing = [](const arma::mat& P, const arma::mat&) { return P; };
    const auto sum = [](const arma::mat& P, const arma::mat& Y) -> arma::mat {
        return P + Y;
    };
    const auto slope_too_much = [](const arma::mat& P,
                                   const arma::mat& Y) -> arma::mat {
        return (P - Y) % P % (1.0 - P);
    };
    expect(sigmoid_decay,
           with_output(sigmoid_decay, labels_missing),
           3,
           Mistake::missing_term,
           "has softmax(z) in place of softmax(z) - y");
    expect(linear,
           with_output(linear, labels_missing),
           1,
           Mistake::missing_term,
           "has softmax(z) in place of softmax(z) - y");
    expect(relu, with_output(relu, sum), 2, Mistake::sign, "has softmax(z) + y");
    expect(relu,
           with_output(relu, slope_too_much),
           2,
           Mistake::extra_factor,
           "has the factor softmax(z).*(1 - softmax(z)) too much");
}

BOOST_AUTO_TEST_CASE(the_pre_activation_for_the_activation_is_named) {
    Spoils spoils;
    spoils.data = [](const Pass& pass, std::vector<arma::mat>& dW, auto&) {
        const arma::mat Y = SpoiltNetwork(relu).Y();
        dW[2] = (pass.P - Y) / 9.0 * pass.Z[1].t();
    };
    for (const bool examples_are_rows : {false, true}) {
        const Said said = said_of(relu, spoils, examples_are_rows);
        BOOST_TEST(said.kinds.size() == 1u);
        BOOST_TEST(said.text.find("W2: the claimed value has z in place of a") == 0u,
                   said.text);
    }
}

BOOST_AUTO_TEST_CASE(what_does_not_show_where_examples_are_alike_is_not_guessed) {
    Spoils weighted, shifted, noisy;
    weighted.output = [](const Pass&, arma::mat& dZ) {
        dZ.each_row() %= arma::linspace<arma::rowvec>(0.5, 1.5, dZ.n_cols);
    };
    shifted.data = [](const Pass& pass, std::vector<arma::mat>& dW, auto&) {
        const arma::mat Y = SpoiltNetwork(relu).Y();
        dW[2] = (pass.P - Y) / 9.0 * arma::shift(pass.A[1], 1, 1).t();
    };
    noisy.output = [](const Pass& pass, arma::mat& dZ) {
        dZ += 0.01 * arma::sin(37.0 * pass.Z.back());
    };
    for (const Spoils& spoils : {weighted, shifted, noisy}) {
        const Said said = said_of(relu, spoils, false);
        BOOST_TEST(!said.kinds.empty());
        for (const auto& [block, kind] : said.kinds) {
            BOOST_TEST(to_string(kind) == to_string(Mistake::unknown),
                       block << ": " << said.text);
        }
    }
}

BOOST_AUTO_TEST_CASE(what_stands_in_the_place_of_the_output_is_named) {
    const auto logits_for_p = [](const arma::mat& P, const arma::mat& Y) -> arma::mat {
        arma::mat z = arma::log(P);  // softmax of which is P; z itself is P's logits
        z.each_row() -= arma::rowvec(arma::mean(z, 0));
        return arma::tanh(z) - Y;
    };
    const auto slope_of_log = [](const arma::mat& P, const arma::mat& Y) -> arma::mat {
        return -Y / P;
    };
    const auto own_class = [](const arma::mat& P, const arma::mat& Y) -> arma::mat {
        return (P - Y) % Y;
    };
    expect(relu,
           with_output(relu, slope_of_log),
           2,
           Mistake::missing_factor,
           "has -y.*1./softmax(z) in place of softmax(z) - y");
    expect(linear,
           with_output(linear, own_class),
           1,
           Mistake::missing_factor,
           "has -y.*(1 - softmax(z)) in place of softmax(z) - y");
    const Said other = said_of(relu, with_output(relu, logits_for_p), false);
    for (const auto& [block, kind] : other.kinds) {
        BOOST_TEST(to_string(kind) == to_string(Mistake::unknown), other.text);
    }
}

BOOST_AUTO_TEST_CASE(the_logits_in_the_place_of_their_softmax_are_named) {
    Spoils spoils;
    spoils.output = [Y = SpoiltNetwork(relu).Y()](const Pass& pass, arma::mat& dZ) {
        dZ = (pass.Z.back() - Y) / 9.0;
    };
    expect(relu,
           spoils,
           2,
           Mistake::missing_factor,
           "has z - y in place of softmax(z) - y");
}

BOOST_AUTO_TEST_CASE(weights_left_out_on_the_way_back_are_named) {
    Spoils spoils;
    spoils.activation =
        [Y = SpoiltNetwork(tanh_deep).Y()](
            const Pass& pass, std::size_t l, const arma::mat&, arma::mat& dZ) {
            const arma::mat e = (pass.P - Y) / 8.0;
            if (l == 3) dZ = arma::repmat(e, 5, 1) % (1.0 - pass.A[3] % pass.A[3]);
        };
    expect(tanh_deep, spoils, 3, Mistake::missing_factor, "has ones in place of W4");
}

BOOST_AUTO_TEST_CASE(a_slope_that_divides_is_named) {
    const Slope inverse = [](const arma::mat&, const arma::mat& a) -> arma::mat {
        return 1.0 / (1.0 - a % a);
    };
    expect(tanh_deep,
           with_slope(2, inverse),
           2,
           Mistake::missing_factor,
           "has 1/(1 - a.^2) in place of (1 - a.^2)");
}

BOOST_AUTO_TEST_CASE(examples_left_out_of_a_batch_are_counted) {
    Spoils some;
    some.output = [](const Pass&, arma::mat& dZ) { dZ.tail_cols(4).zeros(); };
    expect(relu, some, 2, Mistake::missing_term, "as 5 of N = 9 examples alone would");
    expect(relu_decay,
           some,
           3,
           Mistake::missing_term,
           "as 5 of N = 9 examples alone would");
}

BOOST_AUTO_TEST_CASE(labels_of_another_class_or_beside_other_examples_are_named) {
    const auto next_class = [](const arma::mat& P, const arma::mat& Y) -> arma::mat {
        return P - arma::shift(Y, 1, 0);
    };
    const auto next_example = [](const arma::mat& P, const arma::mat& Y) -> arma::mat {
        return P - arma::shift(Y, 1, 1);
    };
    expect(relu,
           with_output(relu, next_class),
           2,
           Mistake::permuted,
           "has y shifted by one class");
    const Said said = said_of(relu, with_output(relu, next_example), false);
    BOOST_TEST(said.kinds.size() == 3u);  // b2 is a sum over all examples
    for (const auto& [block, kind] : said.kinds) {
        BOOST_TEST(to_string(kind) == to_string(Mistake::permuted), said.text);
    }
    BOOST_TEST(said.text.find("other pairs of x and y") != std::string::npos,
               said.text);
}

BOOST_AUTO_TEST_CASE(the_weights_of_another_layer_on_the_way_back_are_named) {
    const NetworkSize square{
        {4, 6, 6, 6, 3}, 8, Activation::tanh, Loss::cross_entropy, 0.0, 39};
    Spoils spoils;
    spoils.activation =
        [](const Pass& pass, std::size_t l, const arma::mat&, arma::mat& dZ) {
            if (l != 1) return;
            const arma::mat slope = 1.0 - pass.A[1] % pass.A[1];
            dZ = slope % (pass.W[3].t() * arma::solve(pass.W[2].t(), dZ / slope));
        };
    expect(square, spoils, 1, Mistake::missing_factor, "has W3 in place of W2");
}

BOOST_AUTO_TEST_CASE(of_a_wide_layer_some_units_are_enough) {
    const NetworkSize wide{
        {40, 250, 5}, 6, Activation::tanh, Loss::cross_entropy, 0.0, 40};
    expect(wide, with_slope(1, one), 1, Mistake::missing_factor, "(1 - a.^2), where");
    expect(wide,
           with_output(wide, [](const arma::mat& P, const arma::mat&) { return P; }),
           2,
           Mistake::missing_term,
           "has softmax(z) in place of softmax(z) - y");
}

BOOST_AUTO_TEST_CASE(layers_of_many_units_or_a_single_input_are_followed_too) {
    const NetworkSize wide{{20, 64, 10}, 16, Activation::relu, Loss::squared, 0.0, 36};
    const NetworkSize narrow{{1, 8, 1}, 16, Activation::tanh, Loss::squared, 0.0, 37};
    expect(wide, with_slope(1, one), 1, Mistake::missing_factor, "(z > 0)");
    expect(narrow, with_slope(1, one), 1, Mistake::missing_factor, "(1 - a.^2)");
}

BOOST_AUTO_TEST_CASE(a_mistake_in_the_last_layer_is_carried_to_those_before_it) {
    // Too small a part of W1 for its own rank to show
    const NetworkSize size{
        {8, 16, 16, 3}, 32, Activation::sigmoid, Loss::cross_entropy, 0.0, 38};
    Spoils spoils;
    spoils.output = [](const Pass&, arma::mat& dZ) { dZ.col(31) *= 0.3; };
    const Said said = said_of(size, spoils, false);
    BOOST_TEST(said.kinds.size() == 6u);
    for (const auto& [block, kind] : said.kinds) {
        BOOST_TEST(to_string(kind) == to_string(Mistake::missing_term),
                   block << ": " << said.text);
    }
    BOOST_TEST(
        said.text.find("the mistake of b3 is carried back to it") != std::string::npos,
        said.text);
}

BOOST_AUTO_TEST_CASE(a_mistake_in_a_finished_gradient_is_not_carried) {
    Spoils spoils;  // W2 turned, and in W1 something that does not show at alike points
    spoils.data = [](const Pass& pass, std::vector<arma::mat>& dW, auto&) {
        dW[2] = arma::mat(dW[2].t());
        dW[1] += 0.01 * arma::sin(40.0 * pass.W[1]);
    };
    const Said said = said_of(relu_decay, spoils, false);
    BOOST_TEST(said.kinds.size() == 2u);
    BOOST_TEST(to_string(said.kinds.at("W2")) == to_string(Mistake::transpose),
               said.text);
    BOOST_TEST(to_string(said.kinds.at("W1")) == to_string(Mistake::unknown),
               said.text);
}

BOOST_AUTO_TEST_CASE(a_slope_is_not_said_to_stand_in_its_own_place) {
    // Its measured values are less exact here than the formula.
    const NetworkSize size{
        {6, 4, 10, 6}, 20, Activation::relu, Loss::cross_entropy, 0.0, 2387};
    const auto without_labels =
        with_output(size, [](const arma::mat& P, const arma::mat&) { return P; });
    expect(size,
           without_labels,
           3,
           Mistake::missing_term,
           "softmax(z) in place of softmax(z) - y");
}

BOOST_AUTO_TEST_SUITE_END()
