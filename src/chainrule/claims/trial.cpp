#include "chainrule/claims/trial.hpp"

#include "chainrule/random.hpp"

#include <cmath>
#include <utility>

namespace chainrule::claims {

namespace {

constexpr std::uint64_t attempts = 100;

arma::mat standard_normal(Shape shape, Random& random) {
    arma::mat x(shape.rows, shape.cols);
    for (double& element : x) element = random.normal();
    return x;
}

/// Columns of length 1 at right angles; of a wide matrix the rows.
arma::mat orthogonal(Shape shape, Random& random) {
    const bool wide = shape.cols > shape.rows;
    const arma::mat x =
        standard_normal(wide ? Shape{shape.cols, shape.rows} : shape, random);
    arma::mat q, r;
    arma::qr_econ(q, r, x);
    return wide ? arma::mat(q.t()) : q;
}

/// B B'/n + I: its condition number stays below about ten.
arma::mat positive_definite(Shape shape, Random& random) {
    const arma::mat b = standard_normal(shape, random);
    return arma::symmatu(b * b.t() / double(shape.rows)) +
           arma::mat(shape.rows, shape.rows, arma::fill::eye);
}

bool holds_whole_numbers(const Distribution& distribution) {
    return distribution.kind == Distribution::Kind::labels ||
           distribution.kind == Distribution::Kind::mask;
}

/// A whole number may be an index or an exponent, which has to stay one.
void nudge_fractions(arma::mat& x, Random& random) {
    arma::mat moved = x;
    nudge(moved, random);
    for (arma::uword i = 0; i < x.n_elem; ++i) {
        if (x.mem[i] != std::floor(x.mem[i])) x.memptr()[i] = moved.mem[i];
    }
}

Trial attempt(const Derivation& derivation,
              Draw draw,
              std::uint64_t number,
              Meter& meter) {
    Trial trial{draw, derivation.known, ""};
    const Environment<double> environment{
        derivation, trial.values, nullptr, nullptr, nullptr, &meter};
    for (SymbolId id = 0; id < derivation.symbols.size(); ++id) {
        const Symbol& symbol = derivation[id];
        if (symbol.is_drawn()) {
            const std::uint64_t stream = (draw.trial * attempts + number) * 4096 + id;
            trial.values[id] =
                drawn(symbol.distribution, symbol.shape, draw.seed, stream);
            meter.spend(16.0 * double(symbol.shape.elements()));
            if (draw.nudge > 0 && !holds_whole_numbers(symbol.distribution)) {
                Random random(draw.seed, stream, draw.nudge);
                nudge(trial.values[id], random);
            }
        } else if (symbol.role == Symbol::Role::fixed && draw.nudge > 0) {
            Random random(draw.seed, id, draw.nudge);
            nudge_fractions(trial.values[id], random);
        } else if (symbol.role == Symbol::Role::defined) {
            trial.values[id] = evaluate(symbol.value, environment);
            if (trial.not_finite.empty() && !trial.values[id].is_finite()) {
                trial.not_finite = symbol.name;
            }
        }
    }
    return trial;
}

}  // namespace

arma::mat drawn(const Distribution& distribution,
                Shape shape,
                std::uint64_t seed,
                std::uint64_t stream) {
    Random random(seed, stream);
    switch (distribution.kind) {
        case Distribution::Kind::orthogonal:
            return orthogonal(shape, random);
        case Distribution::Kind::spd:
            return positive_definite(shape, random);
        default:
            break;
    }
    arma::mat x(shape.rows, shape.cols);
    for (double& element : x) {
        switch (distribution.kind) {
            case Distribution::Kind::uniform:
                element = random.uniform(distribution.first, distribution.second);
                break;
            case Distribution::Kind::positive:
                element = std::exp(random.normal());
                break;
            case Distribution::Kind::labels:
                element = 1.0 + double(random.below(
                                    static_cast<std::uint64_t>(distribution.first)));
                break;
            case Distribution::Kind::mask:
                element = random.uniform() < distribution.first ? 1.0 : 0.0;
                break;
            default:
                element = distribution.first + distribution.second * random.normal();
                break;
        }
    }
    return x;
}

void nudge(arma::mat& x, Random& random) {
    constexpr double share = 1e-7;
    for (double& element : x) element *= 1.0 + share * random.normal();
}

Trial make_trial(const Derivation& derivation, Draw draw, Meter& meter) {
    Trial trial = attempt(derivation, draw, 0, meter);
    for (std::uint64_t k = 1; k < attempts && !trial.not_finite.empty(); ++k) {
        trial = attempt(derivation, draw, k, meter);
    }
    return trial;
}

}  // namespace chainrule::claims
