#include "chainrule/claims/edits/editor.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chainrule::claims {

namespace {

/// A size that scales a term is a factor; all else is a variable.
Kind kind_of_swap(const Editor& editor, NodeId id, const Named& other) {
    return other.size && editor.scales(id) ? Kind::factor : Kind::wrong_variable;
}

void swap(Editor& editor, NodeId id, const Named& other) {
    const std::string own = editor.words(id);
    const Claim& claim = editor.claim();
    const bool misshapen =
        claim.kind == Claim::Kind::gradient && !(claim.right.shape() == claim.expected);
    const bool fits = misshapen || other.shape == editor.tree()[id].shape;
    if (other.name == own || !fits) return;
    editor.attempt(
        id,
        other.make,
        instead(kind_of_swap(editor, id, other), other.name, own, other.name));
}

bool is_index(const Editor& editor, const Node& node) {
    const Claim& claim = editor.claim();
    return claim.kind == Claim::Kind::jacobian && node.op == Op::name &&
           (node.symbol == claim.row || node.symbol == claim.col);
}

}  // namespace

/// Another name for a name in one place, a derivative that some claim speaks of for a
/// derivative.
void swap_names(Editor& editor) {
    editor.every_part([&](NodeId id) {
        const Node& node = editor.tree()[id];
        if (node.op == Op::name && !is_index(editor, node)) {
            for (const Named& other : editor.names()) swap(editor, id, other);
        } else if (node.op == Op::derivative) {
            for (const Named& other : editor.gradients()) {
                if (other.mentioned) swap(editor, id, other);
            }
        } else if (node.op == Op::apply) {
            for (const Named& other : editor.names()) swap(editor, id, other);
        }
    });
}

/// i for j in one place, and A(i,j) for A(j,i).
void swap_indices(Editor& editor) {
    const Claim& claim = editor.claim();
    if (claim.kind != Claim::Kind::jacobian) return;
    editor.every_part([&](NodeId id) {
        const Node& node = editor.tree()[id];
        if (is_index(editor, node)) {
            const SymbolId other = node.symbol == claim.row ? claim.col : claim.row;
            const std::string name = editor.argument_name(other);
            editor.attempt(
                id,
                [&](Expression& to) { return added_name(to, other); },
                instead(Kind::wrong_variable,
                        name,
                        fmt::format("{} in one place", editor.words(id)),
                        name));
        }
        if (node.op == Op::index && node.children.size() == 3) {
            editor.attempt(
                id,
                [&](Expression& to) {
                    const NodeId of = copied(editor.tree(), node.children[0], to);
                    const NodeId j = copied(editor.tree(), node.children[2], to);
                    const NodeId i = copied(editor.tree(), node.children[1], to);
                    return added(to, Op::index, {of, j, i});
                },
                saying(Kind::transpose,
                       fmt::format("with the indices of {} exchanged it would hold",
                                   editor.words(id))));
        }
    });
}

namespace {

NodeId first_of(const Expression& tree, SymbolId symbol) {
    NodeId id = 0;
    while (tree[id].op != Op::name || tree[id].symbol != symbol) ++id;
    return id;
}

std::size_t count_of(const Expression& tree, NodeId id, SymbolId symbol) {
    const Node& node = tree[id];
    std::size_t count = node.op == Op::name && node.symbol == symbol ? 1 : 0;
    for (const NodeId child : node.children) count += count_of(tree, child, symbol);
    return count;
}

NodeId renamed(const Expression& tree,
               NodeId id,
               SymbolId symbol,
               const Make& make,
               Expression& to) {
    Node node = tree[id];
    if (node.op == Op::name && node.symbol == symbol) return make(to);
    for (NodeId& child : node.children) child = renamed(tree, child, symbol, make, to);
    to.nodes.push_back(std::move(node));
    return to.root();
}

}  // namespace

/// Another name wherever one stands in a part.
void swap_everywhere(Editor& editor) {
    const Expression& tree = editor.tree();
    editor.every_part([&](NodeId id) {
        std::vector<SymbolId> seen;
        for (const Node& node : tree.nodes) {
            if (node.op != Op::name || is_index(editor, node)) continue;
            const SymbolId symbol = node.symbol;
            if (std::find(seen.begin(), seen.end(), symbol) != seen.end()) continue;
            seen.push_back(symbol);
            if (count_of(tree, id, symbol) < 2) continue;
            for (const Named& other : editor.names()) {
                const std::string own = editor.words(first_of(tree, symbol));
                if (other.name == own) continue;
                editor.attempt(
                    id,
                    [&](Expression& to) {
                        return renamed(tree, id, symbol, other.make, to);
                    },
                    instead(Kind::wrong_variable,
                            other.name,
                            fmt::format("{} everywhere in {}", own, editor.words(id)),
                            other.name));
            }
        }
    });
}

/// A name, a derivative or a part of the forward pass for any part but the whole.
void swap_parts(Editor& editor) {
    const auto every_part_but_the_whole = [&](const std::vector<Named>& others) {
        editor.every_part([&](NodeId id) {
            if (id == editor.tree().root() || is_index(editor, editor.tree()[id]))
                return;
            for (const Named& other : others) swap(editor, id, other);
        });
    };
    every_part_but_the_whole(editor.names());
    every_part_but_the_whole(editor.subexpressions());
    every_part_but_the_whole(editor.gradients());
}

}  // namespace chainrule::claims
