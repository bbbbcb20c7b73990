#include "chainrule/claims/builtin.hpp"
#include "chainrule/claims/edits/editor.hpp"

#include <fmt/format.h>

namespace chainrule::claims {

namespace {

void add_term(Editor& editor, NodeId id, const std::string& name, const Make& make) {
    for (const Op op : {Op::subtract, Op::add}) {
        editor.attempt(
            id,
            editor.with(id, op, make),
            saying(Kind::missing_term,
                   fmt::format("with {0} {1} {2} in place of {0} it would hold",
                               editor.words(id),
                               sign_of(op),
                               name),
                   name));
    }
}

void add_named(Editor& editor, NodeId id, const std::vector<Named>& terms) {
    const Shape own = editor.tree()[id].shape;
    for (const Named& term : terms) {
        Shape together;
        const bool stretches = broadcast(own, term.shape, together) && together == own;
        if (stretches) add_term(editor, id, term.name, term.make);
        if (!(term.shape == own)) continue;
        add_term(editor, id, fmt::format("({} > 0)", term.name), [&](Expression& to) {
            const NodeId left = term.make(to);
            return added(to, Op::greater, {left, added_number(to, 0.0)});
        });
    }
}

/// The mean or sum of another part, as in a normalisation's gradient.
void add_reduced(Editor& editor, NodeId id) {
    editor.every_part([&](NodeId part) {
        if (editor.tree()[part].shape.is_scalar()) return;
        for (const std::string_view function : {"mean", "sum"}) {
            for (const int dim : {1, 2}) {
                const std::string name =
                    fmt::format("{}({}, {})", function, editor.words(part), dim);
                add_term(editor, id, name, [&](Expression& to) {
                    const NodeId inner = copied(editor.tree(), part, to);
                    return added_call(to, function, {inner, added_number(to, dim)});
                });
            }
        }
    });
}

}  // namespace

/// Plus the term that the derivative of a product inside an activation has besides.
void complete_product_rule(Editor& editor) {
    editor.every_part([&](NodeId id) {
        for (const Named& term : editor.product_rule()) {
            if (!(term.shape == editor.tree()[id].shape)) continue;
            // 1 + erf(z) is twice what the product rule has, and divided by 2 outside
            for (const double weight : {1.0, 2.0})
                editor.attempt(
                    id,
                    editor.with(
                        id,
                        Op::add,
                        [&](Expression& to) {
                            const NodeId number = added_number(to, weight);
                            return added(to, Op::times, {number, term.make(to)});
                        }),
                    saying(Kind::missing_term,
                           fmt::format(
                               "{} is missing beside {}", term.name, editor.words(id)),
                           term.name));
        }
    });
}

/// Plus or minus something with a name, 1, or a mean or a sum of a part.
void add_terms(Editor& editor) {
    const auto add_all = [&](const std::vector<Named>& terms) {
        editor.every_part([&](NodeId id) { add_named(editor, id, terms); });
    };
    add_all(editor.names());
    add_all(editor.gradients());
    editor.every_part([&](NodeId id) {
        if (!editor.tree()[id].shape.is_scalar()) add_reduced(editor, id);
    });
    add_all(editor.subexpressions());
    editor.every_part([&](NodeId id) {
        add_term(editor, id, "1", [](Expression& to) { return added_number(to, 1.0); });
    });
}

namespace {

struct Factor {
    const Named& named;
    bool turned;

    [[nodiscard]] Shape shape() const {
        return turned ? Shape{named.shape.cols, named.shape.rows} : named.shape;
    }
    [[nodiscard]] std::string name() const { return named.name + (turned ? "'" : ""); }
    [[nodiscard]] NodeId made(Expression& to) const {
        const NodeId id = named.make(to);
        return turned ? added(to, Op::transpose, {id}) : id;
    }
};

void add_product(Editor& editor, Factor a, Factor b) {
    const Shape wanted = editor.claim().expected, left = a.shape(), right = b.shape();
    if (left.is_scalar() || right.is_scalar() || left.cols != right.rows ||
        !(Shape{left.rows, right.cols} == wanted)) {
        return;
    }
    const std::string words = fmt::format("{}*{}", a.name(), b.name());
    for (const Op op : {Op::add, Op::subtract}) {
        editor.attempt(
            editor.tree().root(),
            editor.with(editor.tree().root(),
                        op,
                        [&](Expression& to) {
                            const NodeId first = a.made(to);
                            return added(to, Op::multiply, {first, b.made(to)});
                        }),
            saying(Kind::missing_term,
                   fmt::format(
                       "the part {}{} is missing", op == Op::add ? "" : "-", words),
                   words));
    }
}

}  // namespace

/// Plus a product of something with a name and a derivative: one of several paths to the
/// loss was forgotten.
void add_products(Editor& editor) {
    if (editor.claim().kind != Claim::Kind::gradient) return;
    for (const Named& name : editor.names()) {
        for (const Named& gradient : editor.gradients()) {
            add_product(editor, {name, true}, {gradient, false});
            add_product(editor, {name, false}, {gradient, false});
            add_product(editor, {gradient, false}, {name, true});
            add_product(editor, {gradient, false}, {name, false});
            add_product(editor, {name, false}, {gradient, true});
        }
    }
}

}  // namespace chainrule::claims
