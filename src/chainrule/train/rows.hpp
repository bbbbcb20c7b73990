#pragma once

/// @file
/// CSV text from rows of a struct, and back, by its list of columns
/// (record_columns.hpp). Numbers are the shortest that read back to the same bits; NaN
/// is an empty field.

#include "chainrule/train/table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <vector>

namespace chainrule::train {

namespace detail {

inline std::string numbered(const char* name, std::size_t i) {
    return fmt::format("{}{}", name, i);
}

inline std::string field_text(const std::string& value) {
    return value;
}

template <class Number>
requires std::is_arithmetic_v<Number> std::string field_text(Number value) {
    if constexpr (std::floating_point<Number>) {
        if (std::isnan(value)) return "";
    }
    return fmt::format("{}", value);
}

using Words = std::initializer_list<std::string_view>;

struct CollectNames {
    std::vector<std::string> names;

    void operator()(const char* name, const std::string&, Words) {
        names.emplace_back(name);
    }

    template <class T>
    void operator()(const char* name, const T&) {
        names.emplace_back(name);
    }
    template <class T>
    void operator()(const char* name, const std::vector<T>& values) {
        for (std::size_t i = 0; i < values.size(); ++i) {
            names.push_back(numbered(name, i));
        }
    }
};

struct CollectFields {
    std::vector<std::string> fields;

    void operator()(const char*, const std::string& value, Words) {
        fields.push_back(value);
    }

    template <class T>
    void operator()(const char*, const T& value) {
        fields.push_back(field_text(value));
    }
    template <class T>
    void operator()(const char*, const std::vector<T>& values) {
        for (const T& value : values) fields.push_back(field_text(value));
    }
};

/// Fills the fields of a row from a line of the table. Columns may stand in any order
/// and beside others.
class FillRow {
public:
    FillRow(const Table& table, std::size_t row) : table_(table), row_(row) {}

    template <class T>
    void operator()(const char* name, T& value) {
        read(find(name), value);
    }
    void operator()(const char* name, std::string& value, Words accepted) {
        const std::size_t column = find(name);
        read(column, value);
        if (std::find(accepted.begin(), accepted.end(), value) == accepted.end()) {
            table_.refuse(row_, column, fmt::format("{}", fmt::join(accepted, " or ")));
        }
    }
    template <class T>
    void operator()(const char* name, std::vector<T>& values) {
        for (std::size_t i = 0; has(numbered(name, i)); ++i) {
            read(find(numbered(name, i)), values.emplace_back());
        }
    }

private:
    /// Mostly the one after the last, as we write them.
    std::size_t find(std::string_view name) {
        const bool is_next =
            next_ < table_.columns.size() && table_.columns[next_] == name;
        const std::size_t column = is_next ? next_ : table_.column(name);
        next_ = column + 1;
        return column;
    }

    [[nodiscard]] bool has(const std::string& name) const {
        if (next_ < table_.columns.size() && table_.columns[next_] == name) return true;
        return std::find(table_.columns.begin(), table_.columns.end(), name) !=
               table_.columns.end();
    }

    void read(std::size_t column, std::string& value) const {
        value = table_.rows[row_][column];
    }

    template <class Number>
    requires std::is_arithmetic_v<Number>
    void read(std::size_t column, Number& value) const {
        const std::string& text = table_.rows[row_][column];
        if constexpr (std::floating_point<Number>) {
            if (text.empty()) {
                value = std::numeric_limits<Number>::quiet_NaN();
                return;
            }
        }
        const char* const end = text.data() + text.size();
        const auto [stopped, error] = std::from_chars(text.data(), end, value);
        if (error != std::errc() || stopped != end) {
            table_.refuse(
                row_,
                column,
                std::floating_point<Number> ? "a number or nothing" : "a whole number");
        }
    }

    const Table& table_;
    std::size_t row_;
    std::size_t next_ = 0;
};

}  // namespace detail

/// A header line and a line for each row. Vectors are as long in every row.
template <class Row>
[[nodiscard]] std::string rows_to_csv(const std::vector<Row>& rows) {
    detail::CollectNames header;
    Row first = rows.empty() ? Row{} : rows.front();
    visit_columns(header, first);
    std::string text = csv_line(header.names);
    for (Row row : rows) {  // a copy: the lists of columns name fields to be written to
        detail::CollectFields line;
        visit_columns(line, row);
        if (line.fields.size() != header.names.size()) {
            throw std::invalid_argument("rows of a table differ in length");
        }
        text += csv_line(line.fields);
    }
    return text;
}

/// The rows of a CSV text; `file` names it in messages. `InputError` with line and
/// column if a column is missing or a field cannot be read.
template <class Row>
[[nodiscard]] std::vector<Row> rows_from_csv(std::string_view text,
                                             const std::string& file) {
    const Table table = parse_csv(text, file);
    std::vector<Row> rows(table.rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        detail::FillRow fill(table, i);
        visit_columns(fill, rows[i]);
    }
    return rows;
}

}  // namespace chainrule::train
