#include "chainrule/claims/edits.hpp"

#include "chainrule/claims/edits/editor.hpp"

#include <initializer_list>

namespace chainrule::claims {

void for_each_edit(const Source& source,
                   const Derivation& derivation,
                   const Claim& claim,
                   Reach reach,
                   const std::function<bool(const Edit&)>& visit) {
    using Family = void (*)(Editor&);
    static constexpr std::initializer_list<Family> near = {
        flip_signs,
        change_products,
        change_transposes,
        exchange_operands,
        leave_out_parts,
        change_numbers,
        scale_parts,
        change_reductions,
        change_products_and_transposes,
        raise_powers,
        swap_names,
        swap_indices,
        change_comparisons,
        lower_powers,
        restrict_to_diagonal,
        swap_everywhere,
    };
    static constexpr std::initializer_list<Family> far = {
        wrap_parts,
        complete_product_rule,
        multiply_by_derivatives,
        swap_functions,
        put_derivatives,
        multiply_by_names,
        multiply_by_matrices,
        swap_parts,
        add_terms,
        add_products,
        add_reductions,
    };
    Editor editor(source, derivation, claim, visit);
    for (const Family edit : reach == Reach::near ? near : far) {
        if (!editor.done()) edit(editor);
    }
}

}  // namespace chainrule::claims
