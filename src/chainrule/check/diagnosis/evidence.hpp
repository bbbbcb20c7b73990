#pragma once

/// @file
/// What a diagnosis reasons from: claimed and numerical derivatives, block by block, at
/// one point, with everything there that has a name.

#include "chainrule/check/list.hpp"
#include "chainrule/check/options.hpp"
#include "chainrule/check/quantifiers.hpp"
#include "chainrule/check/verdict.hpp"

#include <armadillo>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace chainrule::check {

/// One derivative that was examined.
struct Examined {
    arma::uword row;
    arma::uword col;
    double truth;      ///< numerical
    double error_bar;  ///< of the claimed against the numerical value
    Verdict verdict;
};

/// What is known of one block. The claim is known as a whole, the truth only where it
/// was examined.
struct BlockEvidence {
    std::string name;
    arma::mat claimed;        ///< rows x cols
    arma::mat value;          ///< of x there, likewise; empty for a Jacobian
    List<Examined> examined;  ///< in any order

    [[nodiscard]] double claimed_at(const Examined& entry) const {
        return claimed.at(entry.row, entry.col);
    }
    [[nodiscard]] bool complete() const { return examined.size() == claimed.n_elem; }
};

/// What is known at one point.
struct PointEvidence {
    List<BlockEvidence> blocks;
    std::vector<NamedMatrix> values;  ///< of the forward pass, without the blocks
};

/// Entries found wrong.
[[nodiscard]] inline std::size_t failing(const BlockEvidence& block) {
    return static_cast<std::size_t>(count_if(block.examined, [](const Examined& entry) {
        return entry.verdict == Verdict::fails;
    }));
}

/// Whether the derivative is certainly not zero there.
[[nodiscard]] inline bool significant(const Examined& entry) {
    return std::abs(entry.truth) > decisive_gap * entry.error_bar;
}

/// What was examined at a place, column by column; null if nothing.
[[nodiscard]] inline const Examined* examined_at(const BlockEvidence& block,
                                                 arma::uword place) {
    for (const Examined& entry : block.examined) {
        if (entry.row + entry.col * block.claimed.n_rows == place) return &entry;
    }
    return nullptr;
}

/// The largest numerical value of the block; 0 if nothing was examined.
[[nodiscard]] inline double scale_of(const BlockEvidence& block) {
    double most = 0.0;
    for (const Examined& entry : block.examined) {
        most = std::max(most, std::abs(entry.truth));
    }
    return most;
}

/// `count` numbers from `first` on as a matrix of the block's shape.
[[nodiscard]] inline arma::mat shaped(const double* first, const Block& block) {
    arma::mat matrix(block.rows, block.cols);
    std::copy_n(first, block.size(), matrix.memptr());
    return matrix;
}

}  // namespace chainrule::check
