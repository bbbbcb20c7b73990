#pragma once

/// @file
/// The exact message of a refusal, for BOOST_CHECK_EXCEPTION.

#include <boost/test/unit_test.hpp>

#include <exception>
#include <string_view>

namespace chainrule::tests {

/// Whether the error's message is `message`; shows both where it is not.
[[nodiscard]] inline auto says(std::string_view message) {
    return [message](const std::exception& error) {
        const std::string_view what = error.what();
        BOOST_TEST(what == message);
        return what == message;
    };
}

}  // namespace chainrule::tests
