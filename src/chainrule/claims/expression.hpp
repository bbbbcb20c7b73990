#pragma once

/// @file
/// An expression as a tree, with the shape of every part.

#include "chainrule/claims/source.hpp"

#include <armadillo>

#include <cstdint>
#include <string>
#include <vector>

namespace chainrule::claims {

struct Builtin;

struct Shape {
    arma::uword rows = 1;
    arma::uword cols = 1;

    [[nodiscard]] bool operator==(const Shape&) const = default;
    [[nodiscard]] bool is_scalar() const { return rows == 1 && cols == 1; }
    [[nodiscard]] bool is_vector() const { return rows == 1 || cols == 1; }
    [[nodiscard]] bool is_empty() const { return rows == 0 || cols == 0; }
    [[nodiscard]] arma::uword elements() const { return rows * cols; }
};

/// "3x6"
[[nodiscard]] std::string to_string(Shape shape);

enum class Op {
    number,
    text,        ///< 'fro'
    name,        ///< of a size, a matrix, or an index
    derivative,  ///< dL/dX: the true one
    call,        ///< of a built-in function
    apply,       ///< of a function of the file to every element; `order` times derived
    index,       ///< X(i, j): the first child is X
    colon,       ///< a bare : as an index
    last,        ///< `end` as an index
    range,       ///< first:last or first:step:last
    matrix,      ///< [a, b; c, d]: its children are rows
    row,
    plus,  ///< +x
    minus,
    not_,
    transpose,
    add,
    subtract,
    multiply,  ///< the matrix product
    divide,
    left_divide,
    power,
    times,  ///< .*
    over,   ///< ./
    under,  ///< .\ .
    raise,  ///< .^
    less,
    less_equal,
    greater,
    greater_equal,
    equal,
    unequal,
    and_,
    or_,
};

/// The operator as it is written; empty for what is none.
[[nodiscard]] std::string_view sign_of(Op op);

[[nodiscard]] constexpr bool is_elementwise(Op op) {
    return op == Op::add || op == Op::subtract || op >= Op::times;
}
[[nodiscard]] constexpr bool is_comparison(Op op) {
    return op >= Op::less && op <= Op::unequal;
}

using NodeId = std::uint32_t;
using SymbolId = std::uint32_t;

struct Node {
    Op op = Op::number;
    Span at;
    std::vector<NodeId> children;
    double number = 0.0;
    std::string text;
    SymbolId symbol = 0;  ///< of a name, of what is derived or applied
    SymbolId wrt = 0;     ///< what is derived with respect to
    int order = 0;        ///< how often the function is derived
    const Builtin* builtin = nullptr;
    int depth = 1;

    // What shape inference found.
    Shape shape;
    bool constant = false;  ///< the same in every trial
    bool logical = false;   ///< made of zeros and ones by a comparison
};

/// A tree whose nodes stand behind their children; the last one is the root.
struct Expression {
    std::vector<Node> nodes;

    [[nodiscard]] NodeId root() const { return static_cast<NodeId>(nodes.size() - 1); }
    [[nodiscard]] const Node& operator[](NodeId id) const { return nodes[id]; }
    [[nodiscard]] Node& operator[](NodeId id) { return nodes[id]; }
    [[nodiscard]] Shape shape() const { return nodes.back().shape; }
};

}  // namespace chainrule::claims
