#include "chainrule/data/pgm.hpp"

#include "chainrule/input_error.hpp"

#include <fmt/format.h>

#include <charconv>
#include <string_view>

namespace chainrule::data {

namespace {

constexpr std::string_view space = " \t\r\n\v\f";

/// What a person would recognise of the bytes at the front of `text`.
std::string_view first_word(std::string_view text) {
    constexpr std::size_t enough = 12;
    return text.substr(0, std::min(text.find_first_of(space), enough));
}

/// Reads a PGM file from the front, keeping its place for the messages.
class Scanner {
public:
    explicit Scanner(const NamedBytes& file) : file_(file) {}

    /// The next whole number, of `least` to `largest`, after spaces and comments.
    unsigned number(const char* meaning, unsigned least, unsigned largest) {
        skip_space_and_comments();
        const char* begin = file_.bytes.data() + at_;
        const char* end = file_.bytes.data() + file_.bytes.size();
        unsigned value = 0;
        const auto [stop, error] = std::from_chars(begin, end, value);
        if (error != std::errc() || value < least || value > largest) {
            refuse(fmt::format("{} of {} to {}", meaning, least, largest),
                   begin == end ? "the end of the file"
                                : fmt::format("'{}'", first_word({begin, end})));
        }
        at_ += static_cast<std::size_t>(stop - begin);
        return value;
    }

    void skip(std::size_t count) { at_ += count; }

    /// What is left, of which there must be `needed` bytes at least.
    std::string_view rest(std::size_t needed) const {
        const std::size_t left = file_.bytes.size() - std::min(at_, file_.bytes.size());
        if (left < needed) {
            refuse(fmt::format("{} more bytes, as the header says", needed),
                   fmt::format("{}", left));
        }
        return std::string_view(file_.bytes).substr(at_, needed);
    }

private:
    void skip_space_and_comments() {
        while (at_ < file_.bytes.size()) {
            if (file_.bytes[at_] == '#') {
                at_ = std::min(file_.bytes.find('\n', at_), file_.bytes.size());
            } else if (space.find(file_.bytes[at_]) != space.npos) {
                ++at_;
            } else {
                return;
            }
        }
    }

    [[noreturn]] void refuse(const std::string& expected,
                             const std::string& found) const {
        throw InputError({file_.name,
                          fmt::format("byte {}", at_),
                          expected,
                          found,
                          "save the picture again as PGM or PNG"});
    }

    const NamedBytes& file_;
    std::size_t at_ = 0;
};

std::uint8_t scaled(unsigned value, unsigned white) {
    return static_cast<std::uint8_t>((255 * value + white / 2) / white);
}

}  // namespace

bool is_pgm(const NamedBytes& file) {
    return file.bytes.starts_with("P2") || file.bytes.starts_with("P5");
}

GrayImage read_pgm(const NamedBytes& file) {
    constexpr unsigned longest_side = 8000;
    Scanner scanner(file);
    scanner.skip(2);  // "P2" or "P5"
    const std::size_t cols = scanner.number("a width", 1, longest_side);
    const std::size_t rows = scanner.number("a height", 1, longest_side);
    const unsigned white = scanner.number("the value of white", 1, 255);
    scanner.skip(1);  // the one space before the pixels
    // A pixel takes at least one byte in either kind, save that the text may end there.
    const std::string_view samples = scanner.rest(rows * cols);
    GrayImage image(rows, cols);
    const bool text = file.bytes[1] == '2';
    for (std::size_t i = 0; i < image.pixels.size(); ++i) {
        const unsigned value = text ? scanner.number("a pixel", 0, white)
                                    : static_cast<unsigned char>(samples[i]);
        image.pixels[i] = scaled(std::min(value, white), white);
    }
    return image;
}

}  // namespace chainrule::data
