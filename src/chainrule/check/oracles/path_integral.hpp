#pragma once

/// @file
/// The integral of the claimed derivatives along a segment, by adaptive quadrature
/// with an error estimate.

#include "chainrule/check/list.hpp"
#include "chainrule/check/oracles/compare.hpp"
#include "chainrule/check/problem.hpp"
#include "chainrule/check/quantifiers.hpp"
#include "chainrule/check/sampling.hpp"
#include "chainrule/check/vector.hpp"
#include "chainrule/random.hpp"

#include <armadillo>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <exception>
#include <limits>
#include <string>
#include <utility>

namespace chainrule::check {

/// Nodes and weights of Gauss and Kronrod's rule with 15 points on [-1, 1], of which
/// every second belongs to Gauss' rule with 7 (Kronrod 1965; QUADPACK, Piessens et al.
/// 1983). The nodes are symmetric; the last is the middle.
struct GaussKronrod {
    static constexpr std::array<double, 8> nodes{0.991455371120812639206854697526329,
                                                 0.949107912342758524526189684047851,
                                                 0.864864423359769072789712788640926,
                                                 0.741531185599394439863864773280788,
                                                 0.586087235467691130294144691693013,
                                                 0.405845151377397166906606412076961,
                                                 0.207784955007898467600689403773245,
                                                 0.0};
    static constexpr std::array<double, 8> weights{0.022935322010529224963732008058970,
                                                   0.063092092629978553290700663189204,
                                                   0.104790010322250183839876322541518,
                                                   0.140653259715525918745189590510238,
                                                   0.169004726639267902826583426598550,
                                                   0.190350578064785409913256402421014,
                                                   0.204432940075298892414161999234649,
                                                   0.209482141084727828012999174891714};
    /// Of nodes 1, 3, 5 and 7.
    static constexpr std::array<double, 4> gauss_weights{
        0.129484966168869693270611432679082,
        0.279705391489276667901467771423780,
        0.381830050505118944950369775488975,
        0.417959183673469387755102040816327};
};

/// An integral for each output. A part of the path where the derivatives are not finite
/// makes it not finite.
struct Integral {
    List<double> value;
    List<double> error;  ///< estimated
    List<double> size;   ///< integral of the absolute value

    Integral() = default;
    explicit Integral(std::size_t outputs)
        : value(outputs, 0.0), error(outputs, 0.0), size(outputs, 0.0) {}

    void add(const Integral& part) {
        for (std::size_t i = 0; i < value.size(); ++i) {
            value[i] += part.value[i];
            error[i] += part.error[i];
            size[i] += part.size[i];
        }
    }
    [[nodiscard]] bool is_finite() const {
        return all_of(size, [](double one) { return std::isfinite(one); });
    }
    /// Whether at least a digit of it is known.
    [[nodiscard]] bool has_converged() const {
        for (std::size_t i = 0; i < size.size(); ++i) {
            if (!(error[i] <= 0.1 * size[i])) return false;
        }
        return true;
    }
};

/// The claimed derivatives along from + t (to - from), 0 <= t <= 1.
class Segment {
public:
    /// Most evaluations of the derivatives for one integral.
    static constexpr std::size_t most_evaluations = 4500;

    /// After so many at least a digit must be known for it to be worth going on.
    static constexpr std::size_t hopeful_evaluations = 450;

    Segment(const Setting& setting, arma::vec from, const arma::vec& to)
        : setting_(setting),
          from_(std::move(from)),
          across_(moved(to, -1.0, from_)),
          noise_(setting.outputs(), 0.0) {
        const arma::uword outputs = setting.outputs();
        for (arma::uword k = 0; k < setting.claimed_sigma.n_elem; ++k) {
            const double noise =
                setting.claimed_sigma.mem[k] * across_.mem[k / outputs];
            noise_[k % outputs] = std::hypot(noise_[k % outputs], noise);
        }
    }

    /// What the noise of the claimed derivatives at x makes of their slope along the
    /// segment.
    [[nodiscard]] double noise(std::size_t i) const { return noise_[i]; }

    [[nodiscard]] const arma::vec& across() const { return across_; }
    [[nodiscard]] arma::vec point(double t) const { return moved(from_, t, across_); }

    /// From t = `first` to t = `last`. The piece with the largest error is halved until
    /// all together are below `share` of the size or the noise, or evaluations run out;
    /// the error then says so.
    [[nodiscard]] Integral integrate(double first,
                                     double last,
                                     double share = 1e-13) const {
        List<Piece> pieces{piece(first, last)};
        Integral sum = pieces.front().integral;
        std::size_t evaluations = 15;
        while (sum.is_finite() && evaluations + 30 <= most_evaluations &&
               excess(sum, sum, share) > 1.0) {
            const auto worst = std::max_element(
                pieces.begin(), pieces.end(), [&](const Piece& a, const Piece& b) {
                    return excess(a.integral, sum, share) <
                           excess(b.integral, sum, share);
                });
            const double middle = 0.5 * (worst->first + worst->last);
            if (!(worst->first < middle && middle < worst->last)) break;
            const double end = worst->last;
            *worst = piece(worst->first, middle);
            pieces.push_back(piece(middle, end));
            evaluations += 30;
            sum = Integral(sum.value.size());
            for (const Piece& one : pieces) sum.add(one.integral);
            if (evaluations > hopeful_evaluations && !sum.has_converged()) break;
        }
        return sum;
    }

private:
    struct Piece {
        double first, last;
        Integral integral;
    };

    /// The largest error of `part` in units of what the errors of `whole` may be.
    [[nodiscard]] double excess(const Integral& part,
                                const Integral& whole,
                                double share) const {
        double most = 0.0;
        for (std::size_t i = 0; i < part.error.size(); ++i) {
            if (part.error[i] > 0.0) {
                most =
                    std::max(most, part.error[i] / (share * whole.size[i] + noise_[i]));
            }
        }
        return most;
    }

    /// The claimed slope of every output along the segment; NaN outside the domain, and
    /// where the budget is spent.
    [[nodiscard]] arma::vec slopes(double t) const {
        const arma::uword outputs = setting_.outputs();
        const arma::vec at = point(t);
        try {
            const CheckOptions& options = setting_.options;
            if ((!options.inside || options.inside(at)) && setting_.may_ask_claim()) {
                const arma::mat claimed = setting_.problem.claimed(at);
                if (claimed.n_elem == setting_.claimed.n_elem) {
                    arma::vec sums = filled(outputs, 0.0);
                    for (arma::uword k = 0; k < claimed.n_elem; ++k) {
                        sums.at(k % outputs) +=
                            claimed.mem[k] * across_.mem[k / outputs];
                    }
                    return sums;
                }
            }
        } catch (...) {
            // outside the domain
        }
        return filled(outputs, arma::datum::nan);
    }

    /// QUADPACK's estimate from |Kronrod - Gauss|, which is the error of the poorer
    /// rule: for a smooth integrand the better one is orders of magnitude closer. With
    /// a kink or a jump the difference is a good share of the `variation`, the integral
    /// of |integrand - mean|, and nothing is gained.
    [[nodiscard]] static double sharpened(double difference, double variation) {
        if (!(variation > 0.0) || !(difference > 0.0)) return difference;
        return variation * std::min(1.0, std::pow(200.0 * difference / variation, 1.5));
    }

    [[nodiscard]] Piece piece(double first, double last) const {
        using Rule = GaussKronrod;
        const double middle = 0.5 * (first + last), half = 0.5 * (last - first);
        Piece result{first, last, Integral(setting_.outputs())};
        List<double> gauss(setting_.outputs(), 0.0);
        List<arma::vec> found;
        const auto include = [&](double t, std::size_t node) {
            found.push_back(slopes(t));
            const arma::vec& slope = found.back();
            for (std::size_t i = 0; i < gauss.size(); ++i) {
                const double value = half * slope.mem[i];
                result.integral.value[i] += Rule::weights[node] * value;
                result.integral.size[i] += Rule::weights[node] * std::abs(value);
                if (node % 2 == 1) gauss[i] += Rule::gauss_weights[node / 2] * value;
            }
        };
        for (std::size_t node = 0; node < 7; ++node) {
            include(middle - half * Rule::nodes[node], node);
            include(middle + half * Rule::nodes[node], node);
        }
        include(middle, 7);
        for (std::size_t i = 0; i < gauss.size(); ++i) {
            const double mean = result.integral.value[i] / (last - first);
            double variation = 0.0;
            for (std::size_t k = 0; k < found.size(); ++k) {
                variation +=
                    Rule::weights[k / 2] * half * std::abs(found[k].mem[i] - mean);
            }
            result.integral.error[i] =
                sharpened(std::abs(result.integral.value[i] - gauss[i]), variation);
        }
        return result;
    }

    const Setting& setting_;
    arma::vec from_, across_;
    List<double> noise_;
};

/// Random displacements around x, of two kinds in turn: of length max(1, |x|) in any
/// direction, and by about its own size for each entry, so that neither small nor
/// large entries are lost where sizes differ by orders of magnitude. Both are `shrunk`
/// by a factor.
[[nodiscard]] inline arma::vec displacement(const Setting& setting,
                                            std::size_t kind,
                                            double shrunk,
                                            Random& random) {
    const arma::vec& x = setting.x();
    arma::vec moved = random_direction(x.n_elem, random);
    const double radius = std::max(1.0, length(x));
    const double many = std::sqrt(static_cast<double>(x.n_elem));
    for (arma::uword j = 0; j < x.n_elem; ++j) {
        const double own = many * std::abs(x.mem[j]);
        const bool by_size = kind % 2 == 1 && own > 0.0;
        moved.at(j) *= shrunk * (by_size ? own : radius);
    }
    return moved;
}

/// What rounding and noise of the claimed derivatives do to an integral of them.
[[nodiscard]] inline double claim_noise(const Setting& setting,
                                        const Segment& segment,
                                        const Integral& integral,
                                        arma::uword i) {
    // Where they or their argument are floats, that is a share of them everywhere.
    const double narrow =
        setting.options.single_precision ? std::numeric_limits<float>::epsilon() : 0.0;
    const double share = std::max(setting.problem.claimed_epsilon, narrow);
    return rounding_bar(integral.size[i], segment.noise(i)) +
           4.0 * share * integral.size[i];
}

/// Why a path could not be integrated.
[[nodiscard]] inline std::string why_not_integrated(const Setting& setting) {
    const bool spent = !setting.may_ask_claim() || setting.allowance.left() == 0;
    return spent ? "the budget is spent"
                 : "f or the derivatives are not finite, or too wild, around x";
}

}  // namespace chainrule::check
