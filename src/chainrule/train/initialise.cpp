#include "chainrule/train/initialise.hpp"

#include "chainrule/input_error.hpp"
#include "chainrule/random.hpp"
#include "chainrule/train/streams.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace chainrule::train {

namespace {

arma::mat normal(Random& random, const Block& block, double variance) {
    arma::mat values(block.rows, block.cols);
    values.imbue([&] { return std::sqrt(variance) * random.normal(); });
    return values;
}

double fan_in(const Block& weights) {
    return static_cast<double>(weights.cols);
}
double fan_out(const Block& weights) {
    return static_cast<double>(weights.rows);
}

arma::mat zeros(Random&, const Block& block) {
    return arma::mat(block.rows, block.cols, arma::fill::zeros);
}

arma::mat he(Random& random, const Block& weights) {
    return normal(random, weights, 2.0 / fan_in(weights));
}

arma::mat glorot(Random& random, const Block& weights) {
    const double bound = std::sqrt(6.0 / (fan_in(weights) + fan_out(weights)));
    arma::mat values(weights.rows, weights.cols);
    values.imbue([&] { return random.uniform(-bound, bound); });
    return values;
}

/// The Q of a normal matrix. LAPACK leaves the signs of R's diagonal open; with these
/// made positive Q is unique and uniform among all orthogonal matrices (F. Mezzadri,
/// How to generate random matrices from the classical compact groups, 2007).
arma::mat orthogonal(Random& random, const Block& weights) {
    const bool wide = weights.cols > weights.rows;
    const arma::mat drawn = normal(random, weights, 1.0);
    arma::mat q, r;
    arma::qr_econ(q, r, wide ? arma::mat(drawn.t()) : drawn);
    q.each_row() %= arma::sign(r.diag().t().eval());
    const double gain = std::sqrt(2.0);  // makes up for the half that ReLU cuts off
    return wide ? arma::mat(gain * q.t()) : arma::mat(gain * q);
}

arma::mat stuck_bias_weights(Random& random, const Block& weights) {
    const bool first = weights.name == "W1";
    return normal(random, weights, 2.0 / (first ? fan_in(weights) : fan_out(weights)));
}

arma::mat stuck_bias_biases(Random& random, const Block& bias) {
    return normal(random, bias, 2.0);
}

using Fill = arma::mat (*)(Random&, const Block&);

struct Initialisation {
    std::string_view name;
    Fill weights, biases;
};

constexpr std::array initialisations{
    Initialisation{"he", &he, &zeros},
    Initialisation{"glorot", &glorot, &zeros},
    Initialisation{"orthogonal", &orthogonal, &zeros},
    Initialisation{"dead-class", &he, &zeros},
    Initialisation{"stuck-bias", &stuck_bias_weights, &stuck_bias_biases}};

const Initialisation& find_initialisation(const std::string& name) {
    const auto found = std::ranges::find(initialisations, name, &Initialisation::name);
    if (found == initialisations.end()) {
        throw InputError({"--init",
                          "",
                          "he, glorot, orthogonal, dead-class or stuck-bias",
                          name,
                          ""});
    }
    return *found;
}

}  // namespace

arma::fvec initial_parameters(const TrainConfig& config, const Layout& layout) {
    const Initialisation& chosen = find_initialisation(config.init);
    arma::fvec parameters(layout.size());
    for (std::size_t i = 0; i < layout.blocks().size(); ++i) {
        const Block& block = layout[i];
        Random random(config.seed, stream::initial, i);
        const Fill fill = block.is_weights() ? chosen.weights : chosen.biases;
        arma::fmat target = matrix(parameters, block);
        target = arma::conv_to<arma::fmat>::from(fill(random, block));
    }
    return parameters;
}

}  // namespace chainrule::train
