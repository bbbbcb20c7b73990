#include "plots/report.hpp"

#include "chainrule/html.hpp"
#include "plots/confusion_shares.hpp"
#include "plots/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace chainrule::plots {

namespace {

using train::EpochMetrics;
using train::RunRecord;
using train::Score;

/// Headings, each before the picture of that name.
constexpr std::pair<std::string_view, std::string_view> headings[] = {
    {"loss", "Learning"},
    {"confusion", "What the network reads"},
    {"activation_statistics", "Inside the layers"},
    {"gradient_norm", "Gradients and steps"}};

std::string percent(double share) {
    return std::isnan(share) ? "–" : fmt::format("{:.2f} %", 100.0 * share);
}

std::string number(double value) {
    return std::isnan(value) ? "–" : fmt::format("{:.4f}", value);
}

/// The state whose weights were kept, or nothing if the run recorded none.
const EpochMetrics* kept(const RunRecord& record) {
    const auto at =
        std::find_if(record.epochs.begin(), record.epochs.end(), [&](const auto& row) {
            return row.epoch == record.kept_epoch;
        });
    return at == record.epochs.end() ? nullptr : &*at;
}

std::string headline(std::string_view name, const std::string& value) {
    return fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", name, value);
}

std::string headlines(const RunRecord& record) {
    const EpochMetrics* state = kept(record);
    const bool tested = state != nullptr && !std::isnan(state->test.accuracy);
    std::string html = "<dl class=\"headlines\">\n";
    html += headline("test accuracy",
                     tested ? percent(state->test.accuracy) : "not tested");
    if (!record.epochs.empty()) {
        const EpochMetrics& last = record.epochs.back();
        html +=
            headline("seconds of training", fmt::format("{:.2f}", last.train_seconds));
        html += headline("epochs", fmt::format("{}", last.epoch));
        html += headline("weights kept", fmt::format("epoch {}", record.kept_epoch));
    }
    return html + "</dl>\n";
}

std::string notes(const RunRecord& record) {
    if (record.notes.empty()) return {};
    std::string html = "<h2>Notes</h2>\n<ul>\n";
    for (const std::string& note : record.notes) {
        html += "<li>" + escape_markup(note) + "</li>\n";
    }
    return html + "</ul>\n";
}

std::string figures(std::span<const DrawnPicture> pictures, const std::string& folder) {
    std::string html;
    for (const DrawnPicture& drawn : pictures) {
        for (const auto& [name, heading] : headings) {
            if (name == drawn.picture.name)
                html += fmt::format("<h2>{}</h2>\n", heading);
        }
        html += figure_html(drawn, folder);
    }
    return html;
}

std::string classes(const RunRecord& record) {
    if (record.confusion.is_empty()) return {};
    const arma::vec recalls = recall(record.confusion);
    const arma::vec precisions = precision(record.confusion);
    const std::vector<std::string> names = names_of_classes(record);
    std::string html =
        "<h2>Classes</h2>\n<p>Recall: the share of a class that was found. Precision: "
        "the share of a prediction that was right; a dash where the class was never "
        "predicted.</p>\n<div class=\"wide\"><table>\n<thead><tr><th>class</th>"
        "<th>test images</th><th>recall</th><th>precision</th></tr></thead>\n<tbody>\n";
    for (arma::uword c = 0; c < recalls.n_elem; ++c) {
        html += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                            escape_markup(names[c]),
                            arma::accu(record.confusion.row(c)),
                            percent(recalls(c)),
                            percent(precisions(c)));
    }
    return html + "</tbody>\n</table></div>\n";
}

std::string cells(const Score& score) {
    return fmt::format(
        "<td>{}</td><td>{}</td>", number(score.loss), percent(score.accuracy));
}

std::string epochs(const RunRecord& record) {
    if (record.epochs.empty()) return {};
    constexpr std::size_t short_enough = 30;
    std::string html = fmt::format(
        "<h2>Epochs</h2>\n<details{}>\n<summary>Loss in nats and accuracy after each "
        "epoch; the kept one is marked</summary>\n<div class=\"wide\"><table>\n"
        "<thead><tr><th>epoch</th><th>seconds</th><th>training loss</th>"
        "<th>accuracy</th><th>validation loss</th><th>accuracy</th><th>test loss</th>"
        "<th>accuracy</th></tr></thead>\n<tbody>\n",
        record.epochs.size() <= short_enough ? " open" : "");
    for (const EpochMetrics& row : record.epochs) {
        html += fmt::format("<tr{}><td>{}</td><td>{:.2f}</td>{}{}{}</tr>\n",
                            row.epoch == record.kept_epoch ? " class=\"kept\"" : "",
                            row.epoch,
                            row.train_seconds,
                            cells(row.train),
                            cells(row.validation),
                            cells(row.test));
    }
    return html + "</tbody>\n</table></div>\n</details>\n";
}

std::string options(const RunRecord& record) {
    if (record.config_toml.empty()) return {};
    return "<h2>Options</h2>\n<details>\n<summary>Every option of this run, as "
           "config.toml has it</summary>\n<pre>" +
           escape_markup(record.config_toml) + "</pre>\n</details>\n";
}

}  // namespace

std::string report_html(const RunRecord& record,
                        std::span<const DrawnPicture> pictures,
                        const std::string& picture_folder) {
    std::string html = headlines(record);
    html += notes(record);
    html += figures(pictures, picture_folder);
    html += classes(record);
    html += epochs(record);
    html += options(record);
    return page_html("Report of a training run", record.title, html);
}

}  // namespace chainrule::plots
