#include "chainrule/claims/expression_parser.hpp"

#include "chainrule/claims/builtin.hpp"
#include "chainrule/claims/limits.hpp"
#include "chainrule/input_error.hpp"
#include "chainrule/nearest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace chainrule::claims {

namespace {

struct Binary {
    std::string_view sign;
    Op op;
    int level;
};

/// Left-associative operators; a higher level binds tighter. Between the comparisons and
/// the sums stands the range, above the products the signs, then powers and transposes.
constexpr int range_level = 4;
constexpr Binary binaries[] = {
    {"|", Op::or_, 1},
    {"&", Op::and_, 2},
    {"<", Op::less, 3},
    {"<=", Op::less_equal, 3},
    {">", Op::greater, 3},
    {">=", Op::greater_equal, 3},
    {"==", Op::equal, 3},
    {"!=", Op::unequal, 3},
    {"~=", Op::unequal, 3},
    {"+", Op::add, 5},
    {"-", Op::subtract, 5},
    {"*", Op::multiply, 6},
    {"/", Op::divide, 6},
    {"\\", Op::left_divide, 6},
    {".*", Op::times, 6},
    {"./", Op::over, 6},
    {".\\", Op::under, 6},
};

const Binary* binary_at(const Token& token) {
    if (token.kind != Token::Kind::sign) return nullptr;
    const auto found =
        std::find_if(std::begin(binaries), std::end(binaries), [&](const Binary& b) {
            return b.sign == token.text;
        });
    return found == std::end(binaries) ? nullptr : found;
}

bool begins_operand(const Token& token) {
    return token.kind == Token::Kind::number || token.kind == Token::Kind::name ||
           token.kind == Token::Kind::text || token.is("(") || token.is("[") ||
           token.is("+") || token.is("-") || token.is("!") || token.is("~");
}

class Parser {
public:
    Parser(Cursor& cursor, const Derivation& derivation, const Scope& scope)
        : cursor_(cursor), derivation_(derivation), scope_(scope) {}

    Expression run() {
        expression();
        return std::move(tree_);
    }

private:
    /// One more bracket or sign around what follows.
    class Nested {
    public:
        explicit Nested(Parser& parser) : parser_(parser) {
            if (++parser_.nesting_ > limits::nesting) {
                throw Complaint{
                    parser_.cursor_.peek().at,
                    fmt::format("this is nested more than {} deep", limits::nesting),
                    "give the inner part a name of its own"};
            }
        }
        ~Nested() { --parser_.nesting_; }
        Nested(const Nested&) = delete;
        Nested& operator=(const Nested&) = delete;

    private:
        Parser& parser_;
    };

    NodeId add(Node node) {
        for (const NodeId child : node.children) {
            node.depth = std::max(node.depth, tree_[child].depth + 1);
        }
        if (node.depth > limits::tree_depth) {
            throw Complaint{node.at,
                            fmt::format("this expression has more than {} operators "
                                        "one after the other",
                                        limits::tree_depth),
                            "give a part of it a name of its own"};
        }
        tree_.nodes.push_back(std::move(node));
        return tree_.root();
    }
    NodeId add(Op op, Span at, std::vector<NodeId> children) {
        Node node;
        node.op = op;
        node.at = at;
        node.children = std::move(children);
        return add(std::move(node));
    }

    NodeId expression() { return binary(1); }

    NodeId binary(int level) {
        if (level == range_level) return range();
        if (level == 7) return signed_operand();
        NodeId left = binary(level + 1);
        while (const Binary* found = binary_at(cursor_.peek())) {
            if (found->level != level || begins_element(cursor_.peek())) break;
            cursor_.take();
            const NodeId right = binary(level + 1);
            left =
                add(found->op, joined(tree_[left].at, tree_[right].at), {left, right});
        }
        refuse_short_circuit();
        return left;
    }

    void refuse_short_circuit() const {
        const Token& token = cursor_.peek();
        if (token.is("&&") || token.is("||")) {
            throw Complaint{token.at,
                            fmt::format("'{}' is not in this language", token.text),
                            fmt::format("write {}", token.text.substr(0, 1))};
        }
    }

    /// first:last or first:step:last
    NodeId range() {
        std::vector<NodeId> parts{binary(range_level + 1)};
        while (parts.size() < 3 && cursor_.peek().is(":") &&
               !ends_index(cursor_.peek(1))) {
            cursor_.take();
            parts.push_back(binary(range_level + 1));
        }
        if (parts.size() == 1) return parts.front();
        const Span at = joined(tree_[parts.front()].at, tree_[parts.back()].at);
        return add(Op::range, at, std::move(parts));
    }

    static bool ends_index(const Token& token) {
        return token.is(",") || token.is(")");
    }

    /// Between [ ] a sign with a space before it and none behind begins a new element.
    [[nodiscard]] bool begins_element(const Token& token) const {
        return in_matrix_ && (token.is("+") || token.is("-")) && token.space_before &&
               !token.space_after;
    }

    static std::optional<Op> sign_op(const Token& token) {
        if (token.is("+")) return Op::plus;
        if (token.is("-")) return Op::minus;
        if (token.is("!") || token.is("~")) return Op::not_;
        return {};
    }

    NodeId signed_operand() {
        const Token& token = cursor_.peek();
        const auto op = sign_op(token);
        if (!op) return powers();
        const Nested nested(*this);
        cursor_.take();
        const NodeId operand = signed_operand();
        return add(*op, joined(token.at, tree_[operand].at), {operand});
    }

    /// Powers and transposes, which bind alike and go from left to right.
    NodeId powers() {
        NodeId left = postfix(true);
        while (cursor_.peek().is("^") || cursor_.peek().is(".^")) {
            const Op op = cursor_.take().is("^") ? Op::power : Op::raise;
            const NodeId right = exponent();
            left = add(op, joined(tree_[left].at, tree_[right].at), {left, right});
            left = transposes(left);
        }
        return left;
    }

    /// An exponent takes its signs but not the transpose behind it: 2^-A' is (2^-A)'.
    NodeId exponent() {
        const Token& token = cursor_.peek();
        const auto op = sign_op(token);
        if (!op) return postfix(false);
        const Nested nested(*this);
        cursor_.take();
        const NodeId operand = exponent();
        return add(*op, joined(token.at, tree_[operand].at), {operand});
    }

    NodeId transposes(NodeId left) {
        while (cursor_.peek().is("'") || cursor_.peek().is(".'")) {
            left =
                add(Op::transpose, joined(tree_[left].at, cursor_.peek().at), {left});
            cursor_.take();
        }
        return left;
    }

    NodeId postfix(bool with_transposes) {
        NodeId left = primary();
        while (true) {
            const Token& token = cursor_.peek();
            if (token.is("(") && !(in_matrix_ && token.space_before)) {
                left = index(left);
            } else if (with_transposes && (token.is("'") || token.is(".'"))) {
                left = transposes(left);
            } else {
                return left;
            }
        }
    }

    NodeId index(NodeId indexed) {
        Node node;
        node.op = Op::index;
        node.children = {indexed};
        const Span end = arguments(node.children, true);
        node.at = joined(tree_[indexed].at, end);
        if (node.children.size() < 2 || node.children.size() > 3) {
            throw Complaint{node.at,
                            fmt::format("a matrix has one or two indices, found {}",
                                        node.children.size() - 1),
                            "X(i, j), X(:, j) or X(:)"};
        }
        return add(std::move(node));
    }

    /// "(a, b)"; of an index also ":" and end. Returns where it is closed.
    Span arguments(std::vector<NodeId>& into, bool of_index) {
        const Nested nested(*this);
        const bool outer = std::exchange(in_matrix_, false);
        const bool outer_index = std::exchange(in_index_, of_index || in_index_);
        const Token& open = cursor_.take();
        if (!cursor_.peek().is(")")) {
            do {
                const Token& token = cursor_.peek();
                if (of_index && token.is(":") && ends_index(cursor_.peek(1))) {
                    into.push_back(add(Op::colon, cursor_.take().at, {}));
                } else {
                    into.push_back(expression());
                }
            } while (cursor_.accept(","));
        }
        const Span end = close(open, ")");
        in_matrix_ = outer;
        in_index_ = outer_index;
        return end;
    }

    Span close(const Token& open, std::string_view sign) {
        if (cursor_.peek().is(sign)) return cursor_.take().at;
        const Token::Kind kind = cursor_.peek().kind;
        if (kind == Token::Kind::end || kind == Token::Kind::line_end) {
            throw Complaint{
                open.at, fmt::format("this {} is never closed", open.text), ""};
        }
        throw Complaint{
            cursor_.peek().at,
            fmt::format("expected {} or an operator, {}", sign, cursor_.found()),
            implied_product(cursor_.peek())};
    }

    static std::string implied_product(const Token& token) {
        return begins_operand(token) ? "a product needs its * or .*" : "";
    }

    NodeId primary() {
        const Token& token = cursor_.peek();
        if (token.kind == Token::Kind::number) {
            Node node;
            node.at = token.at;
            node.number = cursor_.take().number;
            return add(std::move(node));
        }
        if (token.kind == Token::Kind::text) {
            Node node;
            node.op = Op::text;
            node.at = token.at;
            node.text = cursor_.take().text;
            return add(std::move(node));
        }
        if (token.is("(")) return parenthesised();
        if (token.is("[")) return matrix();
        if (token.is_name()) return name();
        throw Complaint{
            token.at,
            fmt::format("expected a number, a name or a bracket, {}", cursor_.found()),
            token.is("*") ? "a power is ^, or .^ for every element" : ""};
    }

    NodeId parenthesised() {
        const Nested nested(*this);
        const bool outer = std::exchange(in_matrix_, false);
        const Token& open = cursor_.take();
        const NodeId inner = expression();
        const Span end = close(open, ")");
        in_matrix_ = outer;
        tree_[inner].at = joined(open.at, end);
        return inner;
    }

    NodeId matrix() {
        const Nested nested(*this);
        const bool outer = std::exchange(in_matrix_, true);
        const Token& open = cursor_.take();
        std::vector<NodeId> rows;
        while (true) {
            while (cursor_.peek().is(";") || is_line_end(cursor_.peek()))
                cursor_.take();
            if (cursor_.peek().is("]") || cursor_.at_end()) break;
            rows.push_back(row());
            const Token& behind = cursor_.peek();
            if (!behind.is(";") && !is_line_end(behind) && !behind.is("]")) break;
        }
        in_matrix_ = outer;
        const Span end = close(open, "]");
        return add(Op::matrix, joined(open.at, end), std::move(rows));
    }

    [[nodiscard]] bool is_line_end(const Token& token) const {
        return token.kind == Token::Kind::line_end && token.at.begin != token.at.end &&
               cursor_.peek(1).kind != Token::Kind::end;
    }

    /// Elements, separated by commas or by spaces.
    NodeId row() {
        std::vector<NodeId> elements{expression()};
        while (true) {
            if (cursor_.accept(",")) {
                if (cursor_.peek().is(";") || cursor_.peek().is("]")) break;
            } else if (!cursor_.peek().space_before ||
                       !begins_operand(cursor_.peek())) {
                break;
            }
            elements.push_back(expression());
        }
        const Span at = joined(tree_[elements.front()].at, tree_[elements.back()].at);
        return add(Op::row, at, std::move(elements));
    }

    NodeId name() {
        const Token& token = cursor_.peek();
        if (in_index_ && token.text == "end") {
            return add(Op::last, cursor_.take().at, {});
        }
        for (const auto& [local, symbol] : scope_.locals) {
            if (local == token.text) return symbol_node(symbol);
        }
        SymbolId of = 0, wrt = 0;
        if (read_derivative(cursor_, derivation_, of, wrt)) {
            return derivative(token, of, wrt);
        }
        if (const auto symbol = derivation_.find(token.text)) {
            if (derivation_[*symbol].broken) throw AlreadySaid{};
            if (derivation_[*symbol].role == Symbol::Role::function) {
                return apply(*symbol);
            }
            require_allowed(*symbol);
            return symbol_node(*symbol);
        }
        if (const Builtin* builtin = find_builtin(token.text)) return call(*builtin);
        throw unknown_name(token, derivation_, scope_);
    }

    NodeId symbol_node(SymbolId symbol) {
        Node node;
        node.op = Op::name;
        node.at = cursor_.take().at;
        node.symbol = symbol;
        return add(std::move(node));
    }

    NodeId derivative(const Token& token, SymbolId of, SymbolId wrt) {
        Node node;
        node.op = Op::derivative;
        node.at = joined(token.at, cursor_.peek(2).at);
        node.symbol = of;
        node.wrt = wrt;
        if (scope_.kind != Scope::Kind::claim) {
            throw Complaint{node.at,
                            "a derivative stands only in claims",
                            "the forward pass computes values: claim " +
                                std::string(token.text) + "/... = ..."};
        }
        for (int k = 0; k < 3; ++k) cursor_.take();
        return add(std::move(node));
    }

    /// f(X), f'(X) and f''(X) for a function of the file.
    NodeId apply(SymbolId function) {
        Node node;
        node.op = Op::apply;
        node.symbol = function;
        const Token& name = cursor_.take();
        while (cursor_.peek().is("'")) {
            ++node.order;
            cursor_.take();
        }
        if (node.order > 0 && scope_.kind != Scope::Kind::claim) {
            throw Complaint{name.at, "a derivative stands only in claims", ""};
        }
        if (node.order > 2) {
            throw Complaint{
                name.at, "only first and second derivatives can be taken", ""};
        }
        if (!cursor_.peek().is("(")) {
            throw Complaint{
                name.at,
                fmt::format("{} is a function and needs its argument", name.text),
                fmt::format("{}(X)", name.text)};
        }
        node.at = joined(name.at, arguments(node.children, false));
        if (node.children.size() != 1) {
            throw Complaint{
                node.at,
                fmt::format(
                    "{} has one argument, found {}", name.text, node.children.size()),
                ""};
        }
        return add(std::move(node));
    }

    NodeId call(const Builtin& builtin) {
        Node node;
        node.op = Op::call;
        node.builtin = &builtin;
        const Token& name = cursor_.take();
        if (!cursor_.peek().is("(") && builtin.least > 0) {
            throw Complaint{
                name.at,
                fmt::format("{} is a function and needs its argument", builtin.name),
                std::string(builtin.usage)};
        }
        node.at = name.at;
        if (cursor_.peek().is("(")) {
            node.at = joined(name.at, arguments(node.children, false));
        }
        if (node.children.size() < builtin.least ||
            node.children.size() > builtin.most) {
            throw Complaint{
                node.at,
                fmt::format("{} takes {} argument{}, found {}",
                            builtin.name,
                            builtin.least == builtin.most
                                ? fmt::format("{}", builtin.least)
                                : fmt::format("{} to {}", builtin.least, builtin.most),
                            builtin.most == 1 ? "" : "s",
                            node.children.size()),
                std::string(builtin.usage)};
        }
        return add(std::move(node));
    }

    /// What is drawn has no place among constants, nor a matrix in a scalar function.
    void require_allowed(SymbolId id) const {
        const Symbol& symbol = derivation_[id];
        if (scope_.kind == Scope::Kind::constant && !symbol.is_known()) {
            throw Complaint{
                cursor_.peek().at,
                fmt::format("{} changes from trial to trial; only sizes and "
                            "given constants may stand here",
                            symbol.name),
                ""};
        }
        const bool scalar_constant = symbol.is_known() && symbol.shape.is_scalar();
        if (scope_.kind == Scope::Kind::function && !scalar_constant) {
            throw Complaint{
                cursor_.peek().at,
                fmt::format("a function of one number may use its argument, sizes and "
                            "given scalars; {} is {}",
                            symbol.name,
                            symbol.is_known() ? "a matrix" : "none of these"),
                ""};
        }
    }

    Cursor& cursor_;
    const Derivation& derivation_;
    const Scope& scope_;
    Expression tree_;
    int nesting_ = 0;
    bool in_matrix_ = false;
    bool in_index_ = false;
};

}  // namespace

const Token& Cursor::expect(std::string_view sign, std::string_view what) {
    if (!peek().is(sign)) {
        throw Complaint{
            peek().at, fmt::format("expected {} {}, {}", sign, what, found()), ""};
    }
    return take();
}

std::uint32_t Cursor::skip_statement() {
    while (!at_end() && peek().kind != Token::Kind::line_end) take();
    return take().at.end;
}

std::string Cursor::found() const {
    switch (peek().kind) {
        case Token::Kind::end:
            return "found the end of the file";
        case Token::Kind::line_end:
            return "found the end of the line";
        default:
            return fmt::format("found '{}'", printable(peek().text));
    }
}

bool read_derivative(Cursor& cursor,
                     const Derivation& derivation,
                     SymbolId& of,
                     SymbolId& wrt) {
    const Token& above = cursor.peek();
    const Token& below = cursor.peek(2);
    const auto is_differential = [](const Token& token) {
        return token.is_name() && token.text.size() > 1 && token.text.front() == 'd';
    };
    if (!is_differential(above) || !cursor.peek(1).is("/") || !is_differential(below)) {
        return false;
    }
    const auto a = derivation.find(above.text.substr(1));
    const auto b = derivation.find(below.text.substr(1));
    const auto plain = [&](const Token& token) {
        return derivation.find(token.text).has_value() ||
               find_builtin(token.text) != nullptr;
    };
    const bool quotient = plain(above) || plain(below);
    if (quotient && !(a && b)) return false;
    const Span at = joined(above.at, below.at);
    if (quotient) {
        throw Complaint{
            at,
            fmt::format(
                "{}/{} is the derivative of {} with respect to {}, or a quotient: "
                "{} is the name of something, too",
                above.text,
                below.text,
                above.text.substr(1),
                below.text.substr(1),
                plain(above) ? above.text : below.text),
            "give one of them another name"};
    }
    for (const Token* token : {&above, &below}) {
        const std::string_view name = token->text.substr(1);
        const auto symbol = derivation.find(name);
        if (!symbol) {
            Token inner = *token;
            inner.text = name;
            ++inner.at.begin;
            throw unknown_name(inner, derivation, {});
        }
        if (derivation[*symbol].broken) throw AlreadySaid{};
    }
    of = *a;
    wrt = *b;
    return true;
}

Expression parse_expression(Cursor& cursor,
                            const Derivation& derivation,
                            const Scope& scope) {
    return Parser(cursor, derivation, scope).run();
}

Complaint unknown_name(const Token& token,
                       const Derivation& derivation,
                       const Scope& scope) {
    std::vector<std::string> known = builtin_names();
    for (const auto& [name, id] : derivation.by_name) known.push_back(name);
    for (const auto& [name, id] : scope.locals) known.push_back(name);
    const std::string near = nearest_name(token.text, known);
    return {token.at,
            fmt::format("{} is not defined above this line", token.text),
            near.empty() ? "" : fmt::format("did you mean '{}'?", near)};
}

}  // namespace chainrule::claims
