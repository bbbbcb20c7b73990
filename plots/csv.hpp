#pragma once

/// @file
/// The numbers of a picture as CSV: a header line, then one line a point.

#include "chainrule/train/table.hpp"

#include <fmt/format.h>

#include <cmath>
#include <concepts>
#include <string>
#include <string_view>

namespace chainrule::plots {

class Csv {
public:
    explicit Csv(std::string_view header) : text_(std::string(header) + "\n") {}

    /// Texts, whole numbers and real numbers, in the order of the header. What was
    /// not measured (NaN) stays empty.
    template <class... Values>
    void row(const Values&... values) {
        text_ += train::csv_line({field(values)...});
    }

    [[nodiscard]] const std::string& text() const { return text_; }

private:
    static std::string field(std::string_view text) { return std::string(text); }
    static std::string field(std::integral auto number) {
        return fmt::format("{}", number);
    }
    /// The shortest digits that read back as the same number.
    static std::string field(std::floating_point auto number) {
        return std::isnan(number) ? "" : fmt::format("{}", number);
    }

    std::string text_;
};

}  // namespace chainrule::plots
