#pragma once

/// @file
/// The decision rules of other gradient checkers, restated on one coordinate with their
/// default constants. The tools themselves are not run: these are the inequalities that
/// their sources and documentation state, with step sizes and tolerances as there.

#include "tests/chainrule/check/scalar_cases.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <string>
#include <vector>

namespace chainrule::tests::peers {

/// What a rule is given: f, the claimed slope, the point.
struct Question {
    const Scalar& f;
    double claimed;
    double x;
};

inline std::string pass(bool passes) {
    return passes ? "pass" : "FAIL";
}

inline double central(const Question& q, double h) {
    return (q.f(q.x + h) - q.f(q.x - h)) / (2.0 * h);
}

/// torch.autograd.gradcheck: h = 1e-6, |a - n| <= 1e-5 + 1e-3 |n|.
inline std::string pytorch(const Question& q) {
    const double n = central(q, 1e-6);
    return pass(std::abs(q.claimed - n) <= 1e-5 + 1e-3 * std::abs(n));
}

/// jax.test_util.check_grads in double: h = 1e-4, |a - n| <= 1e-5 + 1e-5 |n|.
inline std::string jax(const Question& q) {
    const double n = central(q, 1e-4);
    return pass(std::abs(q.claimed - n) <= 1e-5 + 1e-5 * std::abs(n));
}

/// Stan's diagnose: h = 1e-6; counts |a - n| > 1e-6, which is false for a NaN.
inline std::string stan_diagnose(const Question& q) {
    return pass(!(std::abs(q.claimed - central(q, 1e-6)) > 1e-6));
}

/// Stan's expect_ad: six points, h = eps^(1/7) max(1, |x|), 1e-4 of the mean magnitude
/// and no less than 1e-8; a value of f that is not finite ends the test without verdict.
inline std::string stan_expect(const Question& q) {
    if (!std::isfinite(q.f(q.x))) return "skip";
    const double epsilon = std::numeric_limits<double>::epsilon();
    const double h = std::pow(epsilon, 1.0 / 7.0) * std::max(1.0, std::abs(q.x));
    const double n = (45.0 * (q.f(q.x + h) - q.f(q.x - h)) -
                      9.0 * (q.f(q.x + 2.0 * h) - q.f(q.x - 2.0 * h)) +
                      (q.f(q.x + 3.0 * h) - q.f(q.x - 3.0 * h))) /
                     (60.0 * h);
    const double mean = 0.5 * (std::abs(q.claimed) + std::abs(n));
    return pass(std::abs(q.claimed - n) <= std::max(1e-4 * mean, 1e-8));
}

/// Ceres' GradientChecker: Ridders' table of ten levels from 32 max(1e-2, 1e-2 |x|),
/// halved each time, stopping at an absolute 1e-12; accepted within 1e-8 of the larger
/// magnitude, absolutely if either is exactly 0.
inline std::string ceres(const Question& q) {
    constexpr int levels = 10;
    double h = 32.0 * std::max(1e-2, 1e-2 * std::abs(q.x));
    std::array<double, levels> previous{}, current{};
    double best = std::numeric_limits<double>::max(), n = scalar::nan;
    for (int i = 0; i < levels; ++i, h /= 2.0) {
        current[0] = central(q, h);
        double power = 4.0;
        for (std::size_t k = 1; k <= static_cast<std::size_t>(i); ++k, power *= 4.0) {
            current[k] = (power * current[k - 1] - previous[k - 1]) / (power - 1.0);
            const double error = std::max(std::abs(current[k] - current[k - 1]),
                                          std::abs(current[k] - previous[k - 1]));
            if (error <= best) {
                best = error;
                n = current[k];
            }
        }
        const auto last = static_cast<std::size_t>(i);
        if (best < 1e-12) break;
        if (i > 0 && std::abs(current[last] - previous[last - 1]) >= 2.0 * best) break;
        if (i == 0) n = current[0];
        previous = current;
    }
    const double gap = std::abs(q.claimed - n);
    const double size = std::max(std::abs(q.claimed), std::abs(n));
    const bool absolute = q.claimed == 0.0 || n == 0.0;
    return pass((absolute ? gap : gap / size) <= 1e-8);
}

/// ChainRulesTestUtils on FiniteDifferences.jl: five points, the step from a bound on
/// the fifth derivative found with seven points, kept within 1e-2; isapprox at 1e-9.
inline std::string chain_rules(const Question& q) {
    constexpr double wide = 7.23e-3, narrow = 6.84e-4, reach = 1e-2;
    const double h0 = std::min(wide, reach / 3.0);
    std::array<double, 7> values{};
    double largest = 0.0;
    for (int k = -3; k <= 3; ++k) {
        const double value = q.f(q.x + k * h0);
        values[static_cast<std::size_t>(k + 3)] = value;
        largest = std::max(largest, std::abs(value));
    }
    const std::array<std::array<double, 7>, 3> weights{{{-1, 4, -5, 0, 5, -4, 1},
                                                        {1, -8, 25, -40, 35, -16, 3},
                                                        {-3, 16, -35, 40, -25, 8, -1}}};
    double fifth = 0.0;
    for (const auto& row : weights) {
        double sum = 0.0;
        for (std::size_t k = 0; k < 7; ++k) sum += 0.5 * row[k] * values[k];
        fifth = std::max(fifth, std::abs(sum) / std::pow(h0, 5));
    }
    double h = narrow;
    if (fifth > 0.0 && largest > 0.0) {
        const double spacing = std::nextafter(largest, scalar::infinity) - largest;
        h = std::pow(0.25 * (spacing * 1.5) / (fifth / 18.0), 0.2);
    }
    h = std::min({h, reach / 2.0, 1e3 * narrow});
    const double n = (q.f(q.x - 2 * h) - 8.0 * q.f(q.x - h) + 8.0 * q.f(q.x + h) -
                      q.f(q.x + 2 * h)) /
                     (12.0 * h);
    const double size = std::max(std::abs(q.claimed), std::abs(n));
    return pass(std::abs(q.claimed - n) <= std::max(1e-9, 1e-9 * size));
}

/// Caffe: h = 1e-2, |a - n| <= 1e-3 max(|a|, |n|, 1).
inline std::string caffe(const Question& q) {
    const double n = central(q, 1e-2);
    const double size = std::max({std::abs(q.claimed), std::abs(n), 1.0});
    return pass(std::abs(q.claimed - n) <= 1e-3 * size);
}

/// tiny-dnn in float: h = sqrt(eps), |a - n| <= 1e-2.
inline std::string tiny_dnn(const Question& q) {
    const float h = std::sqrt(std::numeric_limits<float>::epsilon());
    const auto x = static_cast<float>(q.x);
    const auto ahead = static_cast<float>(q.f(x + h));
    const auto behind = static_cast<float>(q.f(x - h));
    const float n = (ahead - behind) / (2.0f * h);
    return pass(std::abs(static_cast<float>(q.claimed) - n) <= 1e-2f);
}

/// A number to its first digit, small ones together: the last digits are the machine's.
inline std::string rough(double value, double least) {
    if (std::isnan(value)) return "nan";
    char text[32];
    const bool small = value < least;
    std::snprintf(text, sizeof text, small ? "<%.0e" : "%.0e", small ? least : value);
    return text;
}

/// scipy.optimize.check_grad: forward, h = 1.49e-8; returns |a - n| and no verdict.
inline std::string scipy(const Question& q) {
    constexpr double h = 1.4901161193847656e-8;
    return rough(std::abs(q.claimed - (q.f(q.x + h) - q.f(q.x)) / h), 1e-6);
}

/// CS231n's notes: h = 1e-5, relative error |a - n| / (|a| + |n|); above 1e-2 is wrong,
/// below 1e-7 is right, and between them the reader judges.
inline std::string cs231n(const Question& q) {
    const double n = central(q, 1e-5);
    const double size = std::abs(q.claimed) + std::abs(n);
    return rough(size == 0.0 ? 0.0 : std::abs(q.claimed - n) / size, 1e-7);
}

inline double remainder(const Question& q, double h) {
    return std::abs(q.f(q.x + h) - q.f(q.x) - h * q.claimed);
}

/// One digit behind the point.
inline std::string slope_text(double slope) {
    if (!std::isfinite(slope)) return "nan";
    if (slope < 0.5) return "none";
    char text[16];
    std::snprintf(text, sizeof text, "%.1f", slope);
    return text;
}

/// Manopt's checkgradient: the remainder at 51 steps from 1e-8 to 1, its order on the
/// straightest stretch of ten; 2 is right. "exact" if all are below 1e-12.
inline std::string manopt(const Question& q) {
    constexpr std::size_t steps = 51, window = 10;
    std::vector<double> x, y;
    bool exact = true;
    for (std::size_t i = 0; i < steps; ++i) {
        const double h = std::pow(10.0, -8.0 + 8.0 * double(i) / double(steps - 1));
        const double r = remainder(q, h);
        exact = exact && r < 1e-12;
        if (!std::isfinite(r) || r == 0.0) continue;
        x.push_back(std::log10(h));
        y.push_back(std::log10(r));
    }
    if (exact) return "exact";
    double straightest = scalar::infinity, slope = scalar::nan;
    for (std::size_t first = 0; first + window <= x.size(); ++first) {
        double sx = 0, sy = 0, sxx = 0, sxy = 0;
        for (std::size_t i = first; i < first + window; ++i) {
            sx += x[i] / window;
            sy += y[i] / window;
            sxx += x[i] * x[i] / window;
            sxy += x[i] * y[i] / window;
        }
        const double fit = (sxy - sx * sy) / (sxx - sx * sx);
        double residual = 0.0;
        for (std::size_t i = first; i < first + window; ++i) {
            residual += std::pow(y[i] - sy - fit * (x[i] - sx), 2);
        }
        if (residual < straightest) {
            straightest = residual;
            slope = fit;
        }
    }
    return slope_text(slope);
}

/// pyadjoint's taylor_test: the least rate between h = 0.01, 0.005, 0.0025, 0.00125;
/// users demand more than 1.9.
inline std::string pyadjoint(const Question& q) {
    double least = scalar::infinity;
    for (int i = 0; i < 3; ++i) {
        const double h = 0.01 / (1 << i);
        least = std::min(least, std::log2(remainder(q, h) / remainder(q, 0.5 * h)));
    }
    return slope_text(least);
}

struct Peer {
    std::string name;
    std::string (*answer)(const Question&);
};

inline const std::vector<Peer>& all() {
    static const std::vector<Peer> peers{{"PyTorch", pytorch},
                                         {"JAX", jax},
                                         {"Stan diagnose", stan_diagnose},
                                         {"Stan expect", stan_expect},
                                         {"Ceres", ceres},
                                         {"ChainRules", chain_rules},
                                         {"Caffe", caffe},
                                         {"tiny-dnn", tiny_dnn},
                                         {"SciPy", scipy},
                                         {"CS231n", cs231n},
                                         {"Manopt", manopt},
                                         {"pyadjoint", pyadjoint}};
    return peers;
}

}  // namespace chainrule::tests::peers
