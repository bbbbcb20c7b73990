#include "chainrule/claims/edits/editor.hpp"

#include <fmt/format.h>

namespace chainrule::claims {

namespace {

void keep(Editor& editor,
          NodeId id,
          const Make& kept,
          NodeId dropped,
          Kind kind,
          std::string_view rest) {
    editor.attempt(
        id,
        kept,
        saying(kind,
               fmt::format("without {} it would hold{}", editor.words(dropped), rest),
               editor.words(dropped)));
}

void leave_out_term(Editor& editor, NodeId id) {
    const Node& node = editor.tree()[id];
    const NodeId a = node.children[0], b = node.children[1];
    keep(editor, id, editor.original(a), b, Kind::extra_term, "");
    Make rest = editor.original(b);
    if (node.op == Op::subtract) {
        rest = [&editor, b](Expression& to) {
            return added(to, Op::minus, {copied(editor.tree(), b, to)});
        };
    }
    keep(editor, id, rest, a, Kind::extra_term, "");
}

/// The last two factors of a product: p.*(1 - p), for one.
void leave_out_two(Editor& editor, NodeId id) {
    const NodeId inner = editor.tree()[id].children[0];
    const Op op = editor.tree()[inner].op;
    if (op != Op::times && op != Op::multiply) return;
    const NodeId kept = editor.tree()[inner].children[0];
    const std::string all = editor.words(id), front = editor.words(kept);
    if (!all.starts_with(front)) return;
    std::string rest = all.substr(front.size());
    rest.erase(0, rest.find_first_not_of(" .*"));
    editor.attempt(
        id,
        editor.original(kept),
        saying(Kind::factor,
               fmt::format("without {} it would hold: that is too many factors", rest),
               rest));
}

void leave_out_factor(Editor& editor, NodeId id) {
    const Node& node = editor.tree()[id];
    const NodeId a = node.children[0], b = node.children[1];
    const std::string_view rest = ": it is one factor too many";
    keep(editor, id, editor.original(a), b, Kind::factor, rest);
    if (node.op == Op::multiply || node.op == Op::times) {
        keep(editor, id, editor.original(b), a, Kind::factor, rest);
    } else {
        const Make one = [](Expression& to) { return added_number(to, 1.0); };
        keep(editor, a, one, a, Kind::factor, rest);
    }
    leave_out_two(editor, id);
}

/// f(x) where x belongs: a function applied twice.
void leave_out_function(Editor& editor, NodeId id) {
    const Node& node = editor.tree()[id];
    const NodeId inner = node.children[0];
    if (!(editor.tree()[inner].shape == node.shape)) return;
    editor.attempt(
        id,
        editor.original(inner),
        instead(Kind::wrong_variable, editor.words(inner), editor.words(id)));
}

}  // namespace

/// Without one of two terms, one of two factors, or a function around a value.
void leave_out_parts(Editor& editor) {
    editor.every_part([&](NodeId id) {
        const Node& node = editor.tree()[id];
        switch (node.op) {
            case Op::add:
            case Op::subtract:
                return leave_out_term(editor, id);
            case Op::multiply:
            case Op::times:
            case Op::divide:
            case Op::over:
                return leave_out_factor(editor, id);
            case Op::call:
            case Op::apply:
                if (!node.children.empty()) leave_out_function(editor, id);
                return;
            default:
                return;
        }
    });
}

}  // namespace chainrule::claims
