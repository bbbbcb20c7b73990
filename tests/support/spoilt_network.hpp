#pragma once

/// @file
/// Small networks with a backward pass by hand that can be spoilt at every stage, for
/// tests of what the checker says about a wrong gradient. Columns are examples.

#include "chainrule/check/options.hpp"
#include "chainrule/random.hpp"
#include "tests/support/blocks.hpp"

#include <armadillo>

#include <functional>
#include <string>
#include <vector>

namespace chainrule::tests {

enum class Activation { relu, tanh, sigmoid };
enum class Loss { cross_entropy, squared };

struct NetworkSize {
    std::vector<arma::uword> layers;  ///< inputs, hidden, ..., outputs
    arma::uword examples;
    Activation activation;
    Loss loss;
    double decay = 0.0;
    std::uint64_t seed = 1;
};

/// What a forward pass computes. Index l is layer l, from 1; A[0] are the inputs.
struct Pass {
    std::vector<arma::mat> W, b, Z, A;  ///< W, b and Z have an unused entry 0
    arma::mat P;                        ///< the outputs: softmax(Z), or Z itself
};

/// Where a backward pass may go wrong. Each is called with the right value in place.
struct Spoils {
    std::function<void(const Pass&, arma::mat& dZ)> output;
    std::function<void(
        const Pass&, std::size_t layer, const arma::mat& dA, arma::mat& dZ)>
        activation;
    /// dW and db, index from 1, without and with the penalty's part.
    std::function<void(
        const Pass&, std::vector<arma::mat>&dW, std::vector<arma::mat>&db)>
        data, result;
};

/// loss = mean over the examples + decay / 2 * sum of all squared weights.
class SpoiltNetwork {
public:
    explicit SpoiltNetwork(const NetworkSize& size) : size_(size) {
        Random random(size.seed, 0x6e6574);
        X_ = drawn(random, size.layers.front(), size.examples);
        Y_ = drawn(random, size.layers.back(), size.examples);
        if (size.loss == Loss::cross_entropy) {
            Y_.zeros();
            for (arma::uword n = 0; n < size.examples; ++n) {
                Y_(random.below(size.layers.back()), n) = 1.0;
            }
        }
        std::vector<arma::mat> parts;
        for (std::size_t l = 1; l < size.layers.size(); ++l) {
            parts.push_back(0.7 * drawn(random, size.layers[l], size.layers[l - 1]));
            parts.push_back(0.3 * drawn(random, size.layers[l], 1));
        }
        x_ = packed(parts);
    }

    [[nodiscard]] const arma::vec& x() const { return x_; }
    [[nodiscard]] const NetworkSize& size() const { return size_; }
    [[nodiscard]] const arma::mat& X() const { return X_; }
    [[nodiscard]] const arma::mat& Y() const { return Y_; }
    [[nodiscard]] std::size_t depth() const { return size_.layers.size() - 1; }
    [[nodiscard]] double examples() const {
        return static_cast<double>(size_.examples);
    }

    [[nodiscard]] CheckOptions options(bool with_values) const {
        CheckOptions options;
        for (std::size_t l = 1; l <= depth(); ++l) {
            const std::string number = std::to_string(l);
            options.blocks.push_back(
                {"W" + number, size_.layers[l], size_.layers[l - 1]});
            options.blocks.push_back({"b" + number, size_.layers[l], 1});
        }
        options.sizes = {{"N", examples()},
                         {"C", static_cast<double>(size_.layers.back())}};
        if (size_.decay > 0.0) options.sizes.push_back({"lambda", size_.decay});
        if (with_values) {
            options.values = [this](const arma::vec& x) { return values(x); };
        }
        return options;
    }

    [[nodiscard]] double loss(const arma::vec& x) const {
        const Pass pass = forward(x);
        double sum = 0.0, squares = 0.0;
        if (size_.loss == Loss::cross_entropy) {
            sum = -arma::accu(Y_ % arma::log(pass.P));
        } else {
            sum = 0.5 * arma::accu(arma::square(pass.P - Y_));
        }
        for (std::size_t l = 1; l <= depth(); ++l) {
            squares += arma::accu(arma::square(pass.W[l]));
        }
        return sum / examples() + 0.5 * size_.decay * squares;
    }

    [[nodiscard]] arma::vec gradient(const arma::vec& x, const Spoils& spoils) const {
        const Pass pass = forward(x);
        std::vector<arma::mat> dW(depth() + 1), db(depth() + 1);
        arma::mat dZ = (pass.P - Y_) / examples();
        if (spoils.output) spoils.output(pass, dZ);
        for (std::size_t l = depth(); l >= 1; --l) {
            dW[l] = dZ * pass.A[l - 1].t();
            db[l] = arma::sum(dZ, 1);
            if (l == 1) break;
            const arma::mat dA = pass.W[l].t() * dZ;
            dZ = dA % derivative(pass.Z[l - 1], pass.A[l - 1]);
            if (spoils.activation) spoils.activation(pass, l - 1, dA, dZ);
        }
        if (spoils.data) spoils.data(pass, dW, db);
        for (std::size_t l = 1; l <= depth(); ++l) dW[l] += size_.decay * pass.W[l];
        if (spoils.result) spoils.result(pass, dW, db);

        std::vector<arma::mat> parts;
        for (std::size_t l = 1; l <= depth(); ++l) {
            parts.push_back(dW[l]);
            parts.push_back(db[l]);
        }
        return packed(parts);
    }

    [[nodiscard]] Pass forward(const arma::vec& x) const {
        Pass pass{{{}}, {{}}, {{}}, {X_}, {}};
        arma::uword first = 0;
        for (std::size_t l = 1; l <= depth(); ++l) {
            const arma::uword rows = size_.layers[l], cols = size_.layers[l - 1];
            pass.W.push_back(arma::reshape(
                arma::mat(x.subvec(first, first + rows * cols - 1)), rows, cols));
            first += rows * cols;
            pass.b.push_back(x.subvec(first, first + rows - 1));
            first += rows;
            pass.Z.push_back(pass.W[l] * pass.A[l - 1] +
                             arma::repmat(pass.b[l], 1, size_.examples));
            pass.A.push_back(l < depth() ? activated(pass.Z[l]) : pass.Z[l]);
        }
        pass.P = pass.Z.back();
        if (size_.loss == Loss::cross_entropy) {
            pass.P = arma::exp(pass.P);
            pass.P.each_row() /= arma::rowvec(arma::sum(pass.P, 0));
        }
        return pass;
    }

private:
    [[nodiscard]] arma::mat activated(const arma::mat& Z) const {
        switch (size_.activation) {
            case Activation::relu:
                return Z % arma::conv_to<arma::mat>::from(Z > 0.0);
            case Activation::tanh:
                return arma::tanh(Z);
            case Activation::sigmoid:
                return 1.0 / (1.0 + arma::exp(-Z));
        }
        return Z;
    }

    [[nodiscard]] arma::mat derivative(const arma::mat& Z, const arma::mat& A) const {
        switch (size_.activation) {
            case Activation::relu:
                return arma::conv_to<arma::mat>::from(Z > 0.0);
            case Activation::tanh:
                return 1.0 - A % A;
            case Activation::sigmoid:
                return A % (1.0 - A);
        }
        return Z;
    }

    [[nodiscard]] std::vector<NamedMatrix> values(const arma::vec& x) const {
        const Pass pass = forward(x);
        std::vector<NamedMatrix> named{{"X", X_}, {"Y", Y_}, {"P", pass.P}};
        for (std::size_t l = 1; l < depth(); ++l) {
            const std::string number = std::to_string(l);
            named.push_back({"Z" + number, pass.Z[l]});
            named.push_back({"A" + number, pass.A[l]});
        }
        return named;
    }

    NetworkSize size_;
    arma::mat X_, Y_;
    arma::vec x_;
};

}  // namespace chainrule::tests
