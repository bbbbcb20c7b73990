/// A hundred gradients of small networks, each spoilt by one mistake that people make.
/// The diagnosis has to name the kind of at least ninety, and must not name a wrong
/// one, for any block.
#include "tests/support/spoilt_network.hpp"

#include "chainrule/check.hpp"
#include "chainrule/random.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <string>
#include <vector>

using namespace chainrule;
using namespace chainrule::tests;

namespace {

using Mats = std::vector<arma::mat>;

/// What has to be said about one block; an empty name is not compared.
struct Named {
    Mistake kind;
    std::string name = "";
};

struct SpoiltCase {
    std::string name;
    NetworkSize size;
    Spoils spoils;
    /// Of each block that is to be named. What is said of any other block must be of
    /// one of these kinds as well.
    std::map<std::string, Named> expected;
    bool values = true;
};

const NetworkSize relu{{4, 5, 3}, 6, Activation::relu, Loss::cross_entropy, 0.0, 11};
const NetworkSize tanh_decay{{5, 4, 3}, 7, Activation::tanh, Loss::squared, 0.1, 12};
const NetworkSize deep{
    {6, 5, 5, 4}, 8, Activation::sigmoid, Loss::cross_entropy, 0.05, 13};
const NetworkSize deep_relu{{5, 6, 6, 2}, 9, Activation::relu, Loss::squared, 0.0, 14};
const NetworkSize wide{{30, 12, 7}, 16, Activation::tanh, Loss::cross_entropy, 0.0, 15};

std::string number(std::size_t l) {
    return std::to_string(l);
}

std::size_t depth_of(const NetworkSize& size) {
    return size.layers.size() - 1;
}

/// The same expectation for all weights, all biases, or both.
std::map<std::string, Named> each(const NetworkSize& size,
                                  const Named& said,
                                  bool weights = true,
                                  bool biases = true) {
    std::map<std::string, Named> expected;
    for (std::size_t l = 1; l <= depth_of(size); ++l) {
        if (weights) expected["W" + number(l)] = said;
        if (biases) expected["b" + number(l)] = said;
    }
    return expected;
}

/// A spoil of the finished gradient.
Spoils at_end(std::function<void(const Pass&, Mats& dW, Mats& db)> spoil) {
    Spoils spoils;
    spoils.result = std::move(spoil);
    return spoils;
}

/// A spoil before the penalty's part is added.
Spoils in_data(std::function<void(const Pass&, Mats& dW, Mats& db)> spoil) {
    Spoils spoils;
    spoils.data = std::move(spoil);
    return spoils;
}

Spoils times(double factor) {
    return at_end([factor](const Pass&, Mats& dW, Mats& db) {
        for (arma::mat& part : dW) part *= factor;
        for (arma::mat& part : db) part *= factor;
    });
}

Spoils times_data(double factor) {
    return in_data([factor](const Pass&, Mats& dW, Mats& db) {
        for (arma::mat& part : dW) part *= factor;
        for (arma::mat& part : db) part *= factor;
    });
}

Spoils on_weights(std::size_t l, std::function<void(arma::mat&)> spoil) {
    return at_end([=](const Pass&, Mats& dW, Mats&) { spoil(dW[l]); });
}

Spoils on_bias(std::size_t l, std::function<void(arma::mat&)> spoil) {
    return at_end([=](const Pass&, Mats&, Mats& db) { spoil(db[l]); });
}

/// The penalty's part, times `factor`, added once more.
Spoils more_decay(double factor, bool biases = false) {
    return at_end([=](const Pass& pass, Mats& dW, Mats& db) {
        for (std::size_t l = 1; l < dW.size(); ++l) {
            if (biases) {
                db[l] += factor * pass.b[l];
            } else {
                dW[l] += factor * pass.W[l];
            }
        }
    });
}

std::map<std::string, Named> own_terms(const NetworkSize& size,
                                       Mistake kind,
                                       bool biases = false) {
    std::map<std::string, Named> expected;
    for (std::size_t l = 1; l <= depth_of(size); ++l) {
        const std::string block = (biases ? "b" : "W") + number(l);
        expected[block] = {kind, block};
    }
    return expected;
}

/// The gradients of the last layer from a dZ that `spoil` changes; the layers before
/// take the right one.
Spoils at_output_only(const SpoiltNetwork& network,
                      std::function<void(const Pass&, arma::mat& dZ)> spoil) {
    return in_data([=, Y = network.Y(), N = network.examples()](
                       const Pass& pass, Mats& dW, Mats& db) {
        arma::mat dZ = (pass.P - Y) / N;
        spoil(pass, dZ);
        dW.back() = dZ * pass.A[pass.A.size() - 2].t();
        db.back() = arma::sum(dZ, 1);
    });
}

using ActivationSpoil = decltype(Spoils::activation);

Spoils at_activation(ActivationSpoil spoil) {
    Spoils spoils;
    spoils.activation = std::move(spoil);
    return spoils;
}

/// The gradients as the examples of `keep`, a row of zeros and ones, alone give them.
Spoils examples_kept(const arma::rowvec& keep) {
    Spoils spoils;
    spoils.output = [keep](const Pass&, arma::mat& dZ) { dZ.each_row() %= keep; };
    return spoils;
}

arma::rowvec first_alone(arma::uword n) {
    arma::rowvec keep(n, arma::fill::zeros);
    keep(0) = 1.0;
    return keep;
}

arma::rowvec all_but_last(arma::uword n) {
    arma::rowvec keep(n, arma::fill::ones);
    keep(n - 1) = 0.0;
    return keep;
}

class Collection {
public:
    void add(std::string name,
             const NetworkSize& size,
             Spoils spoils,
             std::map<std::string, Named> expected,
             bool values = true) {
        cases.push_back(
            {std::move(name), size, std::move(spoils), std::move(expected), values});
    }
    std::vector<SpoiltCase> cases;
};

void add_factors(Collection& c, const NetworkSize& size) {
    const auto n = static_cast<double>(size.examples);
    c.add("sum for mean", size, times(n), each(size, {Mistake::factor, "N"}));
    c.add("mean twice", size, times(1.0 / n), each(size, {Mistake::factor, "1/N"}));
    c.add("twice", size, times(2.0), each(size, {Mistake::factor}));
    c.add("half", size, times(0.5), each(size, {Mistake::factor}), false);
    c.add("sign", size, times(-1.0), each(size, {Mistake::sign}), false);
    c.add("N - 1 for N",
          size,
          times(n / (n - 1.0)),
          each(size, {Mistake::factor, "N/(N-1)"}));
    c.add("bias averaged",
          size,
          on_bias(1, [n](arma::mat& b) { b /= n; }),
          {{"b1", {Mistake::factor, "1/N"}}});
    c.add("one layer twice",
          size,
          on_weights(2, [](arma::mat& w) { w *= 2.0; }),
          {{"W2", {Mistake::factor}}});
    c.add("one bias flipped",
          size,
          on_bias(2, [](arma::mat& b) { b *= -1.0; }),
          {{"b2", {Mistake::sign}}});
}

void add_zeros(Collection& c, const NetworkSize& size) {
    c.add("weights left at zero",
          size,
          on_weights(1, [](arma::mat& w) { w.zeros(); }),
          {{"W1", {Mistake::zero}}});
    c.add("bias left at zero",
          size,
          on_bias(2, [](arma::mat& b) { b.zeros(); }),
          {{"b2", {Mistake::zero}}},
          false);
}

void add_decay(Collection& c, const NetworkSize& size) {
    const double lambda = size.decay;
    const auto n = static_cast<double>(size.examples);
    c.add("decay missing",
          size,
          more_decay(-lambda),
          own_terms(size, Mistake::missing_term));
    c.add(
        "decay twice", size, more_decay(lambda), own_terms(size, Mistake::extra_term));
    c.add("decay with the wrong sign",
          size,
          more_decay(-2.0 * lambda),
          own_terms(size, Mistake::missing_term));
    c.add("decay without lambda",
          size,
          more_decay(1.0 - lambda),
          own_terms(size, Mistake::extra_term));
    c.add("decay divided by N",
          size,
          more_decay(-lambda * (1.0 - 1.0 / n)),
          own_terms(size, Mistake::missing_term));
    c.add("decay of the biases",
          size,
          more_decay(lambda, true),
          own_terms(size, Mistake::extra_term, true));
    c.add("sum for mean beside the decay",
          size,
          times_data(n),
          each(size, {Mistake::factor, "N"}));
    c.add("sign of the data part", size, times_data(-1.0), each(size, {Mistake::sign}));
}

void add_places(Collection& c, const NetworkSize& size) {
    const std::map<std::string, Named> entries{{"W1", {Mistake::wrong_entries}}};
    c.add("one row zero",
          size,
          on_weights(1, [](arma::mat& w) { w.row(2).zeros(); }),
          entries);
    c.add("one column twice",
          size,
          on_weights(1, [](arma::mat& w) { w.col(1) *= 2.0; }),
          entries);
    c.add("last column dropped",
          size,
          on_weights(1, [](arma::mat& w) { w.col(w.n_cols - 1).zeros(); }),
          entries,
          false);
    c.add("one entry off",
          size,
          on_weights(1, [](arma::mat& w) { w(1, 2) += 0.01; }),
          entries,
          false);
    c.add("rows in reverse",
          size,
          at_end([](const Pass&, Mats& dW, Mats& db) {
              dW.back() = arma::flipud(dW.back()).eval();
              db.back() = arma::flipud(db.back()).eval();
          }),
          {{"W" + number(depth_of(size)), {Mistake::permuted}},
           {"b" + number(depth_of(size)), {Mistake::permuted}}});
    c.add("row by row instead of column by column",
          size,
          on_weights(1,
                     [](arma::mat& w) {
                         const arma::mat t = w.t();
                         w = arma::reshape(t, w.n_rows, w.n_cols).eval();
                     }),
          {{"W1", {Mistake::transpose}}});
}

void add_square(Collection& c, const NetworkSize& size) {
    c.add("transposed",
          size,
          on_weights(2, [](arma::mat& w) { w = w.t().eval(); }),
          {{"W2", {Mistake::transpose}}});
    c.add("biases swapped",
          size,
          at_end([](const Pass&, Mats&, Mats& db) { std::swap(db[1], db[2]); }),
          {{"b1", {Mistake::swapped, "b2"}}, {"b2", {Mistake::swapped, "b1"}}});
    c.add("one bias in both places",
          size,
          at_end([](const Pass&, Mats&, Mats& db) { db[1] = db[2]; }),
          {{"b1", {Mistake::swapped, "b2"}}});
    c.add("upper triangle lost",
          size,
          on_weights(2, [](arma::mat& w) { w = arma::trimatl(w).eval(); }),
          {{"W2", {Mistake::wrong_entries}}});
    c.add("diagonal alone",
          size,
          on_weights(2, [](arma::mat& w) { w = arma::diagmat(w).eval(); }),
          {{"W2", {Mistake::wrong_entries}}});
    c.add("columns shifted",
          size,
          on_weights(2, [](arma::mat& w) { w = arma::shift(w, 1, 1).eval(); }),
          {{"W2", {Mistake::permuted}}});
}

void add_activations(Collection& c, const NetworkSize& size) {
    const std::map<std::string, Named> missing{{"W1", {Mistake::missing_factor}},
                                               {"b1", {Mistake::missing_factor}}};
    c.add("activation's derivative missing",
          size,
          at_activation(
              [](const Pass&, std::size_t l, const arma::mat& dA, arma::mat& dZ) {
                  if (l == 1) dZ = dA;
              }),
          missing);
    c.add("first example alone",
          size,
          examples_kept(first_alone(size.examples)),
          {{"W1", {Mistake::missing_term}}, {"W2", {Mistake::missing_term}}});
    c.add("last example left out",
          size,
          examples_kept(all_but_last(size.examples)),
          {{"W1", {Mistake::missing_term}}, {"W2", {Mistake::missing_term}}});
    c.add("activation's derivative twice",
          size,
          at_activation(
              [](const Pass& pass, std::size_t l, const arma::mat&, arma::mat& dZ) {
                  if (l == 1) dZ %= 1.0 - pass.A[1] % pass.A[1];
              }),
          {{"W1", {Mistake::extra_factor}}, {"b1", {Mistake::extra_factor}}});
}

std::vector<SpoiltCase> hundred() {
    Collection c;
    for (const NetworkSize* size : {&relu, &deep_relu}) add_factors(c, *size);
    add_factors(c, wide);
    for (const NetworkSize* size : {&relu, &tanh_decay, &deep}) add_zeros(c, *size);
    for (const NetworkSize* size : {&tanh_decay, &deep}) add_decay(c, *size);
    for (const NetworkSize* size : {&relu, &deep, &deep_relu, &wide})
        add_places(c, *size);
    for (const NetworkSize* size : {&deep, &deep_relu}) add_square(c, *size);
    for (const NetworkSize* size : {&relu, &tanh_decay, &deep, &wide})
        add_activations(c, *size);

    const SpoiltNetwork with_labels(relu);
    c.add("labels not subtracted",
          relu,
          at_output_only(with_labels,
                         [Y = with_labels.Y(), N = with_labels.examples()](
                             const Pass&, arma::mat& dZ) { dZ += Y / N; }),
          {{"W2", {Mistake::missing_term, "Y"}}, {"b2", {Mistake::missing_term, "Y"}}});
    c.add("labels shifted by one",
          relu,
          at_output_only(with_labels,
                         [Y = with_labels.Y(), N = with_labels.examples()](
                             const Pass&, arma::mat& dZ) {
                             dZ += (Y - arma::shift(Y, 1, 0)) / N;
                         }),
          {{"W2", {Mistake::permuted, "y"}}, {"b2", {Mistake::permuted, "y"}}});
    c.add("mask inverted",
          relu,
          at_activation(
              [](const Pass& pass, std::size_t, const arma::mat& dA, arma::mat& dZ) {
                  dZ = dA % arma::conv_to<arma::mat>::from(pass.Z[1] <= 0.0);
              }),
          {{"W1", {Mistake::missing_factor}}, {"b1", {Mistake::missing_factor}}});
    c.add("derivative at Z instead of at A",
          tanh_decay,
          at_activation(
              [](const Pass& pass, std::size_t, const arma::mat& dA, arma::mat& dZ) {
                  dZ = dA % (1.0 - pass.Z[1] % pass.Z[1]);
              }),
          {{"W1", {Mistake::missing_factor}}, {"b1", {Mistake::missing_factor}}});
    return c.cases;
}

const NetworkSize sigmoid_decay{
    {7, 6, 4}, 5, Activation::sigmoid, Loss::squared, 0.02, 21};
const NetworkSize four_layers{
    {3, 8, 8, 8, 2}, 10, Activation::tanh, Loss::cross_entropy, 0.0, 22};
const NetworkSize linear{{10, 1}, 12, Activation::relu, Loss::squared, 0.0, 23};
const NetworkSize relu_decay{
    {8, 10, 5}, 20, Activation::relu, Loss::cross_entropy, 1e-3, 24};

void add_new_factors(Collection& c) {
    c.add("bias three times",
          sigmoid_decay,
          on_bias(2, [](arma::mat& b) { b *= 3.0; }),
          {{"b2", {Mistake::factor}}});
    c.add("mean of means",
          four_layers,
          times(0.01),
          each(four_layers, {Mistake::factor, "1/N^2"}));
    c.add("mean over the classes forgotten",
          sigmoid_decay,
          on_weights(2, [](arma::mat& w) { w *= 4.0; }),
          {{"W2", {Mistake::factor, "C"}}});
    c.add("square without its half",
          sigmoid_decay,
          times_data(2.0),
          each(sigmoid_decay, {Mistake::factor}));
    c.add("sum for mean, one layer",
          linear,
          times(12.0),
          each(linear, {Mistake::factor, "N"}));
    c.add("bias zero, one layer",
          linear,
          on_bias(1, [](arma::mat& b) { b.zeros(); }),
          {{"b1", {Mistake::zero}}});
    c.add("decay missing in one layer",
          relu_decay,
          at_end([](const Pass& pass, Mats& dW, Mats&) { dW[1] -= 1e-3 * pass.W[1]; }),
          {{"W1", {Mistake::missing_term, "W1"}}});
    c.add("half the decay",
          relu_decay,
          more_decay(-0.5e-3),
          own_terms(relu_decay, Mistake::missing_term));
    c.add("decay by sign",
          relu_decay,
          at_end([](const Pass& pass, Mats& dW, Mats&) {
              dW[2] += 1e-3 * (arma::sign(pass.W[2]) - pass.W[2]);
          }),
          {{"W2", {Mistake::extra_term, "sign(W2)"}}});
}

void add_new_places(Collection& c) {
    const auto entries = [](const std::string& block) {
        return std::map<std::string, Named>{{block, {Mistake::wrong_entries}}};
    };
    c.add("weights swapped",
          four_layers,
          at_end([](const Pass&, Mats& dW, Mats&) { std::swap(dW[2], dW[3]); }),
          {{"W2", {Mistake::swapped, "W3"}}, {"W3", {Mistake::swapped, "W2"}}});
    c.add("biases in turn",
          four_layers,
          at_end([](const Pass&, Mats&, Mats& db) {
              std::swap(db[1], db[2]);
              std::swap(db[2], db[3]);
          }),
          {{"b1", {Mistake::swapped}},
           {"b2", {Mistake::swapped}},
           {"b3", {Mistake::swapped}}});
    c.add("transposed and flipped",
          four_layers,
          on_weights(3, [](arma::mat& w) { w = -w.t().eval(); }),
          {{"W3", {Mistake::transpose}}});
    c.add("two rows swapped",
          four_layers,
          on_weights(2, [](arma::mat& w) { w.swap_rows(1, 4); }),
          {{"W2", {Mistake::permuted}}});
    c.add("columns in reverse",
          four_layers,
          on_weights(2, [](arma::mat& w) { w = arma::fliplr(w).eval(); }),
          {{"W2", {Mistake::permuted}}});
    c.add("below the diagonal twice",
          four_layers,
          on_weights(3, [](arma::mat& w) { w += arma::trimatl(w, -1); }),
          entries("W3"));
    c.add("diagonal zero",
          four_layers,
          on_weights(2, [](arma::mat& w) { w.diag().zeros(); }),
          entries("W2"));
    c.add("corner zero",
          four_layers,
          on_weights(2, [](arma::mat& w) { w.submat(5, 5, 7, 7).zeros(); }),
          entries("W2"));
    c.add("first row flipped",
          relu_decay,
          on_weights(1, [](arma::mat& w) { w.row(0) *= -1.0; }),
          entries("W1"));
    c.add("clipped",
          linear,
          on_weights(1, [](arma::mat& w) { w = arma::clamp(w, -0.3, 0.3); }),
          entries("W1"));
    c.add("negative entries cut off",
          relu_decay,
          on_weights(1, [](arma::mat& w) { w = arma::clamp(w, 0.0, 1e9); }),
          entries("W1"));
}

void add_new_products(Collection& c) {
    for (const std::size_t layer : {std::size_t{2}, std::size_t{3}}) {
        c.add("derivative missing in layer " + number(layer),
              four_layers,
              at_activation(
                  [=](const Pass&, std::size_t l, const arma::mat& dA, arma::mat& dZ) {
                      if (l == layer) dZ = dA;
                  }),
              {{"W" + number(layer), {Mistake::missing_factor}},
               {"b" + number(layer), {Mistake::missing_factor}}});
    }
    const auto missing = at_activation(
        [](const Pass&, std::size_t, const arma::mat& dA, arma::mat& dZ) { dZ = dA; });
    const std::map<std::string, Named> factor{{"W1", {Mistake::missing_factor}},
                                              {"b1", {Mistake::missing_factor}}};
    c.add("sigmoid's derivative missing", sigmoid_decay, missing, factor);
    c.add("sigmoid's derivative missing, no values",
          sigmoid_decay,
          missing,
          factor,
          false);
    c.add("sigmoid's derivative at Z",
          sigmoid_decay,
          at_activation(
              [](const Pass& pass, std::size_t, const arma::mat& dA, arma::mat& dZ) {
                  dZ = dA % pass.Z[1] % (1.0 - pass.Z[1]);
              }),
          factor);
    c.add(
        "leaky derivative of a plain relu",
        relu_decay,
        at_activation([](const Pass&, std::size_t, const arma::mat& dA, arma::mat& dZ) {
            dZ += 0.1 * (dA - dZ);
        }),
        {{"W1", {Mistake::missing_factor}}, {"b1", {Mistake::missing_factor}}});
    c.add("last example left out, one layer",
          linear,
          examples_kept(all_but_last(12)),
          {{"W1", {Mistake::missing_term}}});
    Spoils no_labels, shifted, weighted;
    const SpoiltNetwork network(relu_decay);
    no_labels.output = [Y = network.Y()](const Pass&, arma::mat& dZ) {
        dZ += Y / 20.0;
    };
    shifted.output = [Y = network.Y()](const Pass&, arma::mat& dZ) {
        dZ += (Y - arma::shift(Y, 1, 1)) / 20.0;
    };
    weighted.output = [](const Pass&, arma::mat& dZ) {
        dZ.each_row() %= arma::linspace<arma::rowvec>(0.5, 1.5, dZ.n_cols);
    };
    c.add("labels not subtracted",
          relu_decay,
          no_labels,
          {{"W2", {Mistake::missing_term, "Y"}}, {"b2", {Mistake::missing_term}}});
    c.add("labels of the next example",
          relu_decay,
          shifted,
          {{"W2", {Mistake::permuted, "Y"}}});
    c.add("examples weighted",
          relu_decay,
          weighted,
          {{"W2", {Mistake::unknown}}, {"b2", {Mistake::unknown}}});
    c.add("noise",
          relu_decay,
          on_weights(1,
                     [](arma::mat& w) {
                         Random random(99);
                         for (double& value : w) value += 1e-3 * random.normal();
                     }),
          {{"W1", {Mistake::unknown}}});
}

/// Faults anywhere in the backward pass, which are told from the named values.
void add_faults(Collection& c) {
    const auto all = [](Mistake kind) { return each(four_layers, {kind}); };
    const auto factor = [](std::size_t layer, auto&& of) {
        return at_activation(
            [=](const Pass& pass, std::size_t l, const arma::mat& dA, arma::mat& dZ) {
                if (l == layer) dZ = dA % of(pass.Z[l], pass.A[l]);
            });
    };
    const auto upto = [](std::size_t layer, Mistake kind) {
        std::map<std::string, Named> expected;
        for (std::size_t l = 1; l <= layer; ++l) {
            expected["W" + number(l)] = {kind};
            expected["b" + number(l)] = {kind};
        }
        return expected;
    };
    c.add("1 - a for tanh'",
          four_layers,
          factor(3, [](const arma::mat&, const arma::mat& a) { return 1.0 - a; }),
          upto(3, Mistake::missing_factor));
    c.add("the activation for its derivative",
          four_layers,
          factor(2, [](const arma::mat&, const arma::mat& a) { return a; }),
          upto(2, Mistake::missing_factor));
    c.add("first example alone, from the last layer on",
          four_layers,
          examples_kept(first_alone(10)),
          all(Mistake::missing_term));
    c.add("Z for A",
          relu_decay,
          in_data([](const Pass& pass, Mats& dW, Mats&) {
              const arma::mat Y = SpoiltNetwork(relu_decay).Y();
              dW[2] = (pass.P - Y) / 20.0 * pass.Z[1].t();
          }),
          {{"W2", {Mistake::missing_factor, "A1"}}});
    c.add("bias of the last example",
          relu_decay,
          in_data([](const Pass& pass, Mats&, Mats& db) {
              const arma::mat Y = SpoiltNetwork(relu_decay).Y();
              db[2] = (pass.P.tail_cols(1) - Y.tail_cols(1)) / 20.0;
          }),
          {{"b2", {Mistake::missing_term}}});
}

/// Thirty more, on other networks, written after the explanations were.
std::vector<SpoiltCase> thirty() {
    Collection c;
    add_new_factors(c);
    add_new_places(c);
    add_new_products(c);
    add_faults(c);
    return c.cases;
}

/// What the diagnosis of one case was worth.
enum class Score { right, silent, wrong };

struct Outcome {
    Score score = Score::right;
    std::string said;
};

Outcome judged(const SpoiltCase& spoilt) {
    const SpoiltNetwork network(spoilt.size);
    const Report report = check_gradient(
        [&](const arma::vec& x) { return network.loss(x); },
        [&](const arma::vec& x) { return network.gradient(x, spoilt.spoils); },
        network.x(),
        network.options(spoilt.values));
    Outcome outcome{Score::right, report.diagnosis};
    std::map<std::string, Diagnosis> said;
    for (const Diagnosis& diagnosis : report.diagnoses)
        said[diagnosis.block] = diagnosis;
    for (const auto& [block, named] : spoilt.expected) {
        if (!said.contains(block) || said[block].kind == Mistake::unknown) {
            outcome.score = Score::silent;
        }
    }
    for (const auto& [block, diagnosis] : said) {
        if (diagnosis.kind == Mistake::unknown) continue;
        const bool fits = std::any_of(
            spoilt.expected.begin(), spoilt.expected.end(), [&](const auto& expected) {
                const Named& named = expected.second;
                const bool mine = expected.first == block;
                return (mine || !spoilt.expected.contains(block)) &&
                       named.kind == diagnosis.kind &&
                       (!mine || named.name.empty() || named.name == diagnosis.name);
            });
        if (!fits) outcome.score = Score::wrong;
    }
    return outcome;
}

struct Tally {
    std::size_t cases = 0, right = 0, wrong = 0;
};

Tally tally(const std::vector<SpoiltCase>& cases) {
    Tally tally;
    for (const SpoiltCase& spoilt : cases) {
        const Outcome outcome = judged(spoilt);
        ++tally.cases;
        if (outcome.score == Score::right) ++tally.right;
        if (outcome.score == Score::wrong) ++tally.wrong;
        BOOST_TEST_MESSAGE((outcome.score == Score::right    ? "right   "
                            : outcome.score == Score::silent ? "unknown "
                                                             : "WRONG   ")
                           << spoilt.name << " (" << spoilt.size.layers.size() - 1
                           << " layers): " << outcome.said);
    }
    BOOST_TEST_MESSAGE(tally.right << " of " << tally.cases << " named rightly, "
                                   << tally.wrong << " wrongly");
    return tally;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(spoilt_networks)

BOOST_AUTO_TEST_CASE(an_unspoilt_gradient_holds) {
    for (const NetworkSize& size : {relu, tanh_decay, deep, deep_relu, wide}) {
        const SpoiltNetwork network(size);
        const Report report =
            check_gradient([&](const arma::vec& x) { return network.loss(x); },
                           [&](const arma::vec& x) { return network.gradient(x, {}); },
                           network.x(),
                           network.options(true));
        BOOST_TEST(report.verdict == Verdict::holds, report);
    }
}

BOOST_AUTO_TEST_CASE(of_a_hundred_mistakes_ninety_are_named_and_none_wrongly) {
    const Tally found = tally(hundred());
    BOOST_TEST(found.cases >= 100u);
    BOOST_TEST(found.right >= 100u);
    BOOST_TEST(found.wrong == 0u);
}

BOOST_AUTO_TEST_CASE(other_weights_and_data_change_little) {
    std::vector<SpoiltCase> cases = hundred();
    for (SpoiltCase& spoilt : cases) spoilt.size.seed += 100;
    const Tally found = tally(cases);
    BOOST_TEST(found.right >= 100u);
    BOOST_TEST(found.wrong == 0u);
}

BOOST_AUTO_TEST_CASE(of_thirty_more_most_are_named_and_none_wrongly) {
    const Tally found = tally(thirty());
    BOOST_TEST(found.cases >= 30u);
    BOOST_TEST(found.right >= 32u);
    BOOST_TEST(found.wrong == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
