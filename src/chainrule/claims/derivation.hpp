#pragma once

/// @file
/// A derivation file, read: what is given, the forward pass, and what is claimed.

#include "chainrule/claims/expression.hpp"
#include "chainrule/claims/source.hpp"

#include <armadillo>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chainrule::claims {

/// How a matrix is drawn at each trial.
struct Distribution {
    enum class Kind { normal, uniform, positive, labels, orthogonal, spd, mask };
    Kind kind = Kind::normal;
    double first = 0.0;   ///< mean, lower end, number of classes, probability
    double second = 1.0;  ///< standard deviation, upper end
};

struct Symbol {
    enum class Role {
        constant,  ///< pi, e, ...: known everywhere, and free to be redefined
        size,
        given,  ///< drawn at each trial
        param,  ///< likewise, and learnt
        fixed,  ///< given NAME = EXPR
        defined,
        function,  ///< f(z) = EXPR
        argument,  ///< of such a function, or an index of a Jacobian
    };

    std::string name;
    Role role = Role::defined;
    Span at;  ///< where it is named first
    Shape shape;
    Distribution distribution;
    Expression value;  ///< of what is defined, and the body of a function
    SymbolId argument = 0;
    bool broken = false;  ///< its statement was refused: nothing is known of it
    std::vector<SymbolId> uses =
        {};  ///< all it is computed from, directly or not; sorted

    [[nodiscard]] bool is_drawn() const {
        return role == Role::given || role == Role::param;
    }
    [[nodiscard]] bool is_known() const {
        return role == Role::constant || role == Role::size || role == Role::fixed;
    }
    [[nodiscard]] bool is_matrix() const {
        return is_drawn() || role == Role::fixed || role == Role::defined;
    }
    [[nodiscard]] bool depends_on(SymbolId other) const {
        return std::binary_search(uses.begin(), uses.end(), other);
    }
};

struct Claim {
    enum class Kind {
        gradient,  ///< dL/dX, of X's shape
        jacobian,  ///< dY/dX(i,j)
        function,  ///< f'(z), f''(z)
    };

    Kind kind = Kind::gradient;
    Span at;                    ///< the left side
    SymbolId of = 0;            ///< L, Y or f
    SymbolId wrt = 0;           ///< X; of a function its argument
    SymbolId row = 0, col = 0;  ///< the indices of a Jacobian
    int order = 1;              ///< of a function's derivative
    std::string name;           ///< "dL/dX", "dY/dX(i,j)", "f'(z)"
    Shape expected;             ///< what the right side has to be
    bool open = false;  ///< "= ?": left to be filled in; `right` is then no value
    Expression right;
};

/// The values of all symbols at one point, by their number.
using Values = std::vector<arma::mat>;

struct Derivation {
    /// Each behind those it uses. A reader adds to them while it looks at others, and those
    /// of a deque stay where they are.
    std::deque<Symbol> symbols;
    Values known;  ///< of constants, sizes and what is fixed; empty for all others
    std::map<std::string, SymbolId, std::less<>> by_name;  ///< the last of each name
    std::vector<Claim> claims;
    std::uint64_t trials = 3;
    std::uint64_t seed = 1;

    [[nodiscard]] const Symbol& operator[](SymbolId id) const { return symbols[id]; }
    [[nodiscard]] std::optional<SymbolId> find(std::string_view name) const {
        const auto found = by_name.find(name);
        if (found == by_name.end()) return {};
        return found->second;
    }

    SymbolId add(Symbol symbol) {
        const auto id = static_cast<SymbolId>(symbols.size());
        if (!symbol.name.empty()) by_name[symbol.name] = id;
        symbols.push_back(std::move(symbol));
        known.emplace_back();
        return id;
    }
};

/// A derivation, and what is wrong with its file. It can be judged if nothing is.
struct Reading {
    Derivation derivation;
    std::vector<Complaint> complaints;  ///< in the order of the file
};

}  // namespace chainrule::claims
