#include "chainrule/claims/edits.hpp"

#include "chainrule/claims/builtin.hpp"
#include "chainrule/claims/shapes.hpp"
#include "chainrule/claims/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace chainrule::claims {

namespace {

/// Appends a part of one tree to another.
NodeId copied(const Expression& from, NodeId id, Expression& to) {
    Node node = from[id];
    for (NodeId& child : node.children) child = copied(from, child, to);
    to.nodes.push_back(std::move(node));
    return to.root();
}

NodeId added(Expression& to, Op op, std::vector<NodeId> children) {
    Node node;
    node.op = op;
    node.children = std::move(children);
    to.nodes.push_back(std::move(node));
    return to.root();
}

NodeId added_number(Expression& to, double number) {
    Node node;
    node.number = number;
    to.nodes.push_back(std::move(node));
    return to.root();
}

/// What puts another tree in the place of a part: appends it to `to`.
using Make = std::function<NodeId(Expression& to)>;

/// Something with a name that can stand in an expression.
struct Named {
    std::string name;
    Shape shape;
    Make make;
};

class Editor {
public:
    Editor(const Source& source,
           const Derivation& derivation,
           const Claim& claim,
           const std::function<bool(const Edit&)>& visit)
        : source_(source),
          derivation_(derivation),
          claim_(claim),
          tree_(claim.right),
          visit_(visit) {
        gather_names();
        gather_derivatives();
    }

    void run() {
        const auto every_node = [&](auto&& edit) {
            for (NodeId id = tree_.root() + 1; id-- > 0 && !done_;) edit(id);
        };
        every_node([&](NodeId id) { flip_sign(id); });
        every_node([&](NodeId id) { change_product(id); });
        every_node([&](NodeId id) { transpose(id); });
        every_node([&](NodeId id) { swap_name(id); });
        swap_everywhere();
        every_node([&](NodeId id) { sum_less(id); });
        every_node([&](NodeId id) { apply_function(id); });
        every_node([&](NodeId id) { swap_function(id); });
        every_node([&](NodeId id) { change_number(id); });
        every_node([&](NodeId id) { leave_out(id); });
        every_node([&](NodeId id) { multiply_by_named(id); });
        every_node([&](NodeId id) { multiply_by_matrix(id); });
        every_node([&](NodeId id) { multiply_by_constant(id); });
        every_node([&](NodeId id) { add_named_term(id); });
        add_product();
        every_node([&](NodeId id) { reduce(id); });
    }

private:
    // What there is to choose from.

    void gather_names() {
        for (SymbolId id = 0; id < derivation_.symbols.size(); ++id) {
            const Symbol& symbol = derivation_[id];
            if (!symbol.is_matrix() && symbol.role != Symbol::Role::size) continue;
            names_.push_back({symbol.name, symbol.shape, [id](Expression& to) {
                                  Node node;
                                  node.op = Op::name;
                                  node.symbol = id;
                                  to.nodes.push_back(std::move(node));
                                  return to.root();
                              }});
        }
        if (claim_.kind == Claim::Kind::function) {
            names_.push_back({source_name(claim_.wrt), {}, [this](Expression& to) {
                                  return argument(to);
                              }});
            names_.push_back(
                {derivation_[claim_.of].name + "(" + source_name(claim_.wrt) + ")",
                 {},
                 [this](Expression& to) { return applied(to, 0); }});
        }
        if (claim_.kind == Claim::Kind::gradient) {
            for (SymbolId id = 0; id < derivation_.symbols.size(); ++id) {
                if (id == claim_.wrt || !is_of_interest(id) ||
                    !derivative_complaint(derivation_, claim_.of, id, {})
                         .message.empty()) {
                    continue;
                }
                gradients_.push_back(
                    {"d" + derivation_[claim_.of].name + "/d" + derivation_[id].name,
                     derivation_[id].shape,
                     [this, id](Expression& to) {
                         Node node;
                         node.op = Op::derivative;
                         node.symbol = claim_.of;
                         node.wrt = id;
                         to.nodes.push_back(std::move(node));
                         return to.root();
                     }});
            }
        }
    }

    /// Whether somebody might ask for the derivative with respect to a symbol: of data
    /// only if a claim does.
    [[nodiscard]] bool is_of_interest(SymbolId id) const {
        if (derivation_[id].role != Symbol::Role::given) return true;
        return std::any_of(derivation_.claims.begin(),
                           derivation_.claims.end(),
                           [&](const Claim& claim) { return claim.wrt == id; });
    }

    NodeId argument(Expression& to) const {
        Node node;
        node.op = Op::name;
        node.symbol = claim_.wrt;
        to.nodes.push_back(std::move(node));
        return to.root();
    }

    NodeId applied(Expression& to, int order) const {
        Node node;
        node.op = Op::apply;
        node.symbol = claim_.of;
        node.order = order;
        node.children = {argument(to)};
        to.nodes.push_back(std::move(node));
        return to.root();
    }

    /// The name of an argument, which only the claim's text knows.
    [[nodiscard]] std::string source_name(SymbolId id) const {
        for (const Node& node : tree_.nodes) {
            if (node.op == Op::name && node.symbol == id) {
                return std::string(source_.text(node.at));
            }
        }
        return "z";
    }

    /// The derivatives of all functions that the forward pass applies to every element:
    /// where one is missing, nobody multiplied by it.
    void gather_derivatives() {
        for (const Symbol& symbol : derivation_.symbols) {
            if (symbol.role != Symbol::Role::defined) continue;
            for (NodeId id = 0; id < symbol.value.nodes.size(); ++id) {
                const Node& node = symbol.value[id];
                const bool builtin = node.op == Op::call && node.children.size() == 1 &&
                                     node.builtin->elementwise &&
                                     node.builtin->name != "sign" &&
                                     node.builtin->name != "floor";
                const bool function = node.op == Op::apply && node.order == 0;
                if (!builtin && !function) continue;
                const std::string name(builtin ? node.builtin->name
                                               : derivation_[node.symbol].name);
                const std::string at(source_.text(symbol.value[node.children[0]].at));
                derivatives_.push_back(
                    {fmt::format("the derivative of {} at {}", name, at),
                     node.shape,
                     [&symbol, id](Expression& to) {
                         const NodeId made = copied(symbol.value, id, to);
                         to[made].order = 1;
                         return made;
                     }});
            }
        }
    }

    // How an edit is made and put to the test.

    /// The tree with `make` in the place of part `id`.
    NodeId with(const Expression& from,
                NodeId id,
                NodeId place,
                const Make& make,
                Expression& to) const {
        if (id == place) return make(to);
        Node node = from[id];
        for (NodeId& child : node.children) child = with(from, child, place, make, to);
        to.nodes.push_back(std::move(node));
        return to.root();
    }

    /// Tries `make` in the place of part `id`.
    void attempt(NodeId id, const Make& make, Diagnosis says) {
        if (done_) return;
        Edit edit;
        with(tree_, tree_.root(), id, make, edit.expression);
        attempt(std::move(edit.expression), std::move(says));
    }

    void attempt(Expression expression, Diagnosis says) {
        if (done_ || ++attempts_ > most_attempts) return;
        try {
            infer_shapes(expression, derivation_, nullptr);
        } catch (const Complaint&) {
            return;  // an edit that does not fit is none
        }
        const Shape wanted =
            claim_.kind == Claim::Kind::gradient ? claim_.expected : Shape{};
        if (!(expression.shape() == wanted)) return;
        done_ = visit_({std::move(expression), std::move(says)});
    }

    /// The part as it was.
    Make original(NodeId id) const {
        return [this, id](Expression& to) { return copied(tree_, id, to); };
    }

    /// What a part is called in the file.
    [[nodiscard]] std::string words(NodeId id) const {
        return squeezed(source_.text(tree_[id].at));
    }

    static Diagnosis saying(Kind kind, std::string text, std::string name = "") {
        Diagnosis diagnosis;
        diagnosis.kind = kind;
        diagnosis.name = std::move(name);
        diagnosis.text = std::move(text);
        return diagnosis;
    }

    static Diagnosis instead(Kind kind,
                             const std::string& right,
                             const std::string& wrong,
                             std::string name = "") {
        return saying(kind,
                      fmt::format("with {} in place of {} it would hold", right, wrong),
                      std::move(name));
    }

    // The edits, by the kind of mistake they undo.

    void flip_sign(NodeId id) {
        const Node& node = tree_[id];
        if (node.op == Op::add || node.op == Op::subtract) {
            const bool was_sum = node.op == Op::add;
            const NodeId a = node.children[0], b = node.children[1];
            attempt(
                id,
                [&](Expression& to) {
                    const NodeId left = copied(tree_, a, to);
                    const NodeId right = copied(tree_, b, to);
                    return added(to, was_sum ? Op::subtract : Op::add, {left, right});
                },
                saying(Kind::sign,
                       fmt::format("the sign in front of {} is wrong: with {} in place "
                                   "of {} it would hold",
                                   words(b),
                                   was_sum ? "-" : "+",
                                   was_sum ? "+" : "-")));
            attempt(
                id,
                [&](Expression& to) {
                    const NodeId left = added(to, Op::minus, {copied(tree_, a, to)});
                    const NodeId right = copied(tree_, b, to);
                    return added(to, was_sum ? Op::add : Op::subtract, {left, right});
                },
                saying(Kind::sign, fmt::format("the sign of {} is wrong", words(a))));
        } else if (node.op == Op::minus) {
            attempt(id,
                    original(node.children[0]),
                    saying(Kind::sign,
                           fmt::format("the sign of {} is wrong",
                                       words(node.children[0]))));
        }
        const bool argument_of_call = node.op == Op::call && !node.children.empty();
        if (argument_of_call) {
            const NodeId first = node.children[0];
            attempt(
                first,
                [&](Expression& to) {
                    return added(to, Op::minus, {copied(tree_, first, to)});
                },
                saying(Kind::sign,
                       fmt::format("the sign of {} is wrong", words(first))));
        }
    }

    /// The other product, quotient or power, and the factors in the other order.
    void change_product(NodeId id) {
        static constexpr std::pair<Op, Op> pairs[] = {
            {Op::multiply, Op::times}, {Op::divide, Op::over}, {Op::power, Op::raise}};
        const Node& node = tree_[id];
        for (const auto& [matrix, elementwise] : pairs) {
            if (node.op != matrix && node.op != elementwise) continue;
            const Op other = node.op == matrix ? elementwise : matrix;
            attempt(
                id,
                [&](Expression& to) { return rebuilt(node, other, to); },
                instead(Kind::matmul_vs_elementwise,
                        fmt::format("'{}'", sign_of(other)),
                        fmt::format("'{}' in {}", sign_of(node.op), words(id))));
        }
        if (node.op == Op::multiply || node.op == Op::subtract ||
            node.op == Op::divide || node.op == Op::over) {
            attempt(
                id,
                [&](Expression& to) {
                    const NodeId second = copied(tree_, node.children[1], to);
                    const NodeId first = copied(tree_, node.children[0], to);
                    return added(to, node.op, {second, first});
                },
                saying(node.op == Op::subtract ? Kind::sign : Kind::wrong_variable,
                       fmt::format("with {} and {} exchanged it would hold",
                                   words(node.children[0]),
                                   words(node.children[1]))));
        }
    }

    NodeId rebuilt(const Node& node, Op op, Expression& to) const {
        std::vector<NodeId> children;
        for (const NodeId child : node.children) {
            children.push_back(copied(tree_, child, to));
        }
        return added(to, op, std::move(children));
    }

    void transpose(NodeId id) {
        const Node& node = tree_[id];
        if (node.op == Op::transpose) {
            attempt(id,
                    original(node.children[0]),
                    instead(Kind::transpose, words(node.children[0]), words(id)));
        } else if (!node.shape.is_scalar() && node.op != Op::row) {
            attempt(
                id,
                [&](Expression& to) {
                    return added(to, Op::transpose, {copied(tree_, id, to)});
                },
                instead(Kind::transpose, transposed_words(id), words(id)));
        }
    }

    [[nodiscard]] std::string transposed_words(NodeId id) const {
        const std::string text = words(id);
        const bool simple = tree_[id].children.empty() || text.ends_with(")");
        return simple ? text + "'" : "(" + text + ")'";
    }

    /// Another name in one place.
    void swap_name(NodeId id) {
        const Node& node = tree_[id];
        if (node.op != Op::name && node.op != Op::derivative) return;
        const std::string own = words(id);
        for (const Named& other : alternatives(node)) {
            if (other.name == own) continue;
            attempt(id,
                    other.make,
                    instead(Kind::wrong_variable, other.name, own, other.name));
        }
    }

    /// Names of the same shape for a name; for an index the other one.
    [[nodiscard]] std::vector<Named> alternatives(const Node& node) const {
        std::vector<Named> result;
        for (const auto* list : {&names_, &gradients_}) {
            for (const Named& named : *list) {
                if (named.shape == node.shape) result.push_back(named);
            }
        }
        if (claim_.kind == Claim::Kind::jacobian && node.op == Op::name) {
            for (const SymbolId index : {claim_.row, claim_.col}) {
                if (index == node.symbol) continue;
                if (node.symbol != claim_.row && node.symbol != claim_.col) continue;
                result.push_back({source_name(index), {}, [index](Expression& to) {
                                      Node other;
                                      other.op = Op::name;
                                      other.symbol = index;
                                      to.nodes.push_back(std::move(other));
                                      return to.root();
                                  }});
            }
        }
        return result;
    }

    /// Another name wherever one stands.
    void swap_everywhere() {
        std::vector<std::pair<Op, SymbolId>> seen;
        for (NodeId id = 0; id < tree_.nodes.size() && !done_; ++id) {
            const Node& node = tree_[id];
            if (node.op != Op::name) continue;
            if (std::find(seen.begin(), seen.end(), std::pair(node.op, node.symbol)) !=
                seen.end()) {
                continue;
            }
            seen.emplace_back(node.op, node.symbol);
            for (const Named& other : alternatives(node)) {
                Expression expression;
                replaced_everywhere(tree_.root(), node.symbol, other.make, expression);
                attempt(std::move(expression),
                        instead(Kind::wrong_variable,
                                other.name,
                                words(id) + " everywhere",
                                other.name));
            }
        }
    }

    NodeId replaced_everywhere(NodeId id,
                               SymbolId symbol,
                               const Make& make,
                               Expression& to) const {
        Node node = tree_[id];
        if (node.op == Op::name && node.symbol == symbol) return make(to);
        for (NodeId& child : node.children) {
            child = replaced_everywhere(child, symbol, make, to);
        }
        to.nodes.push_back(std::move(node));
        return to.root();
    }

    /// One of two nested sums where both were taken: a bias has a sum over the examples
    /// for each unit, and not one sum over all.
    void sum_less(NodeId id) {
        const auto is_sum = [](const Node& node) {
            return node.op == Op::call && node.builtin->name == "sum" &&
                   node.order == 0 && node.children.size() == 1;
        };
        NodeId all = id;  // what stands around the sums was made of their one number
        while (!is_sum(tree_[all]) && !tree_[all].children.empty()) {
            all = tree_[all].children.front();
        }
        if (!is_sum(tree_[all]) || !is_sum(tree_[tree_[all].children[0]])) return;
        const NodeId summed = tree_[tree_[all].children[0]].children[0];
        for (const int dim : {1, 2}) {
            attempt(id,
                    reduced(original(summed), "sum", dim),
                    instead(Kind::extra_term,
                            fmt::format("sum({}, {})", words(summed), dim),
                            words(id)));
        }
    }

    /// A value where a function of it belongs, one that the forward pass applies to it,
    /// and the other way round.
    void apply_function(NodeId id) {
        const Node& node = tree_[id];
        const bool call =
            (node.op == Op::call && node.builtin->elementwise) || node.op == Op::apply;
        if (call && node.children.size() == 1) {
            const NodeId inside = node.children[0];
            attempt(id,
                    original(inside),
                    instead(Kind::wrong_variable, words(inside), words(id)));
        }
        if (node.op != Op::name) return;
        for (const Symbol& symbol : derivation_.symbols) {
            if (symbol.role != Symbol::Role::defined) continue;
            for (NodeId at = 0; at < symbol.value.nodes.size(); ++at) {
                const Node& other = symbol.value[at];
                const bool applied_to_it =
                    ((other.op == Op::call && other.builtin->elementwise) ||
                     other.op == Op::apply) &&
                    other.children.size() == 1 &&
                    symbol.value[other.children[0]].op == Op::name &&
                    symbol.value[other.children[0]].symbol == node.symbol;
                if (!applied_to_it) continue;
                attempt(
                    id,
                    [&](Expression& to) { return copied(symbol.value, at, to); },
                    instead(Kind::wrong_variable,
                            squeezed(source_.text(other.at)),
                            words(id)));
            }
        }
    }

    /// Another function of the same kind, and the other side of a comparison.
    void swap_function(NodeId id) {
        static constexpr std::string_view elementwise[] = {"exp",
                                                           "log",
                                                           "sqrt",
                                                           "abs",
                                                           "sign",
                                                           "sin",
                                                           "cos",
                                                           "tan",
                                                           "tanh",
                                                           "sinh",
                                                           "cosh",
                                                           "sigmoid",
                                                           "relu",
                                                           "softplus",
                                                           "log1p",
                                                           "expm1",
                                                           "erf",
                                                           "atan"};
        static constexpr std::string_view reductions[] = {
            "sum", "mean", "prod", "max", "min"};
        const Node& node = tree_[id];
        const auto attempt_all = [&](auto&& names, Kind kind) {
            if (std::find(std::begin(names), std::end(names), node.builtin->name) ==
                std::end(names)) {
                return;
            }
            for (const std::string_view name : names) {
                if (name == node.builtin->name) continue;
                attempt(
                    id,
                    [&](Expression& to) {
                        const NodeId made = rebuilt(node, Op::call, to);
                        to[made].builtin = find_builtin(name);
                        return made;
                    },
                    instead(kind, std::string(name), std::string(node.builtin->name)));
            }
        };
        if (node.op == Op::call) {
            attempt_all(elementwise, Kind::wrong_variable);
            attempt_all(reductions, Kind::factor);
        } else if (is_comparison(node.op)) {
            for (const Op other : {Op::less, Op::greater, Op::equal, Op::unequal}) {
                if (other == node.op) continue;
                attempt(
                    id,
                    [&](Expression& to) { return rebuilt(node, other, to); },
                    instead(Kind::wrong_variable,
                            fmt::format("'{}'", sign_of(other)),
                            fmt::format("'{}' in {}", sign_of(node.op), words(id))));
            }
        }
    }

    void change_number(NodeId id) {
        const Node& node = tree_[id];
        if (node.op != Op::number) return;
        const double x = node.number;
        const Kind kind = scales(id) ? Kind::factor : Kind::wrong_variable;
        for (const double other : {x + 1.0, x - 1.0, 2.0 * x, 0.5 * x, 1.0 / x, -x}) {
            if (other == x || !std::isfinite(other)) continue;
            attempt(
                id,
                [&](Expression& to) { return added_number(to, other); },
                instead(kind, fmt::format("{:g}", other), words(id)));
        }
    }

    /// Whether a part is a factor of a product or quotient.
    [[nodiscard]] bool scales(NodeId id) const {
        return std::any_of(
            tree_.nodes.begin(), tree_.nodes.end(), [&](const Node& node) {
                const bool product = node.op == Op::multiply || node.op == Op::times ||
                                     node.op == Op::divide || node.op == Op::over;
                return product &&
                       std::find(node.children.begin(), node.children.end(), id) !=
                           node.children.end();
            });
    }

    /// Without one of two terms, or one of two factors.
    void leave_out(NodeId id) {
        const Node& node = tree_[id];
        if (node.children.size() != 2) return;
        const NodeId a = node.children[0], b = node.children[1];
        const auto without = [&](NodeId kept, NodeId dropped, Kind kind) {
            attempt(id,
                    original(kept),
                    saying(kind,
                           fmt::format("without {} it would hold", words(dropped)),
                           words(dropped)));
        };
        if (node.op == Op::add || node.op == Op::subtract) {
            without(a, b, Kind::extra_term);
            if (node.op == Op::add) return without(b, a, Kind::extra_term);
            attempt(
                id,
                [&](Expression& to) {
                    return added(to, Op::minus, {copied(tree_, b, to)});
                },
                saying(Kind::extra_term,
                       fmt::format("without {} it would hold", words(a)),
                       words(a)));
        } else if (node.op == Op::multiply || node.op == Op::times ||
                   node.op == Op::divide || node.op == Op::over) {
            const auto kind = [&](NodeId dropped) {
                return tree_[dropped].shape.is_scalar() ? Kind::factor
                                                        : Kind::extra_factor;
            };
            without(a, b, kind(b));
            if (node.op == Op::multiply || node.op == Op::times) without(b, a, kind(a));
        } else if (node.op == Op::power || node.op == Op::raise) {
            without(a, b, Kind::wrong_variable);
        }
    }

    /// Times a derivative that the forward pass asks for, or something with a name.
    void multiply_by_named(NodeId id) {
        const Node& node = tree_[id];
        if (node.op == Op::row) return;
        const auto times =
            [&](const Named& factor, Op op, Kind kind, std::string text) {
                Shape together;
                if (!broadcast(node.shape, factor.shape, together)) return;
                // A matrix below the line is no factor that somebody forgot
                if (!factor.shape.is_scalar() && is_divisor(id)) return;
                attempt(
                    id,
                    [&](Expression& to) {
                        const NodeId left = copied(tree_, id, to);
                        return added(to, op, {left, factor.make(to)});
                    },
                    saying(kind, std::move(text), factor.name));
            };
        for (const Named& factor : derivatives_) {
            times(factor,
                  Op::times,
                  Kind::missing_factor,
                  fmt::format("multiply {} by {}", words(id), factor.name));
        }
        for (const auto* list : {&names_, &gradients_}) {
            for (const Named& factor : *list) {
                const bool plain = factor.shape.is_scalar();
                times(factor,
                      Op::times,
                      plain ? Kind::factor : Kind::missing_factor,
                      fmt::format("multiply {} by {}", words(id), factor.name));
                times(factor,
                      Op::over,
                      plain ? Kind::factor : Kind::missing_factor,
                      fmt::format("divide {} by {}", words(id), factor.name));
                if (factor.shape == node.shape && !plain) {
                    complement(id, factor);
                }
            }
        }
        if (claim_.kind == Claim::Kind::function) {
            for (const Named& factor : names_) {
                complement(id, factor);
                times({"-" + factor.name,
                       factor.shape,
                       [&](Expression& to) {
                           return added(to, Op::minus, {factor.make(to)});
                       }},
                      Op::times,
                      Kind::missing_factor,
                      fmt::format("multiply {} by -{}", words(id), factor.name));
            }
        }
    }

    /// A matrix that is missing at one end of a product.
    void multiply_by_matrix(NodeId id) {
        const Node& node = tree_[id];
        if (node.op == Op::row || node.shape.is_scalar()) return;
        for (const auto* list : {&names_, &gradients_}) {
            for (const Named& factor : *list) {
                if (factor.shape.is_scalar()) continue;
                for (const bool transposed : {false, true}) {
                    for (const bool in_front : {false, true}) {
                        attempt_factor(id, factor, transposed, in_front);
                    }
                }
            }
        }
    }

    void attempt_factor(NodeId id,
                        const Named& factor,
                        bool transposed,
                        bool in_front) {
        const Shape own = tree_[id].shape;
        Shape other = factor.shape;
        if (transposed) std::swap(other.rows, other.cols);
        const bool fits = in_front ? other.cols == own.rows : own.cols == other.rows;
        if (!fits) return;
        const std::string name = factor.name + (transposed ? "'" : "");
        attempt(
            id,
            [&](Expression& to) {
                const NodeId part = copied(tree_, id, to);
                NodeId matrix = factor.make(to);
                if (transposed) matrix = added(to, Op::transpose, {matrix});
                return in_front ? added(to, Op::multiply, {matrix, part})
                                : added(to, Op::multiply, {part, matrix});
            },
            saying(Kind::missing_factor,
                   fmt::format("with {}*{} in place of {} it would hold",
                               in_front ? name : "(" + words(id) + ")",
                               in_front ? "(" + words(id) + ")" : name,
                               words(id)),
                   factor.name));
    }

    /// Whether a part is what something is divided by.
    [[nodiscard]] bool is_divisor(NodeId id) const {
        return std::any_of(
            tree_.nodes.begin(), tree_.nodes.end(), [&](const Node& node) {
                return (node.op == Op::divide || node.op == Op::over) &&
                       node.children[1] == id;
            });
    }

    /// Times 1 - V, as in V.*(1 - V).
    void complement(NodeId id, const Named& factor) {
        attempt(
            id,
            [&](Expression& to) {
                const NodeId left = copied(tree_, id, to);
                const NodeId one = added_number(to, 1.0);
                const NodeId rest = added(to, Op::subtract, {one, factor.make(to)});
                return added(to, Op::times, {left, rest});
            },
            saying(Kind::missing_factor,
                   fmt::format("multiply {} by 1 - {}", words(id), factor.name),
                   "1 - " + factor.name));
    }

    /// A plain number that somebody forgot.
    void multiply_by_constant(NodeId id) {
        if (tree_[id].op == Op::row || id == tree_.root()) return;
        for (const double factor : {2.0, 0.5, 3.0, 1.0 / 3.0, 4.0, 0.25}) {
            Diagnosis says =
                saying(Kind::factor,
                       fmt::format("{} times {} it would hold", factor, words(id)));
            says.value = 1.0 / factor;
            says.text =
                factor > 1.0
                    ? fmt::format("with {:g} times {} it would hold", factor, words(id))
                    : fmt::format("with {} divided by {:g} it would hold",
                                  words(id),
                                  1.0 / factor);
            attempt(
                id,
                [&](Expression& to) {
                    const NodeId left = copied(tree_, id, to);
                    return added(to, Op::times, {left, added_number(to, factor)});
                },
                std::move(says));
        }
    }

    /// Plus or minus something with a name, a mean or a sum of a part.
    void add_named_term(NodeId id) {
        const Node& node = tree_[id];
        if (node.op == Op::row) return;
        const auto attempt_term = [&](const std::string& name, const Make& make) {
            for (const Op op : {Op::subtract, Op::add}) {
                attempt(
                    id,
                    [&](Expression& to) {
                        const NodeId left = copied(tree_, id, to);
                        return added(to, op, {left, make(to)});
                    },
                    saying(Kind::missing_term,
                           fmt::format("with {} {} {} it would hold",
                                       words(id),
                                       sign_of(op),
                                       name),
                           name));
            }
        };
        for (const auto* list : {&names_, &gradients_}) {
            for (const Named& term : *list) {
                if (!(term.shape == node.shape)) continue;
                attempt_term(term.name, term.make);
                attempt_term(fmt::format("({} > 0)", term.name), [&](Expression& to) {
                    const NodeId left = term.make(to);
                    return added(to, Op::greater, {left, added_number(to, 0.0)});
                });
            }
        }
        if (node.shape.is_scalar()) {
            return attempt_term("1",
                                [](Expression& to) { return added_number(to, 1.0); });
        }
        for (const Named& part : parts_to_average()) {
            for (const std::string_view reduction : {"mean", "sum"}) {
                for (const int dim : {1, 2}) {
                    attempt_term(fmt::format("{}({}, {})", reduction, part.name, dim),
                                 reduced(part.make, reduction, dim));
                }
            }
        }
    }

    /// Plus a product of something with a name and a derivative: one of several paths
    /// to the loss was forgotten.
    void add_product() {
        if (claim_.kind != Claim::Kind::gradient) return;
        for (const Named& name : names_) {
            for (const Named& gradient : gradients_) {
                const Shape a = name.shape, g = gradient.shape, all = claim_.expected;
                if (a.is_scalar() || g.is_scalar()) continue;
                const auto fits = [&](Shape x, Shape y) {
                    return x.cols == y.rows && x.rows == all.rows && y.cols == all.cols;
                };
                const Shape at{a.cols, a.rows}, gt{g.cols, g.rows};
                if (fits(at, g)) attempt_product(name, true, gradient, false);
                if (fits(a, g)) attempt_product(name, false, gradient, false);
                if (fits(g, at)) attempt_product(gradient, false, name, true);
                if (fits(g, a)) attempt_product(gradient, false, name, false);
                if (fits(a, gt)) attempt_product(name, false, gradient, true);
            }
        }
    }

    void attempt_product(const Named& left,
                         bool transpose_left,
                         const Named& right,
                         bool transpose_right) {
        const auto factor = [](const Named& named, bool transposed, Expression& to) {
            const NodeId made = named.make(to);
            return transposed ? added(to, Op::transpose, {made}) : made;
        };
        const std::string words = fmt::format("{}{}*{}{}",
                                              left.name,
                                              transpose_left ? "'" : "",
                                              right.name,
                                              transpose_right ? "'" : "");
        for (const Op op : {Op::add, Op::subtract}) {
            attempt(
                tree_.root(),
                [&](Expression& to) {
                    const NodeId whole = copied(tree_, tree_.root(), to);
                    const NodeId a = factor(left, transpose_left, to);
                    const NodeId b = factor(right, transpose_right, to);
                    return added(to, op, {whole, added(to, Op::multiply, {a, b})});
                },
                saying(Kind::missing_term,
                       fmt::format(
                           "the part {}{} is missing", op == Op::add ? "" : "-", words),
                       words));
        }
    }

    /// Names, derivatives and parts of the claim that a correction may be made of.
    [[nodiscard]] std::vector<Named> parts_to_average() const {
        std::vector<Named> parts;
        for (NodeId id = 0; id < tree_.nodes.size(); ++id) {
            if (tree_[id].shape.is_scalar() || tree_[id].op == Op::row) continue;
            parts.push_back({words(id), tree_[id].shape, original(id)});
        }
        return parts;
    }

    static Make reduced(const Make& make, std::string_view reduction, int dim) {
        return [make, reduction, dim](Expression& to) {
            const NodeId inner = make(to);
            const NodeId along = added_number(to, dim);
            const NodeId call = added(to, Op::call, {inner, along});
            to[call].builtin = find_builtin(reduction);
            return call;
        };
    }

    /// A sum that was forgotten: the shape says so, and the values agree.
    void reduce(NodeId id) {
        if (tree_[id].shape.is_scalar() || tree_[id].op == Op::row) return;
        for (const std::string_view reduction : {"sum", "mean"}) {
            for (const int dim : {1, 2}) {
                attempt(
                    id,
                    reduced(original(id), reduction, dim),
                    saying(Kind::shape,
                           fmt::format("with {}({}, {}) in place of {} it would hold",
                                       reduction,
                                       words(id),
                                       dim,
                                       words(id))));
            }
        }
    }

    static constexpr std::size_t most_attempts = 6'000;

    const Source& source_;
    const Derivation& derivation_;
    const Claim& claim_;
    const Expression& tree_;
    const std::function<bool(const Edit&)>& visit_;
    std::vector<Named> names_;        ///< of the forward pass
    std::vector<Named> gradients_;    ///< dL/dY for every Y
    std::vector<Named> derivatives_;  ///< of the functions it applies to every element
    std::size_t attempts_ = 0;
    bool done_ = false;
};

}  // namespace

void for_each_edit(const Source& source,
                   const Derivation& derivation,
                   const Claim& claim,
                   const std::function<bool(const Edit&)>& visit) {
    Editor(source, derivation, claim, visit).run();
}

}  // namespace chainrule::claims
