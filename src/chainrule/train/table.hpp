#pragma once

/// @file
/// CSV files with a header line, as RFC 4180 has them: texts in quotes where they hold
/// a comma, a quote or a line end.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule::train {

struct Table {
    std::string file;  ///< named in messages
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;  ///< each as long as `columns`
    std::vector<std::size_t> lines;  ///< of the file, where each row begins; from 1

    /// Index of the column; `InputError` with the nearest name if there is none.
    [[nodiscard]] std::size_t column(std::string_view name) const;

    /// Throws the `InputError` about a field, with its line and column.
    [[noreturn]] void refuse(std::size_t row,
                             std::size_t column,
                             const std::string& expected) const;
};

/// `InputError` with the line if there is no header, a row has more or fewer fields
/// than it, or a quote is not closed.
[[nodiscard]] Table parse_csv(std::string_view text, const std::string& file);

/// One line of a CSV file, with its end, of at least one field.
[[nodiscard]] std::string csv_line(const std::vector<std::string>& fields);

}  // namespace chainrule::train
