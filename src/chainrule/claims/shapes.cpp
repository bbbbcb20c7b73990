#include "chainrule/claims/shapes.hpp"

#include "chainrule/claims/builtin.hpp"
#include "chainrule/claims/evaluate.hpp"
#include "chainrule/claims/limits.hpp"
#include "chainrule/input_error.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace chainrule::claims {

namespace {

class Inference {
public:
    Inference(Expression& tree, const Derivation& derivation, const Source* source)
        : tree_(tree), derivation_(derivation), source_(source) {}

    void run() {
        infer(tree_.root(), 0);
        refuse_text(tree_.nodes.back(), false);
    }

private:
    /// `extent` is what `end` means there.
    void infer(NodeId id, arma::uword extent) {
        Node& node = tree_[id];
        if (node.op == Op::index) {
            infer_index(node, extent);
        } else {
            for (const NodeId child : node.children) {
                infer(child, extent);
                refuse_text(tree_[child], is_order_of_norm(node, child));
            }
            node.constant = all_constant(node);
            node.shape = shape_of(node, extent);
        }
        require_reasonable(node.shape, node.at);
    }

    [[nodiscard]] bool all_constant(const Node& node) const {
        return std::all_of(node.children.begin(),
                           node.children.end(),
                           [&](NodeId child) { return tree_[child].constant; });
    }

    Shape shape_of(Node& node, arma::uword extent) {
        switch (node.op) {
            case Op::number:
            case Op::text:
            case Op::colon:
                return {};
            case Op::last:
                become_number(node, double(extent));
                return {};
            case Op::name:
                node.constant = derivation_[node.symbol].is_known();
                return derivation_[node.symbol].shape;
            case Op::derivative:
                node.constant = false;
                return shape_of_derivative(node);
            case Op::call:
                return shape_of_call(node);
            case Op::apply:
                node.constant = node.constant && node.order == 0;
                return shape(node, 0);
            case Op::range:
                return shape_of_range(node);
            case Op::matrix:
                return shape_of_stack(node, false);
            case Op::row:
                return shape_of_stack(node, true);
            case Op::not_:
                node.logical = true;
                return shape(node, 0);
            case Op::plus:
            case Op::minus:
                return shape(node, 0);
            case Op::transpose:
                node.logical = tree_[node.children[0]].logical;
                return {shape(node, 0).cols, shape(node, 0).rows};
            default:
                return shape_of_binary(node);
        }
    }

    [[nodiscard]] Shape shape(const Node& node, std::size_t child) const {
        return tree_[node.children[child]].shape;
    }

    static void become_number(Node& node, double value) {
        node.op = Op::number;
        node.number = value;
        node.children.clear();
        node.constant = true;
    }

    /// What a part is called: its own text if that is short, else `otherwise`.
    [[nodiscard]] std::string called(NodeId id, std::string_view otherwise) const {
        if (source_ == nullptr) return std::string(otherwise);
        const std::string_view text = source_->text(tree_[id].at);
        constexpr std::size_t readable = 24;
        const bool short_enough =
            text.size() <= readable && text.find('\n') == std::string_view::npos;
        return std::string(short_enough ? text : otherwise);
    }

    /// What a factor of a product is called: sums and products in parentheses, if these
    /// are not part of it already.
    [[nodiscard]] std::string as_factor(NodeId id) const {
        const Node& node = tree_[id];
        const std::string text = called(id, "...");
        const bool bare = node.op > Op::transpose &&
                          node.at.begin == tree_[node.children.front()].at.begin;
        return bare ? "(" + text + ")" : text;
    }

    /// And transposed: V of V'.
    [[nodiscard]] std::string transposed(NodeId id) const {
        return tree_[id].op == Op::transpose ? as_factor(tree_[id].children[0])
                                             : as_factor(id) + "'";
    }

    [[nodiscard]] arma::mat constant_value(NodeId id) const {
        const Environment<double> environment{derivation_, derivation_.known};
        try {
            return evaluate_part(tree_, id, environment);
        } catch (const EvaluationError& error) {
            throw Complaint{error.at, error.message, ""};
        }
    }

    Shape shape_of_derivative(const Node& node) const {
        Complaint complaint =
            derivative_complaint(derivation_, node.symbol, node.wrt, node.at);
        if (!complaint.message.empty()) throw complaint;
        return derivative_shape(derivation_[node.symbol], derivation_[node.wrt]);
    }

    Shape shape_of_call(Node& node) {
        constexpr arma::uword most_of_a_constant = 64;
        std::vector<arma::mat> values(node.children.size());
        std::vector<Argument> arguments;
        for (std::size_t k = 0; k < node.children.size(); ++k) {
            const Node& child = tree_[node.children[k]];
            Argument argument{child.shape, nullptr, child.op == Op::text};
            if (child.constant && child.shape.elements() <= most_of_a_constant) {
                values[k] = constant_value(node.children[k]);
                argument.constant = &values[k];
            }
            arguments.push_back(argument);
        }
        const Shape result = ask_shape(node, arguments);
        if (node.builtin->of_shape) fold(node, arguments);
        return result;
    }

    static bool is_order_of_norm(const Node& node, NodeId child) {
        return node.op == Op::call && node.builtin->name == "norm" &&
               node.children.size() == 2 && node.children[1] == child;
    }

    /// Only the order of a norm may be a text.
    static void refuse_text(const Node& node, bool is_order) {
        if (node.op != Op::text) return;
        const bool known =
            node.text == "fro" || node.text == "inf" || node.text == "Inf";
        if (is_order && known) return;
        throw Complaint{node.at,
                        fmt::format("'{}' means nothing here", printable(node.text)),
                        "only the order of a norm is a text: norm(X, 'fro')"};
    }

    Shape ask_shape(const Node& node, const std::vector<Argument>& arguments) const {
        try {
            return node.builtin->shape(arguments);
        } catch (const Misuse& misuse) {
            const Span at = misuse.argument < node.children.size()
                                ? tree_[node.children[misuse.argument]].at
                                : node.at;
            throw Complaint{
                at,
                fmt::format("{}: {}", node.builtin->name, misuse.message),
                misuse.next.empty() ? std::string(node.builtin->usage) : misuse.next};
        }
    }

    /// rows(X) is known although X is not.
    static void fold(Node& node, const std::vector<Argument>& arguments) {
        node.constant = true;
        if (!(arguments.size() == 1 && node.builtin->name == "size")) {
            arma::mat stand_in[2];
            stand_in[0].set_size(arguments[0].shape.rows, arguments[0].shape.cols);
            if (arguments.size() == 2) stand_in[1] = *arguments[1].constant;
            Watch nobody;
            become_number(
                node, node.builtin->real({stand_in, arguments.size()}, nobody).at(0));
        }
    }

    Shape shape_of_range(const Node& node) const {
        for (const NodeId child : node.children) {
            if (!tree_[child].shape.is_scalar() || !tree_[child].constant) {
                throw Complaint{
                    tree_[child].at,
                    "a range goes from one size or number to another, known "
                    "before anything is drawn",
                    ""};
            }
        }
        const double first = constant_value(node.children.front()).at(0);
        const double last = constant_value(node.children.back()).at(0);
        const double step =
            node.children.size() == 3 ? constant_value(node.children[1]).at(0) : 1.0;
        if (!std::isfinite(first) || !std::isfinite(last) || !std::isfinite(step)) {
            throw Complaint{node.at, "the ends of a range are finite", ""};
        }
        // As in Octave, the last step may be missed by rounding
        const double count =
            step == 0.0
                ? 0.0
                : std::floor((last - first) / step * (1.0 + 1e-15) + 1e-10) + 1.0;
        if (count > limits::elements) {
            throw Complaint{
                node.at,
                fmt::format("a range of {:.0f} elements; {:.0f} are allowed",
                            count,
                            limits::elements),
                ""};
        }
        return {1, count > 0.0 ? static_cast<arma::uword>(count) : 0};
    }

    /// Elements side by side have as many rows, rows below each other as many columns;
    /// empty ones are passed over.
    Shape shape_of_stack(const Node& node, bool across) const {
        Shape total{0, 0};
        bool first = true;
        for (const NodeId child : node.children) {
            const Shape part = tree_[child].shape;
            if (part == Shape{0, 0}) continue;
            if (first) {
                total = part;
            } else if (across ? part.rows != total.rows : part.cols != total.cols) {
                throw Complaint{
                    tree_[child].at,
                    across
                        ? fmt::format("this is {}, what stands before it has {} rows",
                                      to_string(part),
                                      total.rows)
                        : fmt::format("this row is {}, those above it have {} columns",
                                      to_string(part),
                                      total.cols),
                    ""};
            } else {
                (across ? total.cols : total.rows) += across ? part.cols : part.rows;
            }
            first = false;
        }
        return total;
    }

    void infer_index(Node& node, arma::uword extent) {
        infer(node.children[0], extent);
        const Shape whole = shape(node, 0);
        const bool linear = node.children.size() == 2;
        for (std::size_t k = 1; k < node.children.size(); ++k) {
            const arma::uword reach = linear   ? whole.elements()
                                      : k == 1 ? whole.rows
                                               : whole.cols;
            infer(node.children[k], reach);
            check_index(node.children[k], reach);
        }
        node.constant =
            tree_[node.children[0]].constant &&
            std::all_of(
                node.children.begin() + 1, node.children.end(), [&](NodeId child) {
                    return tree_[child].constant || tree_[child].op == Op::colon;
                });
        node.logical = tree_[node.children[0]].logical;
        node.shape = linear ? linear_shape(node, whole)
                            : Shape{count(node.children[1], whole.rows),
                                    count(node.children[2], whole.cols)};
    }

    void check_index(NodeId id, arma::uword reach) const {
        const Node& index = tree_[id];
        if (index.op == Op::colon) return;
        if (index.logical) {
            throw Complaint{
                index.at,
                "a comparison as an index picks out a number of elements that "
                "changes with the values",
                "multiply by it instead: X .* (X > 0)"};
        }
        constexpr arma::uword checked_early = 10'000;
        if (!index.constant || index.shape.elements() > checked_early) return;
        for (const double k : constant_value(id)) {
            if (k >= 1.0 && k <= double(reach) && k == std::floor(k)) continue;
            throw Complaint{index.at,
                            fmt::format("the index {} is none of 1 to {}", k, reach),
                            "indices count from 1"};
        }
    }

    [[nodiscard]] arma::uword count(NodeId id, arma::uword reach) const {
        return tree_[id].op == Op::colon ? reach : tree_[id].shape.elements();
    }

    /// X(:) is a column; a vector indexed by a vector lies as it did; otherwise the
    /// result lies as the index does.
    [[nodiscard]] Shape linear_shape(const Node& node, Shape whole) const {
        const Node& index = tree_[node.children[1]];
        if (index.op == Op::colon) return {whole.elements(), 1};
        const arma::uword n = index.shape.elements();
        if (whole.is_vector() && !whole.is_scalar() && index.shape.is_vector()) {
            return whole.rows == 1 ? Shape{1, n} : Shape{n, 1};
        }
        return index.shape;
    }

    Shape shape_of_binary(Node& node) {
        const Shape a = shape(node, 0), b = shape(node, 1);
        node.logical =
            is_comparison(node.op) || node.op == Op::and_ || node.op == Op::or_;
        switch (node.op) {
            case Op::multiply:
                if (a.is_scalar()) return b;
                if (b.is_scalar()) return a;
                if (a.cols != b.rows) refuse_product(node, a, b);
                return {a.rows, b.cols};
            case Op::divide:
                if (b.is_scalar()) return a;
                if (a.cols != b.cols) {
                    refuse(node,
                           a,
                           b,
                           "as many columns on both sides",
                           "./ divides element by element");
                }
                return {a.rows, b.rows};
            case Op::left_divide:
                if (a.is_scalar()) return b;
                if (a.rows != b.rows)
                    refuse(node, a, b, "as many rows on both sides", "");
                return {a.cols, b.cols};
            case Op::power:
                if (a.is_scalar() && b.is_scalar()) return {};
                if (a.rows != a.cols || !b.is_scalar()) {
                    refuse(node,
                           a,
                           b,
                           "a square matrix and a whole number",
                           ".^ raises every element");
                }
                return a;
            default: {
                Shape together;
                if (!broadcast(a, b, together)) {
                    refuse(node,
                           a,
                           b,
                           "dimensions that are equal or 1",
                           transposing_helps(a, b));
                }
                return together;
            }
        }
    }

    static std::string transposing_helps(Shape a, Shape b) {
        Shape together;
        return broadcast(a, {b.cols, b.rows}, together)
                   ? "is one of them to be transposed?"
                   : "";
    }

    [[noreturn]] void refuse(const Node& node,
                             Shape a,
                             Shape b,
                             std::string_view wanted,
                             std::string next) const {
        throw Complaint{node.at,
                        fmt::format("{} is {}, {} is {}: {} needs {}",
                                    called(node.children[0], "the left side"),
                                    to_string(a),
                                    called(node.children[1], "the right side"),
                                    to_string(b),
                                    sign_of(node.op),
                                    wanted),
                        std::move(next)};
    }

    /// A product that does not fit, with those of the same two that do.
    [[noreturn]] void refuse_product(const Node& node, Shape a, Shape b) const {
        const std::string left = as_factor(node.children[0]);
        const std::string right = as_factor(node.children[1]);
        std::vector<std::string> fitting;
        if (a.cols == b.cols) {
            fitting.push_back(fmt::format("{}*{}", left, transposed(node.children[1])));
        }
        if (a.rows == b.rows) {
            fitting.push_back(
                fmt::format("{}*{}", transposed(node.children[0]), right));
        }
        if (b.cols == a.rows) fitting.push_back(fmt::format("{}*{}", right, left));
        Shape together;
        if (broadcast(a, b, together))
            fitting.push_back(fmt::format("{} .* {}", left, right));
        throw Complaint{
            node.at,
            fmt::format(
                "{} is {}, {} is {}: for * the {} columns of the first would have "
                "to be the {} rows of the second",
                called(node.children[0], "the left side"),
                to_string(a),
                called(node.children[1], "the right side"),
                to_string(b),
                a.cols,
                b.rows),
            fitting.empty() ? ""
                            : fmt::format("these fit: {}", fmt::join(fitting, ", "))};
    }

    Expression& tree_;
    const Derivation& derivation_;
    const Source* source_;
};

}  // namespace

void infer_shapes(Expression& expression,
                  const Derivation& derivation,
                  const Source* source) {
    Inference(expression, derivation, source).run();
}

Shape derivative_shape(const Symbol& of, const Symbol& wrt) {
    if (of.shape.is_scalar()) return wrt.shape;
    return {of.shape.elements(), wrt.shape.elements()};
}

Complaint derivative_complaint(const Derivation& derivation,
                               SymbolId of_id,
                               SymbolId wrt_id,
                               Span at) {
    const Symbol &of = derivation[of_id], &wrt = derivation[wrt_id];
    if (!of.is_matrix() || !wrt.is_matrix()) {
        const Symbol& other = of.is_matrix() ? wrt : of;
        return {
            at,
            fmt::format("{} is no matrix of the forward pass: there is no derivative",
                        other.name),
            ""};
    }
    if (wrt.is_drawn() && (wrt.distribution.kind == Distribution::Kind::labels ||
                           wrt.distribution.kind == Distribution::Kind::mask)) {
        return {
            at,
            fmt::format("{} takes only whole numbers: nothing has a derivative with "
                        "respect to it",
                        wrt.name),
            ""};
    }
    if (of_id != wrt_id && !of.depends_on(wrt_id)) {
        return {
            at,
            fmt::format("{} does not depend on {}", of.name, wrt.name),
            wrt.depends_on(of_id)
                ? fmt::format(
                      "{} depends on {}: is it the other way round?", wrt.name, of.name)
                : ""};
    }
    if (!of.shape.is_scalar() && !(of.shape.is_vector() && wrt.shape.is_vector())) {
        return {at,
                fmt::format(
                    "{} is {} and {} is {}: a derivative is that of a scalar, or of "
                    "a vector with respect to a vector",
                    of.name,
                    to_string(of.shape),
                    wrt.name,
                    to_string(wrt.shape)),
                "derive the loss, which is 1x1"};
    }
    return {};
}

void require_reasonable(Shape shape, Span at) {
    const double elements = double(shape.rows) * double(shape.cols);
    const double longest = double(std::max(shape.rows, shape.cols));
    if (elements <= limits::elements && longest <= limits::size) return;
    throw Complaint{at,
                    fmt::format("this is {}, {:.3g} elements; a matrix may have {:.0f}",
                                to_string(shape),
                                elements,
                                limits::elements),
                    "check with smaller sizes: they show the same mistakes"};
}

}  // namespace chainrule::claims
