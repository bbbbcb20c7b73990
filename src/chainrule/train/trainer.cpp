#include "chainrule/train/trainer.hpp"

#include "chainrule/blas.hpp"
#include "chainrule/input_error.hpp"
#include "chainrule/train/evaluator.hpp"
#include "chainrule/train/examples.hpp"
#include "chainrule/train/gather.hpp"
#include "chainrule/train/initialise.hpp"
#include "chainrule/train/learner.hpp"
#include "chainrule/train/notes.hpp"
#include "chainrule/train/self_check.hpp"
#include "chainrule/train/statistics.hpp"
#include "chainrule/train/test_report.hpp"
#include "chainrule/train/workers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <numeric>

namespace chainrule::train {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Gradient and step sizes are measured at so many steps of an epoch.
constexpr std::size_t measured_steps = 8;

constexpr std::size_t misread_shown = 25;

std::vector<std::size_t> all_of(const data::DataSet& data) {
    std::vector<std::size_t> indices(data.size());
    std::iota(indices.begin(), indices.end(), std::size_t(0));
    return indices;
}

std::string title(const TrainConfig& config) {
    return fmt::format("{}, batch {}, {}",
                       network_name(config),
                       config.batch == 0 ? "full" : std::to_string(config.batch),
                       config.optimizer);
}

/// The number that a person is told to divide the rate by.
std::string advice(const TrainConfig& config) {
    std::string text = fmt::format("try --lr {:.2g}, a tenth of it", config.lr / 10);
    if (config.clip == 0.0) text += ", or --clip 1";
    return text;
}

class Trainer {
public:
    Trainer(const TrainConfig& config,
            const data::Split& data,
            const Callbacks& callbacks,
            const std::atomic<bool>& stop)
        : config_(config),
          data_(data),
          callbacks_(callbacks),
          stop_(stop),
          workers_(Workers::count_for(config.threads)),
          probe_network_(config),
          layout_(probe_network_.layout()),
          examples_(config, data.train.size()),
          test_(all_of(data.test)),
          learner_(config, data.train, examples_.steps_per_epoch(), workers_),
          evaluator_(config, workers_) {}

    Result run(std::optional<TrainState> resume) {
        require_fit();
        resume ? take_up(std::move(*resume)) : begin();
        train_all_epochs();
        conclude();
        return std::move(result_);
    }

private:
    TrainState& state() { return result_.state; }
    RunRecord& record() { return state().record; }
    std::size_t total_steps() const {
        return config_.epochs * examples_.steps_per_epoch();
    }
    std::size_t epochs_done() { return state().step / examples_.steps_per_epoch(); }

    void require_fit() const {
        require_inputs(config_, data_.train.pixels.n_rows);
        if (config_.layers.back() != data::DataSet::classes) {
            throw InputError(
                {"--layers",
                 "the last size",
                 fmt::format("{}, one unit a class", data::DataSet::classes),
                 std::to_string(config_.layers.back()),
                 ""});
        }
    }

    void begin() {
        state().layout = layout_;
        state().parameters = initial_parameters(config_, layout_);
        state().moments.assign(learner_.memory(),
                               arma::fvec(layout_.size(), arma::fill::zeros));
        record().title = title(config_);
        record().image_rows = data_.train.image_rows;
        record().image_cols = data_.train.image_cols;
        record().clip_norm = config_.clip;
        for (std::size_t c = 0; c < data::DataSet::classes; ++c) {
            record().class_names.push_back(std::to_string(c));
        }
        for (const std::string& sentence : data_.notes) note(sentence);
        check_and_measure();
        measure_epoch();
    }

    /// The network's own gradient, before it is trained: judged and measured at a time.
    void check_and_measure() {
        std::string sentence;
        workers_.run(2, [&](std::size_t task, std::size_t) {
            task == 0 ? void(sentence = checked_sentence(config_))
                      : void(record().v_curve = measure_v_curve(config_));
        });
        note(std::move(sentence));
    }

    void take_up(TrainState resumed) {
        if (resumed.layout != layout_ || resumed.moments.size() != learner_.memory()) {
            throw InputError({"--resume",
                              "",
                              "a state of the network " + title(config_),
                              "another network's",
                              "give the options the run was started with"});
        }
        state() = std::move(resumed);
    }

    void note(std::string sentence) {
        if (callbacks_.note) callbacks_.note(sentence);
        record().notes.push_back(std::move(sentence));
    }

    void train_all_epochs() {
        record().batches.reserve(total_steps());
        started_ = Clock::now();
        first_step_ = state().step;
        result_.ending = Ending::finished;
        while (state().step < total_steps()) {
            if (out_of_patience()) {
                result_.ending = Ending::early_stop;
                return;
            }
            if (!take_step()) {
                result_.ending = Ending::not_finite;
                return;
            }
            if (state().step % examples_.steps_per_epoch() == 0) {
                step_statistics_.record(epochs_done(), layout_, record());
                measure_epoch();
                if (callbacks_.checkpoint) callbacks_.checkpoint(state());
            }
            if (stop_ && state().step < total_steps()) {
                result_.ending = Ending::interrupted;
                return;
            }
        }
    }

    /// False, with the explanation, if a number stopped being finite; the parameters
    /// may then be lost, but those of the kept epoch are not.
    bool take_step() {
        const bool measured = is_measured_step();
        if (measured) before_ = state().parameters;

        const Clock::time_point start = Clock::now();
        const auto [loss, broken] =
            learner_.step(state(), examples_.batch(state().step));
        if (!broken.empty()) return explain(broken);
        state().train_seconds += seconds_since(start);

        record().batches.push_back({state().step, examples_seen_in_epochs(), loss});
        if (measured) {
            step_statistics_.add(
                layout_, learner_.gradient(), before_, state().parameters);
        }
        report_progress(loss);
        return true;
    }

    bool explain(const std::string& where) {
        result_.explanation = fmt::format(
            "step {} (epoch {}): {} became NaN or infinite; the weights of epoch {} "
            "are kept; {}",
            state().step + 1,
            epochs_done() + 1,
            where,
            state().kept.epoch,
            advice(config_));
        note(result_.explanation);
        return false;
    }

    /// A few steps, evenly spread over the epoch, the first among them.
    [[nodiscard]] bool is_measured_step() {
        const std::size_t steps = examples_.steps_per_epoch();
        const std::size_t place = state().step % steps;
        return place % std::max<std::size_t>(steps / measured_steps, 1) == 0;
    }

    double examples_seen_in_epochs() {
        const std::size_t steps = examples_.steps_per_epoch();
        const std::size_t size = examples_.training().size();
        const std::size_t place = state().step % steps;
        const std::size_t per_step = config_.batch == 0 ? size : config_.batch;
        return static_cast<double>(epochs_done()) +
               static_cast<double>(place * per_step) / static_cast<double>(size);
    }

    void report_progress(double loss) {
        if (!callbacks_.progress) return;
        const auto taken = static_cast<double>(state().step - first_step_);
        const auto left = static_cast<double>(total_steps() - state().step);
        callbacks_.progress({(state().step - 1) / examples_.steps_per_epoch() + 1,
                             state().step,
                             total_steps(),
                             loss,
                             seconds_since(started_) / taken * left});
    }

    /// Scores, statistics and what is kept, at the end of an epoch or before the first.
    void measure_epoch() {
        const arma::fvec& parameters = state().parameters;
        EpochMetrics line;
        line.epoch = epochs_done();
        line.step = state().step;
        line.train_seconds = state().train_seconds;
        line.learning_rate = learner_.rate(state().step == 0 ? 0 : state().step - 1);
        line.train = evaluator_.score(parameters, data_.train, examples_.scored());
        line.validation =
            evaluator_.score(parameters, data_.train, examples_.validation());
        line.test = evaluator_.score(parameters, data_.test, test_);
        record().epochs.push_back(line);

        gather(data_.train, examples_.probe(), probe_inputs_, probe_labels_);
        probe_network_.logits(parameters, probe_inputs_, {});
        record_activations(probe_network_, line.epoch, record(), state().dead_checks);
        keep(line);
        if (callbacks_.epoch) callbacks_.epoch(line);
    }

    void keep(const EpochMetrics& line) {
        const bool judged = !examples_.validation().empty();
        if (judged && line.epoch > 0 && !(line.validation.loss < state().kept.loss)) {
            return;
        }
        state().kept = {line.epoch, line.validation.loss, state().parameters};
        record().kept_epoch = line.epoch;
    }

    bool out_of_patience() {
        return config_.patience > 0 && !examples_.validation().empty() &&
               epochs_done() - state().kept.epoch >= config_.patience;
    }

    /// What is said of the kept network.
    void conclude() {
        if (result_.ending == Ending::interrupted) return;
        const arma::fvec& kept = state().kept.parameters;
        const arma::fmat logits = evaluator_.logits(kept, data_.test, test_);
        record().confusion = confusion_matrix(data_.test, logits);
        record().misread =
            worst_misread(data_.test, logits, config_.loss, misread_shown);
        record().first_weights = matrix(kept, layout_[0]);

        note_never_predicted();
        if (config_.output_relu) note_starved_classes();
        if (config_.bias == Bias::one_number_rule) note_stuck_bias();
    }

    void note_never_predicted() {
        const std::string sentence = never_predicted(record().confusion);
        if (!sentence.empty()) note(sentence);
    }

    void note_starved_classes() {
        const arma::fmat logits = evaluator_.logits(
            state().kept.parameters, data_.train, examples_.training());
        arma::urowvec labels(logits.n_cols);
        for (arma::uword i = 0; i < labels.n_elem; ++i) {
            labels[i] = data_.train.labels[examples_.training()[i]];
        }
        note(starved_classes(logits, labels));
    }

    void note_stuck_bias() {
        const Block& bias = layout_.blocks().back();
        const arma::fvec initial = initial_parameters(config_, layout_);
        note(stuck_bias(output_bias_gradient(bias),
                        column(initial, bias),
                        column(state().kept.parameters, bias),
                        state().kept.epoch * examples_.steps_per_epoch()));
    }

    /// The one number of the output biases, on the probe batch in double precision.
    double output_bias_gradient(const Block& bias) const {
        const arma::vec parameters =
            arma::conv_to<arma::vec>::from(result_.state.kept.parameters);
        Network<double> network(config_);
        arma::mat inputs;
        arma::urowvec labels;
        gather(data_.train, examples_.probe(), inputs, labels);
        arma::vec gradient(arma::size(parameters));
        network.loss_and_gradient(
            parameters, inputs, labels, labels.n_elem, {}, gradient);
        return gradient[bias.offset];
    }

    TrainConfig config_;
    const data::Split& data_;
    const Callbacks& callbacks_;
    const std::atomic<bool>& stop_;

    Workers workers_;
    Network<float> probe_network_;
    Layout layout_;
    Examples examples_;
    std::vector<std::size_t> test_;
    Learner learner_;
    Evaluator evaluator_;

    arma::fvec before_;
    arma::fmat probe_inputs_;
    arma::urowvec probe_labels_;
    StepStatistics step_statistics_;
    Clock::time_point started_;
    std::size_t first_step_ = 0;
    Result result_;
};

}  // namespace

Result train(const TrainConfig& config,
             const data::Split& data,
             const Callbacks& callbacks,
             const std::atomic<bool>& stop,
             std::optional<TrainState> resume) {
    // The workers share a batch among themselves; threads of BLAS's own would change
    // the last bits with their number
    use_one_blas_thread();
    return Trainer(config, data, callbacks, stop).run(std::move(resume));
}

std::vector<TimeTo> time_to(const RunRecord& record, const std::vector<double>& marks) {
    std::vector<TimeTo> reached;
    for (const double mark : marks) {
        const auto epoch = std::ranges::find_if(record.epochs, [&](const auto& line) {
            return line.test.accuracy >= mark;
        });
        if (epoch != record.epochs.end())
            reached.push_back({mark, epoch->train_seconds});
    }
    return reached;
}

}  // namespace chainrule::train
