#include "chainrule/train/exhaustive_check.hpp"

#include "chainrule/blas.hpp"
#include "chainrule/check/diagnosis/diagnosis.hpp"
#include "chainrule/check/oracles/compare.hpp"
#include "chainrule/check/oracles/complex_step.hpp"
#include "chainrule/random.hpp"
#include "chainrule/train/convolution_layer.hpp"
#include "chainrule/train/penalty.hpp"
#include "chainrule/train/streams.hpp"
#include "derivations/02_affine/linear.hpp"
#include "derivations/08_convolution/convolution.hpp"
#include "derivations/support/reshaped.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>

namespace chainrule::train {

namespace {

using Complex = std::complex<double>;

constexpr double step = check::complex_step_size;
constexpr Complex moved_by{0.0, step};
constexpr std::size_t recomputed_in_full = 12;

double slope_of(Complex value) {
    return value.imag() / step;
}

arma::cx_mat without_imaginary(const arma::mat& values) {
    return arma::cx_mat(values, arma::mat(arma::size(values), arma::fill::zeros));
}

/// One pass through the whole network, kept: what every layer is given and gives.
class Chain {
public:
    Chain(const TrainConfig& config, const Objective& objective, const arma::vec& x)
        : config_(config),
          objective_(objective),
          x_(without_imaginary(x)),
          network_(config),
          loss_(loss_rule<Complex>(config.loss)),
          shapes_(convolution_shapes(config)) {
        const arma::cx_mat inputs = without_imaginary(objective.inputs());
        network_.logits(x_, inputs, objective.pass());
        given_.push_back(inputs);
        for (std::size_t layer = 0; layer < network_.layer_count(); ++layer) {
            given_.push_back(network_.outputs(layer));
        }
    }

    [[nodiscard]] const Network<Complex>& network() const { return network_; }
    [[nodiscard]] const arma::cx_mat& inputs(std::size_t layer) const {
        return given_[layer];
    }
    [[nodiscard]] std::size_t examples() const { return objective_.labels().n_elem; }

    /// The slope of every example's loss with respect to the outputs of affine layer
    /// `layer`: of what is read by the next one with respect to these outputs, times that
    /// of the loss with respect to what is read.
    [[nodiscard]] arma::mat loss_slopes(std::size_t layer, Workers& workers) const {
        const std::size_t next = next_affine(layer);
        const arma::mat of_inputs = loss_slopes_of_inputs(next, workers);
        arma::mat slopes(arma::size(given_[layer + 1]), arma::fill::zeros);
        Network<Complex> network(config_);
        const Window pooling = pooling_behind(layer);
        for (std::size_t place = 0; place < pooling.side * pooling.side; ++place) {
            const std::vector<Reading> readings = readings_at(pooling, place);
            arma::cx_mat outputs = given_[layer + 1];
            for (const Reading& one : readings) outputs.row(one.output) += moved_by;
            const arma::cx_mat& moved =
                network.forward(layer + 1, next, x_, outputs, objective_.pass());
            for (const Reading& one : readings) {
                for (arma::uword n = 0; n < slopes.n_cols; ++n) {
                    slopes(one.output, n) =
                        slope_of(moved(one.input, n)) * of_inputs(one.input, n);
                }
            }
        }
        return slopes;
    }

    /// The slope of a unit of affine layer `layer` with respect to each of its weights
    /// (a row for each) and to its bias (the last row), example by example; for a kernel
    /// position by position of each.
    [[nodiscard]] arma::mat unit_slopes(std::size_t layer, Workers& workers) const {
        const arma::cx_mat inputs = unit_inputs(layer);
        TrainConfig config = config_;
        config.convolutions.clear();
        config.layers = {inputs.n_rows, 1};
        config.output_relu = false;
        std::vector<OneUnit> units;
        for (std::size_t w = 0; w < workers.count(); ++w) units.emplace_back(config);
        arma::mat slopes(inputs.n_rows + 1, inputs.n_cols);
        workers.run(slopes.n_rows, [&](std::size_t k, std::size_t worker) {
            auto& [network, parameters] = units[worker];
            parameters[k] += moved_by;
            const arma::cx_mat& output = network.logits(parameters, inputs, {});
            for (arma::uword n = 0; n < output.n_elem; ++n) {
                slopes(k, n) = slope_of(output.mem[n]);
            }
            parameters[k] = 1.0;
        });
        return slopes;
    }

private:
    /// One thread's storage.
    struct Bench {
        Network<Complex> network;
        arma::cx_mat outputs;       ///< of the next affine layer, one input moved
        arma::cx_mat contribution;  ///< what that input adds to them, in any example
        arma::cx_mat patches, unused;
    };

    /// An affine layer of one unit, all of whose parameters are 1.
    struct OneUnit {
        explicit OneUnit(const TrainConfig& config)
            : network(config), parameters(network.layout().size(), arma::fill::ones) {}

        Network<Complex> network;
        arma::cx_vec parameters;
    };

    /// A number that leaves an affine layer, and the one behind the pooling that reads it.
    struct Reading {
        arma::uword output, input;
    };

    [[nodiscard]] std::size_t next_affine(std::size_t layer) const {
        ++layer;
        while (layer < network_.layer_count() && !network_.is_affine(layer)) ++layer;
        return layer;
    }

    [[nodiscard]] bool is_convolution(std::size_t layer) const {
        return network_.depth(layer) <= shapes_.size();
    }
    [[nodiscard]] const ConvolutionShape& shape(std::size_t layer) const {
        return shapes_[network_.depth(layer) - 1];
    }

    /// What a unit of affine layer `layer` weighs: a column for each example or, if it is
    /// a kernel, for each position in each of them.
    [[nodiscard]] arma::cx_mat unit_inputs(std::size_t layer) const {
        if (!is_convolution(layer)) return given_[layer];
        return Im2col::forward(given_[layer], shape(layer).window).patches;
    }

    /// The window by which what leaves affine layer `layer` is pooled; where it is not,
    /// each number is read by itself.
    [[nodiscard]] Window pooling_behind(std::size_t layer) const {
        if (is_convolution(layer)) return shape(layer).pooling;
        return {1, 1, given_[layer + 1].n_rows, 1, 1, 0};
    }

    /// What lies at one place of the window at all its positions. They lie side by side,
    /// so that no two of these meet, and all can be moved at once.
    [[nodiscard]] static std::vector<Reading> readings_at(const Window& pooling,
                                                          std::size_t place) {
        std::vector<Reading> readings;
        pooling.for_each_row([&](auto position, auto first, auto pixel, auto count) {
            if (place < first || place >= first + count) return;
            for (arma::uword c = 0; c < pooling.channels; ++c) {
                readings.push_back({(pixel + place - first) * pooling.channels + c,
                                    position * pooling.channels + c});
            }
        });
        return readings;
    }

    /// The slope of every example's loss with respect to what affine layer `next` reads,
    /// or, at the end of the network, to the logits: one pass for each, all examples at
    /// once.
    [[nodiscard]] arma::mat loss_slopes_of_inputs(std::size_t next,
                                                  Workers& workers) const {
        std::vector<Bench> benches;
        for (std::size_t w = 0; w < workers.count(); ++w) {
            benches.push_back({Network<Complex>(config_), {}, {}, {}, {}});
        }
        arma::mat slopes(arma::size(given_[next]));
        workers.run(slopes.n_rows, [&](std::size_t unit, std::size_t worker) {
            Bench& bench = benches[worker];
            move_input(bench, next, unit);
            losses_behind(bench, next, slopes, unit);
        });
        return slopes;
    }

    /// The outputs of affine layer `next` where of its inputs only `unit` is moved; at the
    /// end of the network the logits themselves. What it adds is the same in every
    /// example.
    void move_input(Bench& bench, std::size_t next, std::size_t unit) const {
        if (next == network_.layer_count()) {
            bench.outputs = given_.back();
            bench.outputs.row(unit) += moved_by;
            return;
        }
        const arma::cx_mat weights = matrix(
            x_, network_.layout().find("W" + std::to_string(network_.depth(next))));
        if (is_convolution(next)) {
            add_up_channel(bench, weights, shape(next).window, unit);
        } else {
            const arma::cx_vec no_bias(weights.n_rows, arma::fill::zeros);
            Linear::forward_into(bench.contribution,
                                 arma::cx_mat(weights.col(unit)),
                                 arma::cx_mat(1, 1, arma::fill::value(moved_by)),
                                 no_bias);
        }
        bench.outputs = given_[next + 1];
        for (arma::uword n = 0; n < bench.outputs.n_cols; ++n) {
            Complex* output = bench.outputs.colptr(n);
            for (arma::uword i = 0; i < bench.contribution.n_elem; ++i) {
                output[i] += Complex(0.0, bench.contribution.mem[i].imag());
            }
        }
    }

    /// What one moved pixel gives: it meets one channel of each kernel.
    static void add_up_channel(Bench& bench,
                               const arma::cx_mat& kernels,
                               Window window,
                               std::size_t unit) {
        const std::size_t channel = unit % window.channels;
        arma::cx_mat of_channel(kernels.n_rows, window.side * window.side);
        for (arma::uword place = 0; place < of_channel.n_cols; ++place) {
            of_channel.col(place) = kernels.col(place * window.channels + channel);
        }
        arma::cx_mat image(window.height * window.width, 1, arma::fill::zeros);
        image(unit / window.channels) = moved_by;
        window.channels = 1;
        const arma::cx_vec no_bias(kernels.n_rows, arma::fill::zeros);
        Convolution::forward_into(
            bench.contribution, bench.patches, of_channel, image, no_bias, window);
    }

    void losses_behind(Bench& bench,
                       std::size_t next,
                       arma::mat& slopes,
                       std::size_t unit) const {
        const std::size_t behind = std::min(next + 1, network_.layer_count());
        const arma::cx_mat& logits = bench.network.forward(
            behind, network_.layer_count(), x_, bench.outputs, objective_.pass());
        arma::cx_mat one;
        for (arma::uword n = 0; n < logits.n_cols; ++n) {
            one = logits.col(n);
            const arma::urowvec label{objective_.labels()[n]};
            slopes(unit, n) =
                slope_of(loss_(bench.unused, one, label, examples(), 1.0));
        }
    }

    const TrainConfig& config_;
    const Objective& objective_;
    arma::cx_vec x_;
    Network<Complex> network_;
    LossRule<Complex> loss_;
    std::vector<ConvolutionShape> shapes_;
    std::vector<arma::cx_mat> given_;  // the inputs, then every layer's outputs
};

/// The slopes of one affine layer's parameters, put where the layout has them.
void put_layer(const Chain& chain,
               std::size_t layer,
               const Layout& layout,
               Workers& workers,
               arma::vec& slopes) {
    const arma::mat of_outputs = chain.loss_slopes(layer, workers);
    const arma::mat of_unit = chain.unit_slopes(layer, workers);
    const arma::mat of_loss =
        reshaped(of_outputs, chain.network().units(layer), of_unit.n_cols);
    const arma::uword weights = of_unit.n_rows - 1;
    const std::string number = std::to_string(chain.network().depth(layer));

    arma::mat w = matrix(slopes, layout.find("W" + number));
    w = of_loss * of_unit.head_rows(weights).t();
    const arma::vec b = of_loss * of_unit.row(weights).t();
    arma::vec place = column(slopes, layout.find("b" + number));
    if (place.n_elem == b.n_elem) {
        place = b;
    } else {
        place[0] = arma::accu(b);  // one bias moves all units
    }
}

/// The penalty is a sum over single parameters, each asked for itself.
void add_penalty_slopes(double strength,
                        const Layout& layout,
                        const arma::vec& x,
                        arma::vec& slopes) {
    if (strength == 0.0) return;
    for (const Block& block : layout.blocks()) {
        Layout alone;
        alone.add(block.name, 1, 1);
        arma::cx_vec value(1);
        for (std::size_t k = 0; k < block.size(); ++k) {
            value[0] = {x[block.offset + k], step};
            slopes[block.offset + k] += slope_of(penalty(strength, alone, value));
        }
    }
}

/// Every number moved by its last bits.
arma::vec nudged(const TrainConfig& config, arma::vec x) {
    Random random(config.seed, stream::self_check, 4);
    for (double& value : x) {
        value *= 1.0 + 2.0 * std::numeric_limits<double>::epsilon() * random.normal();
    }
    return x;
}

/// What is claimed and what was found at one point.
struct Found {
    arma::vec x, claimed, numerical;
};

class Examination {
public:
    Examination(const TrainConfig& config, std::size_t examples)
        : config_(config),
          objective_(config, examples),
          layout_(objective_.layout()),
          workers_(Workers::count_for(config.threads)) {}

    GradientReport run() {
        const Found here = found_at(starting_point(config_, layout_));
        const Found beside = found_at(nudged(config_, here.x));
        GradientReport report;
        report.subject = "gradient";
        report.verdict = Verdict::holds;
        report.entries = report.entries_checked = layout_.size();
        OracleResult every = check::oracle("complex step");
        for (const Block& block : layout_.blocks()) {
            judge_block(block, here, beside, every, report);
        }
        report.max_relative_error = every.max_relative_error;
        report.error_bar = every.error_bar;
        report.oracles = {every, recomputed(here)};
        report.verdict = worse(every.verdict, report.oracles.back().verdict);
        keep_worst(report);
        if (report.verdict == Verdict::fails) explain(here, report);
        report.evaluations = evaluations();
        report.gradient_evaluations = gradients_;
        return report;
    }

private:
    Found found_at(arma::vec x) {
        Found found{std::move(x), {}, {}};
        found.claimed = objective_.gradient(found.x);
        found.numerical = every_slope(config_, objective_, found.x, workers_);
        ++gradients_;
        return found;
    }

    /// The largest slope that counts as none, as in check::judge.
    double negligible(const Found& here) {
        return check::negligible * std::abs(objective_(here.x)) /
               std::max(1.0, arma::abs(here.x).max());
    }

    void judge_block(const Block& block,
                     const Found& here,
                     const Found& beside,
                     OracleResult& every,
                     GradientReport& report) {
        double scale = 0.0, noise = 0.0;
        for (std::size_t i = block.offset; i < block.offset + block.size(); ++i) {
            scale = std::fmax(scale, std::abs(here.numerical[i]));
            const double change = (here.claimed[i] - here.numerical[i]) -
                                  (beside.claimed[i] - beside.numerical[i]);
            noise = std::fmax(noise, std::abs(change));
        }
        const double weight = std::max(scale, negligible(here));
        Visibility visible{block.name, 0.0, {}};
        for (std::size_t k = 0; k < block.size(); ++k) {
            const std::size_t i = block.offset + k;
            const check::Comparison comparison =
                check::against_complex_step(here.claimed[i],
                                            check::rounding_bar(here.claimed[i], noise),
                                            here.numerical[i],
                                            check::rounding_bar(here.numerical[i], 0.0),
                                            weight);
            check::include(every, comparison, weight);
            visible.smallest_error =
                std::max(visible.smallest_error,
                         check::decisive_gap * comparison.error_bar / weight);
            report.entries_failing += comparison.verdict == Verdict::fails;
            report.entries_undecided += comparison.verdict == Verdict::undecided;
            const bool remarkable =
                comparison.verdict != Verdict::holds || k == 0 ||
                comparison.gap / comparison.error_bar > worst_holding_;
            if (remarkable) add_entry(block, k, here, comparison, scale, report);
        }
        report.visibility.push_back(visible);
    }

    /// Failures are all kept until the worst are chosen; of what holds only a growing
    /// sequence.
    void add_entry(const Block& block,
                   std::size_t k,
                   const Found& here,
                   const check::Comparison& comparison,
                   double scale,
                   GradientReport& report) {
        if (comparison.verdict == Verdict::holds) {
            worst_holding_ =
                std::max(worst_holding_, comparison.gap / comparison.error_bar);
        }
        Entry entry;
        entry.block = block.name;
        entry.row = k % block.rows;
        entry.col = k / block.rows;
        entry.claimed = here.claimed[block.offset + k];
        entry.numerical = comparison.numerical;
        entry.error = comparison.gap;
        entry.error_bar = comparison.error_bar;
        entry.scale = scale;
        entry.verdict = comparison.verdict;
        entry.evidence = comparison.evidence;
        entry.doubt = comparison.doubt;
        report.worst.push_back(std::move(entry));
    }

    static void keep_worst(GradientReport& report) {
        constexpr std::size_t kept = 10;
        std::stable_sort(report.worst.begin(),
                         report.worst.end(),
                         [](const Entry& a, const Entry& b) {
                             if (a.verdict != b.verdict) return a.verdict > b.verdict;
                             return a.error / a.error_bar > b.error / b.error_bar;
                         });
        if (report.worst.size() > kept) report.worst.resize(kept);
    }

    /// A sample of parameters, moved one at a time through the whole network: what
    /// parameters share is then computed again for each.
    OracleResult recomputed(const Found& here) {
        OracleResult result = check::oracle("complex step, in full");
        result.note = fmt::format("{} entries", recomputed_in_full);
        Random random(config_.seed, stream::self_check, 5);
        arma::cx_vec x = without_imaginary(here.x);
        for (std::size_t k = 0; k < recomputed_in_full; ++k) {
            const Block& block = layout_[k % layout_.blocks().size()];
            const std::size_t i = block.offset + random.below(block.size());
            x[i] += Complex(0.0, step);
            const double value = slope_of(objective_(x));
            x[i] -= Complex(0.0, step);
            const double scale =
                std::max(arma::abs(here.numerical.subvec(
                                       block.offset, block.offset + block.size() - 1))
                             .max(),
                         negligible(here));
            // Sums over examples and units in another order, which may cancel: what is
            // added up is as large as the slopes of other blocks
            const double noise = 4.0 * std::numeric_limits<double>::epsilon() *
                                 arma::abs(here.numerical).max();
            check::include(result,
                           check::against_complex_step(
                               here.numerical[i],
                               check::rounding_bar(here.numerical[i], noise),
                               value,
                               check::rounding_bar(value, noise),
                               scale),
                           scale);
        }
        return result;
    }

    check::PointEvidence evidence_of(const Found& found) {
        check::PointEvidence point;
        for (const Block& block : layout_.blocks()) {
            check::BlockEvidence evidence;
            evidence.name = block.name;
            evidence.claimed = matrix(found.claimed, block);
            evidence.value = matrix(found.x, block);
            const double scale =
                std::max(arma::abs(found.numerical.subvec(
                                       block.offset, block.offset + block.size() - 1))
                             .max(),
                         negligible(found));
            const double noise = 16.0 * std::numeric_limits<double>::epsilon() * scale;
            for (std::size_t k = 0; k < block.size(); ++k) {
                const double value = found.numerical[block.offset + k];
                const double claimed = found.claimed[block.offset + k];
                const double bar = check::rounding_bar(claimed, noise) +
                                   check::rounding_bar(value, 0.0);
                evidence.examined.push_back(
                    {k % block.rows,
                     k / block.rows,
                     value,
                     bar,
                     check::judge(std::abs(claimed - value), bar, scale)});
            }
            point.blocks.push_back(std::move(evidence));
        }
        return point;
    }

    void explain(const Found& here, GradientReport& report) {
        const check::PointEvidence evidence = evidence_of(here);
        check::List<check::PointEvidence> fresh;
        for (const std::uint64_t point : {1, 2}) {
            fresh.push_back(
                evidence_of(found_at(starting_point(config_, layout_, point))));
        }
        const std::vector<Size> sizes{
            {"N", static_cast<double>(objective_.labels().n_elem)}};
        for (std::size_t b = 0; b < evidence.blocks.size(); ++b) {
            if (check::failing(evidence.blocks[b]) == 0) continue;
            report.diagnoses.push_back(check::diagnose(evidence, b, fresh, sizes));
        }
        report.diagnosis = check::joined(report.diagnoses, evidence.blocks.size());
    }

    /// Passes through at least the loss.
    [[nodiscard]] std::size_t evaluations() const {
        std::size_t units = 0;
        for (const ConvolutionShape& shape : convolution_shapes(config_)) {
            units += shape.outputs();
        }
        for (std::size_t i = 1; i < config_.layers.size(); ++i) {
            units += config_.layers[i];
        }
        return gradients_ * (units + 1) + recomputed_in_full;
    }

    TrainConfig config_;
    Objective objective_;
    Layout layout_;
    Workers workers_;
    std::size_t gradients_ = 0;
    double worst_holding_ = 0.0;
};

}  // namespace

arma::vec every_slope(const TrainConfig& config,
                      const Objective& objective,
                      const arma::vec& x,
                      Workers& workers) {
    const Chain chain(config, objective, x);
    arma::vec slopes(arma::size(x));
    for (std::size_t layer = 0; layer < chain.network().layer_count(); ++layer) {
        if (!chain.network().is_affine(layer)) continue;
        put_layer(chain, layer, objective.layout(), workers, slopes);
    }
    add_penalty_slopes(objective.penalty_strength(), objective.layout(), x, slopes);
    return slopes;
}

GradientReport check_every_parameter(const TrainConfig& config, std::size_t examples) {
    use_one_blas_thread();
    return Examination(config, examples).run();
}

}  // namespace chainrule::train
