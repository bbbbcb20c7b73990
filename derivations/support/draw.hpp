#pragma once

/// @file
/// How a random example of an input is drawn. Each function gives a matrix in which
/// the step's usual mistakes show: no ones, no zeros, no two equal entries, except
/// where the input itself is made of them.

#include "chainrule/random.hpp"

#include <armadillo>

namespace chainrule {

/// The size of an input, and for class labels the number of classes.
struct DrawSize {
    arma::uword rows, cols;
    arma::uword classes = 0;
};

using Draw = arma::mat (*)(Random&, const DrawSize&);

namespace draw {

template <class Entry>
[[nodiscard]] arma::mat fill(const DrawSize& size, Entry&& entry) {
    arma::mat values(size.rows, size.cols);
    values.imbue(std::forward<Entry>(entry));
    return values;
}

/// Standard normal.
[[nodiscard]] inline arma::mat normal(Random& random, const DrawSize& size) {
    return fill(size, [&] { return random.normal(); });
}

/// Between 0.3 and 3, for logarithms and roots; 1 itself has probability 0.
[[nodiscard]] inline arma::mat positive(Random& random, const DrawSize& size) {
    return fill(size, [&] { return std::exp(random.uniform(-1.2, 1.1)); });
}

/// At least 0.2 from zero, for steps with a kink or a pole there; both signs are present
/// wherever there are two entries.
[[nodiscard]] inline arma::mat away_from_zero(Random& random, const DrawSize& size) {
    arma::mat values = fill(size, [&] {
        const double magnitude = 0.2 + std::abs(random.normal());
        return random.uniform() < 0.5 ? -magnitude : magnitude;
    });
    if (values.n_elem > 1) {
        values(0) = -std::abs(values(0));
        values(1) = std::abs(values(1));
    }
    return values;
}

/// All entries at least 0.1 apart: for maxima, which have a kink at a tie.
[[nodiscard]] inline arma::mat apart(Random& random, const DrawSize& size) {
    const auto order = random.permutation(size.rows * size.cols);
    arma::uword next = 0;
    return fill(size, [&] {
        const auto place = static_cast<double>(order[next++]);
        return 0.2 * place - 1.0 + random.uniform(0.0, 0.1);
    });
}

/// Every entry 1: for a row that copies what it multiplies.
[[nodiscard]] inline arma::mat ones(Random&, const DrawSize& size) {
    return arma::mat(size.rows, size.cols, arma::fill::ones);
}

/// Grey levels from 0 to 255.
[[nodiscard]] inline arma::mat grey_levels(Random& random, const DrawSize& size) {
    return fill(size, [&] { return random.uniform(0.0, 255.0); });
}

/// Strictly between 0 and 1.
[[nodiscard]] inline arma::mat fraction(Random& random, const DrawSize& size) {
    return fill(size, [&] { return random.uniform(0.05, 0.95); });
}

/// Each column positive with sum 1.
[[nodiscard]] inline arma::mat probabilities(Random& random, const DrawSize& size) {
    arma::mat values = positive(random, size);
    values.each_row() /= arma::sum(values, 0).eval();
    return values;
}

/// 0 or 1, both present wherever there are two entries.
[[nodiscard]] inline arma::mat mask(Random& random, const DrawSize& size) {
    arma::mat values = fill(size, [&] { return random.uniform() < 0.6 ? 1.0 : 0.0; });
    if (values.n_elem > 1) {
        values(0) = 0.0;
        values(1) = 1.0;
    }
    return values;
}

/// H, W, C, k, s and p of a window that overlaps itself, skips pixels and needs padding.
[[nodiscard]] inline arma::mat sliding_window(Random& random, const DrawSize&) {
    if (random.uniform() < 0.5) return {{4, 5, 2, 3, 2, 1}};
    return {{5, 4, 2, 3, 2, 1}};
}

/// The same of a window that lies side by side with itself, a row or column left over.
[[nodiscard]] inline arma::mat pooling_window(Random& random, const DrawSize&) {
    if (random.uniform() < 0.5) return {{4, 7, 2, 2, 2, 0}};
    return {{7, 4, 2, 2, 2, 0}};
}

/// Class labels, counted from 0.
[[nodiscard]] inline arma::mat labels(Random& random, const DrawSize& size) {
    return fill(size, [&] { return static_cast<double>(random.below(size.classes)); });
}

}  // namespace draw

}  // namespace chainrule
