#pragma once

/// @file
/// The matrices that a flat x is made of: drawn, joined and taken apart.

#include "chainrule/check/options.hpp"
#include "chainrule/random.hpp"

#include <armadillo>

#include <vector>

namespace chainrule::tests {

/// Normal numbers of this `size`.
[[nodiscard]] inline arma::mat drawn(Random& random,
                                     arma::uword rows,
                                     arma::uword cols,
                                     double size = 1.0) {
    arma::mat matrix(rows, cols);
    for (double& value : matrix) value = size * random.normal();
    return matrix;
}

/// One below the other, column by column.
[[nodiscard]] inline arma::vec packed(const std::vector<arma::mat>& parts) {
    arma::vec x;
    for (const arma::mat& one : parts) x = arma::join_cols(x, arma::vectorise(one));
    return x;
}

/// The reverse of `packed`.
[[nodiscard]] inline std::vector<arma::mat> parts_of(const arma::vec& x,
                                                     const std::vector<Block>& blocks) {
    std::vector<arma::mat> parts;
    arma::uword first = 0;
    for (const Block& block : blocks) {
        parts.push_back(
            arma::reshape(arma::mat(x.subvec(first, first + block.size() - 1)),
                          block.rows,
                          block.cols));
        first += block.size();
    }
    return parts;
}

/// A column of bias added to each example.
[[nodiscard]] inline arma::mat biased(const arma::mat& product, const arma::mat& bias) {
    return product + arma::repmat(bias, 1, product.n_cols);
}

}  // namespace chainrule::tests
