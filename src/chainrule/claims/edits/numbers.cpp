#include "chainrule/claims/edits/editor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace chainrule::claims {

namespace {

/// Whether a part is the exponent of a power.
bool is_exponent(const Expression& tree, NodeId id) {
    return std::any_of(tree.nodes.begin(), tree.nodes.end(), [&](const Node& node) {
        return (node.op == Op::power || node.op == Op::raise) && node.children[1] == id;
    });
}

/// Whether a part is an argument such as the 2 in sum(X, 2).
bool is_argument(const Expression& tree, NodeId id) {
    return std::any_of(tree.nodes.begin(), tree.nodes.end(), [&](const Node& node) {
        const bool called = node.op == Op::call || node.op == Op::index;
        return called &&
               std::find(node.children.begin() + 1, node.children.end(), id) !=
                   node.children.end();
    });
}

/// What it means that `right` belongs where the number `wrong` stands.
Kind kind_of_change(const Editor& editor, NodeId id, double wrong, double right) {
    if (is_argument(editor.tree(), id)) return Kind::wrong_variable;
    const bool more = std::abs(right) > std::abs(wrong);
    if (right == -wrong) return Kind::sign;
    if (is_exponent(editor.tree(), id))
        return more ? Kind::missing_factor : Kind::factor;
    if (editor.scales(id)) return Kind::factor;
    return more ? Kind::missing_term : Kind::extra_term;
}

}  // namespace

void change_numbers(Editor& editor) {
    editor.every_part([&](NodeId id) {
        const Node& node = editor.tree()[id];
        if (node.op != Op::number) return;
        const double x = node.number;
        for (const double other :
             {2.0 * x, 0.5 * x, x + 1.0, x - 1.0, 1.0 / x, -x, x + 2.0}) {
            if (other == x || !std::isfinite(other)) continue;
            editor.attempt(
                id,
                [&](Expression& to) { return added_number(to, other); },
                instead(kind_of_change(editor, id, x, other),
                        fmt::format("{:.6g}", other),
                        editor.words(id)));
        }
    });
}

namespace {

/// The square, the cube or the root of a part.
void raise_power(Editor& editor, NodeId id) {
    const Node& node = editor.tree()[id];
    const bool simple = node.op == Op::name || node.op == Op::derivative ||
                        node.op == Op::index || node.op == Op::call ||
                        node.op == Op::apply;
    if (!simple) return;
    const bool scalar = node.shape.is_scalar();
    for (const double exponent : {2.0, 3.0, 0.5}) {
        editor.attempt(
            id,
            editor.with(id,
                        scalar ? Op::power : Op::raise,
                        [&](Expression& to) { return added_number(to, exponent); }),
            instead(
                Kind::missing_factor,
                fmt::format(
                    "{}{}{:g}", editor.bracketed(id), scalar ? "^" : ".^", exponent),
                editor.words(id),
                editor.words(id)));
    }
}

/// A smaller exponent, or none: somebody wrote it, so another slip is likelier.
void lower_power(Editor& editor, NodeId id) {
    const Node& node = editor.tree()[id];
    if (node.op != Op::power && node.op != Op::raise) return;
    const NodeId base = node.children[0], exponent = node.children[1];
    editor.attempt(id,
                   editor.original(base),
                   instead(Kind::factor, editor.words(base), editor.words(id)));
    if (editor.tree()[exponent].op != Op::number) return;
    const double x = editor.tree()[exponent].number;
    for (const double other : {x - 1.0, 0.5 * x, -x}) {
        editor.attempt(
            exponent,
            [&](Expression& to) { return added_number(to, other); },
            instead(Kind::factor,
                    fmt::format("the exponent {:g}", other),
                    fmt::format("{} in {}", editor.words(exponent), editor.words(id))));
    }
}

}  // namespace

void raise_powers(Editor& editor) {
    editor.every_part([&](NodeId id) { raise_power(editor, id); });
}

void lower_powers(Editor& editor) {
    editor.every_part([&](NodeId id) { lower_power(editor, id); });
}

/// A plain number that somebody forgot.
void scale_parts(Editor& editor) {
    editor.every_part([&](NodeId id) {
        if (id == editor.tree().root() || editor.tree()[id].op == Op::number) return;
        for (const double factor : {2.0, 0.5, 3.0, 1.0 / 3.0, 4.0, 0.25}) {
            Diagnosis says = saying(
                Kind::factor,
                factor > 1.0
                    ? fmt::format(
                          "with {:g} times {} it would hold", factor, editor.words(id))
                    : fmt::format("with {} divided by {:g} it would hold",
                                  editor.words(id),
                                  1.0 / factor));
            says.value = 1.0 / factor;
            editor.attempt(
                id,
                editor.with(id,
                            Op::times,
                            [&](Expression& to) { return added_number(to, factor); }),
                std::move(says));
        }
    });
}

}  // namespace chainrule::claims
