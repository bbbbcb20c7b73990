#include "chainrule/claims/edits/editor.hpp"

#include <fmt/format.h>

namespace chainrule::claims {

/// '*' for '.*' and the like, and back.
void change_products(Editor& editor) {
    static constexpr std::pair<Op, Op> pairs[] = {
        {Op::multiply, Op::times}, {Op::divide, Op::over}, {Op::power, Op::raise}};
    editor.every_part([&](NodeId id) {
        const Op op = editor.tree()[id].op;
        for (const auto& [matrix, elementwise] : pairs) {
            if (op != matrix && op != elementwise) continue;
            const Op other = op == matrix ? elementwise : matrix;
            editor.attempt(
                id,
                editor.rebuilt(id, other),
                instead(Kind::matmul_vs_elementwise,
                        fmt::format("'{}'", sign_of(other)),
                        fmt::format("'{}' in {}", sign_of(op), editor.words(id))));
        }
    });
}

namespace {

/// A transpose more or less.
void toggle_transpose(Editor& editor, NodeId id) {
    const Node& node = editor.tree()[id];
    if (node.op == Op::transpose) {
        const NodeId inner = node.children[0];
        editor.attempt(id,
                       editor.original(inner),
                       instead(Kind::transpose, editor.words(inner), editor.words(id)));
    } else if (!node.shape.is_scalar()) {
        editor.attempt(
            id,
            [&](Expression& to) {
                return added(to, Op::transpose, {copied(editor.tree(), id, to)});
            },
            instead(Kind::transpose, editor.bracketed(id) + "'", editor.words(id)));
    }
}

/// A part with its transpose toggled.
NodeId toggled(const Expression& tree, NodeId id, Expression& to) {
    const Node& node = tree[id];
    if (node.op == Op::transpose) return copied(tree, node.children[0], to);
    return added(to, Op::transpose, {copied(tree, id, to)});
}

/// Both operands of a product: the transpose stands at the wrong one.
void toggle_both(Editor& editor, NodeId id) {
    const Node& node = editor.tree()[id];
    if (node.op != Op::multiply && node.op != Op::times) return;
    editor.attempt(
        id,
        [&](Expression& to) {
            const NodeId a = toggled(editor.tree(), node.children[0], to);
            return added(
                to, node.op, {a, toggled(editor.tree(), node.children[1], to)});
        },
        saying(Kind::transpose,
               fmt::format("in {} the transpose stands at the wrong factor",
                           editor.words(id))));
}

/// '.*' where a product with one factor transposed belongs, and the like.
void transpose_in_other_product(Editor& editor, NodeId id) {
    const Node& node = editor.tree()[id];
    if (node.op != Op::multiply && node.op != Op::times) return;
    const Op other = node.op == Op::multiply ? Op::times : Op::multiply;
    for (const int which : {1, 0}) {
        const NodeId a = node.children[0], b = node.children[1];
        editor.attempt(
            id,
            [&](Expression& to) {
                const NodeId left = which == 0 ? toggled(editor.tree(), a, to)
                                               : copied(editor.tree(), a, to);
                const NodeId right = which == 1 ? toggled(editor.tree(), b, to)
                                                : copied(editor.tree(), b, to);
                return added(to, other, {left, right});
            },
            saying(Kind::matmul_vs_elementwise,
                   fmt::format("with '{}' in place of '{}' in {}, and {} transposed, "
                               "it would hold",
                               sign_of(other),
                               sign_of(node.op),
                               editor.words(id),
                               editor.words(which == 0 ? a : b))));
    }
}

}  // namespace

void change_transposes(Editor& editor) {
    editor.every_part([&](NodeId id) { toggle_transpose(editor, id); });
    editor.every_part([&](NodeId id) { toggle_both(editor, id); });
}

void change_products_and_transposes(Editor& editor) {
    editor.every_part([&](NodeId id) { transpose_in_other_product(editor, id); });
}

/// b*a for a*b, b - a for a - b, b/a for a/b.
void exchange_operands(Editor& editor) {
    editor.every_part([&](NodeId id) {
        const Node& node = editor.tree()[id];
        if (node.op != Op::multiply && node.op != Op::subtract &&
            node.op != Op::divide && node.op != Op::over) {
            return;
        }
        const NodeId a = node.children[0], b = node.children[1];
        editor.attempt(
            id,
            [&](Expression& to) {
                const NodeId second = copied(editor.tree(), b, to);
                return added(to, node.op, {second, copied(editor.tree(), a, to)});
            },
            saying(node.op == Op::subtract ? Kind::sign : Kind::wrong_variable,
                   fmt::format("with {} and {} exchanged it would hold",
                               editor.words(a),
                               editor.words(b))));
    });
}

}  // namespace chainrule::claims
