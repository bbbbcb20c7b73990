#pragma once

/// @file
/// Could this check have failed? What the given input hides from any comparison of
/// values.

#include "chainrule/check/diagnosis.hpp"
#include "chainrule/check/options.hpp"

#include <armadillo>

#include <string>
#include <vector>

namespace chainrule::check {

namespace detail {

/// What is degenerate about one block of x.
inline void audit_input(const std::string& name,
                        const arma::mat& values,
                        std::vector<std::string>& findings) {
    if (values.is_zero()) {
        findings.push_back(name + " is zero: terms multiplied by it are not tested");
    } else if (arma::all(arma::vectorise(values) == 1.0)) {
        findings.push_back(name + " is one: its powers and products look alike");
    } else if (values.n_elem > 1 && values.is_symmetric()) {
        findings.push_back(name + " is symmetric: it looks like its transpose");
    }
}

/// What a rule could have got wrong in one block without being seen.
inline void audit_derivative(const BlockEvidence& block,
                             std::vector<std::string>& findings) {
    if (!block.numerical.is_finite()) return;
    if (significant(block) == 0) {
        findings.push_back("the derivative with respect to " + block.name +
                           " is zero: a rule that returns zero would pass");
        return;
    }
    BlockEvidence right = block;
    right.claimed = block.numerical;
    if (is_transpose(right)) {
        findings.push_back("the derivative with respect to " + block.name +
                           " is symmetric: its transpose would pass");
    }
}

}  // namespace detail

/// One sentence for each finding.
[[nodiscard]] inline std::vector<std::string> audit(
    const arma::vec& x,
    const std::vector<Block>& blocks,
    const std::vector<BlockEvidence>& derivatives,
    const std::vector<Size>& sizes) {
    std::vector<std::string> findings;
    for (const Size& size : sizes) {
        if (size.value == 1.0) {
            findings.push_back(size.name + " = 1: a factor " + size.name + " or 1/" +
                               size.name + " cannot be seen");
        }
    }
    arma::uword first = 0;
    for (const Block& block : blocks) {
        if (block.size() == 0) continue;
        const arma::vec part = x.subvec(first, first + block.size() - 1);
        detail::audit_input(
            block.name, arma::reshape(part, block.rows, block.cols), findings);
        first += block.size();
    }
    for (const BlockEvidence& block : derivatives) {
        detail::audit_derivative(block, findings);
    }
    return findings;
}

}  // namespace chainrule::check
