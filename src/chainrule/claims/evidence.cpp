#include "chainrule/claims/evidence.hpp"

#include <cmath>

namespace chainrule::claims {

bool agrees(const arma::mat& value,
            const arma::mat& truth,
            const arma::mat& bar,
            double scale) {
    constexpr double rounding = 1e-10;
    if (value.n_elem != truth.n_elem) return false;
    for (arma::uword i = 0; i < truth.n_elem; ++i) {
        if (!std::isfinite(truth.mem[i])) continue;
        const double allowed = 2.0 * bar.mem[i] + rounding * scale;
        if (!(std::abs(value.mem[i] - truth.mem[i]) <= allowed)) return false;
    }
    return true;
}

bool agrees(const arma::mat& value, const Finding& finding) {
    return agrees(value, finding.truth, finding.error_bar, finding.scale);
}

}  // namespace chainrule::claims
