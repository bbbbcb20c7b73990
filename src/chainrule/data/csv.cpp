#include "chainrule/data/csv.hpp"

#include "chainrule/input_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string_view>
#include <thread>
#include <vector>

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
    unsigned number = 0;
    const char* const start = at;
    for (; at != end && *at != ','; ++at) {
        const auto digit = static_cast<unsigned char>(*at - '0');
        if (digit > 9) return nullptr;
        number = 10 * number + digit;
        if (number > 255) return nullptr;
    }
    value = static_cast<std::uint8_t>(number);
    return at == start ? nullptr : at;
}

/// Four of five pixels are 0, and most of these stand together.
constexpr std::string_view zeros = "0,0,0,0,";
constexpr std::size_t zeros_at_once = zeros.size() / 2;

bool begins_with_zeros(const char* at, const char* end) {
    return end - at >= static_cast<std::ptrdiff_t>(zeros.size()) &&
           std::memcmp(at, zeros.data(), zeros.size()) == 0;
}

/// False if the line is not a label and 784 pixels.
bool read_line(std::string_view line, std::uint8_t& label, std::uint8_t* pixels) {
    const char* const end = line.data() + line.size();
    const char* at = read_byte(line.data(), end, label);
    if (!at || label >= DataSet::classes) return false;
    for (std::size_t i = 0; i < side * side;) {
        if (at == end) return false;
        if (i + zeros_at_once <= side * side && begins_with_zeros(at + 1, end)) {
            std::fill_n(pixels + i, zeros_at_once, std::uint8_t(0));
            at += zeros.size();
            i += zeros_at_once;
            continue;
        }
        at = read_byte(at + 1, end, pixels[i++]);
        if (!at) return false;
    }
    return at == end;
}

/// Each on a thread of its own; `use` does not throw.
template <class T, class Use>
void for_each_at_once(std::vector<T>& all, const Use& use) {
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < all.size(); ++i) {
        threads.emplace_back([&, i] { use(all[i]); });
    }
    if (!all.empty()) use(all.front());
}

/// Lines that one thread reads.
struct Part {
    std::string_view text;
    std::size_t lines = 0;       ///< in the text
    std::size_t first = 0;       ///< the column of the first of them
    std::size_t first_line = 0;  ///< its number in the file
    std::size_t wrong_line = 0;  ///< the number of the first wrong one, or 0
    std::string_view wrong_text{};

    /// A column a line, but no more than there is room for: lines are not believed
    /// before they are read.
    [[nodiscard]] std::size_t columns() const {
        return std::min(lines, (text.size() + 1) / least_line);
    }
};

/// Cuts `text` after ends of lines into parts of about the same size, one a thread.
std::vector<Part> cut(std::string_view text, std::size_t first_line) {
    constexpr std::size_t worth_a_thread = 1 << 20, most = 8;
    const std::size_t count = std::clamp<std::size_t>(
        text.size() / worth_a_thread,
        1,
        std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, most));
    std::vector<Part> parts;
    while (!text.empty()) {
        const std::size_t left = count - parts.size();
        std::size_t end = text.size();
        if (left > 1) end = std::min(end, text.find('\n', text.size() / left)) + 1;
        parts.push_back({text.substr(0, end)});
        text.remove_prefix(std::min(end, text.size()));
    }
    for_each_at_once(parts, [](Part& part) {
        part.lines = static_cast<std::size_t>(
            std::count(part.text.begin(), part.text.end(), '\n') +
            !part.text.ends_with('\n'));
    });
    std::size_t column = 0;
    for (Part& part : parts) {
        part.first = column;
        part.first_line = first_line;
        column += part.columns();
        first_line += part.lines;
    }
    return parts;
}

/// Reads up to the first wrong line.
void read_part(Part& part, DataSet& data) {
    std::string_view rest = part.text;
    for (std::size_t i = 0; !rest.empty(); ++i) {
        const std::string_view line = take_line(rest);
        if (line.size() + 1 < least_line ||
            !read_line(line,
                       data.labels[part.first + i],
                       data.pixels.colptr(part.first + i))) {
            part.wrong_line = part.first_line + i;
            part.wrong_text = line;
            return;
        }
    }
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

    std::vector<Part> parts = cut(rest, line_number + 1);
    const std::size_t columns =
        parts.empty() ? 0 : parts.back().first + parts.back().columns();
    DataSet data;
    data.image_rows = data.image_cols = side;
    data.pixels = room_for_images(side * side, columns);
    data.labels.resize(columns);
    for_each_at_once(parts, [&](Part& part) { read_part(part, data); });
    for (const Part& part : parts) {
        if (part.wrong_line > 0) refuse_line(file, part.wrong_line, part.wrong_text);
    }
    if (data.labels.empty()) {
        throw InputError({file.name, "", "at least one line of numbers", "none", next});
    }
    return data;
}

}  // namespace chainrule::data
