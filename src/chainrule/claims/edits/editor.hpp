#pragma once

/// @file
/// How an edit of a claim is made and put to the test, and what there is to choose from.

#include "chainrule/claims/derivation.hpp"
#include "chainrule/claims/diagnosis.hpp"
#include "chainrule/claims/edits.hpp"
#include "chainrule/claims/expression.hpp"
#include "chainrule/claims/source.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chainrule::claims {

/// What puts another tree in the place of a part: appends it to `to`.
using Make = std::function<NodeId(Expression& to)>;

/// Something with a name that can stand in an expression.
struct Named {
    std::string name;
    Shape shape;
    Make make;
    bool known = false;     ///< a size or a fixed number: the same in every trial
    bool size = false;      ///< declared by `size`
    bool mentioned = true;  ///< of a derivative: whether a claim speaks of it
};

// Pieces of trees.

/// Appends a part of one tree to another.
NodeId copied(const Expression& from, NodeId id, Expression& to);
NodeId added(Expression& to, Op op, std::vector<NodeId> children);
NodeId added_number(Expression& to, double number);
NodeId added_name(Expression& to, SymbolId symbol);
NodeId added_call(Expression& to,
                  std::string_view function,
                  std::vector<NodeId> children);

/// Appends `from` at `id` with `make` in the place of part `place`.
NodeId replaced(
    const Expression& from, NodeId id, NodeId place, const Make& make, Expression& to);

class Editor {
public:
    /// All four outlive this object.
    Editor(const Source& source,
           const Derivation& derivation,
           const Claim& claim,
           const std::function<bool(const Edit&)>& visit);

    [[nodiscard]] const Derivation& derivation() const { return derivation_; }
    [[nodiscard]] const Claim& claim() const { return claim_; }
    [[nodiscard]] const Expression& tree() const { return claim_.right; }
    [[nodiscard]] bool done() const { return done_; }

    /// Of the forward pass; of a claim on a function also its argument and its value.
    [[nodiscard]] const std::vector<Named>& names() const { return names_; }
    /// dL/dY for every Y that one may ask for, what claims speak of first.
    [[nodiscard]] const std::vector<Named>& gradients() const { return gradients_; }
    /// Of the functions that the forward pass applies to every element, and the places
    /// of its maxima: where one is missing, nobody multiplied by it.
    [[nodiscard]] const std::vector<Named>& derivatives() const { return derivatives_; }
    /// Terms of derivatives that a product inside a function brings.
    [[nodiscard]] const std::vector<Named>& product_rule() const {
        return product_rule_;
    }
    /// Parts of the forward pass that have no name.
    [[nodiscard]] const std::vector<Named>& subexpressions() const {
        return subexpressions_;
    }

    /// Calls `edit` with every part that is a value, the whole first.
    template <class F>
    void every_part(F&& edit) const {
        for (NodeId id = tree().root() + 1; id-- > 0 && !done_;) {
            const Op op = tree()[id].op;
            const bool value =
                op != Op::row && op != Op::text && op != Op::colon && op != Op::range;
            if (value) edit(id);
        }
    }

    /// Tries `make` in the place of part `id`.
    void attempt(NodeId id, const Make& make, Diagnosis says);
    /// Tries a whole right side.
    void attempt(Expression expression, Diagnosis says);

    /// The part as it was.
    [[nodiscard]] Make original(NodeId id) const {
        return [this, id](Expression& to) { return copied(tree(), id, to); };
    }
    /// An operation on the part as it was and something else.
    [[nodiscard]] Make with(NodeId id, Op op, const Make& right) const {
        return [this, id, op, right](Expression& to) {
            const NodeId left = copied(tree(), id, to);
            return added(to, op, {left, right(to)});
        };
    }
    /// The part with another operation on the same operands.
    [[nodiscard]] Make rebuilt(NodeId id, Op op) const;

    /// What a part is called in the file.
    [[nodiscard]] std::string words(NodeId id) const;
    /// The same, in brackets where a sign behind it would not mean all of it.
    [[nodiscard]] std::string bracketed(NodeId id) const;
    /// The name of an index or argument, which only the claim's text knows.
    [[nodiscard]] std::string argument_name(SymbolId id) const;
    /// Whether a part is a factor of a product or quotient.
    [[nodiscard]] bool scales(NodeId id) const;
    /// Whether a part is what something is divided by.
    [[nodiscard]] bool divides(NodeId id) const;

private:
    void gather_names();
    void gather_gradients();
    void gather_forward_parts();
    void gather_indexed();
    void gather_derivative(const Symbol& symbol, NodeId id);
    void gather_product_rule(const Symbol& symbol, NodeId id);
    /// Makes a part of the forward pass, or of the body of the function in question.
    [[nodiscard]] Make part_of(const Symbol& symbol, NodeId id) const;
    [[nodiscard]] bool is_of_interest(SymbolId id) const;
    [[nodiscard]] bool is_mentioned(SymbolId of, SymbolId wrt) const;

    const Source& source_;
    const Derivation& derivation_;
    const Claim& claim_;
    const std::function<bool(const Edit&)>& visit_;
    std::vector<Named> names_, gradients_, derivatives_, product_rule_, subexpressions_;
    std::size_t attempts_ = 0;
    bool done_ = false;
};

// What to say.

[[nodiscard]] Diagnosis saying(Kind kind, std::string text, std::string name = "");

/// "with A1' in place of X' it would hold"
[[nodiscard]] Diagnosis instead(Kind kind,
                                const std::string& right,
                                const std::string& wrong,
                                std::string name = "");

// The edits, one family a file, by the kind of mistake they undo.

void flip_signs(Editor&);
void change_products(Editor&);
void change_transposes(Editor&);
void change_products_and_transposes(Editor&);
void exchange_operands(Editor&);
void leave_out_parts(Editor&);
void change_numbers(Editor&);
void raise_powers(Editor&);
void lower_powers(Editor&);
void scale_parts(Editor&);
void change_reductions(Editor&);
void swap_names(Editor&);
void swap_indices(Editor&);
void swap_everywhere(Editor&);
void swap_functions(Editor&);
void change_comparisons(Editor&);
void swap_parts(Editor&);
void wrap_parts(Editor&);
void restrict_to_diagonal(Editor&);
void multiply_by_derivatives(Editor&);
void put_derivatives(Editor&);
void complete_product_rule(Editor&);
void multiply_by_names(Editor&);
void multiply_by_matrices(Editor&);
void add_terms(Editor&);
void add_products(Editor&);
void add_reductions(Editor&);

}  // namespace chainrule::claims
