#include "chainrule/claims/reader.hpp"

#include "chainrule/claims/builtin.hpp"
#include "chainrule/claims/evaluate.hpp"
#include "chainrule/claims/expression_parser.hpp"
#include "chainrule/claims/lexer.hpp"
#include "chainrule/claims/limits.hpp"
#include "chainrule/claims/shapes.hpp"
#include "chainrule/input_error.hpp"
#include "chainrule/nearest.hpp"

#include <fmt/format.h>

#include <numbers>
#include <set>

namespace chainrule::claims {

namespace {

struct DistributionRule {
    std::string_view name;
    Distribution::Kind kind;
    std::size_t least, most;  ///< arguments
    std::string_view usage;
};

constexpr DistributionRule distributions[] = {
    {"normal", Distribution::Kind::normal, 0, 2, "normal or normal(mean, deviation)"},
    {"uniform", Distribution::Kind::uniform, 2, 2, "uniform(a, b)"},
    {"positive", Distribution::Kind::positive, 0, 0, "positive"},
    {"labels", Distribution::Kind::labels, 1, 1, "labels(C)"},
    {"orthogonal", Distribution::Kind::orthogonal, 0, 0, "orthogonal"},
    {"spd", Distribution::Kind::spd, 0, 0, "spd"},
    {"mask", Distribution::Kind::mask, 1, 1, "mask(p)"},
};

class Reader {
public:
    Reader(const Source& source, Reading& reading)
        : source_(source),
          reading_(reading),
          derivation_(reading.derivation),
          tokens_(tokens_of(source, reading.complaints)),
          cursor_(tokens_) {}

    void run() {
        define_constants();
        while (!cursor_.at_end()) {
            if (cursor_.peek().kind == Token::Kind::line_end ||
                cursor_.peek().is(";")) {
                cursor_.take();
            } else {
                read_statement();
            }
        }
        if (derivation_.claims.empty() && reading_.complaints.empty()) {
            complain({cursor_.peek().at,
                      "nothing is claimed in this file",
                      "claim dL/dX = ... judges a gradient; chainrule verify --starter "
                      "blank writes a file to begin with"});
        }
    }

private:
    void complain(Complaint complaint) {
        reading_.complaints.push_back(std::move(complaint));
    }

    void define_constants() {
        constexpr std::pair<std::string_view, double> constants[] = {
            {"pi", std::numbers::pi},
            {"e", std::numbers::e},
            {"Inf", std::numeric_limits<double>::infinity()},
            {"NaN", std::numeric_limits<double>::quiet_NaN()},
            {"eps", std::numeric_limits<double>::epsilon()}};
        for (const auto& [name, value] : constants) {
            Symbol symbol;
            symbol.name = name;
            symbol.role = Symbol::Role::constant;
            set_scalar(define(std::move(symbol)), value);
        }
    }

    void set_scalar(SymbolId id, double value) {
        derivation_.known[id] = arma::mat(1, 1, arma::fill::value(value));
    }

    /// One statement. Where it cannot be read, the name it would have defined is known
    /// as broken, so that its uses are not complained of.
    void read_statement() {
        pending_.clear();
        const std::uint32_t begin = cursor_.peek().at.begin;
        std::optional<Complaint> complaint;
        try {
            statement();
            end_statement();
            return;
        } catch (const Complaint& found) {
            complaint = found;
        } catch (const EvaluationError& error) {
            complaint = Complaint{error.at, error.message, ""};
        } catch (const AlreadySaid&) {
        }
        if (!pending_.empty()) {
            Symbol symbol;
            symbol.name = pending_;
            symbol.broken = true;
            define(std::move(symbol));
        }
        const std::uint32_t end = cursor_.skip_statement();
        // A word that is none was left out: what is missing now was said
        if (complaint && !has_complaint(begin, end)) complain(*std::move(complaint));
    }

    /// Whether something between these bytes was complained of.
    [[nodiscard]] bool has_complaint(std::uint32_t begin, std::uint32_t end) const {
        return std::any_of(reading_.complaints.begin(),
                           reading_.complaints.end(),
                           [&](const Complaint& before) {
                               return before.at.begin >= begin && before.at.begin < end;
                           });
    }

    void end_statement() {
        if (cursor_.peek().kind == Token::Kind::line_end || cursor_.peek().is(";")) {
            cursor_.take();
            return;
        }
        const bool operand = cursor_.peek().is_name() ||
                             cursor_.peek().kind == Token::Kind::number ||
                             cursor_.peek().is("(");
        throw Complaint{
            cursor_.peek().at,
            fmt::format("expected the end of the statement, {}", cursor_.found()),
            operand ? "a product needs its * or .*; statements stand one a line" : ""};
    }

    void statement() {
        const Token& first = cursor_.peek();
        const Token& second = cursor_.peek(1);
        if (!first.is_name()) {
            throw Complaint{first.at,
                            fmt::format("expected a statement, {}", cursor_.found()),
                            "size, given, param, claim, or NAME = ..."};
        }
        const bool operand = second.is_name() || second.kind == Token::Kind::number;
        if (first.text == "size" && operand) return sizes();
        if (first.text == "given" && operand) return declarations(Symbol::Role::given);
        if (first.text == "param" && operand) return declarations(Symbol::Role::param);
        if (first.text == "claim" && operand) return claim();
        const bool number = operand || second.is("-");
        if (first.text == "trials" && number)
            return setting(derivation_.trials, limits::trials, 1.0);
        if (first.text == "seed" && number) return setting(derivation_.seed, 9e15, 0.0);
        if (second.is("=")) return definition();
        if (second.is("(") && cursor_.peek(2).is_name() && cursor_.peek(3).is(")") &&
            cursor_.peek(4).is("=")) {
            return function();
        }
        throw not_a_statement(first, second);
    }

    [[nodiscard]] Complaint not_a_statement(const Token& first,
                                            const Token& second) const {
        static constexpr std::string_view programming[] = {
            "for", "while", "if", "else", "end", "function", "return", "def", "import"};
        if (std::find(std::begin(programming), std::end(programming), first.text) !=
            std::end(programming)) {
            return {first.at,
                    fmt::format("there is no '{}' here", first.text),
                    "a derivation is a list of formulas: NAME = ..., for all elements "
                    "at once"};
        }
        if (second.is_name()) {
            const std::vector<std::string> words(std::begin(keywords),
                                                 std::end(keywords));
            const std::string near = nearest_name(first.text, words);
            return {first.at,
                    fmt::format("'{}' begins no statement", first.text),
                    near.empty() ? "size, given, param, claim, or NAME = ..."
                                 : fmt::format("did you mean '{}'?", near)};
        }
        if (first.text.front() == 'd' && (second.is("/") || second.is("="))) {
            return {first.at,
                    fmt::format("expected NAME = ..., found '{}' behind {}",
                                second.text,
                                first.text),
                    fmt::format("a derivative is claimed: claim {}...", first.text)};
        }
        return {second.at,
                fmt::format("expected = behind {}", first.text),
                "a line of the forward pass is NAME = ..., or f(z) = ..."};
    }

    /// The name that a statement defines, which has to be new.
    Symbol new_symbol(Symbol::Role role) {
        const Token& token = cursor_.peek();
        if (!token.is_name()) {
            throw Complaint{
                token.at, fmt::format("expected a name, {}", cursor_.found()), ""};
        }
        const auto before = derivation_.find(token.text);
        const bool redefined =
            before && derivation_[*before].role != Symbol::Role::constant;
        if (redefined) {
            const Place place = source_.place(derivation_[*before].at.begin);
            throw Complaint{
                token.at,
                fmt::format(
                    "{} is defined already, in line {}", token.text, place.line),
                "every name is defined once: take another one"};
        }
        if (derivation_.symbols.size() >= limits::names) {
            throw Complaint{
                token.at, fmt::format("more than {} names", limits::names), ""};
        }
        pending_ = token.text;
        cursor_.take();
        Symbol symbol;
        symbol.name = pending_;
        symbol.role = role;
        symbol.at = token.at;
        return symbol;
    }

    SymbolId define(Symbol symbol) {
        pending_.clear();
        return derivation_.add(std::move(symbol));
    }

    /// An expression of sizes and constants, and the number it is.
    std::pair<double, Span> constant_number() {
        const Expression expression = constant_expression();
        const Span at = expression.nodes.back().at;
        if (!expression.shape().is_scalar()) {
            throw Complaint{at,
                            fmt::format("a single number is expected here, found a {}",
                                        to_string(expression.shape())),
                            ""};
        }
        return {constant_value(expression).at(0), at};
    }

    Expression constant_expression() {
        Expression expression =
            parse_expression(cursor_, derivation_, {Scope::Kind::constant});
        infer_shapes(expression, derivation_, &source_);
        return expression;
    }

    [[nodiscard]] arma::mat constant_value(const Expression& expression) const {
        return evaluate(expression,
                        Environment<double>{derivation_, derivation_.known});
    }

    double whole_number(double least, double most) {
        const auto [value, at] = constant_number();
        if (!(value >= least && value <= most && value == std::floor(value))) {
            throw Complaint{
                at,
                fmt::format(
                    "a whole number from {} to {:.0f} is expected here, found {}",
                    least,
                    most,
                    value),
                ""};
        }
        return value;
    }

    /// trials 5, seed 7
    void setting(std::uint64_t& value, double most, double least) {
        cursor_.take();
        value = static_cast<std::uint64_t>(whole_number(least, most));
    }

    /// size N = 6, D = 5
    void sizes() {
        cursor_.take();
        do {
            Symbol symbol = new_symbol(Symbol::Role::size);
            cursor_.expect("=", "and the size");
            const double value = whole_number(1.0, limits::size);
            set_scalar(define(std::move(symbol)), value);
        } while (cursor_.accept(","));
    }

    /// given X[D,N] ~ DIST, a = EXPR, ...
    void declarations(Symbol::Role role) {
        cursor_.take();
        do {
            Symbol symbol = new_symbol(role);
            if (cursor_.accept("=")) {
                fixed(std::move(symbol));
                continue;
            }
            if (cursor_.accept("[")) {
                symbol.shape.rows =
                    static_cast<arma::uword>(whole_number(1.0, limits::size));
                cursor_.expect(",", "between rows and columns");
                symbol.shape.cols =
                    static_cast<arma::uword>(whole_number(1.0, limits::size));
                cursor_.expect("]", "behind the columns");
            }
            require_room(symbol);
            if (cursor_.accept("~")) symbol.distribution = distribution(symbol);
            define(std::move(symbol));
        } while (cursor_.accept(","));
    }

    void fixed(Symbol symbol) {
        symbol.role = Symbol::Role::fixed;
        const Expression expression = constant_expression();
        symbol.shape = expression.shape();
        require_room(symbol);
        arma::mat value = constant_value(expression);
        symbol.value = expression;
        derivation_.known[define(std::move(symbol))] = std::move(value);
    }

    /// All matrices together are bounded as well.
    void require_room(const Symbol& symbol) {
        require_reasonable(symbol.shape, symbol.at);
        elements_ += double(symbol.shape.elements());
        if (elements_ <= limits::all_elements) return;
        throw Complaint{
            symbol.at,
            fmt::format("with {} the matrices of this file have more than {:.0f} "
                        "elements together",
                        symbol.name,
                        limits::all_elements),
            "check with smaller sizes: they show the same mistakes"};
    }

    Distribution distribution(const Symbol& symbol) {
        const Token& token = cursor_.peek();
        const auto rule = std::find_if(
            std::begin(distributions), std::end(distributions), [&](const auto& known) {
                return token.is_name() && known.name == token.text;
            });
        if (rule == std::end(distributions)) throw unknown_distribution(token);
        cursor_.take();

        std::vector<std::pair<double, Span>> numbers;
        Span at = token.at;
        if (cursor_.accept("(")) {
            do {
                numbers.push_back(constant_number());
            } while (cursor_.accept(","));
            at = joined(
                at, cursor_.expect(")", "behind the numbers of the distribution").at);
        }
        const bool right_count =
            numbers.size() == rule->most || (numbers.empty() && rule->least == 0);
        if (!right_count) {
            throw Complaint{at,
                            fmt::format("{} has {} number{} here",
                                        rule->name,
                                        numbers.size(),
                                        numbers.size() == 1 ? "" : "s"),
                            fmt::format("write {}", rule->usage)};
        }
        Distribution result;
        result.kind = rule->kind;
        if (!numbers.empty()) result.first = numbers[0].first;
        if (numbers.size() > 1) result.second = numbers[1].first;
        require_sensible(result, symbol, at);
        return result;
    }

    [[nodiscard]] Complaint unknown_distribution(const Token& token) const {
        const std::vector<std::string> names = distribution_names();
        return {token.at,
                fmt::format("expected a distribution, {}", cursor_.found()),
                token.is_name() ? suggestion(token.text, names)
                                : fmt::format("one of {}", fmt::join(names, ", "))};
    }

    static void require_sensible(const Distribution& d, const Symbol& symbol, Span at) {
        const auto refuse = [&](std::string message) {
            throw Complaint{at, std::move(message), ""};
        };
        const bool square = symbol.shape.rows == symbol.shape.cols;
        switch (d.kind) {
            case Distribution::Kind::normal:
                if (!(d.second >= 0.0) || !std::isfinite(d.first + d.second)) {
                    refuse("a standard deviation is finite and not negative");
                }
                break;
            case Distribution::Kind::uniform:
                if (!(d.first < d.second) || !std::isfinite(d.second - d.first)) {
                    refuse("uniform(a, b) needs a < b, both finite");
                }
                break;
            case Distribution::Kind::labels:
                if (!(d.first >= 1.0 && d.first <= limits::size &&
                      d.first == std::floor(d.first))) {
                    refuse(fmt::format(
                        "the number of classes is a whole number, found {}", d.first));
                }
                break;
            case Distribution::Kind::mask:
                if (!(d.first >= 0.0 && d.first <= 1.0)) {
                    refuse(fmt::format("a probability lies from 0 to 1, found {}",
                                       d.first));
                }
                break;
            case Distribution::Kind::spd:
                if (!square) {
                    refuse(fmt::format("a symmetric matrix is square, {} is {}",
                                       symbol.name,
                                       to_string(symbol.shape)));
                }
                break;
            default:
                break;
        }
    }

    /// NAME = EXPR
    void definition() {
        Symbol symbol = new_symbol(Symbol::Role::defined);
        cursor_.take();  // =
        symbol.value = parse_expression(cursor_, derivation_, {Scope::Kind::forward});
        infer_shapes(symbol.value, derivation_, &source_);
        symbol.shape = symbol.value.shape();
        require_room(symbol);
        symbol.uses = names_used(symbol.value);
        define(std::move(symbol));
    }

    /// All symbols that an expression depends on, directly or not.
    [[nodiscard]] std::vector<SymbolId> names_used(const Expression& expression) const {
        std::set<SymbolId> used;
        for (const Node& node : expression.nodes) {
            if (node.op != Op::name) continue;
            used.insert(node.symbol);
            const auto& further = derivation_[node.symbol].uses;
            used.insert(further.begin(), further.end());
        }
        return {used.begin(), used.end()};
    }

    /// f(z) = EXPR
    void function() {
        Symbol symbol = new_symbol(Symbol::Role::function);
        cursor_.take();  // (
        Symbol argument;
        argument.role = Symbol::Role::argument;
        const std::string name(cursor_.peek().text);
        argument.at = cursor_.take().at;
        cursor_.take();  // )
        cursor_.take();  // =
        symbol.argument = add_local(std::move(argument));
        symbol.value = parse_expression(
            cursor_, derivation_, {Scope::Kind::function, {{name, symbol.argument}}});
        infer_shapes(symbol.value, derivation_, &source_);
        if (!symbol.value.shape().is_scalar()) {
            throw Complaint{symbol.value.nodes.back().at,
                            fmt::format("{} is a function of one number, this is {}",
                                        symbol.name,
                                        to_string(symbol.value.shape())),
                            ""};
        }
        define(std::move(symbol));
    }

    /// An argument or an index, which has no name outside of its expression.
    SymbolId add_local(Symbol symbol) {
        symbol.name.clear();
        symbol.role = Symbol::Role::argument;
        return derivation_.add(std::move(symbol));
    }

    void claim() {
        cursor_.take();
        if (derivation_.claims.size() >= limits::names) {
            throw Complaint{cursor_.peek().at,
                            fmt::format("more than {} claims", limits::names),
                            ""};
        }
        Claim claim;
        claim.at = cursor_.peek().at;
        Scope scope{Scope::Kind::claim};
        if (!claimed_function(claim, scope)) claimed_derivative(claim, scope);
        cursor_.expect("=", "and what is claimed");
        if (cursor_.peek().is("?")) return leave_open(std::move(claim));
        claim.right = parse_expression(cursor_, derivation_, scope);
        refuse_circular(claim);
        infer_shapes(claim.right, derivation_, &source_);
        if (claim.kind != Claim::Kind::gradient && !claim.right.shape().is_scalar()) {
            throw Complaint{claim.right.nodes.back().at,
                            fmt::format("{} is a single number, this is {}",
                                        claim.name,
                                        to_string(claim.right.shape())),
                            claim.kind == Claim::Kind::jacobian
                                ? "write it for one pair of indices: y(i), x(j), i==j"
                                : ""};
        }
        derivation_.claims.push_back(std::move(claim));
    }

    /// claim dL/dX = ?
    void leave_open(Claim claim) {
        Node mark;
        mark.at = cursor_.take().at;
        mark.number = std::numeric_limits<double>::quiet_NaN();
        mark.shape = claim.expected;
        claim.open = true;
        claim.right.nodes.push_back(std::move(mark));
        derivation_.claims.push_back(std::move(claim));
    }

    /// f'(z), f''(z)
    bool claimed_function(Claim& claim, Scope& scope) {
        const Token& name = cursor_.peek();
        if (!cursor_.peek(1).is("'")) return false;
        const auto symbol = derivation_.find(name.text);
        if (!symbol) throw unknown_name(name, derivation_, scope);
        if (derivation_[*symbol].broken) throw AlreadySaid{};
        if (derivation_[*symbol].role != Symbol::Role::function) {
            throw Complaint{name.at,
                            fmt::format("{} is not a function of this file", name.text),
                            fmt::format("{}(z) = ... defines one", name.text)};
        }
        claim.kind = Claim::Kind::function;
        claim.of = *symbol;
        claim.order = 0;
        claim.name = name.text;
        cursor_.take();
        while (cursor_.accept("'")) {
            ++claim.order;
            claim.name += '\'';
        }
        cursor_.expect("(", fmt::format("and the argument of {}", claim.name));
        const Token& argument = cursor_.peek();
        if (!argument.is_name()) {
            throw Complaint{
                argument.at,
                fmt::format("expected the argument's name, {}", cursor_.found()),
                fmt::format("claim {}(z) = ...", claim.name)};
        }
        claim.wrt = add_local({});
        scope = {Scope::Kind::claim, {{std::string(argument.text), claim.wrt}}};
        claim.name += fmt::format("({})", argument.text);
        cursor_.take();
        claim.at = joined(name.at, cursor_.expect(")", "behind the argument").at);
        if (claim.order > 2) {
            throw Complaint{
                claim.at, "only first and second derivatives can be claimed", ""};
        }
        claim.expected = {};
        return true;
    }

    /// dL/dX, dY/dX(i,j)
    void claimed_derivative(Claim& claim, Scope& scope) {
        const Token& above = cursor_.peek();
        const Token& below = cursor_.peek(2);
        if (!read_derivative(cursor_, derivation_, claim.of, claim.wrt)) {
            throw Complaint{above.at,
                            fmt::format("expected a derivative, {}", cursor_.found()),
                            "a claim is dL/dX = ..., dY/dX(i,j) = ... or f'(z) = ..."};
        }
        claim.at = joined(above.at, below.at);
        claim.name = fmt::format("{}/{}", above.text, below.text);
        for (int k = 0; k < 3; ++k) cursor_.take();
        const Symbol &of = derivation_[claim.of], &wrt = derivation_[claim.wrt];
        const Complaint complaint =
            derivative_complaint(derivation_, claim.of, claim.wrt, claim.at);
        if (!complaint.message.empty()) throw complaint;
        if (cursor_.peek().is("(")) {
            claimed_entry(claim, scope);
        } else if (!of.shape.is_scalar()) {
            throw Complaint{
                claim.at,
                fmt::format("{} is {}: its derivative with respect to {} is a "
                            "Jacobian, claimed entry by entry",
                            of.name,
                            to_string(of.shape),
                            wrt.name),
                fmt::format("claim {}(i,j) = ..., the derivative of {}(i) with "
                            "respect to {}(j)",
                            claim.name,
                            of.name,
                            wrt.name)};
        }
        claim.expected = claim.kind == Claim::Kind::jacobian
                             ? Shape{of.shape.elements(), wrt.shape.elements()}
                             : wrt.shape;
        require_reasonable(claim.expected, claim.at);
    }

    void claimed_entry(Claim& claim, Scope& scope) {
        claim.kind = Claim::Kind::jacobian;
        cursor_.take();
        std::string names[2];
        SymbolId* ids[2] = {&claim.row, &claim.col};
        for (int k = 0; k < 2; ++k) {
            if (!cursor_.peek().is_name()) {
                throw Complaint{
                    cursor_.peek().at,
                    fmt::format("expected the name of an index, {}", cursor_.found()),
                    fmt::format("claim {}(i,j) = ...", claim.name)};
            }
            names[k] = cursor_.take().text;
            *ids[k] = add_local({});
            if (k == 0) cursor_.expect(",", "between the indices");
        }
        const Span end = cursor_.expect(")", "behind the indices").at;
        claim.at = joined(claim.at, end);
        if (names[0] == names[1]) {
            throw Complaint{
                claim.at, fmt::format("both indices are called {}", names[0]), ""};
        }
        const Symbol& wrt = derivation_[claim.wrt];
        if (!wrt.shape.is_vector() || !derivation_[claim.of].shape.is_vector()) {
            throw Complaint{
                claim.at,
                fmt::format("{} is {}: entry (i,j) is the derivative of one "
                            "vector's i-th entry by the other's j-th",
                            wrt.name,
                            to_string(wrt.shape)),
                fmt::format("claim {} = ... as a whole", claim.name)};
        }
        scope = {Scope::Kind::claim, {{names[0], claim.row}, {names[1], claim.col}}};
        claim.name += fmt::format("({},{})", names[0], names[1]);
    }

    /// A claim that mentions what it claims would be true of anything.
    static void refuse_circular(const Claim& claim) {
        for (const Node& node : claim.right.nodes) {
            const bool derivative = claim.kind != Claim::Kind::function &&
                                    node.op == Op::derivative &&
                                    node.symbol == claim.of && node.wrt == claim.wrt;
            const bool function = claim.kind == Claim::Kind::function &&
                                  node.op == Op::apply && node.symbol == claim.of &&
                                  node.order == claim.order;
            if (!derivative && !function) continue;
            throw Complaint{node.at,
                            "this is what the line claims: its right side must do "
                            "without it",
                            ""};
        }
    }

    const Source& source_;
    Reading& reading_;
    Derivation& derivation_;
    std::vector<Token> tokens_;
    Cursor cursor_;
    std::string pending_;    ///< the name that is about to be defined
    double elements_ = 0.0;  ///< of all matrices so far
};

/// dA/dB is refused where dA or dB is defined further below, too.
void refuse_later_quotients(Reading& reading) {
    const Derivation& derivation = reading.derivation;
    for (const Claim& claim : derivation.claims) {
        for (const Node& node : claim.right.nodes) {
            if (node.op != Op::derivative) continue;
            for (const SymbolId id : {node.symbol, node.wrt}) {
                const std::string plain = "d" + derivation[id].name;
                if (!derivation.find(plain)) continue;
                reading.complaints.push_back(
                    {node.at,
                     fmt::format(
                         "this is the derivative of {} with respect to {}, or a "
                         "quotient: {} is the name of something, too",
                         derivation[node.symbol].name,
                         derivation[node.wrt].name,
                         plain),
                     "give one of them another name"});
            }
        }
    }
}

}  // namespace

std::vector<std::string> distribution_names() {
    std::vector<std::string> names;
    for (const DistributionRule& known : distributions) names.emplace_back(known.name);
    return names;
}

Reading read_derivation(const Source& source) {
    Reading reading;
    if (source.text().size() > limits::file_bytes) {
        reading.complaints.push_back(
            {{0, 0},
             fmt::format("this file has more than {} bytes", limits::file_bytes),
             "a derivation is a page or two: split it"});
        return reading;
    }
    Reader(source, reading).run();
    refuse_later_quotients(reading);
    std::stable_sort(
        reading.complaints.begin(),
        reading.complaints.end(),
        [](const Complaint& a, const Complaint& b) { return a.at.begin < b.at.begin; });
    if (reading.complaints.size() > limits::complaints) {
        reading.complaints.resize(limits::complaints);
    }
    return reading;
}

}  // namespace chainrule::claims
