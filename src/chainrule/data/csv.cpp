#include "chainrule/data/csv.hpp"

#include "chainrule/input_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>

namespace chainrule::data {

namespace {

constexpr std::size_t side = 28;
constexpr std::size_t fields_a_line = 1 + side * side;
constexpr std::size_t least_line = 2 * fields_a_line;  // a digit and a separator each
constexpr const char* next = "a line is the label, then 784 pixels row by row";

/// Takes the next line off the front of `text`, without its end.
std::string_view take_line(std::string_view& text) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

/// The text of a file without the byte order mark that spreadsheets put before it.
std::string_view text_of(const NamedBytes& file) {
    constexpr std::string_view mark = "\xef\xbb\xbf";
    const std::string_view text = file.bytes;
    return text.starts_with(mark) ? text.substr(mark.size()) : text;
}

bool names_columns(std::string_view line) {
    const auto is_letter = [](char c) {
        return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    };
    return !line.empty() && (is_letter(line[0]) || line[0] == '"');
}

std::size_t count_fields(std::string_view line) {
    if (line.empty()) return 0;
    return 1 + static_cast<std::size_t>(std::count(line.begin(), line.end(), ','));
}

void require_field_count(const NamedBytes& file, std::size_t line, std::size_t found) {
    if (found == fields_a_line) return;
    throw InputError({file.name,
                      fmt::format("line {}", line),
                      fmt::format("{} fields", fields_a_line),
                      fmt::format("{}", found),
                      next});
}

/// A line that could not be read, gone through again to say why. Not on the fast path.
[[noreturn]] void refuse_line(const NamedBytes& file,
                              std::size_t line_number,
                              std::string_view line) {
    require_field_count(file, line_number, count_fields(line));
    for (std::size_t field = 1; field <= fields_a_line; ++field) {
        const std::string_view text = line.substr(0, line.find(','));
        const unsigned largest = field == 1 ? DataSet::classes - 1 : 255;
        unsigned value = 0;
        const auto [end, error] =
            std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc() || end != text.data() + text.size() ||
            value > largest) {
            throw InputError(
                {file.name,
                 fmt::format("line {}, field {}", line_number, field),
                 fmt::format(
                     "{} of 0 to {}", field == 1 ? "a label" : "a pixel", largest),
                 fmt::format("'{}'", text.substr(0, 20)),
                 next});
        }
        line.remove_prefix(std::min(text.size() + 1, line.size()));
    }
    throw std::logic_error("refuse_line: the line is right");
}

/// Reads one number of 0 to 255 that ends at `end` or before a comma. Returns where it
/// ends, or nullptr if it is no such number.
const char* read_byte(const char* at, const char* end, std::uint8_t& value) {
    if (end - at > 1 && at[1] == ',' && at[0] >= '0' && at[0] <= '9') {
        value = static_cast<std::uint8_t>(at[0] - '0');  // four of five pixels are 0
        return at + 1;
    }
    const auto [stop, error] = std::from_chars(at, end, value);
    return error == std::errc() && (stop == end || *stop == ',') ? stop : nullptr;
}

/// False if the line is not a label and 784 pixels.
bool read_line(std::string_view line, std::uint8_t& label, std::uint8_t* pixels) {
    const char* const end = line.data() + line.size();
    const char* at = read_byte(line.data(), end, label);
    if (!at || label >= DataSet::classes) return false;
    for (std::size_t i = 0; i < side * side; ++i) {
        if (at == end) return false;
        at = read_byte(at + 1, end, pixels[i]);
        if (!at) return false;
    }
    return at == end;
}

}  // namespace

bool is_unlabelled_csv(const NamedBytes& file) {
    std::string_view rest = text_of(file);
    const std::string_view line = take_line(rest);
    const std::string_view first = line.substr(0, line.find(','));
    return names_columns(line) && first != "label" && first != "\"label\"";
}

DataSet read_csv(const NamedBytes& file) {
    std::string_view rest = text_of(file);
    std::size_t line_number = 0;
    if (std::string_view after = rest; names_columns(take_line(after))) {
        if (is_unlabelled_csv(file)) {
            throw InputError({file.name,
                              "line 1, field 1",
                              "the column 'label'",
                              "other columns",
                              "a file without labels can neither train nor test"});
        }
        require_field_count(file, 1, count_fields(take_line(rest)));
        line_number = 1;
    }

    // A column a line, but no more than there is room for: lines are not believed
    // before they are read.
    const auto lines = static_cast<std::size_t>(
        std::count(rest.begin(), rest.end(), '\n') + !rest.ends_with('\n'));
    DataSet data;
    data.image_rows = data.image_cols = side;
    data.pixels.set_size(side * side, std::min(lines, (rest.size() + 1) / least_line));
    while (!rest.empty()) {
        ++line_number;
        const std::string_view line = take_line(rest);
        std::uint8_t label = 0;
        if (line.size() + 1 < least_line ||
            !read_line(line, label, data.pixels.colptr(data.size()))) {
            refuse_line(file, line_number, line);
        }
        data.labels.push_back(label);
    }
    if (data.labels.empty()) {
        throw InputError({file.name, "", "at least one line of numbers", "none", next});
    }
    data.pixels.resize(side * side, data.size());
    return data;
}

}  // namespace chainrule::data
