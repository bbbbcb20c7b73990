#include "chainrule/train/notes.hpp"

#include <fmt/format.h>

#include <vector>

namespace chainrule::train {

std::string never_predicted(const arma::umat& confusion) {
    std::vector<arma::uword> classes;
    for (arma::uword c = 0; c < confusion.n_cols; ++c) {
        const bool present = arma::accu(confusion.row(c)) > 0;
        if (present && arma::accu(confusion.col(c)) == 0) classes.push_back(c);
    }
    if (classes.empty()) return "";
    return fmt::format("Never predicted on the test set: {}.",
                       fmt::join(classes, ", "));
}

std::string starved_classes(const arma::fmat& logits, const arma::urowvec& labels) {
    arma::uvec examples(logits.n_rows, arma::fill::zeros), starved = examples;
    for (arma::uword n = 0; n < labels.n_elem; ++n) {
        ++examples(labels(n));
        if (logits(labels(n), n) <= 0.0f) ++starved(labels(n));
    }
    std::vector<std::string> shares, dead;
    for (arma::uword c = 0; c < logits.n_rows; ++c) {
        if (examples(c) == 0) continue;
        if (starved(c) == examples(c)) dead.push_back(std::to_string(c));
        shares.push_back(fmt::format("{}: {:.2f} %",
                                     c,
                                     100.0 * static_cast<double>(starved(c)) /
                                         static_cast<double>(examples(c))));
    }
    const std::string verdict =
        dead.empty() ? "No class is starved altogether with this seed"
                     : fmt::format(
                           "Nothing pulls up class {}, which can only be "
                           "predicted where all logits are 0",
                           fmt::join(dead, ", "));
    return fmt::format(
        "The logits pass a ReLU: an example whose true logit is not positive gives its "
        "own class a gradient of exactly 0. {}. Share of such training examples by "
        "class: {}.",
        verdict,
        fmt::join(shares, ", "));
}

std::string stuck_bias(double measured,
                       const arma::fvec& initial_bias,
                       const arma::fvec& final_bias,
                       std::size_t steps) {
    const arma::fvec moved = final_bias - initial_bias;
    return fmt::format(
        "The output bias moves by one number for the layer, the sum of P - Y over "
        "classes and examples. Each column of P and of Y sums to 1, so that number is "
        "0 (measured in double precision: {:.0e}): after {} steps no output bias is "
        "further than {:.0e} from where it was drawn, although the biases reach "
        "{:.2f}.",
        measured,
        steps,
        arma::abs(moved).max(),
        arma::abs(final_bias).max());
}

}  // namespace chainrule::train
