/// Entries are examined by several threads, and nobody can tell from the report.
#include "chainrule/check/threads.hpp"
#include "chainrule/check.hpp"
#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <mutex>
#include <set>
#include <sstream>
#include <stdexcept>
#include <thread>

using chainrule::check_gradient;
using chainrule::CheckOptions;
using chainrule::Report;
using chainrule::check::for_each_index;

namespace {

/// The whole report in digits that tell apart any two numbers.
std::string text_of(const Report& report) {
    std::ostringstream out;
    out.precision(17);
    out << report << report.max_relative_error << ' ' << report.error_bar << ' '
        << report.evaluations;
    for (const chainrule::Entry& entry : report.worst) {
        out << '\n' << entry.numerical << ' ' << entry.error_bar << ' ' << entry.error;
    }
    return out.str();
}

/// A sum of logarithms of cosh, real or complex.
struct Cosh {
    template <class X>
    auto operator()(const X& x) const {
        typename X::elem_type sum = 0.0;
        for (const auto& value : x) sum += std::log(std::cosh(value)) * value;
        return sum;
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(threads)

BOOST_AUTO_TEST_CASE(every_index_is_worked_on_once) {
    for (const std::size_t threads : {1u, 2u, 5u}) {
        std::vector<int> count(1000, 0);
        for_each_index(count.size(), threads, [&](std::size_t k) { ++count[k]; });
        BOOST_TEST(count == std::vector<int>(1000, 1),
                   boost::test_tools::per_element());
    }
    for_each_index(0, 3, [](std::size_t) { BOOST_ERROR("there is no index"); });
}

BOOST_AUTO_TEST_CASE(the_first_exception_is_passed_on_whoever_threw_last) {
    for (const std::size_t threads : {1u, 4u}) {
        const auto work = [](std::size_t k) {
            if (k % 10 == 7) throw std::runtime_error(std::to_string(k));
        };
        BOOST_CHECK_EXCEPTION(for_each_index(100, threads, work),
                              std::runtime_error,
                              [](const std::runtime_error& error) {
                                  return error.what() == std::string("7");
                              });
    }
}

BOOST_AUTO_TEST_CASE(a_slow_function_is_asked_by_several_threads) {
    std::mutex mutex;
    std::set<std::thread::id> ids;
    CheckOptions options;
    options.threads = 3;
    const arma::vec x = arma::linspace(0.1, 1.0, 12);
    const Report report = check_gradient(
        [&](const arma::vec& v) {
            std::this_thread::sleep_for(std::chrono::microseconds(300));
            const std::lock_guard lock(mutex);
            ids.insert(std::this_thread::get_id());
            return arma::dot(v, v);
        },
        [](const arma::vec& v) { return arma::vec(2.0 * v); },
        x,
        options);
    BOOST_TEST(report.verdict == chainrule::Verdict::holds, report);
    BOOST_TEST(ids.size() == 3u);
}

BOOST_AUTO_TEST_CASE(the_report_is_the_same_for_any_number_of_threads) {
    const arma::vec x = chainrule::tests::random_matrix(300, 1, 8);
    const auto gradient = [](const arma::vec& v) {
        arma::vec g(v.n_elem);
        for (arma::uword i = 0; i < v.n_elem; ++i) {
            g(i) = std::log(std::cosh(v(i))) + v(i) * std::tanh(v(i));
        }
        g(17) *= 1.001;
        return g;
    };
    for (const std::size_t budget : {0u, 1500u}) {
        CheckOptions options;
        options.budget.evaluations = budget;
        options.oracles.ridders = true;
        std::string alone;
        for (const std::size_t threads : {1u, 2u, 3u, 7u}) {
            options.threads = threads;
            const std::string text =
                text_of(check_gradient(Cosh{}, gradient, x, options));
            if (threads == 1) alone = text;
            BOOST_TEST(text == alone);
        }
    }
}

BOOST_AUTO_TEST_CASE(what_f_throws_beside_x_marks_its_domain_in_any_thread) {
    CheckOptions options;
    options.threads = 4;
    const arma::vec x = arma::linspace(1e-3, 2.0, 40);
    const Report report = check_gradient(
        [](const arma::vec& v) {
            if (v.min() <= 0.0) throw std::domain_error("log");
            return arma::accu(arma::log(v));
        },
        [](const arma::vec& v) { return arma::vec(1.0 / v); },
        x,
        options);
    BOOST_TEST(report.verdict == chainrule::Verdict::holds, report);
}

BOOST_AUTO_TEST_SUITE_END()
