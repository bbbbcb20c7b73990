#include "chainrule/claims/edits/editor.hpp"

#include "chainrule/claims/builtin.hpp"
#include "chainrule/claims/shapes.hpp"
#include "chainrule/claims/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace chainrule::claims {

namespace {

constexpr std::size_t most_attempts = 20'000;
constexpr std::size_t most_subexpressions = 60;

/// Whether a part means the same outside its statement: a bare colon does not.
bool stands_alone(const Expression& tree, NodeId id) {
    switch (tree[id].op) {
        case Op::row:
        case Op::text:
        case Op::colon:
        case Op::range:
        case Op::last:
            return false;
        default:
            return true;
    }
}

}  // namespace

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

NodeId added_name(Expression& to, SymbolId symbol) {
    const NodeId id = added(to, Op::name, {});
    to[id].symbol = symbol;
    return id;
}

NodeId added_call(Expression& to,
                  std::string_view function,
                  std::vector<NodeId> children) {
    const NodeId id = added(to, Op::call, std::move(children));
    to[id].builtin = find_builtin(function);
    return id;
}

NodeId replaced(
    const Expression& from, NodeId id, NodeId place, const Make& make, Expression& to) {
    if (id == place) return make(to);
    Node node = from[id];
    for (NodeId& child : node.children) child = replaced(from, child, place, make, to);
    to.nodes.push_back(std::move(node));
    return to.root();
}

Diagnosis saying(Kind kind, std::string text, std::string name) {
    Diagnosis diagnosis;
    diagnosis.kind = kind;
    diagnosis.name = std::move(name);
    diagnosis.text = std::move(text);
    return diagnosis;
}

Diagnosis instead(Kind kind,
                  const std::string& right,
                  const std::string& wrong,
                  std::string name) {
    return saying(kind,
                  fmt::format("with {} in place of {} it would hold", right, wrong),
                  std::move(name));
}

Editor::Editor(const Source& source,
               const Derivation& derivation,
               const Claim& claim,
               const std::function<bool(const Edit&)>& visit)
    : source_(source), derivation_(derivation), claim_(claim), visit_(visit) {
    gather_names();
    gather_gradients();
    gather_forward_parts();
}

void Editor::gather_names() {
    for (SymbolId id = 0; id < derivation_.symbols.size(); ++id) {
        const Symbol& symbol = derivation_[id];
        if (!symbol.is_matrix() && symbol.role != Symbol::Role::size) continue;
        const bool known = symbol.is_known() && symbol.shape.is_scalar();
        const bool size = symbol.role == Symbol::Role::size;
        names_.push_back({symbol.name,
                          symbol.shape,
                          [id](Expression& to) { return added_name(to, id); },
                          known,
                          size});
    }
    if (claim_.kind == Claim::Kind::jacobian) gather_indexed();
    if (claim_.kind != Claim::Kind::function) return;
    const std::string argument = argument_name(claim_.wrt);
    names_.push_back(
        {argument, {}, [this](Expression& to) { return added_name(to, claim_.wrt); }});
    for (SymbolId id = 0; id < derivation_.symbols.size(); ++id) {
        if (derivation_[id].role != Symbol::Role::function) continue;
        if (id != claim_.of && !derivation_[claim_.of].depends_on(id)) continue;
        for (int order = 0; order < claim_.order; ++order) {
            const bool own = id == claim_.of;
            if (order > 0 && !own) continue;
            names_.push_back({derivation_[id].name +
                                  std::string(std::size_t(order), '\'') + "(" +
                                  argument + ")",
                              {},
                              [this, id, order](Expression& to) {
                                  const NodeId z = added_name(to, claim_.wrt);
                                  const NodeId f = added(to, Op::apply, {z});
                                  to[f].symbol = id;
                                  to[f].order = order;
                                  return f;
                              }});
        }
    }
}

/// x(i), x(j), A(i,j), A(j,i) wherever these are in reach.
void Editor::gather_indexed() {
    const auto indexed = [&](SymbolId id, std::vector<SymbolId> at) {
        std::string inside;
        for (const SymbolId index : at)
            inside += (inside.empty() ? "" : ",") + argument_name(index);
        names_.push_back(
            {derivation_[id].name + "(" + inside + ")", {}, [id, at](Expression& to) {
                 std::vector<NodeId> children = {added_name(to, id)};
                 for (const SymbolId index : at)
                     children.push_back(added_name(to, index));
                 return added(to, Op::index, std::move(children));
             }});
    };
    const Shape reach = claim_.expected;
    for (SymbolId id = 0; id < derivation_.symbols.size(); ++id) {
        const Symbol& symbol = derivation_[id];
        if (!symbol.is_matrix() || symbol.shape.is_scalar()) continue;
        const Shape s = symbol.shape;
        if (s.is_vector()) {
            if (s.elements() >= reach.rows) indexed(id, {claim_.row});
            if (s.elements() >= reach.cols) indexed(id, {claim_.col});
            continue;
        }
        if (s.rows >= reach.rows && s.cols >= reach.cols) {
            indexed(id, {claim_.row, claim_.col});
        }
        if (s.rows >= reach.cols && s.cols >= reach.rows) {
            indexed(id, {claim_.col, claim_.row});
        }
    }
}

bool Editor::is_of_interest(SymbolId id) const {
    if (derivation_[id].role != Symbol::Role::given) return true;
    return std::any_of(derivation_.claims.begin(),
                       derivation_.claims.end(),
                       [&](const Claim& claim) { return claim.wrt == id; });
}

bool Editor::is_mentioned(SymbolId of, SymbolId wrt) const {
    return std::any_of(
        derivation_.claims.begin(), derivation_.claims.end(), [&](const Claim& claim) {
            const auto& nodes = claim.right.nodes;
            return (claim.of == of && claim.wrt == wrt) ||
                   std::any_of(nodes.begin(), nodes.end(), [&](const Node& node) {
                       return node.op == Op::derivative && node.symbol == of &&
                              node.wrt == wrt;
                   });
        });
}

void Editor::gather_gradients() {
    if (claim_.kind != Claim::Kind::gradient) return;
    for (SymbolId id = 0; id < derivation_.symbols.size(); ++id) {
        if (id == claim_.wrt || !is_of_interest(id) ||
            !derivative_complaint(derivation_, claim_.of, id, {}).message.empty()) {
            continue;
        }
        gradients_.push_back(
            {"d" + derivation_[claim_.of].name + "/d" + derivation_[id].name,
             derivation_[id].shape,
             [this, id](Expression& to) {
                 const NodeId made = added(to, Op::derivative, {});
                 to[made].symbol = claim_.of;
                 to[made].wrt = id;
                 return made;
             },
             false,
             false,
             is_mentioned(claim_.of, id)});
    }
    std::stable_partition(gradients_.begin(), gradients_.end(), [](const Named& named) {
        return named.mentioned;
    });
}

Make Editor::part_of(const Symbol& symbol, NodeId id) const {
    return [this, &symbol, id](Expression& to) {
        const std::size_t first = to.nodes.size();
        const NodeId made = copied(symbol.value, id, to);
        if (symbol.role != Symbol::Role::function) return made;
        for (std::size_t k = first; k < to.nodes.size(); ++k) {
            Node& node = to.nodes[k];
            if (node.op == Op::name && node.symbol == symbol.argument) {
                node.symbol = claim_.wrt;
            }
        }
        return made;
    };
}

void Editor::gather_forward_parts() {
    std::vector<std::string> seen;
    for (SymbolId s = 0; s < derivation_.symbols.size(); ++s) {
        const Symbol& symbol = derivation_[s];
        const bool concerned = claim_.kind == Claim::Kind::function
                                   ? s == claim_.of
                                   : symbol.role == Symbol::Role::defined;
        if (!concerned) continue;
        for (NodeId id = 0; id < symbol.value.nodes.size(); ++id) {
            gather_derivative(symbol, id);
            const Node& node = symbol.value[id];
            const bool named = node.op == Op::name || node.op == Op::number;
            const bool whole = id == symbol.value.root();
            if (named || whole || !stands_alone(symbol.value, id)) continue;
            if (subexpressions_.size() >= most_subexpressions) continue;
            const std::string text = squeezed(source_.text(node.at));
            if (std::find(seen.begin(), seen.end(), text) != seen.end()) continue;
            seen.push_back(text);
            subexpressions_.push_back({text, node.shape, part_of(symbol, id)});
        }
    }
}

void Editor::gather_derivative(const Symbol& symbol, NodeId id) {
    const Node& node = symbol.value[id];
    const bool call = node.op == Op::call && !node.children.empty();
    const bool builtin = call && node.children.size() == 1 &&
                         node.builtin->elementwise && node.builtin->name != "sign" &&
                         node.builtin->name != "floor";
    const bool function = node.op == Op::apply && node.order == 0;
    if (builtin || function) {
        const std::string name(builtin ? node.builtin->name
                                       : derivation_[node.symbol].name);
        const std::string at(squeezed(source_.text(symbol.value[node.children[0]].at)));
        derivatives_.push_back({fmt::format("the derivative of {} at {}", name, at),
                                node.shape,
                                [make = part_of(symbol, id)](Expression& to) {
                                    const NodeId made = make(to);
                                    to[made].order = 1;
                                    return made;
                                }});
    }
    if (builtin) gather_product_rule(symbol, id);
    const bool extreme =
        call && (node.builtin->name == "max" || node.builtin->name == "min");
    if (!extreme || node.shape == symbol.value[node.children[0]].shape) return;
    const NodeId inner = node.children[0];
    const std::string of = squeezed(source_.text(symbol.value[inner].at));
    derivatives_.push_back(
        {fmt::format("the mask ({} == {})", of, squeezed(source_.text(node.at))),
         symbol.value[inner].shape,
         [&symbol, id, inner](Expression& to) {
             const NodeId all = copied(symbol.value, inner, to);
             return added(to, Op::equal, {all, copied(symbol.value, id, to)});
         }});
}

/// What the inner factor of z*sigmoid(z) and of z*Phi(z) adds to the derivative.
void Editor::gather_product_rule(const Symbol& symbol, NodeId id) {
    const Node& node = symbol.value[id];
    const bool silu = node.builtin->name == "silu", gelu = node.builtin->name == "gelu";
    if (!silu && !gelu) return;
    const std::string at = squeezed(source_.text(symbol.value[node.children[0]].at));
    const std::string inner = silu ? "sigmoid" : "Phi";
    product_rule_.push_back(
        {fmt::format(
             "{0}.*(the derivative of {1} at {0}), the other term of the product "
             "rule,",
             at,
             inner),
         node.shape,
         [all = part_of(symbol, id), z = part_of(symbol, node.children[0]), silu](
             Expression& to) {
             const NodeId whole = all(to);
             to[whole].order = 1;
             NodeId first = 0;
             if (silu) {
                 first = added_call(to, "sigmoid", {z(to)});
             } else {
                 const NodeId root = added_number(to, std::sqrt(2.0));
                 const NodeId scaled = added(to, Op::divide, {z(to), root});
                 const NodeId erf = added_call(to, "erf", {scaled});
                 const NodeId one = added(to, Op::add, {added_number(to, 1.0), erf});
                 first = added(to, Op::divide, {one, added_number(to, 2.0)});
             }
             return added(to, Op::subtract, {whole, first});
         }});
}

void Editor::attempt(NodeId id, const Make& make, Diagnosis says) {
    if (done_) return;
    Expression expression;
    replaced(tree(), tree().root(), id, make, expression);
    attempt(std::move(expression), std::move(says));
}

void Editor::attempt(Expression expression, Diagnosis says) {
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

Make Editor::rebuilt(NodeId id, Op op) const {
    return [this, id, op](Expression& to) {
        std::vector<NodeId> children;
        for (const NodeId child : tree()[id].children) {
            children.push_back(copied(tree(), child, to));
        }
        return added(to, op, std::move(children));
    };
}

std::string Editor::words(NodeId id) const {
    return squeezed(source_.text(tree()[id].at));
}

std::string Editor::bracketed(NodeId id) const {
    const std::string text = words(id);
    const bool simple = tree()[id].children.empty() || text.ends_with(")");
    return simple ? text : "(" + text + ")";
}

std::string Editor::argument_name(SymbolId id) const {
    for (const Node& node : tree().nodes) {
        if (node.op == Op::name && node.symbol == id) {
            return std::string(source_.text(node.at));
        }
    }
    // It is missing on the right, so it stands between the brackets on the left
    const std::string& claim = claim_.name;
    const std::size_t open = claim.find('('), close = claim.find(')');
    if (open == std::string::npos || close == std::string::npos) return "z";
    std::string inside = claim.substr(open + 1, close - open - 1);
    const std::size_t comma = inside.find(',');
    if (comma == std::string::npos) return inside;
    return id == claim_.row ? inside.substr(0, comma) : inside.substr(comma + 1);
}

bool Editor::divides(NodeId id) const {
    const auto& nodes = tree().nodes;
    return std::any_of(nodes.begin(), nodes.end(), [&](const Node& node) {
        return (node.op == Op::divide || node.op == Op::over) && node.children[1] == id;
    });
}

bool Editor::scales(NodeId id) const {
    const auto& nodes = tree().nodes;
    return std::any_of(nodes.begin(), nodes.end(), [&](const Node& node) {
        const bool product = node.op == Op::multiply || node.op == Op::times ||
                             node.op == Op::divide || node.op == Op::over;
        return product && std::find(node.children.begin(), node.children.end(), id) !=
                              node.children.end();
    });
}

}  // namespace chainrule::claims
