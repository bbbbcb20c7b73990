#include "chainrule/app/run_summary.hpp"

#include "chainrule/blas.hpp"
#include "chainrule/input_error.hpp"
#include "chainrule/train/trainer.hpp"
#include "chainrule/train/workers.hpp"

namespace chainrule::app {

namespace fs = std::filesystem;
using train::TrainConfig;

namespace {

std::string percent(double share) {
    return fmt::format("{:.2f} %", 100.0 * share);
}

const train::EpochMetrics& kept_line(const train::RunRecord& record) {
    return *std::ranges::find(
        record.epochs, record.kept_epoch, &train::EpochMetrics::epoch);
}

/// The marks that `time_to` speaks of.
const std::vector<double> marks{0.90, 0.95, 0.97, 0.98};

void print_case_study(const train::CaseStudy& study,
                      const train::RunRecord& record,
                      bool real_digits) {
    const auto& last = record.epochs.back();
    fmt::print("\n  {:<12}{:>10}{:>10}   {}\n", "", "test", "epochs", "time");
    fmt::print("  {:<12}{:>10}{:>10}   {}\n",
               "reported",
               percent(study.test_accuracy),
               study.epochs,
               study.time);
    fmt::print("  {:<12}{:>10}{:>10}   {:.1f} s of training\n",
               "here",
               percent(kept_line(record).test.accuracy),
               last.epoch,
               last.train_seconds);
    if (!real_digits) {
        fmt::print("  The report is on the real MNIST: give --data to compare.\n");
    }
    fmt::print("\nThe defect. {}\n", study.defect);
}

}  // namespace

std::string epoch_line(const train::EpochMetrics& line, std::size_t epochs) {
    std::string text = fmt::format("epoch {:>3}/{}  train {:.4f} {}",
                                   line.epoch,
                                   epochs,
                                   line.train.loss,
                                   percent(line.train.accuracy));
    if (!std::isnan(line.validation.loss)) {
        text += fmt::format("  validation {:.4f} {}",
                            line.validation.loss,
                            percent(line.validation.accuracy));
    }
    return text + fmt::format("  test {}  {:.2f} s",
                              percent(line.test.accuracy),
                              line.train_seconds);
}

bool is_shown(std::size_t epoch, std::size_t epochs) {
    const std::size_t every = std::max<std::size_t>(1, (epochs + 19) / 20);
    return epoch % every == 0 || epoch == epochs;
}

const train::CaseStudy* case_study_of(const TrainConfig& config) {
    if (config.preset.empty()) return nullptr;
    const auto& study = train::find_preset(config.preset).case_study;
    return study ? &*study : nullptr;
}

std::string case_study_note(const train::CaseStudy& study,
                            const train::RunRecord& record) {
    return fmt::format(
        "Case study: its author reported {} on the real MNIST after {} "
        "epochs ({}); this run reached {} after {} epochs and {:.1f} s "
        "of training. {}",
        percent(study.test_accuracy),
        study.epochs,
        study.time,
        percent(kept_line(record).test.accuracy),
        record.epochs.back().epoch,
        record.epochs.back().train_seconds,
        study.defect);
}

TrainSummary summarise(const TrainConfig& config, const train::RunRecord& record) {
    TrainSummary summary{};
    summary.test_accuracy = kept_line(record).test.accuracy;
    summary.train_seconds = record.epochs.back().train_seconds;
    summary.epochs = record.epochs.back().epoch;
    summary.threads = train::Workers::count_for(config.threads);
    summary.blas = blas_name(running_blas());
    for (const auto& [mark, seconds] : train::time_to(record, marks)) {
        summary.time_to[fmt::format("{:.2f}", mark)] = seconds;
    }
    summary.run = config.out.string();
    return summary;
}

void print_summary(const TrainConfig& config,
                   const train::RunRecord& record,
                   const TrainSummary& summary) {
    fmt::print("\ntest accuracy  {}, epoch {} kept of {}\n",
               percent(summary.test_accuracy),
               record.kept_epoch,
               summary.epochs);
    fmt::print(
        "training       {:.2f} s on {} threads, {} (loading {:.2f} s, in all "
        "{:.2f} s)\n",
        summary.train_seconds,
        summary.threads,
        summary.blas,
        summary.load_seconds,
        summary.wall_seconds);
    if (const auto* study = case_study_of(config)) {
        print_case_study(*study, record, config.data != "digits");
    }
    fmt::print("\nrun            {}\n", printable(summary.run));
    if (config.plots) {
        fmt::print("report         {}\n",
                   printable((fs::path(summary.run) / "report.html").string()));
    }
}

}  // namespace chainrule::app
