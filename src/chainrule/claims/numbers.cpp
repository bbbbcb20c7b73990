#include "chainrule/claims/numbers.hpp"

#include "chainrule/claims/builtin.hpp"

#include <algorithm>
#include <set>

namespace chainrule::claims {

namespace {

bool is_number(const Symbol& symbol) {
    return symbol.role == Symbol::Role::size ||
           (symbol.role == Symbol::Role::fixed && symbol.shape.is_scalar());
}

/// What an expression computes with.
struct Work {
    std::set<SymbolId> names;
    std::set<double> counts;  ///< over so many a mean is taken
};

void gather(const Expression& expression, Work& work) {
    for (const Node& node : expression.nodes) {
        if (node.op == Op::name) work.names.insert(node.symbol);
        if (node.op != Op::call || node.builtin->name != "mean") continue;
        const Shape from = expression[node.children[0]].shape;
        const auto over = double(from.elements()) / double(node.shape.elements());
        work.counts.insert(over);
    }
}

}  // namespace

std::vector<Size> numbers_at_work(const Derivation& derivation, const Claim& claim) {
    Work work;
    gather(claim.right, work);
    for (SymbolId id = 0; id <= claim.of; ++id) {
        const Symbol& symbol = derivation[id];
        const bool before = id == claim.of || derivation[claim.of].depends_on(id);
        const bool computed = symbol.role == Symbol::Role::defined ||
                              symbol.role == Symbol::Role::function;
        if (before && computed) gather(symbol.value, work);
    }
    std::vector<Size> numbers;
    for (SymbolId id = 0; id < derivation.symbols.size(); ++id) {
        if (!is_number(derivation[id])) continue;
        const double value = derivation.known[id].at(0);
        const bool counted =
            derivation[id].role == Symbol::Role::size && work.counts.contains(value);
        if (counted || work.names.contains(id)) {
            numbers.push_back({derivation[id].name, value});
        }
    }
    return numbers;
}

}  // namespace chainrule::claims
