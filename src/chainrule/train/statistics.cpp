#include "chainrule/train/statistics.hpp"

#include "chainrule/train/histogram.hpp"
#include "derivations/support/reshaped.hpp"

#include <cmath>

namespace chainrule::train {

namespace {

constexpr arma::uword checks_to_be_called_dead = 5;

/// For each unit (row) 1 if it is 0 for every example (column).
arma::uvec dead_units(const arma::fmat& activations) {
    arma::uvec dead(activations.n_rows, arma::fill::ones);
    for (arma::uword n = 0; n < activations.n_cols; ++n) {
        const float* of_example = activations.colptr(n);
        for (arma::uword unit = 0; unit < activations.n_rows; ++unit) {
            dead[unit] &= of_example[unit] == 0.0f ? 1u : 0u;
        }
    }
    return dead;
}

double share(arma::uword part, arma::uword whole) {
    return static_cast<double>(part) / static_cast<double>(whole);
}

/// Mean and standard deviation, summed in double.
std::pair<double, double> mean_and_deviation(const arma::fmat& values) {
    double sum = 0.0, sum_of_squares = 0.0;
    for (const double value : values) {
        sum += value;
        sum_of_squares += value * value;
    }
    const auto count = static_cast<double>(values.n_elem);
    const double mean = sum / count;
    return {mean, std::sqrt(std::max(sum_of_squares / count - mean * mean, 0.0))};
}

LayerStatistics layer_statistics(const arma::fmat& activations,
                                 arma::uvec& dead_checks) {
    const arma::uvec dead = dead_units(activations);
    if (dead_checks.is_empty()) dead_checks.zeros(dead.n_elem);
    dead_checks = (dead_checks + 1) % dead;  // a living unit starts again from 0

    LayerStatistics result;
    std::tie(result.mean, result.standard_deviation) = mean_and_deviation(activations);
    const arma::uvec five = arma::find(dead_checks >= checks_to_be_called_dead);
    const arma::uvec zeros = arma::find(activations == 0.0f);
    result.zero_share = share(zeros.n_elem, activations.n_elem);
    result.dead_share = share(arma::accu(dead), dead.n_elem);
    result.dead_five_share = share(five.n_elem, dead.n_elem);
    return result;
}

}  // namespace

void record_activations(const Network<float>& network,
                        std::size_t epoch,
                        RunRecord& record,
                        std::vector<arma::uvec>& dead_checks) {
    std::size_t measured = 0;
    for (std::size_t i = 0; i < network.layer_count(); ++i) {
        if (!network.measured(i)) continue;
        if (dead_checks.size() == measured) dead_checks.emplace_back();
        // A kernel is one unit, alive if it is so at any position
        const arma::fmat& outputs = network.outputs(i);
        const std::size_t units = network.units(i);
        LayerStatistics line = layer_statistics(
            reshaped(outputs, units, outputs.n_elem / units), dead_checks[measured++]);
        line.epoch = epoch;
        line.layer = network.layer_name(i);
        append_histogram(record.histograms, epoch, line.layer, network.outputs(i));
        record.layers.push_back(std::move(line));
    }
}

void StepStatistics::add(const Layout& layout,
                         const arma::fvec& gradient,
                         const arma::fvec& before,
                         const arma::fvec& after) {
    ++steps_;
    sums_.resize(layout.blocks().size());
    for (std::size_t i = 0; i < sums_.size(); ++i) {
        const Block& block = layout[i];
        const auto norm = [&](const arma::fvec& flat) {
            return static_cast<double>(arma::norm(matrix(flat, block), "fro"));
        };
        const double moved =
            arma::norm(matrix(after, block) - matrix(before, block), "fro");
        const double size = norm(before);
        sums_[i].gradient_norm += norm(gradient);
        sums_[i].update_ratio += size > 0.0 ? moved / size : not_measured;
    }
}

void StepStatistics::record(std::size_t epoch,
                            const Layout& layout,
                            RunRecord& record) {
    const auto steps = static_cast<double>(steps_);
    for (std::size_t i = 0; i < sums_.size(); ++i) {
        record.parameters.push_back({epoch,
                                     layout[i].name,
                                     sums_[i].gradient_norm / steps,
                                     sums_[i].update_ratio / steps});
    }
    *this = StepStatistics();
}

}  // namespace chainrule::train
