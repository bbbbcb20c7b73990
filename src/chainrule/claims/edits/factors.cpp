#include "chainrule/claims/builtin.hpp"
#include "chainrule/claims/edits/editor.hpp"

#include <fmt/format.h>

namespace chainrule::claims {

namespace {

bool meet(const Editor& editor, NodeId id, Shape other) {
    Shape together;
    return broadcast(editor.tree()[id].shape, other, together);
}

}  // namespace

/// Times a derivative that the forward pass asks for.
void multiply_by_derivatives(Editor& editor) {
    editor.every_part([&](NodeId id) {
        for (const Named& factor : editor.derivatives()) {
            if (!meet(editor, id, factor.shape) || editor.divides(id)) continue;
            editor.attempt(
                id,
                editor.with(id, Op::times, factor.make),
                saying(Kind::missing_factor,
                       fmt::format("multiply {} by {}", editor.words(id), factor.name),
                       factor.name));
        }
    });
}

namespace {

/// A derivative for the last two factors of a product: for p.*(1 - p), say.
void put_for_two(Editor& editor, NodeId id, const Named& factor) {
    const Node& node = editor.tree()[id];
    const NodeId inner = node.children[0];
    if (node.op != Op::times || editor.tree()[inner].op != Op::times) return;
    const NodeId first = editor.tree()[inner].children[0];
    if (!meet(editor, first, factor.shape)) return;
    editor.attempt(id,
                   editor.with(first, Op::times, factor.make),
                   instead(Kind::wrong_variable,
                           factor.name,
                           fmt::format("{} .* {}",
                                       editor.words(editor.tree()[inner].children[1]),
                                       editor.words(node.children[1])),
                           factor.name));
}

}  // namespace

/// Such a derivative where something else stands as a factor.
void put_derivatives(Editor& editor) {
    editor.every_part([&](NodeId id) {
        if (editor.tree()[id].children.size() != 2) return;
        for (const Named& factor : editor.derivatives())
            put_for_two(editor, id, factor);
    });
    editor.every_part([&](NodeId id) {
        if (!editor.scales(id) || editor.tree()[id].op == Op::number) return;
        for (const Named& factor : editor.derivatives()) {
            if (!(factor.shape == editor.tree()[id].shape)) continue;
            editor.attempt(
                id,
                factor.make,
                instead(
                    Kind::wrong_variable, factor.name, editor.words(id), factor.name));
        }
    });
}

namespace {

void multiply(Editor& editor, NodeId id, const Named& factor) {
    // That 1 - V is V times something more is no way to put it
    if (editor.tree()[id].op == Op::number && !factor.known) return;
    if (!meet(editor, id, factor.shape)) return;
    // A matrix below the line is no factor that somebody forgot
    if (!factor.shape.is_scalar() && editor.divides(id)) return;
    const Kind kind = factor.known ? Kind::factor : Kind::missing_factor;
    const std::string own = editor.words(id);
    editor.attempt(
        id,
        editor.with(id, Op::times, factor.make),
        saying(kind, fmt::format("multiply {} by {}", own, factor.name), factor.name));
    editor.attempt(
        id,
        editor.with(id, Op::over, factor.make),
        saying(kind, fmt::format("divide {} by {}", own, factor.name), factor.name));
}

/// Times 1 - V, as in V.*(1 - V).
void multiply_by_complement(Editor& editor, NodeId id, const Named& factor) {
    if (factor.known || !(factor.shape == editor.tree()[id].shape)) return;
    editor.attempt(
        id,
        editor.with(id,
                    Op::times,
                    [&](Expression& to) {
                        const NodeId one = added_number(to, 1.0);
                        return added(to, Op::subtract, {one, factor.make(to)});
                    }),
        saying(Kind::missing_factor,
               fmt::format("multiply {} by 1 - {}", editor.words(id), factor.name),
               "1 - " + factor.name));
}

/// Times -V, 2*V, 1 - 2*V and their like, as derivatives of functions have them.
void multiply_by_multiples(Editor& editor, NodeId id, const Named& factor) {
    if (factor.known) return;
    struct Multiple {
        double constant, times;
        const char* words;
    };
    static constexpr Multiple multiples[] = {{0.0, -1.0, "-{}"},
                                             {0.0, 2.0, "2*{}"},
                                             {0.0, -2.0, "-2*{}"},
                                             {0.0, 0.5, "{}/2"},
                                             {1.0, -2.0, "1 - 2*{}"},
                                             {1.0, 1.0, "1 + {}"}};
    for (const Multiple& multiple : multiples) {
        const std::string name = fmt::format(fmt::runtime(multiple.words), factor.name);
        const Make make = [&](Expression& to) {
            const NodeId number = added_number(to, multiple.times);
            const NodeId product = added(to, Op::times, {number, factor.make(to)});
            if (multiple.constant == 0.0) return product;
            return added(to, Op::add, {added_number(to, multiple.constant), product});
        };
        editor.attempt(id,
                       editor.with(id, Op::times, make),
                       saying(Kind::missing_factor,
                              fmt::format("multiply {} by {}", editor.words(id), name),
                              name));
    }
}

}  // namespace

void multiply_by_names(Editor& editor) {
    for (const auto* list :
         {&editor.names(), &editor.subexpressions(), &editor.gradients()}) {
        editor.every_part([&](NodeId id) {
            for (const Named& factor : *list) {
                multiply(editor, id, factor);
                multiply_by_complement(editor, id, factor);
                if (editor.claim().kind == Claim::Kind::function) {
                    multiply_by_multiples(editor, id, factor);
                }
            }
        });
    }
}

/// A matrix product with something that has a name, from the left or from the right.
void multiply_by_matrices(Editor& editor) {
    const auto attempt = [&](NodeId id, const Named& factor, bool turned, bool left) {
        const Shape own = editor.tree()[id].shape;
        const Shape s =
            turned ? Shape{factor.shape.cols, factor.shape.rows} : factor.shape;
        if (s.is_scalar() || (left ? s.cols != own.rows : own.cols != s.rows)) return;
        const std::string name = factor.name + (turned ? "'" : "");
        editor.attempt(
            id,
            [&](Expression& to) {
                const auto made = [&] {
                    const NodeId f = factor.make(to);
                    return turned ? added(to, Op::transpose, {f}) : f;
                };
                if (left) {
                    const NodeId f = made();
                    return added(to, Op::multiply, {f, copied(editor.tree(), id, to)});
                }
                const NodeId part = copied(editor.tree(), id, to);
                return added(to, Op::multiply, {part, made()});
            },
            saying(Kind::missing_factor,
                   left ? fmt::format("with {}*{} in place of {} it would hold",
                                      name,
                                      editor.bracketed(id),
                                      editor.words(id))
                        : fmt::format("with {}*{} in place of {} it would hold",
                                      editor.bracketed(id),
                                      name,
                                      editor.words(id)),
                   name));
    };
    for (const auto* list : {&editor.names(), &editor.subexpressions()}) {
        editor.every_part([&](NodeId id) {
            for (const Named& factor : *list) {
                for (const bool left : {true, false}) {
                    attempt(id, factor, true, left);
                    attempt(id, factor, false, left);
                }
            }
        });
    }
}

/// Kronecker's delta where it was forgotten: as a factor, or for a 1.
void restrict_to_diagonal(Editor& editor) {
    const Claim& claim = editor.claim();
    if (claim.kind != Claim::Kind::jacobian) return;
    const std::string delta = fmt::format(
        "({}=={})", editor.argument_name(claim.row), editor.argument_name(claim.col));
    const Make kronecker = [&](Expression& to) {
        const NodeId i = added_name(to, claim.row);
        return added(to, Op::equal, {i, added_name(to, claim.col)});
    };
    editor.every_part([&](NodeId id) {
        if (editor.tree()[id].op == Op::number) {
            editor.attempt(
                id,
                kronecker,
                instead(Kind::wrong_entries, delta, editor.words(id), delta));
        }
        editor.attempt(id,
                       editor.with(id, Op::times, kronecker),
                       saying(Kind::wrong_entries,
                              fmt::format("{} belongs to the diagonal only: multiply "
                                          "it by {}",
                                          editor.words(id),
                                          delta),
                              delta));
        if (editor.tree()[id].op == Op::equal) {
            editor.attempt(
                id,
                [](Expression& to) { return added_number(to, 1.0); },
                saying(Kind::wrong_entries,
                       fmt::format("what {} keeps to the diagonal belongs "
                                   "to all entries",
                                   editor.words(id))));
        }
    });
}

}  // namespace chainrule::claims
