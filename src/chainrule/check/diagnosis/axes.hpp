#pragma once

/// @file
/// A list of n entries seen as an array of several indices, the first running fastest,
/// and what is done to such indices by mistake.

#include "chainrule/check/list.hpp"

#include <armadillo>

#include <cstddef>
#include <string>
#include <utility>

namespace chainrule::check {

/// The lengths of the indices, each at least 2; their product is n.
using Axes = List<arma::uword>;

/// Some indices counted backwards (bit i for index i), or two exchanged.
struct AxisChange {
    unsigned backwards = 0;
    std::size_t a = 0, b = 0;  ///< exchanged unless equal
};

namespace detail {

inline constexpr std::size_t most_axes = 4;
inline constexpr arma::uword most_in_axes = 1024;

inline void append_axes_of(arma::uword n,
                           std::size_t count,
                           Axes& begun,
                           List<Axes>& found) {
    if (count == 1) {
        begun.push_back(n);
        found.push_back(begun);
        begun.pop_back();
        return;
    }
    for (arma::uword first = 2; 2 * first <= n; ++first) {
        if (n % first != 0) continue;
        begun.push_back(first);
        append_axes_of(n / first, count - 1, begun, found);
        begun.pop_back();
    }
}

}  // namespace detail

/// All ways to see n entries as an array of up to four indices, few indices first; none
/// for more entries than make sense to be tried.
[[nodiscard]] inline List<Axes> all_axes(arma::uword n) {
    List<Axes> found;
    if (n < 2 || n > detail::most_in_axes) return found;
    for (std::size_t count = 1; count <= detail::most_axes; ++count) {
        Axes begun;
        detail::append_axes_of(n, count, begun, found);
    }
    return found;
}

/// What may have been done to these indices and is not the same with fewer of them:
/// neighbours counted backwards together are one index.
[[nodiscard]] inline List<AxisChange> changes_of(const Axes& axes) {
    List<AxisChange> changes;
    for (unsigned backwards = 1; backwards < (1u << axes.size()); ++backwards) {
        bool alternating = true;
        for (std::size_t i = 0; i + 1 < axes.size(); ++i) {
            alternating =
                alternating && ((backwards >> i) & 1u) != ((backwards >> (i + 1)) & 1u);
        }
        if (alternating) changes.push_back({backwards, 0, 0});
    }
    for (std::size_t a = 0; a < axes.size(); ++a) {
        for (std::size_t b = a + 1; b < axes.size(); ++b) changes.push_back({0, a, b});
    }
    return changes;
}

/// The entry that stands at place k of the changed array.
[[nodiscard]] inline arma::uword origin_of(arma::uword k,
                                           const Axes& axes,
                                           const AxisChange& change) {
    arma::uword index[detail::most_axes] = {}, length[detail::most_axes] = {};
    for (std::size_t i = 0; i < axes.size(); ++i) length[i] = axes[i];
    std::swap(length[change.a], length[change.b]);
    for (std::size_t i = 0; i < axes.size(); ++i) {
        index[i] = k % length[i];
        k /= length[i];
    }
    std::swap(index[change.a], index[change.b]);
    arma::uword origin = 0;
    for (std::size_t i = axes.size(); i-- > 0;) {
        const bool backwards = ((change.backwards >> i) & 1u) != 0;
        origin = origin * axes[i] + (backwards ? axes[i] - 1 - index[i] : index[i]);
    }
    return origin;
}

/// "all entries in reverse order"; "its entries, as an array of 3 x 4 x 2, reversed
/// along index 2"
[[nodiscard]] inline std::string change_words(const Axes& axes,
                                              const AxisChange& change) {
    if (axes.size() == 1) {
        return "all entries in reverse order, as a kernel turned by 180 degrees";
    }
    std::string words = "its entries, as an array of ";
    for (std::size_t i = 0; i < axes.size(); ++i) {
        words += (i == 0 ? "" : " x ") + std::to_string(axes[i]);
    }
    if (change.backwards == 0) {
        return words + ", with indices " + std::to_string(change.a + 1) + " and " +
               std::to_string(change.b + 1) + " exchanged";
    }
    std::string reversed;
    for (std::size_t i = 0; i < axes.size(); ++i) {
        if (((change.backwards >> i) & 1u) == 0) continue;
        reversed += (reversed.empty() ? "" : " and ") + std::to_string(i + 1);
    }
    return words + ", reversed along index " + reversed;
}

}  // namespace chainrule::check
