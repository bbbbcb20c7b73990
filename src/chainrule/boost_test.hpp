#pragma once

/// @file
/// Checks as Boost.Test predicates. The message of a failure is the report:
///
///     BOOST_TEST(chainrule::gradient_holds(f, gradient, x));
///
/// `undecided` is a failure too: a test that cannot tell has not passed.

#include "chainrule/check.hpp"

#include <boost/test/tools/assertion_result.hpp>

#include <sstream>
#include <utility>

namespace chainrule {

/// True if the report says `holds`; otherwise false with the report as the message.
[[nodiscard]] inline boost::test_tools::assertion_result holds(const Report& report) {
    boost::test_tools::assertion_result result(report.verdict == Verdict::holds);
    if (!result) {
        std::ostringstream text;
        text << report;
        result.message() << '\n' << text.str();
    }
    return result;
}

/// `check_gradient` as a predicate; the same arguments.
template <class... Arguments>
[[nodiscard]] boost::test_tools::assertion_result gradient_holds(
    Arguments&&... arguments) {
    return holds(check_gradient(std::forward<Arguments>(arguments)...));
}

/// `check_jacobian` as a predicate; the same arguments.
template <class... Arguments>
[[nodiscard]] boost::test_tools::assertion_result jacobian_holds(
    Arguments&&... arguments) {
    return holds(check_jacobian(std::forward<Arguments>(arguments)...));
}

/// `check_vjp` as a predicate; the same arguments.
template <class... Arguments>
[[nodiscard]] boost::test_tools::assertion_result vjp_holds(Arguments&&... arguments) {
    return holds(check_vjp(std::forward<Arguments>(arguments)...));
}

/// `check_hessian` as a predicate; the same arguments.
template <class... Arguments>
[[nodiscard]] boost::test_tools::assertion_result hessian_holds(
    Arguments&&... arguments) {
    return holds(check_hessian(std::forward<Arguments>(arguments)...));
}

}  // namespace chainrule
