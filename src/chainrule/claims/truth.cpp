#include "chainrule/claims/truth.hpp"

#include "chainrule/check/oracles/compare.hpp"
#include "chainrule/check/oracles/descent.hpp"
#include "chainrule/check/oracles/noise.hpp"
#include "chainrule/claims/chain.hpp"
#include "chainrule/claims/linear_algebra.hpp"
#include "chainrule/random.hpp"

#include <optional>
#include <utility>

namespace chainrule::claims {

namespace {

/// The Jacobian of `function`, a callable on complex matrices, column by column; nothing
/// where complex numbers cannot carry it.
template <class F>
std::optional<arma::mat> by_complex_step(F&& function,
                                         const arma::mat& x,
                                         arma::uword outputs) {
    arma::mat jacobian(outputs, x.n_elem);
    try {
        for (arma::uword j = 0; j < x.n_elem; ++j) {
            const arma::cx_mat value = function(with_imaginary(x, j));
            for (arma::uword i = 0; i < outputs; ++i) {
                jacobian.at(i, j) = value.mem[i].imag() / complex_step_size;
            }
        }
    } catch (const NotAnalytic&) {
        return {};
    }
    return jacobian;
}

Differences described(const check::Slope& slope) {
    Differences result;
    result.found = slope.smoothness == check::Smoothness::smooth ||
                   slope.smoothness == check::Smoothness::one_sided ||
                   slope.smoothness == check::Smoothness::kink;
    result.kink = slope.smoothness == check::Smoothness::kink;
    result.low = result.kink ? slope.low : slope.value;
    result.high = result.kink ? slope.high : slope.value;
    result.error_bar = slope.error_bar;
    if (result.kink) {
        result.doubt = "a kink: the slopes on its two sides are " +
                       check::text(slope.low, 4) + " and " + check::text(slope.high, 4);
    } else if (!result.found) {
        result.doubt = check::no_slope(slope);
    }
    return result;
}

/// The same by the judge's differences, for a callable on flat real vectors.
std::vector<Differences> by_differences(const check::Function::Real& function,
                                        const arma::mat& at,
                                        arma::uword outputs,
                                        Meter& meter) {
    const check::Function f(function);
    const arma::vec x = arma::vectorise(at);
    const CheckOptions options;
    const arma::vec centre = f(x);
    const arma::vec sigma = check::measure_noise(f, x, outputs, options).sigma;
    std::vector<Differences> all;
    for (arma::uword j = 0; j < x.n_elem; ++j) {
        const check::Descent descent =
            check::descend(f, check::Line(x, j, options), centre, sigma);
        // The judge takes what f throws for an edge of its domain
        meter.require_some();
        for (arma::uword i = 0; i < outputs; ++i) {
            all.push_back(i < descent.slopes.size() ? described(descent.slopes[i])
                                                    : Differences{});
        }
    }
    return all;
}

/// Differences as a matrix; the middle of two slopes, uncertain by half their distance.
TrueDerivative assembled(std::vector<Differences> differences,
                         arma::uword rows,
                         arma::uword cols) {
    TrueDerivative truth{arma::mat(rows, cols), arma::mat(rows, cols), {}};
    for (arma::uword k = 0; k < differences.size(); ++k) {
        const Differences& entry = differences[k];
        truth.value.memptr()[k] =
            entry.found ? 0.5 * (entry.low + entry.high) : arma::datum::nan;
        truth.error_bar.memptr()[k] = entry.error_bar + 0.5 * (entry.high - entry.low);
    }
    truth.differences = std::move(differences);
    return truth;
}

TrueDerivative exact(arma::mat value) {
    TrueDerivative truth;
    truth.error_bar.zeros(value.n_rows, value.n_cols);
    truth.value = std::move(value);
    return truth;
}

}  // namespace

const TrueDerivative& Truths::of(SymbolId of, SymbolId wrt) {
    const auto found = known_.find({of, wrt});
    if (found != known_.end()) return found->second;

    const Chain chain(derivation_, trial_.values, of, wrt);
    const arma::mat& x = trial_.values[wrt];
    const arma::uword outputs = trial_.values[of].n_elem;
    // A gradient has the shape of x, a Jacobian a row for each output
    const arma::uword rows = outputs == 1 ? x.n_rows : outputs;
    const arma::uword cols = outputs == 1 ? x.n_cols : x.n_elem;

    Watch watch;
    static_cast<void>(chain(x, meter_, &watch));
    std::optional<arma::mat> value;
    if (!watch.touched) {
        value = by_complex_step(
            [&](const arma::cx_mat& z) { return chain(z, meter_, nullptr); },
            x,
            outputs);
    }
    TrueDerivative truth;
    if (value) {
        value->reshape(rows, cols);
        truth = exact(std::move(*value));
    } else {
        const auto function = [&](const arma::vec& flat) -> arma::vec {
            const arma::mat at(flat.memptr(), x.n_rows, x.n_cols);
            return arma::vectorise(chain(at, meter_, nullptr));
        };
        truth = assembled(by_differences(function, x, outputs, meter_), rows, cols);
    }
    return known_.emplace(std::pair(of, wrt), std::move(truth)).first->second;
}

TrueDerivative Truths::of_function(SymbolId function, int order, const arma::mat& at) {
    const auto slope = [&](double z) {
        const Environment<Cx> environment{
            derivation_, trial_.values, nullptr, nullptr, nullptr, &meter_};
        const arma::mat point(1, 1, arma::fill::value(z));
        return apply_function<Cx>(function, with_imaginary(point, 0), environment)
                   .at(0)
                   .imag() /
               complex_step_size;
    };
    TrueDerivative all{
        arma::mat(at.n_rows, at.n_cols), arma::mat(at.n_rows, at.n_cols), {}};
    for (arma::uword k = 0; k < at.n_elem; ++k) {
        const arma::mat point(1, 1, arma::fill::value(at.mem[k]));
        Watch watch;
        const Environment<double> environment{
            derivation_, trial_.values, nullptr, nullptr, nullptr, &meter_, &watch};
        static_cast<void>(apply_function(function, point, environment));
        Differences entry;
        if (order == 1 && !watch.touched) {
            entry.low = entry.high = slope(at.mem[k]);
            entry.found = true;
        } else {
            const auto f = [&](const arma::vec& z) -> arma::vec {
                if (order == 2) return arma::vec{slope(z.at(0))};
                return arma::vectorise(
                    apply_function<double>(function, z, environment));
            };
            entry = by_differences(f, point, 1, meter_).front();
        }
        const TrueDerivative one = assembled({entry}, 1, 1);
        all.value.memptr()[k] = one.value.at(0);
        all.error_bar.memptr()[k] = one.error_bar.at(0);
        all.differences.push_back(entry);
    }
    return all;
}

const arma::mat& Truths::derivative(SymbolId a, SymbolId b) {
    const TrueDerivative& truth = of(a, b);
    if (truth.differences.empty()) return truth.value;
    shaky_ = true;
    if (shake_ == 0) return truth.value;
    arma::mat& shaken = shaken_[{a, b, shake_}];
    if (shaken.is_empty()) {
        Random random(shake_, a, b);
        shaken = truth.value;
        for (arma::uword i = 0; i < shaken.n_elem; ++i) {
            const double sign = random.uniform() < 0.5 ? -1.0 : 1.0;
            shaken.memptr()[i] += sign * truth.error_bar.mem[i];
        }
    }
    return shaken;
}

arma::mat Truths::function_derivative(SymbolId function,
                                      int order,
                                      const arma::mat& at) {
    return of_function(function, order, at).value;
}

}  // namespace chainrule::claims
