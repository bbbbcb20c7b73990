/// Options that cannot be meant are refused before f is asked.
#include "chainrule/check.hpp"

#include "tests/support/says.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>
#include <stdexcept>
#include <vector>

using chainrule::check_gradient;
using chainrule::CheckOptions;
using chainrule::Verdict;
using chainrule::tests::says;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

/// A check of a right gradient, with a count of the calls of f.
struct Squares {
    std::size_t calls = 0;

    chainrule::Report check(const CheckOptions& options) {
        return check_gradient(
            [this](const arma::vec& x) {
                ++calls;
                return 0.5 * arma::dot(x, x);
            },
            [](const arma::vec& x) { return x; },
            arma::vec{1.0, 2.0, 3.0},
            options);
    }

    void refuses(const CheckOptions& options, const char* message) {
        BOOST_CHECK_EXCEPTION(check(options), std::invalid_argument, says(message));
        BOOST_TEST(calls == 0u);
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(valid_options)

BOOST_AUTO_TEST_CASE(less_than_no_time_is_refused) {
    CheckOptions options;
    options.budget.seconds = -1.0;
    Squares().refuses(
        options, "CheckOptions::budget.seconds: need 0 for no limit, or more, got -1");
    options.budget.seconds = not_a_number;
    Squares().refuses(
        options, "CheckOptions::budget.seconds: need 0 for no limit, or more, got nan");
}

BOOST_AUTO_TEST_CASE(a_negative_number_is_no_count) {
    const auto minus_two = static_cast<std::size_t>(-2);
    for (const auto set :
         {+[](CheckOptions&o, std::size_t n) { o.directions = n; },
          +[](CheckOptions&o, std::size_t n) { o.threads = n; },
          +[](CheckOptions&o, std::size_t n) { o.budget.evaluations = n; }}) {
        CheckOptions options;
        set(options, minus_two);
        BOOST_CHECK_THROW(Squares().check(options), std::invalid_argument);
        set(options, 2);
        Squares squares;
        squares.check(options);
        BOOST_TEST(squares.calls > 0u);
    }
    CheckOptions options;
    options.directions = minus_two;
    Squares().refuses(options,
                      "CheckOptions::directions: need a count, got "
                      "18446744073709551614, which is what a negative number becomes");
}

BOOST_AUTO_TEST_CASE(as_many_entries_as_there_can_be_means_all) {
    CheckOptions options;
    options.max_entries = options.worst = std::numeric_limits<std::size_t>::max();
    const auto report = Squares().check(options);
    BOOST_TEST(report.verdict == Verdict::holds, report);
    BOOST_TEST(report.worst.size() == 3u);
}

BOOST_AUTO_TEST_CASE(an_error_without_a_size_is_refused) {
    for (const double size : {0.0, -1e-3, not_a_number, infinite}) {
        CheckOptions options;
        options.error_size = size;
        BOOST_CHECK_THROW(Squares().check(options), std::invalid_argument);
    }
    CheckOptions options;
    options.error_size = -0.5;
    Squares().refuses(options,
                      "CheckOptions::error_size: need a finite number above 0, a share "
                      "of the gradient's length, got -0.5");
}

BOOST_AUTO_TEST_CASE(a_size_that_is_no_number_is_refused) {
    CheckOptions options;
    options.sizes = {{"N", 3.0}, {"C", not_a_number}};
    Squares().refuses(options, "CheckOptions::sizes: need finite numbers, got C = nan");
}

BOOST_AUTO_TEST_CASE(blocks_that_do_not_add_up_to_x_are_refused) {
    CheckOptions options;
    options.blocks = {{"W", 1, 2}, {"b", 2, 1}};
    Squares().refuses(options,
                      "CheckOptions::blocks: need blocks of 3 entries together, as x "
                      "has, got W 1x2, b 2x1: 4 entries");
}

BOOST_AUTO_TEST_CASE(a_block_without_a_name_of_its_own_is_refused) {
    CheckOptions options;
    options.blocks = {{"W", 1, 2}, {"", 1, 1}};
    Squares().refuses(options,
                      "CheckOptions::blocks: need a name for each, got one without");
    options.blocks = {{"W", 1, 2}, {"W", 1, 1}};
    Squares().refuses(
        options, "CheckOptions::blocks: need a name of its own for each, got W twice");
}

BOOST_AUTO_TEST_CASE(a_block_of_negative_size_is_refused) {
    const auto minus = [](int count) { return static_cast<arma::uword>(-count); };
    CheckOptions options;
    options.blocks = {
        {"W", minus(1), minus(3)}};  // 3 entries, were it not for the signs
    Squares().refuses(
        options,
        "CheckOptions::blocks: need blocks no larger than x, of 3 entries, "
        "got W 18446744073709551615x18446744073709551613");
}

BOOST_AUTO_TEST_CASE(named_matrices_need_names_of_their_own) {
    const std::vector<chainrule::NamedMatrix> x{{"W", arma::mat(1, 1)},
                                                {"W", arma::mat(1, 1)}};
    const auto f = [](const std::vector<arma::mat>& at) {
        return arma::accu(at[0]) + arma::accu(at[1]);
    };
    const auto gradient = [](const std::vector<arma::mat>& at) { return at; };
    BOOST_CHECK_EXCEPTION(
        (void)check_gradient(f, gradient, x),
        std::invalid_argument,
        says("CheckOptions::blocks: need a name of its own for each, got W twice"));
}

BOOST_AUTO_TEST_SUITE_END()
