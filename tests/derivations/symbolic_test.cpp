/// Rules proved as identities, where a case is small enough for a computer algebra
/// system.
///
/// The statement of a step is written down in symbols and differentiated by GiNaC. What
/// that gives, less the rule as the step's docstring has it, is brought to one fraction
/// and must vanish identically; with the rule of a stored mistake it must not. At
/// random numbers the statement, the rule and the wrong rule must each give what the
/// step's own `forward`, `vjp` and mistake give: so the proof is about our code.
#include "chainrule/steps/registry.hpp"
#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

#include <ginac/ginac.h>

using chainrule::steps::Blocks;
using chainrule::steps::find_step;
using chainrule::steps::Step;
using chainrule::tests::eps;
using chainrule::tests::random_matrix;
using chainrule::tests::scaled_error;
using GiNaC::ex;
using GiNaC::matrix;

namespace {

matrix symbols(const std::string& name, unsigned rows, unsigned cols) {
    return GiNaC::ex_to<matrix>(GiNaC::symbolic_matrix(rows, cols, name));
}

/// A matrix from a function of row and column.
template <class Entry>
matrix matrix_of(unsigned rows, unsigned cols, Entry&& entry) {
    matrix result(rows, cols);
    for (unsigned row = 0; row < rows; ++row) {
        for (unsigned col = 0; col < cols; ++col) result(row, col) = entry(row, col);
    }
    return result;
}

void assign(GiNaC::exmap& values, const matrix& symbols, const arma::mat& numbers) {
    for (unsigned row = 0; row < symbols.rows(); ++row) {
        for (unsigned col = 0; col < symbols.cols(); ++col) {
            values[symbols(row, col)] = numbers(row, col);
        }
    }
}

/// A step of one differentiable input and one output, in symbols and in numbers.
struct Case {
    std::string_view step;
    matrix input, output_bar;    ///< symbols
    matrix output;               ///< the statement, a function of `input`
    Blocks<double> constants{};  ///< the step's further inputs

    arma::mat input_values = random_matrix(input.rows(), input.cols(), 1);
    arma::mat bar_values = random_matrix(output_bar.rows(), output_bar.cols(), 2);

    /// $J^\top \bar y$ by the algebra system, as the gradient of $\bar y^\top y$.
    matrix differentiated() const {
        ex pairing = 0;
        for (std::size_t i = 0; i < output.nops(); ++i) {
            pairing += output_bar.op(i) * output.op(i);
        }
        return matrix_of(input.rows(), input.cols(), [&](auto row, auto col) {
            return pairing.diff(GiNaC::ex_to<GiNaC::symbol>(input(row, col)));
        });
    }

    /// Numbers for symbols.
    arma::mat evaluated(const matrix& expressions) const {
        GiNaC::exmap values;
        assign(values, input, input_values);
        assign(values, output_bar, bar_values);
        arma::mat result(expressions.rows(), expressions.cols());
        for (unsigned row = 0; row < expressions.rows(); ++row) {
            for (unsigned col = 0; col < expressions.cols(); ++col) {
                const ex value = expressions(row, col).subs(values).evalf();
                result(row, col) = GiNaC::ex_to<GiNaC::numeric>(value).to_double();
            }
        }
        return result;
    }

    Blocks<double> inputs() const {
        Blocks<double> all{input_values};
        all.insert(all.end(), constants.begin(), constants.end());
        return all;
    }
};

/// Whether two matrices hold the same functions: each difference as one expanded
/// fraction, exponentials being independent symbols to it, until nothing is left.
bool identical(const matrix& left, const matrix& right) {
    const matrix residual = left.sub(right);
    for (std::size_t i = 0; i < residual.nops(); ++i) {
        if (!residual.op(i).normal().is_zero()) return false;
    }
    return true;
}

void prove(const Case& given,
           const matrix& rule,
           std::string_view mistake,
           const matrix& wrong_rule) {
    const matrix derivative = given.differentiated();
    BOOST_TEST(identical(derivative, rule));
    BOOST_TEST(!identical(derivative, wrong_rule));

    const Step& step = find_step(given.step);
    const Blocks<double> inputs = given.inputs(), bars{given.bar_values};
    const arma::mat outputs = step.in<double>().forward(inputs).front();
    BOOST_TEST(scaled_error(given.evaluated(given.output), outputs) < 64 * eps);
    const arma::mat by_vjp = step.in<double>().vjp(inputs, bars).front();
    BOOST_TEST(scaled_error(given.evaluated(rule), by_vjp) < 64 * eps);

    const auto stored = std::ranges::find(
        step.mistakes, mistake, [](const auto& one) { return one.name; });
    BOOST_REQUIRE((stored != step.mistakes.end()));
    const arma::mat by_mistake = stored->vjp(inputs, bars).front();
    BOOST_TEST(scaled_error(given.evaluated(wrong_rule), by_mistake) < 64 * eps);
}

/// Softmax of each column, as in its statement: no shift.
matrix softmax_of(const matrix& logits) {
    return matrix_of(logits.rows(), logits.cols(), [&](auto row, auto col) {
        ex sum = 0;
        for (unsigned k = 0; k < logits.rows(); ++k) sum += GiNaC::exp(logits(k, col));
        return GiNaC::exp(logits(row, col)) / sum;
    });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(symbolic)

BOOST_AUTO_TEST_CASE(the_slope_of_the_sigmoid_is_a_times_one_less_a) {
    const matrix z = symbols("z", 1, 1), a_bar = symbols("a_bar", 1, 1);
    const matrix a = {{1 / (1 + GiNaC::exp(-z(0, 0)))}};
    const auto rule_in = [&](const ex& value) {
        return matrix{{a_bar(0, 0) * value * (1 - value)}};
    };
    prove({"sigmoid", z, a_bar, a},
          rule_in(a(0, 0)),
          "slope_of_the_input",
          rule_in(z(0, 0)));
}

BOOST_AUTO_TEST_CASE(the_slope_of_tanh_is_one_less_its_square) {
    const matrix z = symbols("z", 1, 1), a_bar = symbols("a_bar", 1, 1);
    const ex up = GiNaC::exp(z(0, 0)), down = GiNaC::exp(-z(0, 0));
    const matrix a = {{(up - down) / (up + down)}};
    const auto rule_in = [&](const ex& value) {
        return matrix{{a_bar(0, 0) * (1 - value * value)}};
    };
    prove({"tanh", z, a_bar, a},
          rule_in(a(0, 0)),
          "slope_of_the_input",
          rule_in(z(0, 0)));
}

BOOST_AUTO_TEST_CASE(the_jacobian_of_softmax_has_entries_off_its_diagonal) {
    const matrix z = symbols("z", 3, 1), p_bar = symbols("p_bar", 3, 1);
    const matrix p = softmax_of(z);
    const matrix jacobian = matrix_of(
        3, 3, [&](auto i, auto k) { return p(i, 0) * ((i == k ? 1 : 0) - p(k, 0)); });
    const matrix diagonal = matrix_of(
        3, 3, [&](auto i, auto k) { return i == k ? jacobian(i, i) : ex(0); });
    prove({"softmax_jacobian", z, p_bar, p},
          jacobian.transpose().mul(p_bar),
          "diagonal_only",
          diagonal.mul(p_bar));
}

BOOST_AUTO_TEST_CASE(the_slope_of_the_fused_loss_is_p_less_y_over_n) {
    const unsigned labels[] = {2, 0};
    const matrix z = symbols("z", 3, 2), loss_bar = symbols("loss_bar", 1, 1);
    const matrix p = softmax_of(z);
    const matrix loss = {
        {-(GiNaC::log(p(labels[0], 0)) + GiNaC::log(p(labels[1], 1))) / 2}};
    const matrix p_less_y = matrix_of(
        3, 2, [&](auto c, auto n) { return p(c, n) - (c == labels[n] ? 1 : 0); });
    prove({"softmax_cross_entropy", z, loss_bar, loss, {arma::mat{{2, 0}}}},
          p_less_y.mul_scalar(loss_bar(0, 0) / 2),
          "forgets_the_mean",
          p_less_y.mul_scalar(loss_bar(0, 0)));
}

BOOST_AUTO_TEST_SUITE_END()
