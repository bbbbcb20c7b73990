#pragma once

/// @file
/// What a caller may say about a check. Every default is meant to be right; none is
/// a tolerance.

#include <armadillo>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace chainrule {

/// One of the matrices that a flat vector stands for, column by column.
struct Block {
    std::string name;
    arma::uword rows = 0;
    arma::uword cols = 1;

    [[nodiscard]] arma::uword size() const { return rows * cols; }
};

/// A number of the problem that a mistaken rule may carry as a factor: {"N", 32}.
struct Size {
    std::string name;
    double value = 1.0;
};

/// What to say where the slopes to the left and to the right differ.
enum class KinkPolicy {
    accept_between,  ///< any claimed slope between the two holds, and is noted
    undecided,       ///< a claimed slope between the two is left undecided
};

/// Which oracles to ask. One that the callables do not permit is left out silently.
struct Oracles {
    bool complex_step = true;  ///< needs f for complex arguments, in analytic code
    bool differences = true;   ///< adaptive central differences, entry by entry
    bool ridders = false;      ///< a second opinion on them, at steps of its own
    bool directions = true;    ///< all entries at once, along random directions
    bool taylor = true;        ///< order of the remainder along those directions
    bool adjoint = true;       ///< <y_bar, J v> = <vjp(y_bar), v>, for vjp only

    /// Entries that are too small at x for f to show an error of a part in 1e4, judged
    /// where they are larger: at points about max(1, |x|) around x.
    bool beside = true;

    /// f(b) - f(a) against the integral of the claimed gradient from a to b, which
    /// needs no step. Judges the claim around x instead of at x, so it also sees what
    /// x itself hides; f and the gradient are asked at about max(1, |x|) from x.
    bool line_integral = false;

    /// The integral of the claimed gradient around a triangle, which is 0 for the
    /// gradient of any function: judges the gradient without asking f.
    bool closed_loop = false;
};

/// A matrix that has a name in the caller's derivation.
struct NamedMatrix {
    std::string name;
    arma::mat value;
};

/// What a check may cost. 0 is no limit; less is refused with `std::invalid_argument`,
/// as is every option that cannot be meant.
struct Budget {
    std::size_t evaluations = 0;  ///< of f; the oracles around x ask the derivatives
                                  ///< at most until these, too, were asked so often

    /// Converted to evaluations by the time that the first ones took, so that a run
    /// on a busy machine may examine fewer entries than another.
    double seconds = 0.0;
};

struct CheckOptions {
    /// Draws the directions, the cotangents and the sample of entries. The same
    /// seed gives the same report, bit for bit.
    std::uint64_t seed = 1;

    Oracles oracles;

    /// The matrices that x is made of, in order; reports then speak of `W(2, 0)`.
    /// Empty: one block named `x` of x's own shape. Their sizes must add up to x's, and
    /// each needs a name of its own, else `std::invalid_argument`.
    std::vector<Block> blocks;

    /// Numbers by which a factor in the claimed gradient may be named.
    std::vector<Size> sizes;

    /// Names for what the forward pass computes at a point (flat, as x column by
    /// column), such as the pre-activation Z. A diagnosis may then say "multiply by
    /// ... Z". The names of `blocks` need not be repeated.
    std::function<std::vector<NamedMatrix>(const arma::vec&)> values;

    /// At most so many entries are examined one by one; of more, a sample is drawn
    /// that gives every block its share, and the report says so. What is left out is
    /// seen by the random directions only; if one of those fails, the wrong entries are
    /// searched by group testing.
    std::size_t max_entries = 1000;

    /// Examines no entry unless a random direction fails. The cost does not grow with
    /// x; the report states the probability that an error of `error_size` was missed.
    bool quick = false;

    /// The error, relative to the length of the gradient, for which that probability
    /// is stated.
    double error_size = 1e-3;

    Budget budget;

    /// More than 1 says that f and the derivatives may be called by several threads at
    /// once. The report is the same, bit for bit, for any number.
    std::size_t threads = 1;

    /// Random directions; a quick check takes four at least. An error in a single entry
    /// of n shows in one of them at about 1/sqrt(n) of its size.
    std::size_t directions = 2;

    /// How many entries the report lists, worst first.
    std::size_t worst = 5;

    KinkPolicy kinks = KinkPolicy::accept_between;

    /// Says that f rounds its argument to `float`. Steps are then taken between
    /// floats. The noise of f is measured in any case.
    bool single_precision = false;

    /// Whether f may be asked for a point (flat, as x column by column). Empty:
    /// everywhere. Where it says no, f is not called, and smaller steps are taken. A
    /// point at which f throws or is not finite counts as outside.
    std::function<bool(const arma::vec&)> inside;
};

}  // namespace chainrule
