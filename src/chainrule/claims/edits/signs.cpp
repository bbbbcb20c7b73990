#include "chainrule/claims/edits/editor.hpp"

#include <fmt/format.h>

namespace chainrule::claims {

namespace {

/// a - b for a + b and the other way round, or -a with b as it was.
void flip_in_sum(Editor& editor, NodeId id) {
    const Node& node = editor.tree()[id];
    const NodeId a = node.children[0], b = node.children[1];
    const bool was_sum = node.op == Op::add;
    const char *wrong = was_sum ? "+" : "-", *right = was_sum ? "-" : "+";
    editor.attempt(id,
                   editor.rebuilt(id, was_sum ? Op::subtract : Op::add),
                   saying(Kind::sign,
                          fmt::format("the sign in front of {} is wrong: with {} in "
                                      "place of {} it would hold",
                                      editor.words(b),
                                      right,
                                      wrong)));
    editor.attempt(
        id,
        [&](Expression& to) {
            const NodeId left = added(to, Op::minus, {copied(editor.tree(), a, to)});
            return added(to, node.op, {left, copied(editor.tree(), b, to)});
        },
        saying(Kind::sign, fmt::format("the sign of {} is wrong", editor.words(a))));
}

void negate(Editor& editor, NodeId id) {
    editor.attempt(
        id,
        [&](Expression& to) {
            return added(to, Op::minus, {copied(editor.tree(), id, to)});
        },
        saying(Kind::sign, fmt::format("the sign of {} is wrong", editor.words(id))));
}

}  // namespace

void flip_signs(Editor& editor) {
    editor.every_part([&](NodeId id) {
        const Node& node = editor.tree()[id];
        if (node.op == Op::add || node.op == Op::subtract) {
            flip_in_sum(editor, id);
        } else if (node.op == Op::minus) {
            const NodeId inner = node.children[0];
            editor.attempt(
                id,
                editor.original(inner),
                saying(Kind::sign,
                       fmt::format("the sign of {} is wrong", editor.words(inner))));
        } else if ((node.op == Op::call || node.op == Op::apply) &&
                   !node.children.empty()) {
            negate(editor, node.children[0]);
        }
    });
}

}  // namespace chainrule::claims
