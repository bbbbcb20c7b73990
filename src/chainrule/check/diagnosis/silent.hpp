#pragma once

/// @file
/// The diagnoses that say nothing yet, which a further explanation may fill in. In all of
/// it `diagnoses[k]` is that of the block `which[k]`.

#include "chainrule/check/list.hpp"
#include "chainrule/check/report.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace chainrule::check {

/// The blocks of which nothing is said.
[[nodiscard]] inline List<std::size_t> silent_blocks(
    const List<std::size_t>& which, const std::vector<Diagnosis>& diagnoses) {
    List<std::size_t> silent;
    for (std::size_t k = 0; k < which.size(); ++k) {
        if (diagnoses[k].kind == Mistake::unknown) silent.push_back(which[k]);
    }
    return silent;
}

/// The diagnosis of `block` if there is one and it says nothing, or null.
[[nodiscard]] inline Diagnosis* silent_diagnosis(const List<std::size_t>& which,
                                                 std::vector<Diagnosis>& diagnoses,
                                                 std::size_t block) {
    for (std::size_t k = 0; k < which.size(); ++k) {
        const bool unknown = diagnoses[k].kind == Mistake::unknown;
        if (which[k] == block && unknown) return &diagnoses[k];
    }
    return nullptr;
}

/// Puts `words` in its place; it stays that of its block.
inline void say(Diagnosis& diagnosis, Diagnosis words) {
    words.block = std::move(diagnosis.block);
    diagnosis = std::move(words);
}

}  // namespace chainrule::check
