#pragma once

/// @file
/// Questions about all items of a range, as loops: each costs the test that compiles
/// the judge one function, those of `<algorithm>` five.

#include <cstddef>

namespace chainrule::check {

template <class Range, class Predicate>
[[nodiscard]] bool any_of(const Range& range, const Predicate& holds) {
    for (const auto& item : range) {
        if (holds(item)) return true;
    }
    return false;
}

template <class Range, class Predicate>
[[nodiscard]] bool all_of(const Range& range, const Predicate& holds) {
    for (const auto& item : range) {
        if (!holds(item)) return false;
    }
    return true;
}

template <class Range, class Predicate>
[[nodiscard]] bool none_of(const Range& range, const Predicate& holds) {
    return !any_of(range, holds);
}

/// How many items there are of which `holds(item)` is true.
template <class Range, class Predicate>
[[nodiscard]] std::size_t count_if(const Range& range, const Predicate& holds) {
    std::size_t count = 0;
    for (const auto& item : range) {
        if (holds(item)) ++count;
    }
    return count;
}

/// The place of the first item equal to `value`; the number of items if there is none.
template <class Range, class Value>
[[nodiscard]] std::size_t index_of(const Range& range, const Value& value) {
    std::size_t index = 0;
    for (const auto& item : range) {
        if (item == value) break;
        ++index;
    }
    return index;
}

template <class Range, class Value>
[[nodiscard]] bool contains(const Range& range, const Value& value) {
    return index_of(range, value) < range.size();
}

}  // namespace chainrule::check
