#pragma once

/// @file
/// What is said to a person whose input cannot be used. The command line turns an
/// `InputError` into exit status 2 and one message on standard error.

#include <stdexcept>
#include <string>
#include <string_view>

namespace chainrule {

/// Input that cannot be used: which, where in it, what was expected, what was
/// found, and the next thing to try. The last may be empty.
class InputError : public std::runtime_error {
public:
    struct Parts {
        std::string file;      ///< the file, option or name that was given
        std::string place;     ///< "line 3, field 7", "byte 16"; empty: all of it
        std::string expected;  ///< "785 fields"
        std::string found;     ///< "784"
        std::string next;      ///< "download it again"
    };

    explicit InputError(Parts parts);

    [[nodiscard]] const Parts& parts() const { return parts_; }

private:
    Parts parts_;
};

/// `text` with every control character written as an escape, so that data printed
/// in a message cannot move a terminal's cursor or break the line.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace chainrule
