#include "chainrule/claims/builtin.hpp"
#include "chainrule/claims/edits/editor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace chainrule::claims {

namespace {

constexpr std::string_view elementwise[] = {"exp",
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
constexpr std::string_view extremes[] = {"sum", "mean", "prod", "max", "min"};

bool is_one_of(std::string_view name, const auto& names) {
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

bool calls(const Node& node, std::string_view function) {
    return node.op == Op::call && node.builtin->name == function;
}

void call_another(Editor& editor, NodeId id, std::string_view name, Kind kind) {
    const Node& node = editor.tree()[id];
    if (name == node.builtin->name) return;
    editor.attempt(
        id,
        [&](Expression& to) {
            const NodeId made = editor.rebuilt(id, Op::call)(to);
            to[made].builtin = find_builtin(name);
            return made;
        },
        instead(kind,
                std::string(name),
                fmt::format("{} in {}", node.builtin->name, editor.words(id))));
}

}  // namespace

/// Another function of the same kind.
void swap_functions(Editor& editor) {
    editor.every_part([&](NodeId id) {
        const Node& node = editor.tree()[id];
        if (node.op == Op::call && is_one_of(node.builtin->name, elementwise)) {
            for (const auto name : elementwise) {
                call_another(editor, id, name, Kind::wrong_variable);
            }
        } else if (node.op == Op::call && is_one_of(node.builtin->name, extremes)) {
            for (const auto name : extremes) {
                call_another(editor, id, name, Kind::wrong_variable);
            }
        }
    });
}

/// The other side of a comparison, or its edge.
void change_comparisons(Editor& editor) {
    editor.every_part([&](NodeId id) {
        const Node& node = editor.tree()[id];
        if (!is_comparison(node.op)) return;
        for (const Op other : {Op::less,
                               Op::less_equal,
                               Op::greater,
                               Op::greater_equal,
                               Op::equal,
                               Op::unequal}) {
            if (other == node.op) continue;
            editor.attempt(
                id,
                editor.rebuilt(id, other),
                instead(Kind::wrong_variable,
                        fmt::format("'{}'", sign_of(other)),
                        fmt::format("'{}' in {}", sign_of(node.op), editor.words(id))));
        }
    });
}

namespace {

bool reduces(const Node& node) {
    return calls(node, "sum") || calls(node, "mean");
}

Make reduction(Editor& editor, NodeId of, std::string_view function, int dim) {
    return [&editor, of, function, dim](Expression& to) {
        const NodeId inner = copied(editor.tree(), of, to);
        return added_call(to, function, {inner, added_number(to, dim)});
    };
}

/// Along the other dimension, of what all reductions around it reduce.
void reduce_otherwise(Editor& editor, NodeId id) {
    NodeId inner = editor.tree()[id].children[0];
    const auto is_column = [&](const Node& node) {
        return node.op == Op::index && node.children.size() == 2 &&
               editor.tree()[node.children[1]].op == Op::colon;
    };
    while (reduces(editor.tree()[inner]) || is_column(editor.tree()[inner])) {
        inner = editor.tree()[inner].children[0];
    }
    const std::string_view function = editor.tree()[id].builtin->name;
    for (const int dim : {1, 2}) {
        editor.attempt(
            id,
            reduction(editor, inner, function, dim),
            instead(Kind::wrong_variable,
                    fmt::format("{}({}, {})", function, editor.words(inner), dim),
                    editor.words(id)));
    }
    editor.attempt(
        id,
        editor.original(inner),
        saying(Kind::extra_term,
               fmt::format(
                   "without the {} in {} it would hold", function, editor.words(id))));
}

/// Two nested sums, and what stands around their one number, where one sum belongs: a
/// bias has a sum over the examples for each unit, and not one sum over all.
void sum_less(Editor& editor, NodeId id) {
    const Expression& tree = editor.tree();
    NodeId all = id;
    while (!reduces(tree[all]) && !tree[all].children.empty()) {
        all = tree[all].children.front();
    }
    if (all == id || !reduces(tree[all]) || !reduces(tree[tree[all].children[0]]))
        return;
    const NodeId summed = tree[tree[all].children[0]].children[0];
    for (const int dim : {1, 2}) {
        editor.attempt(id,
                       reduction(editor, summed, "sum", dim),
                       instead(Kind::extra_term,
                               fmt::format("sum({}, {})", editor.words(summed), dim),
                               editor.words(id)));
    }
}

/// sum for mean in every place.
NodeId exchanged(const Expression& tree,
                 NodeId id,
                 std::string_view from,
                 std::string_view to_name,
                 Expression& to) {
    Node node = tree[id];
    if (calls(node, from)) node.builtin = find_builtin(to_name);
    for (NodeId& child : node.children) {
        child = exchanged(tree, child, from, to_name, to);
    }
    to.nodes.push_back(std::move(node));
    return to.root();
}

}  // namespace

/// A sum for a mean, in one place or in all, and sums along another dimension.
void change_reductions(Editor& editor) {
    static constexpr std::pair<std::string_view, std::string_view> pairs[] = {
        {"sum", "mean"}, {"mean", "sum"}};
    for (const auto& [wrong, right] : pairs) {
        editor.every_part([&, wrong = wrong, right = right](NodeId id) {
            if (!calls(editor.tree()[id], wrong)) return;
            call_another(editor, id, right, Kind::factor);
        });
        Expression all;
        exchanged(editor.tree(), editor.tree().root(), wrong, right, all);
        editor.attempt(
            std::move(all),
            instead(Kind::factor, std::string(right), fmt::format("every {}", wrong)));
    }
    editor.every_part([&](NodeId id) {
        if (reduces(editor.tree()[id])) reduce_otherwise(editor, id);
        sum_less(editor, id);
    });
}

namespace {

/// 1 - x
bool is_complement(const Expression& tree, NodeId id) {
    const Node& node = tree[id];
    return node.op == Op::subtract && tree[node.children[0]].op == Op::number &&
           tree[node.children[0]].number == 1.0;
}

}  // namespace

/// What somebody may have done to a value too little: 1 - x, inv(X), X > 0, f(x).
void wrap_parts(Editor& editor) {
    const auto wrap = [&](NodeId id, const std::string& right, const Make& make) {
        editor.attempt(
            id, make, instead(Kind::wrong_variable, right, editor.words(id)));
    };
    editor.every_part([&](NodeId id) {
        const Node& node = editor.tree()[id];
        if (node.op == Op::number) return;
        const std::string own = editor.words(id);
        if (is_complement(editor.tree(), id)) {
            const NodeId inner = node.children[1];
            wrap(id, editor.words(inner), editor.original(inner));
        }
        wrap(id, fmt::format("(1 - {})", editor.bracketed(id)), [&](Expression& to) {
            const NodeId one = added_number(to, 1.0);
            return added(to, Op::subtract, {one, copied(editor.tree(), id, to)});
        });
        wrap(id,
             fmt::format("({} > 0)", own),
             editor.with(id, Op::greater, [](Expression& to) {
                 return added_number(to, 0.0);
             }));
        const auto apply = [&](std::string_view function) {
            wrap(id, fmt::format("{}({})", function, own), [&](Expression& to) {
                return added_call(to, function, {copied(editor.tree(), id, to)});
            });
        };
        const bool square = node.shape.rows == node.shape.cols;
        if (square && !node.shape.is_scalar()) apply("inv");
        if (!node.shape.is_scalar()) apply("softmax");
        for (const std::string_view function :
             {"exp", "log", "sigmoid", "tanh", "abs", "sign", "relu", "cos", "sin"}) {
            apply(function);
        }
    });
}

/// A sum that was forgotten: the shape says so, and the values agree.
void add_reductions(Editor& editor) {
    editor.every_part([&](NodeId id) {
        if (editor.tree()[id].shape.is_scalar()) return;
        for (const std::string_view function : {"sum", "mean"}) {
            for (const int dim : {1, 2}) {
                const std::string right =
                    fmt::format("{}({}, {})", function, editor.words(id), dim);
                editor.attempt(id,
                               reduction(editor, id, function, dim),
                               instead(Kind::shape, right, editor.words(id)));
            }
        }
    });
}

}  // namespace chainrule::claims
