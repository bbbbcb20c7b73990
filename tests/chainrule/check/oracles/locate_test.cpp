/// A few wrong entries among very many are found, named, and judged singly.
#include "chainrule/check.hpp"
#include "chainrule/random.hpp"

#include "tests/support/findings.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

using chainrule::check_gradient;
using chainrule::CheckOptions;
using chainrule::Random;
using chainrule::Report;
using chainrule::Verdict;
using chainrule::tests::mentions;

namespace {

constexpr arma::uword size = 100000;

enum class Kind { quadratic, log_cosh, logistic, rectified, network };

/// A function of 100,000 variables with its gradient: the first three are smooth, the
/// fourth has a kink in each variable, the last is a network with 100 rectified units.
class Large {
public:
    explicit Large(Kind kind, std::uint64_t seed = 5)
        : kind_(kind), c_(size), x_(size) {
        Random random(seed);
        for (double& value : c_) value = random.normal();
        for (double& value : x_) value = random.normal();
        if (kind == Kind::logistic) examples_.set_size(size, 12);
        if (kind == Kind::network) {
            examples_.set_size(inputs, 16);
            x_ /= std::sqrt(double(inputs));
        }
        const double length = kind == Kind::logistic ? 0.03 : 1.0;
        for (double& value : examples_) value = length * random.normal();
    }

    double operator()(const arma::vec& x) const {
        ++calls;
        double sum = 0.0;
        if (kind_ == Kind::network) return loss(x);
        if (kind_ == Kind::logistic) {
            const arma::rowvec margins = x.t() * examples_;
            for (const double z : margins) sum += std::log1p(std::exp(-z));
            return sum;
        }
        for (arma::uword i = 0; i < size; ++i) {
            switch (kind_) {
                case Kind::quadratic:
                    sum += (0.5 * x(i) + 1.0) * c_(i) * x(i);
                    break;
                case Kind::log_cosh:
                    sum += std::log(std::cosh(c_(i) * x(i)));
                    break;
                default:
                    sum += c_(i) * std::max(x(i), 0.0) + 0.5 * x(i) * x(i);
            }
        }
        return sum;
    }

    [[nodiscard]] arma::vec gradient(const arma::vec& x) const {
        if (kind_ == Kind::network) return loss_gradient(x);
        if (kind_ == Kind::logistic) {
            arma::vec weights = (x.t() * examples_).t();
            for (double& z : weights) z = -1.0 / (1.0 + std::exp(z));
            return examples_ * weights;
        }
        arma::vec result(size);
        for (arma::uword i = 0; i < size; ++i) {
            switch (kind_) {
                case Kind::quadratic:
                    result(i) = c_(i) * (x(i) + 1.0);
                    break;
                case Kind::log_cosh:
                    result(i) = c_(i) * std::tanh(c_(i) * x(i));
                    break;
                default:
                    result(i) = (x(i) > 0.0 ? c_(i) : 0.0) + x(i);
            }
        }
        return result;
    }

    /// The quick report where `errors` are added, in units of a typical entry.
    [[nodiscard]] Report quick(const std::map<arma::uword, double>& errors) const {
        CheckOptions options;
        options.quick = true;
        return check(errors, options);
    }

    [[nodiscard]] Report check(const std::map<arma::uword, double>& errors,
                               CheckOptions options) const {
        calls = 0;
        options.blocks = {
            {"W1", units, inputs}, {"b1", units, 1}, {"W2", outputs, units}};
        const double typical = arma::norm(gradient(x_)) / std::sqrt(double(size));
        return check_gradient(
            *this,
            [&](const arma::vec& x) {
                arma::vec wrong = gradient(x);
                for (const auto& [entry, error] : errors)
                    wrong(entry) += error * typical;
                return wrong;
            },
            x_,
            options);
    }

    mutable std::size_t calls = 0;

private:
    static constexpr arma::uword inputs = 784, units = 100, outputs = 215;

    /// The matrices that x is made of: W1, b1 and W2 of `options.blocks`.
    struct Weights {
        arma::mat W1, b1, W2;
        explicit Weights(const arma::vec& x)
            : W1(x.memptr(), units, inputs),
              b1(x.memptr() + units * inputs, units, 1),
              W2(x.memptr() + units * (inputs + 1), outputs, units) {}
    };

    [[nodiscard]] arma::mat hidden(const Weights& weights) const {
        const arma::mat biases = arma::repmat(weights.b1, 1, examples_.n_cols);
        return arma::clamp(weights.W1 * examples_ + biases, 0.0, arma::datum::inf);
    }

    /// Half the squared length of the outputs.
    [[nodiscard]] double loss(const arma::vec& x) const {
        const Weights weights(x);
        return 0.5 * arma::accu(arma::square(weights.W2 * hidden(weights)));
    }

    [[nodiscard]] arma::vec loss_gradient(const arma::vec& x) const {
        const Weights weights(x);
        const arma::mat H = hidden(weights);
        const arma::mat dY = weights.W2 * H;
        const arma::mat active = arma::conv_to<arma::mat>::from(H > 0.0);
        const arma::mat dZ = (weights.W2.t() * dY) % active;
        return arma::join_cols(arma::vectorise(dZ * examples_.t()),
                               arma::vec(arma::sum(dZ, 1)),
                               arma::vectorise(dY * H.t()));
    }

    Kind kind_;
    arma::vec c_, x_;
    arma::mat examples_;
};

/// Whether exactly the entries with errors are found to fail.
bool finds(const Report& report, const std::map<arma::uword, double>& errors) {
    return report.verdict == Verdict::fails && report.entries_failing == errors.size();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(locate)

BOOST_AUTO_TEST_CASE(three_wrong_entries_of_100000_take_at_most_400_evaluations) {
    for (const Kind kind :
         {Kind::quadratic, Kind::log_cosh, Kind::logistic, Kind::network}) {
        const Large f(kind);
        for (const double error : {1.0, 1e-2, 1e-3, 1e-4}) {
            const std::map<arma::uword, double> errors{
                {1234, error}, {78405, -error}, {99999, error}};
            const Report report = f.quick(errors);
            BOOST_TEST(finds(report, errors), report);
            BOOST_TEST(f.calls <= 400u);
            BOOST_TEST(report.evaluations == f.calls);
            BOOST_TEST_MESSAGE("error " << error << ": " << f.calls << " evaluations");
        }
    }
}

BOOST_AUTO_TEST_CASE(a_kink_in_each_of_100000_variables_does_not_lead_astray) {
    const Large f(Kind::rectified);
    for (const double error : {1.0, 1e-1}) {
        const std::map<arma::uword, double> errors{
            {1234, error}, {78405, -error}, {99999, error}};
        const Report report = f.quick(errors);
        BOOST_TEST(finds(report, errors), report);
        BOOST_TEST(report.entries_checked <= 5u, report);
        BOOST_TEST(f.calls <= 500u);
    }
}

BOOST_AUTO_TEST_CASE(the_report_names_block_row_and_column) {
    const Report report = Large(Kind::quadratic).quick({{100 * 31 + 17, 0.5}});
    BOOST_TEST(report.worst.size() == 1u);
    BOOST_TEST(report.worst.front().block == "W1");
    BOOST_TEST(report.worst.front().row == 17u);
    BOOST_TEST(report.worst.front().col == 31u);
    BOOST_TEST(report.worst.front().verdict == Verdict::fails);
    BOOST_TEST(report.worst.front().error_bar < 1e-3 * report.worst.front().error);
    BOOST_TEST(mentions(report.notes, "group testing found 1 wrong entry"), report);
    BOOST_TEST(mentions(report.notes, "which explains it"), report);
}

BOOST_AUTO_TEST_CASE(equal_opposite_adjacent_and_unlike_errors_do_not_hide) {
    const Large f(Kind::log_cosh);
    const std::vector<std::map<arma::uword, double>> cases{
        {{40000, 1.0}, {40001, 1.0}},
        {{40000, 1.0}, {40001, -1.0}},
        {{10, 0.1}, {78401, 0.1}, {78500, -0.1}, {90000, -0.1}},
        {{7, 1.0}, {60000, 1e-3}},
    };
    for (const auto& errors : cases) {
        const Report report = f.quick(errors);
        BOOST_TEST(finds(report, errors), report);
    }
}

BOOST_AUTO_TEST_CASE(ten_wrong_entries_take_little_more) {
    Random random(2);
    std::map<arma::uword, double> errors;
    while (errors.size() < 10) errors[random.below(size)] = 0.1 * random.normal();
    const Large f(Kind::logistic);
    const Report report = f.quick(errors);
    BOOST_TEST(finds(report, errors), report);
    BOOST_TEST(f.calls < 800u);
}

BOOST_AUTO_TEST_CASE(claims_that_are_not_finite_are_found_without_a_search) {
    const Large f(Kind::quadratic);
    const Report report = f.quick({{123, arma::datum::nan}, {456, arma::datum::inf}});
    BOOST_TEST(report.verdict == Verdict::fails);
    BOOST_TEST(report.entries_failing == 2u, report);
}

BOOST_AUTO_TEST_CASE(a_block_that_is_wrong_everywhere_is_sampled_not_split) {
    const Large f(Kind::quadratic);
    std::map<arma::uword, double> errors;
    Random random(3);
    for (arma::uword i = 78500; i < size; ++i) errors[i] = random.normal();
    const Report report = f.quick(errors);
    BOOST_TEST(report.verdict == Verdict::fails);
    BOOST_TEST(report.entries_checked == 64u);
    BOOST_TEST(report.entries_failing > 60u, report);
    BOOST_TEST(mentions(report.notes, "W2: wrong nearly everywhere"), report);
    BOOST_TEST(f.calls < 1600u);
    for (const chainrule::Entry& entry : report.worst) BOOST_TEST(entry.block == "W2");
}

BOOST_AUTO_TEST_CASE(what_a_sample_does_not_explain_is_searched) {
    const Large f(Kind::logistic);
    CheckOptions options;
    options.max_entries = 50;
    const std::map<arma::uword, double> errors{{1234, 0.1}, {99998, 0.1}};
    const Report report = f.check(errors, options);
    BOOST_TEST(finds(report, errors), report);
    BOOST_TEST(report.entries_checked >= 52u);
}

BOOST_AUTO_TEST_CASE(a_search_keeps_to_its_budget) {
    const Large f(Kind::logistic);
    for (const std::size_t budget : {120u, 200u, 300u}) {
        CheckOptions options;
        options.quick = true;
        options.budget.evaluations = budget;
        const Report report = f.check({{1234, 0.1}, {60000, 0.1}}, options);
        BOOST_TEST(f.calls <= budget);
        BOOST_TEST(report.verdict == Verdict::fails, report);
    }
}

BOOST_AUTO_TEST_CASE(a_right_gradient_starts_no_search) {
    for (const Kind kind : {Kind::quadratic, Kind::log_cosh, Kind::logistic}) {
        const Report report = Large(kind).quick({});
        BOOST_TEST(report.verdict == Verdict::holds, report);
        BOOST_TEST(report.entries_checked == 0u);
    }
}

BOOST_AUTO_TEST_CASE(a_quick_check_with_a_kink_in_each_variable_may_still_hold) {
    const Report report = Large(Kind::rectified).quick({});
    BOOST_TEST(report.verdict == Verdict::holds, report);
}

BOOST_AUTO_TEST_CASE(a_quick_check_that_cannot_tell_says_why_and_what_to_do) {
    CheckOptions options;
    options.quick = true;
    const Report report = check_gradient(
        [](const arma::vec& x) {
            const double sum = arma::accu(arma::sin(x));
            return sum * (1.0 + 1e-5 * std::sin(1e9 * sum));  // noise
        },
        [](const arma::vec& x) { return arma::vec(arma::cos(x)); },
        arma::vec(arma::linspace(0.0, 3.0, 500)),
        options);
    BOOST_TEST(report.verdict == Verdict::undecided, report);
    BOOST_TEST(mentions(report.notes, "a random direction moves all of them at once"),
               report);
    BOOST_TEST(mentions(report.notes, "quick = false examines entries one by one"),
               report);
}

BOOST_AUTO_TEST_SUITE_END()
