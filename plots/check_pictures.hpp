#pragma once

/// @file
/// The pictures of one check. Each function is one picture and has a file of its own;
/// the order here is the order in which they are best read.

#include "plots/draw.hpp"
#include "plots/picture.hpp"

#include "chainrule/check/options.hpp"
#include "chainrule/check/report.hpp"
#include "chainrule/check/taylor_curve.hpp"
#include "chainrule/train/run_record.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace chainrule::plots {

/// What a check leaves to be drawn.
struct CheckRecord {
    std::string title;          ///< what was checked: shown, never executed
    Report report;              ///< with all entries examined in `worst`
    std::vector<Block> blocks;  ///< the matrices that the report names
    train::VCurve v_curve;
    TaylorCurve taylor_curve;
};

/// The remainders of order 0 and 1 against the step.
[[nodiscard]] Picture taylor_slope(const TaylorCurve& curve);

/// The numerical against the claimed derivative, each entry a point.
[[nodiscard]] Picture agreement(const CheckRecord& record);

/// The error of each entry where it stands in its matrix.
[[nodiscard]] Picture error_map(const CheckRecord& record);

/// v-curve, taylor-slope, agreement, error-map, the check's title under each one's own.
[[nodiscard]] std::vector<Picture> check_pictures(const CheckRecord& record);

/// A check and the folder that its pictures go to.
struct DrawnCheck {
    CheckRecord record;
    std::filesystem::path folder;
};

/// Writes NAME.svg, NAME.png and NAME.csv of each picture of each check into the
/// check's folder, which is made, and an index.html that shows them with what they
/// mean. `InputError` as for `draw_folders`.
void draw_checks(const std::vector<DrawnCheck>& checks, const Progress& progress = {});

}  // namespace chainrule::plots
