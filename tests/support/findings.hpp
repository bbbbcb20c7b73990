#pragma once

/// @file
/// What texts and reports say.

#include "chainrule/check/report.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule::tests {

[[nodiscard]] inline bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

/// Whether one of the findings has these words in it.
[[nodiscard]] inline bool mentions(const std::vector<std::string>& findings,
                                   std::string_view words) {
    return std::any_of(
        findings.begin(), findings.end(), [&](const std::string& finding) {
            return contains(finding, words);
        });
}

/// The oracle of that name, or nothing if it was not asked.
[[nodiscard]] inline const OracleResult* find_oracle(const Report& report,
                                                     std::string_view name) {
    for (const OracleResult& oracle : report.oracles) {
        if (oracle.name == name) return &oracle;
    }
    return nullptr;
}

/// The same where it must have been asked.
[[nodiscard]] inline OracleResult oracle_of(const Report& report,
                                            std::string_view name) {
    const OracleResult* oracle = find_oracle(report, name);
    BOOST_REQUIRE_MESSAGE(oracle != nullptr, name << " was not asked");
    return *oracle;
}

}  // namespace chainrule::tests
