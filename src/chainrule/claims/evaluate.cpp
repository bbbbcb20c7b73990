#include "chainrule/claims/evaluate.hpp"

#include "chainrule/check/oracles/complex_step_size.hpp"
#include "chainrule/claims/limits.hpp"
#include "chainrule/claims/linear_algebra.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

namespace chainrule::claims {

namespace {

/// x^n by repeated squaring: exact in the imaginary part, also for negative x.
template <class eT>
eT whole_power(eT x, double n) {
    eT result(1.0);
    eT square = n < 0.0 ? eT(1.0) / x : x;
    for (auto left = static_cast<std::uint64_t>(std::abs(n)); left > 0; left >>= 1) {
        if (left & 1) result *= square;
        if (left > 1) square *= square;
    }
    return result;
}

double raised(double x, double y) {
    return std::pow(x, y);
}
Cx raised(Cx x, Cx y) {
    constexpr double largest_exponent = 1024.0;
    const double re = y.real();
    if (y.imag() == 0.0 && re == std::floor(re) && std::abs(re) <= largest_exponent) {
        return whole_power(x, re);
    }
    if (x.real() > 0.0) return std::exp(y * std::log(x));
    // At 0 a power above 1 is flat; below 0 only whole powers are real
    return x.real() == 0.0 && re > 1.0 ? Cx(0.0) : Cx(std::nan(""));
}

/// How far x^y is from where it has no derivative.
template <class eT>
void watch_power(eT x, eT y, Watch& watch) {
    const double exponent = real_part(y);
    const bool smooth = exponent == std::floor(exponent) && exponent >= 0.0;
    if (!smooth) watch.at(real_part(x), 1.0);
}

double truth_of(bool value) {
    return value ? 1.0 : 0.0;
}

bool compares(Op op, double a, double b) {
    switch (op) {
        case Op::less:
            return a < b;
        case Op::less_equal:
            return a <= b;
        case Op::greater:
            return a > b;
        case Op::greater_equal:
            return a >= b;
        case Op::equal:
            return a == b;
        case Op::unequal:
            return a != b;
        case Op::and_:
            return a != 0.0 && b != 0.0;
        default:
            return a != 0.0 || b != 0.0;
    }
}

/// Whether a value was rounded where it was computed, rather than taken from others.
bool rounds(const Node& node) {
    if (node.op == Op::call) {
        static constexpr std::string_view exact[] = {
            "abs", "max", "min", "relu", "repmat", "reshape", "diag"};
        return node.order > 0 ||
               std::find(std::begin(exact), std::end(exact), node.builtin->name) ==
                   std::end(exact);
    }
    return node.op == Op::name || node.op == Op::derivative ||
           (node.op >= Op::add && node.op <= Op::raise);
}

double moved_by_rounding(double x, std::uint64_t seed) {
    if (x == std::floor(x) || !std::isfinite(x)) return x;
    // The finaliser of splitmix64
    std::uint64_t bits = std::bit_cast<std::uint64_t>(x) + seed * 0x9e3779b97f4a7c15;
    bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9;
    bits = (bits ^ (bits >> 27)) * 0x94d049bb133111eb;
    const double up = (bits >> 63) != 0 ? 1.0 : -1.0;
    return x * (1.0 + up * std::numeric_limits<double>::epsilon());
}
Cx moved_by_rounding(Cx x, std::uint64_t seed) {
    return {moved_by_rounding(x.real(), seed), moved_by_rounding(x.imag(), seed)};
}

template <class eT>
class Evaluator {
public:
    using Matrix = arma::Mat<eT>;

    Evaluator(const Expression& expression, const Environment<eT>& environment)
        : tree_(expression), environment_(environment) {}

    /// With `argument` bound to a value of its own.
    void bind(SymbolId argument, const Matrix& value) {
        argument_ = argument;
        bound_ = &value;
    }

    Matrix run(NodeId root) { return value_of(root).value; }

private:
    struct Part {
        Matrix value;
        bool moves = false;  ///< whether it depends on a moved symbol
    };

    Part value_of(NodeId id) {
        Part part = computed(id);
        if (environment_.rounding != 0 && rounds(tree_[id])) {
            for (eT& x : part.value) x = moved_by_rounding(x, environment_.rounding);
        }
        return part;
    }

    Part computed(NodeId id) {
        const Node& node = tree_[id];
        switch (node.op) {
            case Op::number:
                return {scalar(node.number)};
            case Op::text:
                return {scalar(node.text == "fro" ? frobenius : arma::datum::inf)};
            case Op::name:
                return named(node.symbol);
            case Op::derivative:
                return {converted(
                    environment_.derivatives->derivative(node.symbol, node.wrt))};
            case Op::call:
                return called(node);
            case Op::apply:
                return applied(node);
            case Op::index:
                return indexed(node);
            case Op::colon:
            case Op::last:
                return {};  // the index around it knows them, shape inference the other
            case Op::range:
                return ranged(node);
            case Op::matrix:
                return stacked(node, false);
            case Op::row:
                return stacked(node, true);
            case Op::plus:
                return value_of(node.children[0]);
            case Op::minus:
            case Op::not_:
            case Op::transpose:
                return unary(node);
            default:
                return binary(node);
        }
    }

    static Matrix scalar(double value) {
        Matrix one(1, 1);
        one.at(0) = value;
        return one;
    }

    static Matrix converted(const arma::mat& real) {
        if constexpr (std::is_same_v<eT, double>) {
            return real;
        } else {
            Matrix result(real.n_rows, real.n_cols);
            for (arma::uword i = 0; i < real.n_elem; ++i) {
                result.memptr()[i] = real.mem[i];
            }
            return result;
        }
    }

    Part named(SymbolId symbol) {
        if (bound_ != nullptr && symbol == argument_) return {*bound_, true};
        if (environment_.moved != nullptr && (*environment_.moved)[symbol]) {
            return {(*environment_.moving)[symbol], true};
        }
        return {converted(environment_.values[symbol])};
    }

    void spend(double operations) {
        if (environment_.meter != nullptr) environment_.meter->spend(operations);
    }

    /// The one to be told of kinks, or one that nobody listens to.
    Watch& watch(bool moves) {
        return moves && environment_.watch != nullptr ? *environment_.watch : deaf_;
    }

    Part called(const Node& node) {
        std::vector<Matrix> arguments;
        bool moves = false;
        for (const NodeId child : node.children) {
            Part part = value_of(child);
            moves = moves || part.moves;
            spend(8.0 * double(part.value.n_elem));
            arguments.push_back(std::move(part.value));
        }
        const double size = double(node.shape.elements());
        const bool cubic = node.builtin->name == "inv" || node.builtin->name == "det" ||
                           node.builtin->name == "logdet" ||
                           node.builtin->name == "norm";
        const double side =
            arguments.empty()
                ? 0.0
                : double(std::min(arguments[0].n_rows, arguments[0].n_cols));
        spend(size + (cubic ? double(arguments[0].n_elem) * side : 0.0));
        const std::span<const Matrix> all(arguments);
        if (node.order > 0) return {slope_of(*node.builtin, arguments[0]), moves};
        if constexpr (std::is_same_v<eT, double>) {
            return {node.builtin->real(all, watch(moves)), moves};
        } else {
            return {node.builtin->complex(all, watch(moves)), moves};
        }
    }

    /// The derivative of an elementwise function, by complex step.
    Matrix slope_of(const Builtin& builtin, const Matrix& x) {
        constexpr double step = check::complex_step_size;
        arma::cx_mat z(x.n_rows, x.n_cols);
        for (arma::uword i = 0; i < x.n_elem; ++i) {
            z.memptr()[i] = Cx(real_part(x.mem[i]), step);
        }
        const arma::cx_mat value = builtin.complex({&z, 1}, deaf_);
        Matrix result(x.n_rows, x.n_cols);
        for (arma::uword i = 0; i < x.n_elem; ++i) {
            result.memptr()[i] = value.mem[i].imag() / step;
        }
        return result;
    }

    Part applied(const Node& node) {
        Part argument = value_of(node.children[0]);
        if (node.order == 0) {
            Environment<eT> inner = environment_;
            if (!argument.moves) inner.watch = nullptr;
            return {apply_function(node.symbol, argument.value, inner), argument.moves};
        }
        if constexpr (std::is_same_v<eT, double>) {
            return {environment_.derivatives->function_derivative(
                node.symbol, node.order, argument.value)};
        } else {
            throw NotAnalytic{};  // claims are evaluated for real numbers only
        }
    }

    Part unary(const Node& node) {
        Part part = value_of(node.children[0]);
        spend(double(part.value.n_elem));
        if (node.op == Op::minus) {
            for (eT& x : part.value) x = -x;
        } else if (node.op == Op::not_) {
            for (eT& x : part.value) {
                watch(part.moves).at(real_part(x), 1.0);
                x = truth_of(real_part(x) == 0.0);
            }
        } else {
            part.value = part.value.st();
        }
        return part;
    }

    Part binary(const Node& node) {
        const Part left = value_of(node.children[0]);
        const Part right = value_of(node.children[1]);
        const bool moves = left.moves || right.moves;
        return {combined(node, left.value, right.value, watch(moves)), moves};
    }

    Matrix combined(const Node& node, const Matrix& a, const Matrix& b, Watch& watch) {
        const bool scalars = a.n_elem == 1 || b.n_elem == 1;
        spend(double(node.shape.elements()));
        switch (node.op) {
            case Op::add:
                return pairwise(a, b, [](eT x, eT y) { return x + y; });
            case Op::subtract:
                return pairwise(a, b, [](eT x, eT y) { return x - y; });
            case Op::times:
                return pairwise(a, b, [](eT x, eT y) { return x * y; });
            case Op::over:
                return quotients(a, b);
            case Op::under:
                return quotients(b, a);
            case Op::raise:
                return powers(a, b, watch);
            case Op::multiply:
                if (scalars) return pairwise(a, b, [](eT x, eT y) { return x * y; });
                spend(2.0 * double(a.n_rows) * double(a.n_cols) * double(b.n_cols));
                return a * b;
            case Op::divide:
                if (b.n_elem == 1) return quotients(a, b);
                spend_solving(b, a.n_rows);
                return solve<eT>(b.st(), a.st()).st();
            case Op::left_divide:
                if (a.n_elem == 1) return quotients(b, a);
                spend_solving(a, b.n_cols);
                return solve<eT>(a, b);
            case Op::power:
                return matrix_power(node, a, b, watch);
            default:
                return pairwise(a, b, [&](eT x, eT y) {
                    watch.at(real_part(x) - real_part(y), 1.0);
                    return eT(truth_of(compares(node.op, real_part(x), real_part(y))));
                });
        }
    }

    void spend_solving(const Matrix& a, arma::uword columns) {
        const double side = double(std::min(a.n_rows, a.n_cols));
        spend(2.0 * double(a.n_elem) * (side + double(columns)));
    }

    static Matrix quotients(const Matrix& a, const Matrix& b) {
        return pairwise(a, b, [](eT x, eT y) { return quotient(x, y); });
    }

    static double quotient(double x, double y) { return x / y; }
    /// By a real number without the care for overflow that takes most of the time.
    static Cx quotient(Cx x, Cx y) { return y.imag() == 0.0 ? x / y.real() : x / y; }

    Matrix powers(const Matrix& a, const Matrix& b, Watch& watch) {
        return pairwise(a, b, [&](eT x, eT y) {
            watch_power(x, y, watch);
            return raised(x, y);
        });
    }

    /// A^n of a square matrix and a whole number, or of two numbers.
    Matrix matrix_power(const Node& node,
                        const Matrix& a,
                        const Matrix& b,
                        Watch& watch) {
        if (a.n_elem == 1 && b.n_elem == 1) return powers(a, b, watch);
        const double n = real_part(b.at(0));
        if (n != std::floor(n) || std::abs(n) > 1024.0) {
            throw EvaluationError{node.at,
                                  fmt::format("a matrix has whole powers up to 1024, "
                                              "found {}; .^ raises every element",
                                              n)};
        }
        const double cube = double(a.n_rows) * double(a.n_rows) * double(a.n_rows);
        spend(24.0 * cube);
        Matrix square = n < 0.0 ? inverse(a) : a;
        Matrix result(a.n_rows, a.n_cols, arma::fill::eye);
        for (auto left = static_cast<unsigned>(std::abs(n)); left > 0; left >>= 1) {
            if (left & 1) result = Matrix(result * square);
            if (left > 1) square = Matrix(square * square);
        }
        return result;
    }

    Part ranged(const Node& node) {
        const eT first = value_of(node.children.front()).value.at(0);
        const eT step = node.children.size() == 3
                            ? value_of(node.children[1]).value.at(0)
                            : eT(1.0);
        Part part;
        part.value.set_size(node.shape.rows, node.shape.cols);
        for (arma::uword k = 0; k < part.value.n_elem; ++k) {
            part.value.at(k) = first + double(k) * step;
        }
        return part;
    }

    Part stacked(const Node& node, bool across) {
        Part all;
        all.value.set_size(node.shape.rows, node.shape.cols);
        arma::uword done = 0;
        for (const NodeId child : node.children) {
            const Part part = value_of(child);
            all.moves = all.moves || part.moves;
            spend(double(part.value.n_elem));
            for (arma::uword j = 0; j < part.value.n_cols; ++j) {
                for (arma::uword i = 0; i < part.value.n_rows; ++i) {
                    all.value.at(across ? i : done + i, across ? done + j : j) =
                        part.value.at(i, j);
                }
            }
            if (!part.value.is_empty()) {
                done += across ? part.value.n_cols : part.value.n_rows;
            }
        }
        return all;
    }

    /// The elements that one index picks out of `extent`, counted from 0.
    std::vector<arma::uword> picked(NodeId id, arma::uword extent) {
        std::vector<arma::uword> places;
        const Node& node = tree_[id];
        if (node.op == Op::colon) {
            for (arma::uword k = 0; k < extent; ++k) places.push_back(k);
            return places;
        }
        const Matrix index = value_of(id).value;
        spend(double(index.n_elem));
        for (const eT& element : index) {
            const double k = real_part(element);
            if (!(k >= 1.0 && k <= double(extent) && k == std::floor(k))) {
                throw EvaluationError{
                    node.at, fmt::format("the index {} is none of 1 to {}", k, extent)};
            }
            places.push_back(static_cast<arma::uword>(k) - 1);
        }
        return places;
    }

    Part indexed(const Node& node) {
        const Part whole = value_of(node.children[0]);
        const Matrix& x = whole.value;
        Part part;
        part.moves = whole.moves;
        part.value.set_size(node.shape.rows, node.shape.cols);
        spend(double(part.value.n_elem));
        if (node.children.size() == 2) {
            const auto places = picked(node.children[1], x.n_elem);
            for (std::size_t k = 0; k < places.size(); ++k) {
                part.value.at(k) = x.mem[places[k]];
            }
            return part;
        }
        const auto rows = picked(node.children[1], x.n_rows);
        const auto cols = picked(node.children[2], x.n_cols);
        for (std::size_t j = 0; j < cols.size(); ++j) {
            for (std::size_t i = 0; i < rows.size(); ++i) {
                part.value.at(i, j) = x.at(rows[i], cols[j]);
            }
        }
        return part;
    }

    const Expression& tree_;
    const Environment<eT>& environment_;
    SymbolId argument_ = 0;
    const Matrix* bound_ = nullptr;
    Watch deaf_;
};

}  // namespace

template <class eT>
arma::Mat<eT> evaluate(const Expression& expression,
                       const Environment<eT>& environment) {
    return Evaluator<eT>(expression, environment).run(expression.root());
}

arma::mat evaluate_part(const Expression& expression,
                        NodeId part,
                        const Environment<double>& environment) {
    return Evaluator<double>(expression, environment).run(part);
}

template <class eT>
arma::Mat<eT> apply_function(SymbolId function,
                             const arma::Mat<eT>& x,
                             const Environment<eT>& environment) {
    const Symbol& symbol = environment.derivation[function];
    arma::Mat<eT> result(x.n_rows, x.n_cols);
    arma::Mat<eT> element(1, 1);
    for (arma::uword i = 0; i < x.n_elem; ++i) {
        element.at(0) = x.mem[i];
        Evaluator<eT> body(symbol.value, environment);
        body.bind(symbol.argument, element);
        result.memptr()[i] = body.run(symbol.value.root()).at(0);
    }
    return result;
}

template arma::mat evaluate(const Expression&, const Environment<double>&);
template arma::cx_mat evaluate(const Expression&, const Environment<Cx>&);
template arma::mat apply_function(SymbolId,
                                  const arma::mat&,
                                  const Environment<double>&);
template arma::cx_mat apply_function(SymbolId,
                                     const arma::cx_mat&,
                                     const Environment<Cx>&);

}  // namespace chainrule::claims
