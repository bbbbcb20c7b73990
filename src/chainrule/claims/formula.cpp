#include "chainrule/claims/formula.hpp"

#include "chainrule/claims/builtin.hpp"
#include "chainrule/claims/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace chainrule::claims {

namespace {

constexpr Sign equals{"=", "="}, comma{",", ","}, dot{"\\cdot", "⋅"},
    hadamard{"\\odot", "⊙"}, quotient{"\\oslash", "⊘"}, plus{"+", "+"}, minus{"-", "−"},
    cross{"\\times", "×"}, transposed{"\\top", "⊤"}, partial{"\\partial", "∂"},
    sum{"\\sum", "∑"}, product{"\\prod", "∏"}, down{"\\downarrow", "↓"},
    right{"\\rightarrow", "→"}, in{"\\in", "∈"}, similar{"\\sim", "∼"},
    prime{"\\prime", "′"}, question{"?", "?"}, ellipsis{"\\cdots", "⋯"},
    nothing{"", ""}, open_round{"(", "("}, close_round{")", ")"}, open_square{"[", "["},
    close_square{"]", "]"}, bar{"|", "|"}, double_bar{"\\|", "‖"},
    reals{"\\mathbb{R}", "ℝ"}, indicator{"\\mathbb{1}", "𝟙"}, one{"\\mathbf{1}", "𝟏"},
    zero{"\\mathbf{0}", "𝟎"}, identity{"I", "I"}, kronecker{"\\otimes", "⊗"};

struct Greek {
    std::string_view name;
    Sign letter;
};

constexpr Greek greek[] = {
    {"alpha", {"\\alpha", "α"}},     {"beta", {"\\beta", "β"}},
    {"gamma", {"\\gamma", "γ"}},     {"delta", {"\\delta", "δ"}},
    {"epsilon", {"\\epsilon", "ϵ"}}, {"eps", {"\\varepsilon", "ε"}},
    {"zeta", {"\\zeta", "ζ"}},       {"eta", {"\\eta", "η"}},
    {"theta", {"\\theta", "θ"}},     {"kappa", {"\\kappa", "κ"}},
    {"lambda", {"\\lambda", "λ"}},   {"mu", {"\\mu", "μ"}},
    {"nu", {"\\nu", "ν"}},           {"xi", {"\\xi", "ξ"}},
    {"pi", {"\\pi", "π"}},           {"rho", {"\\rho", "ρ"}},
    {"sigma", {"\\sigma", "σ"}},     {"tau", {"\\tau", "τ"}},
    {"phi", {"\\phi", "ϕ"}},         {"chi", {"\\chi", "χ"}},
    {"psi", {"\\psi", "ψ"}},         {"omega", {"\\omega", "ω"}},
    {"Gamma", {"\\Gamma", "Γ"}},     {"Delta", {"\\Delta", "Δ"}},
    {"Theta", {"\\Theta", "Θ"}},     {"Lambda", {"\\Lambda", "Λ"}},
    {"Sigma", {"\\Sigma", "Σ"}},     {"Phi", {"\\Phi", "Φ"}},
    {"Psi", {"\\Psi", "Ψ"}},         {"Omega", {"\\Omega", "Ω"}},
    {"Inf", {"\\infty", "∞"}},
};

/// How tightly what is written holds together; looser parts need parentheses.
enum Tightness { logic, additive, big, multiplicative, raised, atom };

struct Written {
    std::string text;
    Tightness holds = atom;
};

/// "4.000" and "1.2e-07" alike: the digits, and the power of ten where there is one.
std::string number_text(double value, const Notation& notation) {
    if (std::isnan(value)) return notation.word("NaN");
    if (std::isinf(value)) {
        return (value < 0 ? notation.sign(minus) : "") +
               notation.letter(Sign{"\\infty", "∞"});
    }
    const std::string digits = fmt::format("{:.4g}", value);
    const std::size_t e = digits.find('e');
    if (e == std::string::npos) return notation.number(digits);
    const int exponent = std::stoi(digits.substr(e + 1));
    return notation.number(digits.substr(0, e)) + notation.sign(dot) +
           notation.above(notation.number("10"),
                          notation.number(std::to_string(exponent)));
}

class Writer {
public:
    Writer(const Source& source,
           const Derivation& derivation,
           const Expression& tree,
           const Notation& notation)
        : source_(source), derivation_(derivation), tree_(tree), to_(notation) {}

    std::string root() const { return written(tree_.root()).text; }

    Written written(NodeId id) const {
        const Node& node = tree_[id];
        switch (node.op) {
            case Op::number:
                // As the author wrote it: 1e-5 and not 1.0000e-05
                return {to_.number(source_.text(node.at))};
            case Op::text:
                return {to_.text(node.text)};
            case Op::name:
                return {name(node)};
            case Op::derivative:
                return {derivative(node.symbol, node.wrt), raised};
            case Op::call:
                return call(node);
            case Op::apply:
                return {primed(name_formula(derivation_[node.symbol].name, to_),
                               node.order) +
                        arguments(node.children)};
            case Op::index:
                return {to_.below(part(node.children[0], atom), indices(node))};
            case Op::colon:
                return {to_.sign({":", ":"})};
            case Op::last:
                return {to_.word("end")};
            case Op::range:
                return {joined(node.children, {":", ":"}), logic};
            case Op::matrix:
                return {matrix(node)};
            case Op::row:
                return {joined(node.children, comma)};
            case Op::plus:
                return {to_.sign(plus) + part(node.children[0], multiplicative),
                        additive};
            case Op::minus:
                return {to_.sign(minus) + part(node.children[0], big), additive};
            case Op::not_:
                return {to_.sign({"\\neg", "¬"}) + part(node.children[0], atom),
                        multiplicative};
            case Op::transpose:
                return {to_.above(part(node.children[0], atom), to_.letter(transposed)),
                        raised};
            default:
                return binary(node);
        }
    }

private:
    [[nodiscard]] Shape shape(NodeId id) const { return tree_[id].shape; }

    /// A part that has to hold together at least so tightly.
    std::string part(NodeId id, Tightness needed) const {
        const Written inside = written(id);
        if (inside.holds >= needed) return inside.text;
        return to_.enclosed(open_round, inside.text, close_round);
    }

    std::string name(const Node& node) const {
        const Symbol& symbol = derivation_[node.symbol];
        // Arguments and indices have their name in the text alone
        return name_formula(
            symbol.name.empty() ? source_.text(node.at) : std::string_view(symbol.name),
            to_);
    }

    std::string derivative(SymbolId of, SymbolId wrt) const {
        const auto differential = [&](SymbolId id) {
            return to_.letter(partial) + name_formula(derivation_[id].name, to_);
        };
        return to_.fraction(differential(of), differential(wrt));
    }

    std::string primed(const std::string& function, int order) const {
        if (order == 0) return function;
        std::string primes;
        for (int k = 0; k < order; ++k) primes += to_.letter(prime);
        return to_.above(function, primes);
    }

    std::string joined(const std::vector<NodeId>& parts, Sign between) const {
        std::string all;
        for (const NodeId id : parts) {
            if (id != parts.front()) all += to_.sign(between);
            all += part(id, additive);
        }
        return all;
    }

    std::string arguments(const std::vector<NodeId>& parts) const {
        return to_.enclosed(open_round, joined(parts, comma), close_round);
    }

    std::string indices(const Node& node) const {
        return joined({node.children.begin() + 1, node.children.end()}, comma);
    }

    std::string matrix(const Node& node) const {
        std::vector<std::vector<std::string>> rows;
        for (const NodeId row : node.children) {
            rows.emplace_back();
            for (const NodeId cell : tree_[row].children) {
                rows.back().push_back(written(cell).text);
            }
        }
        return to_.matrix(rows);
    }

    // Functions that have a notation of their own.

    Written call(const Node& node) const {
        const std::string_view function = node.builtin->name;
        const auto& args = node.children;
        if (node.order == 0) {
            if (function == "sum") return over(node, to_.letter(sum));
            if (function == "prod") return over(node, to_.letter(product));
            if (function == "mean" || function == "max" || function == "min" ||
                function == "logsumexp" || function == "cumsum" ||
                function == "softmax") {
                return along(node);
            }
            if (function == "sqrt") return {to_.root(written(args[0]).text)};
            if (function == "abs") {
                return {to_.enclosed(bar, written(args[0]).text, bar)};
            }
            if (function == "norm") return norm(node);
            if (function == "inv") return inverse(args[0]);
            if (function == "exp") {
                // e^x reads best for a short exponent only
                return {to_.word("exp") + arguments(args)};
            }
            if (function == "eye") return sized(node, to_.letter(identity));
            if (function == "ones") return sized(node, to_.letter(one));
            if (function == "zeros") return sized(node, to_.letter(zero));
            if (function == "kron" && args.size() == 2) {
                return {
                    part(args[0], raised) + to_.sign(kronecker) + part(args[1], raised),
                    multiplicative};
            }
            if (function == "trace") return {to_.word("tr") + arguments(args)};
        }
        return {primed(to_.word(function), node.order) + arguments(args)};
    }

    /// The dimension of a reduction: 1 is down the columns, 2 along the rows.
    std::string direction(const Node& node, std::size_t argument) const {
        if (argument >= node.children.size()) return "";
        const Node& dimension = tree_[node.children[argument]];
        if (dimension.op != Op::number) return part(node.children[argument], additive);
        return to_.letter(dimension.number == 1.0 ? down : right);
    }

    std::size_t dimension_argument(const Node& node) const {
        return node.builtin->name == "max" || node.builtin->name == "min" ? 2 : 1;
    }

    /// A sum over everything shows no direction: sum(sum(X)), or a sum over a vector.
    Written over(const Node& node, const std::string& sign) const {
        NodeId inside = node.children[0];
        const Node& inner = tree_[inside];
        const bool of_all = node.shape.is_scalar() && inner.op == Op::call &&
                            inner.builtin == node.builtin && inner.order == 0;
        if (of_all) inside = inner.children[0];
        const bool vector = shape(inside).is_vector() && node.shape.is_scalar();
        std::string direction_text;
        if (!of_all && !vector) {
            direction_text = direction(node, 1);
            if (direction_text.empty()) direction_text = to_.letter(down);
        }
        const std::string head =
            direction_text.empty() ? sign : to_.below(sign, direction_text);
        return {head + to_.thin_space() + part(inside, atom), big};
    }

    Written along(const Node& node) const {
        const std::size_t dimension = dimension_argument(node);
        const bool pair = dimension == 2 && node.children.size() == 2;
        if (pair) return {to_.word(node.builtin->name) + arguments(node.children)};
        const std::string direction_text = direction(node, dimension);
        const std::string word = to_.word(node.builtin->name);
        return {(direction_text.empty() ? word : to_.below(word, direction_text)) +
                arguments({node.children[0]})};
    }

    Written norm(const Node& node) const {
        const std::string bars =
            to_.enclosed(double_bar, written(node.children[0]).text, double_bar);
        if (node.children.size() < 2) return {bars};
        const Node& kind = tree_[node.children[1]];
        const bool frobenius_norm = kind.op == Op::text && kind.text == "fro";
        return {to_.below(
            bars, frobenius_norm ? to_.letter("F") : written(node.children[1]).text)};
    }

    Written inverse(NodeId of) const {
        return {to_.above(part(of, atom), to_.sign(minus) + to_.number("1")), raised};
    }

    Written sized(const Node& node, const std::string& letter) const {
        return {to_.below(letter, joined(node.children, cross))};
    }

    // Operators.

    Written binary(const Node& node) const {
        const NodeId a = node.children[0], b = node.children[1];
        const bool scalars = shape(a).is_scalar() && shape(b).is_scalar();
        switch (node.op) {
            case Op::add:
                return {part(a, additive) + to_.sign(plus) + part(b, big), additive};
            case Op::subtract:
                return {part(a, additive) + to_.sign(minus) + part(b, big), additive};
            case Op::multiply:
                return beside(a, b);
            case Op::times:
                return scalars ? beside(a, b) : between(a, hadamard, b);
            case Op::divide:
                if (shape(b).is_scalar()) return fraction(a, b);
                return {part(a, multiplicative) + to_.thin_space() + inverse(b).text,
                        multiplicative};
            case Op::over:
                if (shape(b).is_scalar()) return fraction(a, b);
                return between(a, quotient, b);
            case Op::left_divide:
                if (shape(a).is_scalar()) return fraction(b, a);
                return {inverse(a).text + to_.thin_space() + part(b, multiplicative),
                        multiplicative};
            case Op::under:
                if (shape(a).is_scalar()) return fraction(b, a);
                return between(b, quotient, a);
            case Op::power:
                return {to_.above(part(a, atom), written(b).text), raised};
            case Op::raise:
                // The Hadamard power of a matrix is not its matrix power
                return {to_.above(part(a, atom),
                                  (shape(a).is_scalar() ? "" : to_.letter(hadamard)) +
                                      (shape(a).is_scalar() ? written(b).text
                                                            : part(b, multiplicative))),
                        raised};
            default:
                return relation(node);
        }
    }

    /// The first factor of a product. A minus in front of it is one of the whole product.
    Written first_factor(NodeId id) const {
        if (tree_[id].op == Op::minus) return {written(id).text, additive};
        return {part(id, multiplicative), multiplicative};
    }

    /// Two numerals would read as one.
    Written beside(NodeId a, NodeId b) const {
        const Written first = first_factor(a), second = written(b);
        const bool numeral = tree_[b].op == Op::number;
        const std::string gap = numeral ? to_.sign(dot) : to_.thin_space();
        return {first.text + gap + part(b, numeral ? multiplicative : big),
                std::min(first.holds, second.holds == big ? big : multiplicative)};
    }

    Written between(NodeId a, Sign sign, NodeId b) const {
        // Products of different kinds do not associate: (A B) ⊙ C is not A (B ⊙ C)
        const Node& left = tree_[a];
        const bool matrix_product = left.op == Op::multiply &&
                                    !shape(left.children[0]).is_scalar() &&
                                    !shape(left.children[1]).is_scalar();
        const Written first =
            matrix_product ? Written{part(a, raised), multiplicative} : first_factor(a);
        return {first.text + to_.sign(sign) + part(b, raised), first.holds};
    }

    Written fraction(NodeId above, NodeId below) const {
        return {to_.fraction(written(above).text, written(below).text), raised};
    }

    Written relation(const Node& node) const {
        static constexpr std::pair<Op, Sign> signs[] = {
            {Op::less, {"<", "<"}},
            {Op::less_equal, {"\\le", "≤"}},
            {Op::greater, {">", ">"}},
            {Op::greater_equal, {"\\ge", "≥"}},
            {Op::equal, {"=", "="}},
            {Op::unequal, {"\\ne", "≠"}},
            {Op::and_, {"\\wedge", "∧"}},
            {Op::or_, {"\\vee", "∨"}},
        };
        const auto* found =
            std::find_if(std::begin(signs), std::end(signs), [&](const auto& known) {
                return known.first == node.op;
            });
        const std::string inside = part(node.children[0], additive) +
                                   to_.sign(found->second) +
                                   part(node.children[1], additive);
        if (!is_comparison(node.op)) return {inside, logic};
        return {to_.letter(indicator) +
                to_.enclosed(open_square, inside, close_square)};
    }

    const Source& source_;
    const Derivation& derivation_;
    const Expression& tree_;
    const Notation& to_;
};

std::string distribution_words(const Distribution& d) {
    switch (d.kind) {
        case Distribution::Kind::normal:
            return d.first == 0.0 && d.second == 1.0
                       ? "normal"
                       : fmt::format("normal({:g}, {:g})", d.first, d.second);
        case Distribution::Kind::uniform:
            return fmt::format("uniform({:g}, {:g})", d.first, d.second);
        case Distribution::Kind::positive:
            return "positive";
        case Distribution::Kind::labels:
            return fmt::format("labels 1 to {:g}", d.first);
        case Distribution::Kind::orthogonal:
            return "orthogonal";
        case Distribution::Kind::spd:
            return "symmetric positive definite";
        case Distribution::Kind::mask:
            return fmt::format("0 or 1, 1 with probability {:g}", d.first);
    }
    return "";
}

std::string integer(arma::uword value, const Notation& to) {
    return to.number(std::to_string(value));
}

/// R^{5 x 6}
std::string space_of(Shape shape, const Notation& to) {
    const std::string space = to.letter(reals);
    if (shape.is_scalar()) return space;
    return to.above(space,
                    integer(shape.rows, to) + to.sign(cross) + integer(shape.cols, to));
}

}  // namespace

std::string name_formula(std::string_view name, const Notation& notation) {
    const auto* known = std::find_if(std::begin(greek),
                                     std::end(greek),
                                     [&](const Greek& g) { return g.name == name; });
    if (known != std::end(greek)) return notation.letter(known->letter);
    if (name.size() == 1) return notation.letter(name);

    // An index: digits at the end, or what stands behind the last underscore
    std::size_t split = name.find_last_not_of("0123456789");
    split = split == std::string_view::npos ? 0 : split + 1;
    std::string_view index = name.substr(split);
    std::string_view base = name.substr(0, split);
    if (index.empty()) {
        split = name.rfind('_');
        if (split != std::string_view::npos && split > 0 && split + 1 < name.size()) {
            index = name.substr(split + 1);
            base = name.substr(0, split);
        }
    }
    const auto is_between = [](char c, char first, char last) {
        return c >= first && c <= last;
    };
    if (index.empty() && name.size() == 2 && is_between(name[0], 'A', 'Z') &&
        is_between(name[1], 'a', 'z')) {
        base = name.substr(0, 1);
        index = name.substr(1);
    }
    while (base.size() > 1 && base.ends_with('_')) base.remove_suffix(1);
    if (index.empty() || base.empty()) return notation.word(name);
    const bool digits = index.find_first_not_of("0123456789") == std::string_view::npos;
    return notation.below(
        name_formula(base, notation),
        digits ? notation.number(index) : name_formula(index, notation));
}

std::string statement_formula(const Source& source,
                              const Derivation& derivation,
                              SymbolId id,
                              const Notation& to) {
    const Symbol& symbol = derivation[id];
    const std::string name = name_formula(symbol.name, to);
    if (symbol.role == Symbol::Role::size) {
        return name + to.sign(equals) + number_text(derivation.known[id].at(0), to);
    }
    if (symbol.is_drawn()) {
        return name + to.sign(in) + space_of(symbol.shape, to) + to.sign(similar) +
               to.text(distribution_words(symbol.distribution));
    }
    const std::string value = Writer(source, derivation, symbol.value, to).root();
    if (symbol.role != Symbol::Role::function) return name + to.sign(equals) + value;
    const std::string argument =
        name_formula(source.text(derivation[symbol.argument].at), to);
    return name + to.enclosed(open_round, argument, close_round) + to.sign(equals) +
           value;
}

std::string claimed_formula(const Source& source,
                            const Derivation& derivation,
                            const Claim& claim,
                            const Notation& to) {
    const std::string of = name_formula(derivation[claim.of].name, to);
    const auto names = [&] {
        // "dy/dx(i,j)", "f'(z)": what stands between the parentheses
        const std::string_view left = source.text(claim.at);
        const std::size_t open = left.find('(');
        return squeezed(left.substr(open + 1, left.rfind(')') - open - 1));
    };
    if (claim.kind == Claim::Kind::function) {
        std::string primes;
        for (int k = 0; k < claim.order; ++k) primes += to.letter(prime);
        return to.above(of, primes) +
               to.enclosed(open_round, name_formula(names(), to), close_round);
    }
    const std::string wrt = name_formula(derivation[claim.wrt].name, to);
    const auto differential = [&](const std::string& name) {
        return to.letter(partial) + name;
    };
    if (claim.kind == Claim::Kind::gradient) {
        return to.fraction(differential(of), differential(wrt));
    }
    std::string indices = names();
    const std::size_t middle = indices.find(',');
    const auto trimmed = [](std::string text) {
        text.erase(0, text.find_first_not_of(' '));
        text.erase(text.find_last_not_of(' ') + 1);
        return text;
    };
    const std::string row = trimmed(indices.substr(0, middle));
    const std::string col = trimmed(indices.substr(middle + 1));
    return to.fraction(differential(to.below(of, name_formula(row, to))),
                       differential(to.below(wrt, name_formula(col, to))));
}

std::string claim_formula(const Source& source,
                          const Derivation& derivation,
                          const Claim& claim,
                          const Notation& to) {
    const std::string left =
        claimed_formula(source, derivation, claim, to) + to.sign(equals);
    if (claim.open) return left + to.sign(question);
    return left + Writer(source, derivation, claim.right, to).root();
}

std::string matrix_formula(const arma::mat& values, const Notation& notation) {
    constexpr arma::uword most_rows = 8, most_cols = 8;
    if (values.n_elem == 1) return number_text(values.at(0), notation);
    std::vector<std::vector<std::string>> rows;
    for (arma::uword i = 0; i < std::min(values.n_rows, most_rows); ++i) {
        rows.emplace_back();
        for (arma::uword j = 0; j < std::min(values.n_cols, most_cols); ++j) {
            rows.back().push_back(number_text(values.at(i, j), notation));
        }
        if (values.n_cols > most_cols) rows.back().push_back(notation.sign(ellipsis));
    }
    if (values.n_rows > most_rows) {
        rows.emplace_back(rows.front().size(), notation.sign({"\\vdots", "⋮"}));
    }
    return notation.matrix(rows);
}

}  // namespace chainrule::claims
