#include "chainrule/train/run_folder.hpp"

#include "chainrule/files.hpp"
#include "chainrule/input_error.hpp"
#include "chainrule/train/model.hpp"
#include "chainrule/train/record_columns.hpp"
#include "chainrule/train/rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace chainrule::train {

namespace fs = std::filesystem;

namespace {

using Files = std::map<std::string, std::string>;

// --- statistics ---

std::vector<StatisticsRow> statistics_rows(const RunRecord& record) {
    std::vector<StatisticsRow> rows;
    for (const LayerStatistics& s : record.layers) {
        rows.push_back({.epoch = s.epoch,
                        .kind = StatisticsRow::layer,
                        .name = s.layer,
                        .mean = s.mean,
                        .standard_deviation = s.standard_deviation,
                        .zero_share = s.zero_share,
                        .dead_share = s.dead_share,
                        .dead_five_share = s.dead_five_share});
    }
    for (const ParameterStatistics& s : record.parameters) {
        rows.push_back({.epoch = s.epoch,
                        .kind = StatisticsRow::parameter,
                        .name = s.parameter,
                        .gradient_norm = s.gradient_norm,
                        .update_ratio = s.update_ratio});
    }
    return rows;
}

void take_statistics(const std::vector<StatisticsRow>& rows, RunRecord& record) {
    for (const StatisticsRow& row : rows) {
        if (row.kind == StatisticsRow::layer) {
            record.layers.push_back({row.epoch,
                                     row.name,
                                     row.mean,
                                     row.standard_deviation,
                                     row.zero_share,
                                     row.dead_share,
                                     row.dead_five_share});
        } else {
            record.parameters.push_back(
                {row.epoch, row.name, row.gradient_norm, row.update_ratio});
        }
    }
}

// --- confusion ---

std::vector<ConfusionRow> confusion_rows(const arma::umat& confusion) {
    std::vector<ConfusionRow> rows;
    for (arma::uword label = 0; label < confusion.n_rows; ++label) {
        const arma::urowvec counts = confusion.row(label);
        rows.push_back({label, {counts.begin(), counts.end()}});
    }
    return rows;
}

arma::umat confusion_matrix(const std::vector<ConfusionRow>& rows) {
    if (rows.empty()) return {};
    arma::umat confusion(rows.size(), rows.front().predicted.size());
    for (std::size_t label = 0; label < rows.size(); ++label) {
        std::ranges::copy(rows[label].predicted, confusion.begin_row(label));
    }
    return confusion;
}

// --- V curve ---

std::vector<VCurveRow> v_curve_rows(const VCurve& curve) {
    std::vector<VCurveRow> rows;
    for (const VCurve::Series& series : curve.series) {
        const char* precision =
            series.single_precision ? VCurveRow::single : VCurveRow::full;
        for (std::size_t i = 0; i < series.errors.size(); ++i) {
            rows.push_back(
                {series.method, precision, curve.steps.at(i), series.errors[i]});
        }
    }
    return rows;
}

/// All series take the same steps, those of the first.
VCurve v_curve(const std::vector<VCurveRow>& rows, const std::string& file) {
    VCurve curve;
    for (const VCurveRow& row : rows) {
        const bool single = row.precision == VCurveRow::single;
        if (curve.series.empty() || curve.series.back().method != row.method ||
            curve.series.back().single_precision != single) {
            curve.series.push_back({row.method, single, {}});
        }
        if (curve.series.size() == 1) curve.steps.push_back(row.step);
        curve.series.back().errors.push_back(row.error);
    }
    for (const VCurve::Series& series : curve.series) {
        if (series.errors.size() != curve.steps.size()) {
            throw InputError(
                {file,
                 series.method,
                 fmt::format("{} steps, as in the first method", curve.steps.size()),
                 fmt::format("{}", series.errors.size()),
                 ""});
        }
    }
    return curve;
}

// --- the files ---

std::vector<NoteRow> note_rows(const std::vector<std::string>& notes) {
    std::vector<NoteRow> rows;
    for (const std::string& note : notes) rows.push_back({note});
    return rows;
}

/// Reads one file after another out of those given.
class Reader {
public:
    Reader(const Files& files, const fs::path& where) : files_(files), where_(where) {}

    [[nodiscard]] std::string path(const std::string& name) const {
        return (where_ / name).string();
    }

    [[nodiscard]] const std::string& text(const std::string& name) const {
        const auto found = files_.find(name);
        if (found != files_.end()) return found->second;
        throw InputError({path(name), "", "a file of the run", "nothing there", ""});
    }

    template <class Row>
    [[nodiscard]] std::vector<Row> rows(const std::string& name) const {
        return rows_from_csv<Row>(text(name), path(name));
    }

private:
    const Files& files_;
    const fs::path& where_;
};

RunRecord single_facts(const Reader& reader) {
    auto runs = reader.rows<RunRecord>("run.csv");
    if (runs.size() == 1) return std::move(runs.front());
    throw InputError({reader.path("run.csv"),
                      "",
                      "one line after the header",
                      fmt::format("{}", runs.size()),
                      ""});
}

void require_run_folder(const fs::path& folder) {
    std::error_code error;
    if (!fs::is_directory(folder, error)) {
        throw InputError({folder.string(),
                          "",
                          "the folder of a run",
                          fs::exists(folder, error) ? "a file" : "nothing there",
                          "chainrule train makes one and prints its name"});
    }
    if (!fs::exists(folder / "metrics.csv", error)) {
        throw InputError({folder.string(),
                          "",
                          "the folder of a run, with metrics.csv in it",
                          "a folder without",
                          "chainrule train makes one and prints its name"});
    }
}

}  // namespace

Files to_files(const RunRecord& record) {
    return {{"config.toml", record.config_toml},
            {"run.csv", rows_to_csv(std::vector<RunRecord>{record})},
            {"notes.csv", rows_to_csv(note_rows(record.notes))},
            {"metrics.csv", rows_to_csv(record.epochs)},
            {"batches.csv", rows_to_csv(record.batches)},
            {"statistics.csv", rows_to_csv(statistics_rows(record))},
            {"histograms.csv", rows_to_csv(record.histograms)},
            {"confusion.csv", rows_to_csv(confusion_rows(record.confusion))},
            {"misread.csv", rows_to_csv(record.misread)},
            {"v_curve.csv", rows_to_csv(v_curve_rows(record.v_curve))}};
}

RunRecord from_files(const Files& files, const fs::path& where) {
    const Reader reader(files, where);
    RunRecord record = single_facts(reader);
    record.config_toml = reader.text("config.toml");
    for (const auto& row : reader.rows<NoteRow>("notes.csv")) {
        record.notes.push_back(row.note);
    }
    record.epochs = reader.rows<EpochMetrics>("metrics.csv");
    record.batches = reader.rows<BatchLoss>("batches.csv");
    take_statistics(reader.rows<StatisticsRow>("statistics.csv"), record);
    record.histograms = reader.rows<ActivationHistogram>("histograms.csv");
    record.confusion = confusion_matrix(reader.rows<ConfusionRow>("confusion.csv"));
    record.misread = reader.rows<Misread>("misread.csv");
    record.v_curve =
        v_curve(reader.rows<VCurveRow>("v_curve.csv"), reader.path("v_curve.csv"));
    return record;
}

void write_run(const fs::path& folder, const RunRecord& record) {
    for (const auto& [name, content] : to_files(record)) {
        write_file(folder / name, content);
    }
}

RunRecord read_run(const fs::path& folder) {
    require_run_folder(folder);
    Files files;
    for (const auto& [name, content] : to_files({})) {
        files[name] = read_file(folder / name);
    }
    RunRecord record = from_files(files, folder);
    if (const fs::path model = folder / "model.h5"; fs::exists(model)) {
        record.first_weights = load_model(model).first_weights();
    }
    return record;
}

}  // namespace chainrule::train
