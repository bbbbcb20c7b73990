#pragma once

/// @file
/// The folder a run leaves behind, in formats that open without us.
///
/// | file           | one line for each                              |
/// |----------------|------------------------------------------------|
/// | config.toml    | option                                         |
/// | run.csv        | run: title, image size, kept epoch, classes    |
/// | notes.csv      | sentence for the report                        |
/// | metrics.csv    | epoch                                          |
/// | batches.csv    | step                                           |
/// | statistics.csv | epoch and layer; epoch and parameter           |
/// | histograms.csv | epoch and layer, with the counts of its bins   |
/// | confusion.csv  | true class, with the counts of the predicted   |
/// | misread.csv    | image, with its pixels                         |
/// | v_curve.csv    | method and step                                |
/// | model.h5       | (HDF5) the kept network, see model.hpp         |
///
/// The numbers are the shortest that read back to the same bits; a value that was not
/// measured is an empty field.

#include "chainrule/train/run_record.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace chainrule::train {

/// The names of the files and what they hold, all but model.h5.
[[nodiscard]] std::map<std::string, std::string> to_files(const RunRecord& record);

/// The record `to_files` was given, without the first weights. `where` stands before
/// the names in messages. `InputError` with file, line and column if a file is missing
/// or damaged.
[[nodiscard]] RunRecord from_files(const std::map<std::string, std::string>& files,
                                   const std::filesystem::path& where);

/// Writes all but model.h5, each file in one instant. Every file is flushed to the
/// disk, which takes milliseconds: while training, once a second is often enough.
void write_run(const std::filesystem::path& folder, const RunRecord& record);

/// The record of the run in `folder`, the first weights being W1 of model.h5 where
/// that exists. `InputError` if `folder` is not a run folder or a file is damaged.
[[nodiscard]] RunRecord read_run(const std::filesystem::path& folder);

}  // namespace chainrule::train
