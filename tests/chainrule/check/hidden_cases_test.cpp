/// Wrong rules that a special input hides: there the wrong formula gives the right
/// numbers, so any check passes, and the audit must say what it could not have seen. At
/// an ordinary input the same rule fails.
#include "chainrule/check.hpp"
#include "tests/support/matrices.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

using arma::mat;
using arma::uword;
using arma::vec;
using chainrule::CheckOptions;
using chainrule::Report;
using chainrule::Verdict;
using chainrule::tests::random_matrix;

namespace {

using Rule = std::function<vec(const vec&)>;

/// A function of flat blocks with two rules for its gradient.
struct Example {
    std::function<double(const vec&)> f;
    Rule right;
    Rule wrong;
    vec x;
    CheckOptions options;
};

struct Case {
    std::string name;

    /// At the special input, or at an ordinary one.
    std::function<Example(bool special)> example;

    /// What one of the audit's findings at the special input begins with or contains;
    /// empty where the input that hides the mistake is a constant inside f, which the
    /// judge does not see.
    std::string audit;
};

std::ostream& operator<<(std::ostream& out, const Case& one) {
    return out << one.name;
}

/// Entries `first`, `first` + 1, ... of x as a matrix.
mat part(const vec& x, uword first, uword rows, uword cols) {
    return mat(x.memptr() + first, rows, cols);
}

vec joined(const mat& a, const mat& b) {
    return arma::join_cols(arma::vectorise(a), arma::vectorise(b));
}

CheckOptions named(std::vector<chainrule::Block> blocks,
                   std::vector<chainrule::Size> sizes = {}) {
    CheckOptions options;
    options.blocks = std::move(blocks);
    options.sizes = std::move(sizes);
    return options;
}

vec softmax(const vec& z) {
    const vec e = arma::exp(z - z.max());
    return e / arma::accu(e);
}

/// mean_n |W x_n - y_n|^2 / 2, the mean forgotten.
Example batch_mean(bool special) {
    const uword n = special ? 1 : 4;
    const mat inputs = random_matrix(3, n, 1), targets = random_matrix(2, n, 2);
    const auto error = [=](const vec& x) -> mat {
        return part(x, 0, 2, 3) * inputs - targets;
    };
    const auto sum = [=](const vec& x) -> vec {
        return arma::vectorise(error(x) * inputs.t());
    };
    return {[=](const vec& x) {
                return 0.5 * arma::accu(arma::square(error(x))) / double(n);
            },
            [=](const vec& x) -> vec { return sum(x) / double(n); },
            sum,
            arma::vectorise(random_matrix(2, 3, 3)),
            named({{"W", 2, 3}}, {{"N", double(n)}})};
}

/// |W' v|^2 / 2, with W in place of its transpose in the rule for v.
Example symmetric_matrix(bool special) {
    mat w = random_matrix(3, 3, 4);
    if (special) w = mat(w + w.t());
    const auto rule = [](bool right) -> Rule {
        return [=](const vec& x) {
            const mat weights = part(x, 0, 3, 3), v = part(x, 9, 3, 1);
            const mat by_v =
                right ? mat(weights * weights.t() * v) : mat(weights.t() * weights * v);
            return joined(v * v.t() * weights, by_v);
        };
    };
    return {[](const vec& x) {
                return 0.5 * arma::accu(
                                 arma::square(part(x, 0, 3, 3).t() * part(x, 9, 3, 1)));
            },
            rule(true),
            rule(false),
            joined(w, random_matrix(3, 1, 5)),
            named({{"W", 3, 3}, {"v", 3, 1}})};
}

/// accu(W % sin(X)), W forgotten in the rule for X.
Example all_ones(bool special) {
    const mat w = special ? arma::ones(2, 3) : random_matrix(2, 3, 6);
    const auto rule = [](bool right) -> Rule {
        return [=](const vec& x) {
            const mat weights = part(x, 0, 2, 3), inputs = part(x, 6, 2, 3);
            const mat slope = arma::cos(inputs);
            return joined(arma::sin(inputs), right ? mat(weights % slope) : slope);
        };
    };
    return {[](const vec& x) {
                return arma::accu(part(x, 0, 2, 3) % arma::sin(part(x, 6, 2, 3)));
            },
            rule(true),
            rule(false),
            joined(w, random_matrix(2, 3, 7)),
            named({{"W", 2, 3}, {"X", 2, 3}})};
}

/// |W X - Y|^2 / 2, the examples of X in reversed order in the rule for W.
Example identical_examples(bool special) {
    const mat targets = random_matrix(2, 4, 8);
    mat inputs = random_matrix(3, 4, 9);
    if (special) inputs = arma::repmat(mat(inputs.col(0)), 1, 4);
    const auto rule = [=](bool right) -> Rule {
        return [=](const vec& x) {
            const mat w = part(x, 0, 2, 3), in = part(x, 6, 3, 4);
            const mat error = w * in - targets;
            const mat used = right ? in : mat(arma::fliplr(in));
            return joined(error * used.t(), w.t() * error);
        };
    };
    return {[=](const vec& x) {
                return 0.5 * arma::accu(arma::square(
                                 part(x, 0, 2, 3) * part(x, 6, 3, 4) - targets));
            },
            rule(true),
            rule(false),
            joined(random_matrix(2, 3, 10), inputs),
            named({{"W", 2, 3}, {"X", 3, 4}})};
}

/// |W2 tanh(W1 c)|^2 / 2, the slope of tanh forgotten in the rule for W1.
Example zero_second_layer(bool special) {
    const vec input = arma::vectorise(random_matrix(3, 1, 11));
    const mat second = special ? arma::zeros(2, 4) : random_matrix(2, 4, 12);
    const auto rule = [=](bool right) -> Rule {
        return [=](const vec& x) {
            const mat w1 = part(x, 0, 4, 3), w2 = part(x, 12, 2, 4);
            const vec a = arma::tanh(w1 * input), y = w2 * a;
            vec delta = w2.t() * y;
            if (right) delta %= 1.0 - arma::square(a);
            return joined(delta * input.t(), y * a.t());
        };
    };
    return {[=](const vec& x) {
                const vec a = arma::tanh(part(x, 0, 4, 3) * input);
                return 0.5 * arma::accu(arma::square(part(x, 12, 2, 4) * a));
            },
            rule(true),
            rule(false),
            joined(random_matrix(4, 3, 13), second),
            named({{"W1", 4, 3}, {"W2", 2, 4}})};
}

/// A sum c . u(x) over the entries of x with two rules for u'.
Example elementwise(const vec& x,
                    const std::string& block,
                    double (*u)(double),
                    double (*right)(double),
                    double (*wrong)(double)) {
    const vec c = arma::vectorise(random_matrix(x.n_elem, 1, 14));
    const auto rule = [=](double (*slope)(double)) -> Rule {
        return [=](const vec& point) {
            vec gradient = c;
            for (uword i = 0; i < c.n_elem; ++i) gradient(i) *= slope(point(i));
            return gradient;
        };
    };
    return {[=](const vec& point) {
                double sum = 0.0;
                for (uword i = 0; i < c.n_elem; ++i) sum += c(i) * u(point(i));
                return sum;
            },
            rule(right),
            rule(wrong),
            x,
            named({{block, x.n_elem, 1}})};
}

double square(double x) {
    return x * x;
}
double one_minus_square_of_tanh(double x) {
    return 1.0 - square(std::tanh(x));
}
double hyperbolic_tangent(double x) {
    return std::tanh(x);
}
double sigmoid(double x) {
    return 1.0 / (1.0 + std::exp(-x));
}
double sigmoid_slope(double x) {
    return sigmoid(x) * (1.0 - sigmoid(x));
}
double quarter(double) {
    return 0.25;
}
double cube(double x) {
    return x * x * x;
}
double three_squares(double x) {
    return 3.0 * x * x;
}
double three_times(double x) {
    return 3.0 * x;
}
double one(double) {
    return 1.0;
}
double zero(double) {
    return 0.0;
}
double relu(double x) {
    return x > 0.0 ? x : 0.0;
}
double step(double x) {
    return x > 0.0 ? 1.0 : 0.0;
}

vec drawn(uword size, std::uint64_t seed) {
    return arma::vectorise(random_matrix(size, 1, seed));
}

Example zero_bias(bool special) {
    return elementwise(special ? arma::zeros(4) : drawn(4, 15),
                       "b",
                       hyperbolic_tangent,
                       one_minus_square_of_tanh,
                       one);
}

Example sigmoid_at_zero(bool special) {
    return elementwise(
        special ? arma::zeros(4) : drawn(4, 16), "b", sigmoid, sigmoid_slope, quarter);
}

Example powers_of_one(bool special) {
    return elementwise(
        special ? arma::ones(4) : drawn(4, 17), "x", cube, three_squares, three_times);
}

Example dead_units(bool special) {
    const vec x = drawn(4, 18);
    return elementwise(
        special ? vec(-arma::abs(x) - 1.0) : vec(arma::abs(x)), "z", relu, step, zero);
}

/// c . softmax(z), each p_i of the off-diagonal part taken for 1/K.
Example uniform_logits(bool special) {
    const vec c = drawn(4, 19);
    return {[=](const vec& z) { return arma::dot(c, softmax(z)); },
            [=](const vec& z) -> vec {
                const vec p = softmax(z);
                return p % (c - arma::dot(p, c));
            },
            [=](const vec& z) -> vec { return softmax(z) % (c - arma::mean(c)); },
            special ? vec(arma::zeros(4)) : drawn(4, 20),
            named({{"z", 4, 1}})};
}

/// Class weights: sum_n a(y_n) l_n, the rule blind to the last class.
Example absent_class(bool special) {
    const arma::uvec labels = special ? arma::uvec{0, 1, 0, 1} : arma::uvec{0, 2, 1, 2};
    const vec losses{0.3, 1.2, 0.7, 2.0};
    const auto rule = [=](uword classes) -> Rule {
        return [=](const vec&) {
            vec gradient(3, arma::fill::zeros);
            for (uword n = 0; n < 4; ++n) {
                if (labels(n) < classes) gradient(labels(n)) += losses(n);
            }
            return gradient;
        };
    };
    return {[=](const vec& a) {
                double sum = 0.0;
                for (uword n = 0; n < 4; ++n) sum += a(labels(n)) * losses(n);
                return sum;
            },
            rule(3),
            rule(2),
            vec{0.5, 1.5, 0.8},
            named({{"a", 3, 1}})};
}

/// g . softmax(z); a rule that returns zero is right where g is all ones.
Example summed_softmax(bool special) {
    const vec upstream = special ? vec(arma::ones(4)) : drawn(4, 21);
    return {[=](const vec& z) { return arma::dot(upstream, softmax(z)); },
            [=](const vec& z) -> vec {
                const vec p = softmax(z);
                return p % (upstream - arma::dot(p, upstream));
            },
            [](const vec& z) -> vec { return 0.0 * z; },
            drawn(4, 22),
            named({{"z", 4, 1}})};
}

/// c . (x - mean) / sqrt(var + 0.1) over a batch; a rule that returns zero is right
/// for a batch of one.
Example batch_of_one(bool special) {
    const uword n = special ? 1 : 4;
    const vec c = drawn(n, 23);
    return {[=](const vec& x) {
                const vec centred = x - arma::mean(x);
                const double variance = arma::accu(arma::square(centred)) / double(n);
                return arma::dot(c, centred) / std::sqrt(variance + 0.1);
            },
            [=](const vec& x) -> vec {
                const vec centred = x - arma::mean(x);
                const double variance = arma::accu(arma::square(centred)) / double(n);
                const double root = std::sqrt(variance + 0.1);
                return (c - arma::mean(c)) / root -
                       centred * arma::dot(c, centred) / (double(n) * cube(root));
            },
            [](const vec& x) -> vec { return 0.0 * x; },
            drawn(n, 24),
            named({{"x", n, 1}}, {{"N", double(n)}})};
}

/// sum_k c_k t(index_k)^2; the rule assigns instead of adding up.
Example unique_indices(bool special) {
    const arma::uvec index = special ? arma::uvec{2, 0, 3} : arma::uvec{2, 0, 2};
    const vec c{0.7, -1.1, 0.4};
    const auto rule = [=](bool add) -> Rule {
        return [=](const vec& t) {
            vec gradient(4, arma::fill::zeros);
            for (uword k = 0; k < 3; ++k) {
                const double term = 2.0 * c(k) * t(index(k));
                gradient(index(k)) = add ? gradient(index(k)) + term : term;
            }
            return gradient;
        };
    };
    return {[=](const vec& t) {
                double sum = 0.0;
                for (uword k = 0; k < 3; ++k) sum += c(k) * square(t(index(k)));
                return sum;
            },
            rule(true),
            rule(false),
            drawn(4, 25),
            named({{"t", 4, 1}})};
}

/// |k * x|^2 / 2, a convolution in one dimension; the kernel not turned round on the
/// way back.
Example symmetric_kernel(bool special) {
    const vec kernel = special ? vec{0.5, -1.0, 0.5} : vec{0.5, -1.0, 0.2};
    const auto rule = [=](bool turn) -> Rule {
        return [=](const vec& x) -> vec {
            const vec y = arma::conv(x, kernel);
            const vec used = turn ? vec(arma::flipud(kernel)) : kernel;
            return vec(arma::conv(y, used)).subvec(2, x.n_elem + 1);
        };
    };
    return {[=](const vec& x) {
                return 0.5 * arma::accu(arma::square(arma::conv(x, kernel)));
            },
            rule(true),
            rule(false),
            drawn(5, 26),
            named({{"x", 5, 1}})};
}

/// A recurrence h_t = tanh(a x_t + u h_{t-1}) of T steps; the rule leaves u out.
Example one_time_step(bool special) {
    const std::size_t steps = special ? 1 : 4;
    const vec inputs{0.7, -0.3, 1.1, 0.4};
    const auto run = [=](const vec& x, double& by_a, double& by_u) {
        double h = 0.0;
        by_a = by_u = 0.0;
        for (std::size_t t = 0; t < steps; ++t) {
            const double z = x(0) * inputs(t) + x(1) * h;
            const double slope = one_minus_square_of_tanh(z);
            by_a = slope * (inputs(t) + x(1) * by_a);
            by_u = slope * (h + x(1) * by_u);
            h = std::tanh(z);
        }
        return h;
    };
    const auto rule = [=](double share) -> Rule {
        return [=](const vec& x) {
            double by_a = 0.0, by_u = 0.0;
            run(x, by_a, by_u);
            return vec{by_a, share * by_u};
        };
    };
    return {[=](const vec& x) {
                double by_a = 0.0, by_u = 0.0;
                return run(x, by_a, by_u);
            },
            rule(1.0),
            rule(0.0),
            vec{0.8, 0.5},
            named({{"a", 1, 1}, {"u", 1, 1}}, {{"T", double(steps)}})};
}

/// sin(w) + lambda w^2 / 2, the penalty dropped; the special input is lambda = 0.
Example penalty_of_weight_zero(bool special) {
    const double lambda = special ? 0.0 : 0.1;
    return {[=](const vec& w) {
                return arma::accu(arma::sin(w)) + 0.5 * lambda * arma::dot(w, w);
            },
            [=](const vec& w) -> vec { return arma::cos(w) + lambda * w; },
            [](const vec& w) -> vec { return arma::cos(w); },
            drawn(4, 27),
            named({{"w", 4, 1}})};
}

/// The same, with w = 0 as the special input.
Example penalty_at_zero(bool special) {
    const double lambda = 0.1;
    return {[=](const vec& w) {
                return arma::accu(arma::sin(w)) + 0.5 * lambda * arma::dot(w, w);
            },
            [=](const vec& w) -> vec { return arma::cos(w) + lambda * w; },
            [](const vec& w) -> vec { return arma::cos(w); },
            special ? vec(arma::zeros(4)) : drawn(4, 28),
            named({{"w", 4, 1}})};
}

/// |W (W c)|^2 / 2, the second use of W forgotten.
Example tied_weights(bool special) {
    const vec c = drawn(3, 29);
    const auto rule = [=](bool both) -> Rule {
        return [=](const vec& x) -> vec {
            const mat w = part(x, 0, 3, 3);
            const vec inner = w * c, outer = w * inner;
            mat gradient = outer * inner.t();
            if (both) gradient += w.t() * outer * c.t();
            return arma::vectorise(gradient);
        };
    };
    return {[=](const vec& x) {
                const mat w = part(x, 0, 3, 3);
                return 0.5 * arma::accu(arma::square(w * (w * c)));
            },
            rule(true),
            rule(false),
            special ? vec(arma::zeros(9)) : drawn(9, 30),
            named({{"W", 3, 3}})};
}

/// sum_t m_t tanh(x_t), the mask m forgotten in the rule for x.
Example full_mask(bool special) {
    const vec mask = special ? vec(arma::ones(4)) : vec{1.0, 0.0, 1.0, 0.0};
    const auto rule = [](bool right) -> Rule {
        return [=](const vec& x) {
            const vec m = x.head(4), a = arma::tanh(x.tail(4));
            const vec slope = 1.0 - arma::square(a);
            return joined(a, right ? vec(m % slope) : slope);
        };
    };
    return {[](const vec& x) { return arma::dot(x.head(4), arma::tanh(x.tail(4))); },
            rule(true),
            rule(false),
            joined(mask, drawn(4, 31)),
            named({{"m", 4, 1}, {"x", 4, 1}})};
}

/// log det S, its gradient taken for the reciprocals of the diagonal.
Example diagonal_covariance(bool special) {
    mat s = special ? arma::zeros(3, 3) : random_matrix(3, 3, 32);
    s.diag() = vec{2.0, 3.0, 4.0};
    return {[](const vec& x) { return arma::log_det(part(x, 0, 3, 3)).real(); },
            [](const vec& x) -> vec {
                return arma::vectorise(mat(arma::inv(part(x, 0, 3, 3)).t()));
            },
            [](const vec& x) -> vec {
                return arma::vectorise(
                    arma::diagmat(vec(1.0 / vec(part(x, 0, 3, 3).diag()))));
            },
            arma::vectorise(s),
            named({{"S", 3, 3}})};
}

const std::vector<Case> cases{
    {"a batch of one hides the mean", batch_mean, "N = 1"},
    {"a symmetric W hides its transpose", symmetric_matrix, "W is symmetric"},
    {"ones hide a factor", all_ones, "W is all ones"},
    {"identical examples hide their order",
     identical_examples,
     "X has identical columns"},
    {"W2 = 0 hides the layer before", zero_second_layer, "W2 is zero"},
    {"a bias of 0 hides the slope of tanh", zero_bias, "b is zero"},
    {"a bias of 0 hides the slope of sigmoid", sigmoid_at_zero, "b is zero"},
    {"x = 1 hides powers", powers_of_one, "x is all ones"},
    {"uniform logits hide the probabilities", uniform_logits, "z is zero"},
    {"an absent class hides its weight", absent_class, ""},
    {"softmax summed hides everything",
     summed_softmax,
     "z is zero: a rule that returns"},
    {"normalising a batch of one hides everything",
     batch_of_one,
     "x is zero: a rule that returns"},
    {"unique indices hide an assignment", unique_indices, ""},
    {"a symmetric kernel hides its turn", symmetric_kernel, ""},
    {"one time step hides the recurrence",
     one_time_step,
     "respect to u is zero: a rule that returns"},
    {"dead units hide everything", dead_units, "z is zero: a rule that returns"},
    {"a penalty of weight 0 hides itself", penalty_of_weight_zero, ""},
    {"w = 0 hides the penalty", penalty_at_zero, "w is zero"},
    {"W = 0 hides its second use", tied_weights, "W is zero"},
    {"a full mask hides itself", full_mask, "m is all ones"},
    {"a diagonal S hides its inverse", diagonal_covariance, "S is diagonal"},
};

Report check(const Example& example, const Rule& rule) {
    return chainrule::check_gradient(example.f, rule, example.x, example.options);
}

bool contains(const std::vector<std::string>& findings, const std::string& words) {
    return std::any_of(findings.begin(), findings.end(), [&](const std::string& one) {
        return one.find(words) != std::string::npos;
    });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hidden_cases)

BOOST_DATA_TEST_CASE(the_right_rule_holds, boost::unit_test::data::make(cases), one) {
    for (const bool special : {true, false}) {
        const Example example = one.example(special);
        const Report report = check(example, example.right);
        BOOST_TEST(report.verdict == Verdict::holds, report);
    }
}

BOOST_DATA_TEST_CASE(the_wrong_rule_fails_at_an_ordinary_input,
                     boost::unit_test::data::make(cases),
                     one) {
    const Example example = one.example(false);
    const Report report = check(example, example.wrong);
    BOOST_TEST(report.verdict == Verdict::fails, report);
}

BOOST_DATA_TEST_CASE(the_wrong_rule_holds_where_it_is_hidden_and_the_audit_says_so,
                     boost::unit_test::data::make(cases),
                     one) {
    const Example example = one.example(true);
    const Report report = check(example, example.wrong);
    BOOST_TEST(report.verdict == Verdict::holds, report);
    if (!one.audit.empty()) BOOST_TEST(contains(report.audit, one.audit), report);
}

BOOST_AUTO_TEST_SUITE_END()
