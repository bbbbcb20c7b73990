#include "chainrule/train/table.hpp"

#include "chainrule/input_error.hpp"
#include "chainrule/nearest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace chainrule::train {

namespace {

/// Reads record after record from a text.
class Records {
public:
    Records(std::string_view text, const std::string& file)
        : text_(text), file_(file) {}

    [[nodiscard]] bool at_end() const { return at_ == text_.size(); }
    [[nodiscard]] std::size_t line() const { return line_; }

    /// The fields up to the end of the line or, within quotes, beyond it.
    std::vector<std::string> next() {
        std::vector<std::string> fields{field()};
        while (take(',')) fields.push_back(field());
        take('\r');
        if (!at_end() && !take('\n')) {
            throw InputError({file_,
                              fmt::format("line {}", line_),
                              "a comma or the end of the line after a field",
                              fmt::format("'{}'", text_[at_]),
                              ""});
        }
        return fields;
    }

private:
    bool take(char c) {
        if (at_end() || text_[at_] != c) return false;
        if (c == '\n') ++line_;
        ++at_;
        return true;
    }

    std::string field() { return take('"') ? quoted_field() : plain_field(); }

    std::string plain_field() {
        const auto end = std::min(text_.find_first_of(",\r\n", at_), text_.size());
        std::string field(text_.substr(at_, end - at_));
        at_ = end;
        return field;
    }

    std::string quoted_field() {
        const std::size_t begin = line_;
        std::string field;
        while (!at_end()) {
            if (take('"')) {
                if (!take('"')) return field;
                field += '"';  // two quotes stand for one
            } else {
                const char c = text_[at_];
                field += c;
                take(c);
            }
        }
        throw InputError({file_,
                          fmt::format("line {}", begin),
                          "a quote that closes the field",
                          "the end of the file",
                          "the file may be cut off"});
    }

    std::string_view text_;
    const std::string& file_;
    std::size_t at_ = 0;
    std::size_t line_ = 1;
};

std::string escaped(const std::string& field) {
    if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
    std::string out = "\"";
    for (const char c : field) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + '"';
}

}  // namespace

std::size_t Table::column(std::string_view name) const {
    const auto found = std::find(columns.begin(), columns.end(), name);
    if (found == columns.end()) {
        throw InputError({file,
                          "line 1",
                          fmt::format("a column named '{}'", name),
                          "none",
                          suggestion(name, columns)});
    }
    return static_cast<std::size_t>(found - columns.begin());
}

void Table::refuse(std::size_t row,
                   std::size_t column,
                   const std::string& expected) const {
    throw InputError({file,
                      fmt::format("line {}, {}", lines[row], columns[column]),
                      expected,
                      "'" + rows[row][column] + "'",
                      ""});
}

Table parse_csv(std::string_view text, const std::string& file) {
    if (text.empty()) {
        throw InputError(
            {file, "line 1", "the names of the columns", "an empty file", ""});
    }
    Table table;
    table.file = file;
    Records records(text, table.file);
    table.columns = records.next();
    while (!records.at_end()) {
        const std::size_t line = records.line();
        std::vector<std::string> fields = records.next();
        if (fields.size() != table.columns.size()) {
            throw InputError({file,
                              fmt::format("line {}", line),
                              fmt::format("{} fields", table.columns.size()),
                              fmt::format("{}", fields.size()),
                              "the file may be cut off"});
        }
        table.lines.push_back(line);
        table.rows.push_back(std::move(fields));
    }
    return table;
}

std::string csv_line(const std::vector<std::string>& fields) {
    // A line of one empty field would look like no line at all
    if (fields.size() == 1 && fields.front().empty()) return "\"\"\n";
    std::string line;
    for (const std::string& field : fields) {
        line += escaped(field);
        line += ',';
    }
    line.back() = '\n';
    return line;
}

}  // namespace chainrule::train
