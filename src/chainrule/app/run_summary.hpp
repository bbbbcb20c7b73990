#pragma once

/// @file
/// What a run says of itself while it goes on and when it ends.

#include "chainrule/app/json.hpp"
#include "chainrule/train/config.hpp"
#include "chainrule/train/presets.hpp"
#include "chainrule/train/run_record.hpp"

#include <string>

namespace chainrule::app {

/// "epoch   3/10  train 0.0886 97.26 %  ...".
[[nodiscard]] std::string epoch_line(const train::EpochMetrics& line,
                                     std::size_t epochs);

/// Every epoch of a short run, some twenty of a long one.
[[nodiscard]] bool is_shown(std::size_t epoch, std::size_t epochs);

/// The preset's case study; null for a run of another kind.
[[nodiscard]] const train::CaseStudy* case_study_of(const train::TrainConfig& config);

/// What its author reported beside what this run reached, and the defect.
[[nodiscard]] std::string case_study_note(const train::CaseStudy& study,
                                          const train::RunRecord& record);

/// All but the seconds that pass outside of the trainer.
[[nodiscard]] TrainSummary summarise(const train::TrainConfig& config,
                                     const train::RunRecord& record);

void print_summary(const train::TrainConfig& config,
                   const train::RunRecord& record,
                   const TrainSummary& summary);

}  // namespace chainrule::app
