#pragma once

/// @file
/// The columns of the tables a run is stored in: for each kind of row, the names and
/// the fields they hold. Writing and reading both walk these lists.
///
/// A list calls `column(name, field)` for each field, with the words that a text is one
/// of as a third argument; a vector takes as many columns as it has elements, with its
/// name and a number from 0 on.

#include "chainrule/train/run_record.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace chainrule::train {

// Rows that stand in the record in another shape

/// One line of notes.csv.
struct NoteRow {
    std::string note;
};

/// One line of statistics.csv. The columns of the other kind stay empty.
struct StatisticsRow {
    static constexpr const char* layer = "layer";
    static constexpr const char* parameter = "parameter";

    std::size_t epoch = 0;
    std::string kind;  ///< `layer` or `parameter`
    std::string name;
    double mean = not_measured, standard_deviation = not_measured;
    double zero_share = not_measured;
    double dead_share = not_measured, dead_five_share = not_measured;
    double gradient_norm = not_measured, update_ratio = not_measured;
};

/// One line of confusion.csv.
struct ConfusionRow {
    std::size_t label = 0;
    std::vector<std::uint64_t> predicted;
};

/// One line of v_curve.csv.
struct VCurveRow {
    static constexpr const char* single = "single";
    static constexpr const char* full = "double";

    std::string method;
    std::string precision;  ///< `single` or `full`
    double step = 0.0, error = 0.0;
};

// The columns

/// run.csv, of a single line: what stands in the record once.
template <class Visitor>
void visit_columns(Visitor& column, RunRecord& row) {
    column("title", row.title);
    column("image_rows", row.image_rows);
    column("image_cols", row.image_cols);
    column("kept_epoch", row.kept_epoch);
    column("clip_norm", row.clip_norm);
    column("class", row.class_names);
}

template <class Visitor>
void visit_columns(Visitor& column, NoteRow& row) {
    column("note", row.note);
}

template <class Visitor>
void visit_columns(Visitor& column, EpochMetrics& row) {
    column("epoch", row.epoch);
    column("step", row.step);
    column("train_seconds", row.train_seconds);
    column("learning_rate", row.learning_rate);
    column("train_loss", row.train.loss);
    column("train_accuracy", row.train.accuracy);
    column("validation_loss", row.validation.loss);
    column("validation_accuracy", row.validation.accuracy);
    column("test_loss", row.test.loss);
    column("test_accuracy", row.test.accuracy);
}

template <class Visitor>
void visit_columns(Visitor& column, BatchLoss& row) {
    column("step", row.step);
    column("epoch", row.epoch);
    column("loss", row.loss);
}

template <class Visitor>
void visit_columns(Visitor& column, StatisticsRow& row) {
    column("epoch", row.epoch);
    column("kind", row.kind, {StatisticsRow::layer, StatisticsRow::parameter});
    column("name", row.name);
    column("mean", row.mean);
    column("standard_deviation", row.standard_deviation);
    column("zero_share", row.zero_share);
    column("dead_share", row.dead_share);
    column("dead_five_share", row.dead_five_share);
    column("gradient_norm", row.gradient_norm);
    column("update_ratio", row.update_ratio);
}

template <class Visitor>
void visit_columns(Visitor& column, ActivationHistogram& row) {
    column("epoch", row.epoch);
    column("layer", row.layer);
    column("low", row.low);
    column("high", row.high);
    column("zeros", row.zeros);
    column("bin", row.counts);
}

template <class Visitor>
void visit_columns(Visitor& column, ConfusionRow& row) {
    column("label", row.label);
    column("predicted", row.predicted);
}

template <class Visitor>
void visit_columns(Visitor& column, Misread& row) {
    column("index", row.index);
    column("label", row.label);
    column("predicted", row.predicted);
    column("probability", row.probability);
    column("loss", row.loss);
    column("pixel", row.pixels);
}

template <class Visitor>
void visit_columns(Visitor& column, VCurveRow& row) {
    column("method", row.method);
    column("precision", row.precision, {VCurveRow::single, VCurveRow::full});
    column("step", row.step);
    column("error", row.error);
}

}  // namespace chainrule::train
