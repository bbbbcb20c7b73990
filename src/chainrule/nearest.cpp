#include "chainrule/nearest.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>

namespace chainrule {

namespace {

/// Damerau and Levenshtein's distance, restricted to swaps of neighbours.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::vector<std::size_t>> d(a.size() + 1,
                                            std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
    for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replace = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, replace});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
            }
        }
    }
    return d[a.size()][b.size()];
}

/// The dashes of an option are no letters: all options share them.
std::size_t letters(std::string_view name) {
    return name.size() - std::min(name.find_first_not_of('-'), name.size());
}

}  // namespace

std::string nearest_name(std::string_view given,
                         const std::vector<std::string>& known) {
    std::string nearest;
    std::size_t fewest = std::numeric_limits<std::size_t>::max();
    // What is far longer than any name is no slip of the finger, and dear to compare
    if (given.size() > 200) return nearest;
    for (const std::string& name : known) {
        const std::size_t changes = distance(given, name);
        if (changes < fewest &&
            2 * changes <= std::max(letters(given), letters(name))) {
            fewest = changes;
            nearest = name;
        }
    }
    return nearest;
}

std::string suggestion(std::string_view given, const std::vector<std::string>& known) {
    const std::string nearest = nearest_name(given, known);
    if (!nearest.empty()) return fmt::format("did you mean '{}'?", nearest);
    return fmt::format("there are: {}", fmt::join(known, ", "));
}

}  // namespace chainrule
