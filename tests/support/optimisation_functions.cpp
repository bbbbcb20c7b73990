#include "tests/support/optimisation_functions.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace chainrule::tests {

namespace {

using arma::mat;
using arma::uword;
using arma::vec;
using std::cos;
using std::exp;
using std::sin;
using std::sqrt;

constexpr double pi = std::numbers::pi;

/// Residuals and their m x n Jacobian, to be filled; both arrive as zeros.
using Residuals = std::function<void(const vec& x, vec& r, mat& J)>;

/// The sum of m squared residuals, whose gradient is 2 J' r.
OptimisationFunction squares(
    std::string name, uword m, Residuals residuals, vec start, double spread = 1.0) {
    const auto both = [=](const vec& x, vec& r, mat& J) {
        r.zeros(m);
        J.zeros(m, x.n_elem);
        residuals(x, r, J);
    };
    return {std::move(name),
            [=](const vec& x) {
                vec r;
                mat J;
                both(x, r, J);
                return arma::dot(r, r);
            },
            [=](const vec& x) -> vec {
                vec r;
                mat J;
                both(x, r, J);
                return 2.0 * J.t() * r;
            },
            std::move(start),
            spread};
}

double power(double x, int n) {
    double result = 1.0;
    for (int k = 0; k < n; ++k) result *= x;
    return result;
}

double square(double x) {
    return x * x;
}

vec filled(uword n, double value) {
    return vec(n, arma::fill::value(value));
}

// ---- Least squares with fixed residuals -------------------------------------------

void rosenbrock(const vec& x, vec& r, mat& J) {
    for (uword i = 0; i < x.n_elem; i += 2) {
        r(i) = 10.0 * (x(i + 1) - x(i) * x(i));
        J(i, i) = -20.0 * x(i);
        J(i, i + 1) = 10.0;
        r(i + 1) = 1.0 - x(i);
        J(i + 1, i) = -1.0;
    }
}

void freudenstein_roth(const vec& x, vec& r, mat& J) {
    const double y = x(1);
    r(0) = -13.0 + x(0) + ((5.0 - y) * y - 2.0) * y;
    r(1) = -29.0 + x(0) + ((y + 1.0) * y - 14.0) * y;
    J(0, 0) = J(1, 0) = 1.0;
    J(0, 1) = 10.0 * y - 3.0 * y * y - 2.0;
    J(1, 1) = 3.0 * y * y + 2.0 * y - 14.0;
}

void powell_badly_scaled(const vec& x, vec& r, mat& J) {
    r(0) = 1e4 * x(0) * x(1) - 1.0;
    r(1) = exp(-x(0)) + exp(-x(1)) - 1.0001;
    J(0, 0) = 1e4 * x(1);
    J(0, 1) = 1e4 * x(0);
    J(1, 0) = -exp(-x(0));
    J(1, 1) = -exp(-x(1));
}

void brown_badly_scaled(const vec& x, vec& r, mat& J) {
    r = vec{x(0) - 1e6, x(1) - 2e-6, x(0) * x(1) - 2.0};
    J = mat{{1.0, 0.0}, {0.0, 1.0}, {x(1), x(0)}};
}

void beale(const vec& x, vec& r, mat& J) {
    const vec y{1.5, 2.25, 2.625};
    for (int i = 0; i < 3; ++i) {
        const auto k = static_cast<uword>(i);
        r(k) = y(k) - x(0) * (1.0 - power(x(1), i + 1));
        J(k, 0) = power(x(1), i + 1) - 1.0;
        J(k, 1) = x(0) * (i + 1) * power(x(1), i);
    }
}

void jennrich_sampson(const vec& x, vec& r, mat& J) {
    for (uword k = 0; k < r.n_elem; ++k) {
        const double i = double(k + 1);
        r(k) = 2.0 + 2.0 * i - exp(i * x(0)) - exp(i * x(1));
        J(k, 0) = -i * exp(i * x(0));
        J(k, 1) = -i * exp(i * x(1));
    }
}

void helical_valley(const vec& x, vec& r, mat& J) {
    const double squared = x(0) * x(0) + x(1) * x(1), radius = sqrt(squared);
    const double turn = std::atan(x(1) / x(0)) / (2.0 * pi) + (x(0) < 0.0 ? 0.5 : 0.0);
    r = vec{10.0 * (x(2) - 10.0 * turn), 10.0 * (radius - 1.0), x(2)};
    const double per_turn = -100.0 / (2.0 * pi * squared);
    J = mat{{-x(1) * per_turn, x(0) * per_turn, 10.0},
            {10.0 * x(0) / radius, 10.0 * x(1) / radius, 0.0},
            {0.0, 0.0, 1.0}};
}

void bard(const vec& x, vec& r, mat& J) {
    const vec y{0.14,
                0.18,
                0.22,
                0.25,
                0.29,
                0.32,
                0.35,
                0.39,
                0.37,
                0.58,
                0.73,
                0.96,
                1.34,
                2.10,
                4.39};
    for (uword k = 0; k < 15; ++k) {
        const double u = double(k + 1), v = 16.0 - u, w = std::min(u, v);
        const double below = v * x(1) + w * x(2);
        r(k) = y(k) - x(0) - u / below;
        J(k, 0) = -1.0;
        J(k, 1) = u * v / (below * below);
        J(k, 2) = u * w / (below * below);
    }
}

void gaussian(const vec& x, vec& r, mat& J) {
    const vec y{0.0009,
                0.0044,
                0.0175,
                0.0540,
                0.1295,
                0.2420,
                0.3521,
                0.3989,
                0.3521,
                0.2420,
                0.1295,
                0.0540,
                0.0175,
                0.0044,
                0.0009};
    for (uword k = 0; k < 15; ++k) {
        const double away = 0.5 * (7.0 - double(k)) - x(2);
        const double bell = exp(-0.5 * x(1) * away * away);
        r(k) = x(0) * bell - y(k);
        J(k, 0) = bell;
        J(k, 1) = -0.5 * away * away * x(0) * bell;
        J(k, 2) = x(1) * away * x(0) * bell;
    }
}

void meyer(const vec& x, vec& r, mat& J) {
    const vec y{34780,
                28610,
                23650,
                19630,
                16370,
                13720,
                11540,
                9744,
                8261,
                7030,
                6005,
                5147,
                4427,
                3820,
                3307,
                2872};
    for (uword k = 0; k < 16; ++k) {
        const double below = 50.0 + 5.0 * double(k) + x(2);
        const double growth = exp(x(1) / below);
        r(k) = x(0) * growth - y(k);
        J(k, 0) = growth;
        J(k, 1) = x(0) * growth / below;
        J(k, 2) = -x(0) * growth * x(1) / (below * below);
    }
}

void gulf(const vec& x, vec& r, mat& J) {
    for (uword k = 0; k < r.n_elem; ++k) {
        const double t = double(k + 1) / 100.0;
        const double away = 25.0 + std::pow(-50.0 * std::log(t), 2.0 / 3.0) - x(1);
        const double raised = std::pow(away, x(2));
        const double decay = exp(-raised / x(0));
        r(k) = decay - t;
        J(k, 0) = decay * raised / (x(0) * x(0));
        J(k, 1) = decay * x(2) * raised / (away * x(0));
        J(k, 2) = -decay * raised * std::log(away) / x(0);
    }
}

void box(const vec& x, vec& r, mat& J) {
    for (uword k = 0; k < r.n_elem; ++k) {
        const double t = 0.1 * double(k + 1), known = exp(-t) - exp(-10.0 * t);
        r(k) = exp(-t * x(0)) - exp(-t * x(1)) - x(2) * known;
        J(k, 0) = -t * exp(-t * x(0));
        J(k, 1) = t * exp(-t * x(1));
        J(k, 2) = -known;
    }
}

void powell_singular(const vec& x, vec& r, mat& J) {
    const double u = x(1) - 2.0 * x(2), v = x(0) - x(3);
    r = vec{x(0) + 10.0 * x(1), sqrt(5.0) * (x(2) - x(3)), u * u, sqrt(10.0) * v * v};
    J = mat{{1.0, 10.0, 0.0, 0.0},
            {0.0, 0.0, sqrt(5.0), -sqrt(5.0)},
            {0.0, 2.0 * u, -4.0 * u, 0.0},
            {2.0 * sqrt(10.0) * v, 0.0, 0.0, -2.0 * sqrt(10.0) * v}};
}

void wood(const vec& x, vec& r, mat& J) {
    r = vec{10.0 * (x(1) - x(0) * x(0)),
            1.0 - x(0),
            sqrt(90.0) * (x(3) - x(2) * x(2)),
            1.0 - x(2),
            sqrt(10.0) * (x(1) + x(3) - 2.0),
            (x(1) - x(3)) / sqrt(10.0)};
    J = mat{{-20.0 * x(0), 10.0, 0.0, 0.0},
            {-1.0, 0.0, 0.0, 0.0},
            {0.0, 0.0, -2.0 * sqrt(90.0) * x(2), sqrt(90.0)},
            {0.0, 0.0, -1.0, 0.0},
            {0.0, sqrt(10.0), 0.0, sqrt(10.0)},
            {0.0, 1.0 / sqrt(10.0), 0.0, -1.0 / sqrt(10.0)}};
}

void kowalik_osborne(const vec& x, vec& r, mat& J) {
    const vec y{0.1957,
                0.1947,
                0.1735,
                0.1600,
                0.0844,
                0.0627,
                0.0456,
                0.0342,
                0.0323,
                0.0235,
                0.0246};
    const vec u{4.0, 2.0, 1.0, 0.5, 0.25, 0.1670, 0.1250, 0.1, 0.0833, 0.0714, 0.0625};
    for (uword k = 0; k < 11; ++k) {
        const double above = u(k) * (u(k) + x(1));
        const double below = u(k) * (u(k) + x(2)) + x(3);
        r(k) = y(k) - x(0) * above / below;
        J(k, 0) = -above / below;
        J(k, 1) = -x(0) * u(k) / below;
        J(k, 2) = x(0) * above * u(k) / (below * below);
        J(k, 3) = x(0) * above / (below * below);
    }
}

void brown_dennis(const vec& x, vec& r, mat& J) {
    for (uword k = 0; k < 20; ++k) {
        const double t = double(k + 1) / 5.0;
        const double a = x(0) + t * x(1) - exp(t), b = x(2) + x(3) * sin(t) - cos(t);
        r(k) = a * a + b * b;
        J(k, 0) = 2.0 * a;
        J(k, 1) = 2.0 * a * t;
        J(k, 2) = 2.0 * b;
        J(k, 3) = 2.0 * b * sin(t);
    }
}

void osborne_1(const vec& x, vec& r, mat& J) {
    const vec y{0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881, 0.850, 0.818,
                0.784, 0.751, 0.718, 0.685, 0.658, 0.628, 0.603, 0.580, 0.558,
                0.538, 0.522, 0.506, 0.490, 0.478, 0.467, 0.457, 0.448, 0.438,
                0.431, 0.424, 0.420, 0.414, 0.411, 0.406};
    for (uword k = 0; k < 33; ++k) {
        const double t = 10.0 * double(k);
        const double a = exp(-t * x(3)), b = exp(-t * x(4));
        r(k) = y(k) - x(0) - x(1) * a - x(2) * b;
        J(k, 0) = -1.0;
        J(k, 1) = -a;
        J(k, 2) = -b;
        J(k, 3) = x(1) * t * a;
        J(k, 4) = x(2) * t * b;
    }
}

void osborne_2(const vec& x, vec& r, mat& J) {
    const vec y{1.366, 1.191, 1.112, 1.013, 0.991, 0.885, 0.831, 0.847, 0.786, 0.725,
                0.746, 0.679, 0.608, 0.655, 0.616, 0.606, 0.602, 0.626, 0.651, 0.724,
                0.649, 0.649, 0.694, 0.644, 0.624, 0.661, 0.612, 0.558, 0.533, 0.495,
                0.500, 0.423, 0.395, 0.375, 0.372, 0.391, 0.396, 0.405, 0.428, 0.429,
                0.523, 0.562, 0.607, 0.653, 0.672, 0.708, 0.633, 0.668, 0.645, 0.632,
                0.591, 0.559, 0.597, 0.625, 0.739, 0.710, 0.729, 0.720, 0.636, 0.581,
                0.428, 0.292, 0.162, 0.098, 0.054};
    for (uword k = 0; k < 65; ++k) {
        const double t = double(k) / 10.0;
        const double decay = exp(-t * x(4));
        r(k) = y(k) - x(0) * decay;
        J(k, 0) = -decay;
        J(k, 4) = x(0) * t * decay;
        for (uword peak = 1; peak <= 3; ++peak) {
            const double away = t - x(7 + peak);
            const double bell = exp(-away * away * x(4 + peak));
            r(k) -= x(peak) * bell;
            J(k, peak) = -bell;
            J(k, 4 + peak) = x(peak) * away * away * bell;
            J(k, 7 + peak) = -2.0 * x(peak) * x(4 + peak) * away * bell;
        }
    }
}

void biggs(const vec& x, vec& r, mat& J) {
    for (uword k = 0; k < 13; ++k) {
        const double t = 0.1 * double(k + 1);
        const double y = exp(-t) - 5.0 * exp(-10.0 * t) + 3.0 * exp(-4.0 * t);
        const double a = exp(-t * x(0)), b = exp(-t * x(1)), c = exp(-t * x(4));
        r(k) = x(2) * a - x(3) * b + x(5) * c - y;
        J(k, 0) = -t * x(2) * a;
        J(k, 1) = t * x(3) * b;
        J(k, 2) = a;
        J(k, 3) = -b;
        J(k, 4) = -t * x(5) * c;
        J(k, 5) = c;
    }
}

void watson(const vec& x, vec& r, mat& J) {
    for (uword k = 0; k < 29; ++k) {
        const double t = double(k + 1) / 29.0;
        double value = 0.0, slope = 0.0;
        for (uword j = 0; j < x.n_elem; ++j) {
            value += x(j) * power(t, int(j));
            if (j > 0) slope += double(j) * x(j) * power(t, int(j) - 1);
        }
        r(k) = slope - value * value - 1.0;
        for (uword j = 0; j < x.n_elem; ++j) {
            J(k, j) = (j > 0 ? double(j) * power(t, int(j) - 1) : 0.0) -
                      2.0 * value * power(t, int(j));
        }
    }
    r(29) = x(0);
    J(29, 0) = 1.0;
    r(30) = x(1) - x(0) * x(0) - 1.0;
    J(30, 0) = -2.0 * x(0);
    J(30, 1) = 1.0;
}

// ---- Least squares of any dimension -----------------------------------------------

void penalty_1(const vec& x, vec& r, mat& J) {
    const uword n = x.n_elem;
    for (uword i = 0; i < n; ++i) {
        r(i) = sqrt(1e-5) * (x(i) - 1.0);
        J(i, i) = sqrt(1e-5);
        J(n, i) = 2.0 * x(i);
    }
    r(n) = arma::dot(x, x) - 0.25;
}

void penalty_2(const vec& x, vec& r, mat& J) {
    const uword n = x.n_elem;
    const double a = sqrt(1e-5);
    r(0) = x(0) - 0.2;
    J(0, 0) = 1.0;
    r(2 * n - 1) = -1.0;
    for (uword i = 0; i < n; ++i) {
        const double weight = double(n - i);
        r(2 * n - 1) += weight * x(i) * x(i);
        J(2 * n - 1, i) = 2.0 * weight * x(i);
        if (i == 0) continue;
        const double here = exp(x(i) / 10.0), before = exp(x(i - 1) / 10.0);
        r(i) = a * (here + before - exp(double(i + 1) / 10.0) - exp(double(i) / 10.0));
        J(i, i) = a * here / 10.0;
        J(i, i - 1) = a * before / 10.0;
        r(n + i - 1) = a * (here - exp(-0.1));
        J(n + i - 1, i) = a * here / 10.0;
    }
}

void variably_dimensioned(const vec& x, vec& r, mat& J) {
    const uword n = x.n_elem;
    double sum = 0.0;
    for (uword i = 0; i < n; ++i) {
        r(i) = x(i) - 1.0;
        J(i, i) = 1.0;
        sum += double(i + 1) * (x(i) - 1.0);
    }
    r(n) = sum;
    r(n + 1) = sum * sum;
    for (uword i = 0; i < n; ++i) {
        J(n, i) = double(i + 1);
        J(n + 1, i) = 2.0 * sum * double(i + 1);
    }
}

void trigonometric(const vec& x, vec& r, mat& J) {
    const uword n = x.n_elem;
    for (uword i = 0; i < n; ++i) {
        const double weight = double(i + 1);
        r(i) = double(n) + weight * (1.0 - cos(x(i))) - sin(x(i));
        for (uword j = 0; j < n; ++j) {
            r(i) -= cos(x(j));
            J(i, j) = sin(x(j));
        }
        J(i, i) += weight * sin(x(i)) - cos(x(i));
    }
}

void brown_almost_linear(const vec& x, vec& r, mat& J) {
    const uword n = x.n_elem;
    for (uword i = 0; i + 1 < n; ++i) {
        r(i) = x(i) + arma::accu(x) - double(n + 1);
        for (uword j = 0; j < n; ++j) J(i, j) = i == j ? 2.0 : 1.0;
    }
    r(n - 1) = arma::prod(x) - 1.0;
    for (uword j = 0; j < n; ++j) {
        double others = 1.0;
        for (uword k = 0; k < n; ++k) {
            if (k != j) others *= x(k);
        }
        J(n - 1, j) = others;
    }
}

void boundary_value(const vec& x, vec& r, mat& J) {
    const uword n = x.n_elem;
    const double h = 1.0 / double(n + 1);
    for (uword i = 0; i < n; ++i) {
        const double bent = x(i) + double(i + 1) * h + 1.0;
        r(i) = 2.0 * x(i) + 0.5 * h * h * power(bent, 3);
        J(i, i) = 2.0 + 1.5 * h * h * bent * bent;
        if (i > 0) {
            r(i) -= x(i - 1);
            J(i, i - 1) = -1.0;
        }
        if (i + 1 < n) {
            r(i) -= x(i + 1);
            J(i, i + 1) = -1.0;
        }
    }
}

void integral_equation(const vec& x, vec& r, mat& J) {
    const uword n = x.n_elem;
    const double h = 1.0 / double(n + 1);
    for (uword i = 0; i < n; ++i) {
        const double t = double(i + 1) * h;
        r(i) = x(i);
        for (uword j = 0; j < n; ++j) {
            const double s = double(j + 1) * h, bent = x(j) + s + 1.0;
            const double kernel = 0.5 * h * (j <= i ? (1.0 - t) * s : t * (1.0 - s));
            r(i) += kernel * power(bent, 3);
            J(i, j) = 3.0 * kernel * bent * bent;
        }
        J(i, i) += 1.0;
    }
}

void broyden_tridiagonal(const vec& x, vec& r, mat& J) {
    const uword n = x.n_elem;
    for (uword i = 0; i < n; ++i) {
        r(i) = (3.0 - 2.0 * x(i)) * x(i) + 1.0;
        J(i, i) = 3.0 - 4.0 * x(i);
        if (i > 0) {
            r(i) -= x(i - 1);
            J(i, i - 1) = -1.0;
        }
        if (i + 1 < n) {
            r(i) -= 2.0 * x(i + 1);
            J(i, i + 1) = -2.0;
        }
    }
}

void broyden_banded(const vec& x, vec& r, mat& J) {
    const uword n = x.n_elem;
    for (uword i = 0; i < n; ++i) {
        r(i) = x(i) * (2.0 + 5.0 * x(i) * x(i)) + 1.0;
        J(i, i) = 2.0 + 15.0 * x(i) * x(i);
        for (uword j = i > 5 ? i - 5 : 0; j <= std::min(i + 1, n - 1); ++j) {
            if (j == i) continue;
            r(i) -= x(j) * (1.0 + x(j));
            J(i, j) = -1.0 - 2.0 * x(j);
        }
    }
}

void linear_full_rank(const vec& x, vec& r, mat& J) {
    const double share = 2.0 / double(r.n_elem);
    for (uword i = 0; i < r.n_elem; ++i) {
        r(i) = -share * arma::accu(x) - 1.0;
        J.row(i).fill(-share);
        if (i < x.n_elem) {
            r(i) += x(i);
            J(i, i) += 1.0;
        }
    }
}

void linear_rank_1(const vec& x, vec& r, mat& J) {
    for (uword i = 0; i < r.n_elem; ++i) {
        r(i) = -1.0;
        for (uword j = 0; j < x.n_elem; ++j) {
            J(i, j) = double((i + 1) * (j + 1));
            r(i) += J(i, j) * x(j);
        }
    }
}

void chebyquad(const vec& x, vec& r, mat& J) {
    const uword n = x.n_elem;
    for (uword j = 0; j < n; ++j) {
        // T and T' of degrees i and i - 1 at the shifted argument
        const double y = 2.0 * x(j) - 1.0;
        double before = 1.0, here = y, slope_before = 0.0, slope = 2.0;
        for (uword i = 0; i < n; ++i) {
            r(i) += here / double(n);
            J(i, j) = slope / double(n);
            const double next = 2.0 * y * here - before;
            const double next_slope = 4.0 * here + 2.0 * y * slope - slope_before;
            before = here;
            here = next;
            slope_before = slope;
            slope = next_slope;
        }
    }
    for (uword i = 1; i < n; i += 2) r(i) += 1.0 / (square(double(i + 1)) - 1.0);
}

void cube(const vec& x, vec& r, mat& J) {
    r = vec{10.0 * (x(1) - power(x(0), 3)), 1.0 - x(0)};
    J = mat{{-30.0 * x(0) * x(0), 10.0}, {-1.0, 0.0}};
}

void himmelblau(const vec& x, vec& r, mat& J) {
    r = vec{x(0) * x(0) + x(1) - 11.0, x(0) + x(1) * x(1) - 7.0};
    J = mat{{2.0 * x(0), 1.0}, {1.0, 2.0 * x(1)}};
}

void booth(const vec& x, vec& r, mat& J) {
    r = vec{x(0) + 2.0 * x(1) - 7.0, 2.0 * x(0) + x(1) - 5.0};
    J = mat{{1.0, 2.0}, {2.0, 1.0}};
}

void dixon_price(const vec& x, vec& r, mat& J) {
    r(0) = x(0) - 1.0;
    J(0, 0) = 1.0;
    for (uword i = 1; i < x.n_elem; ++i) {
        const double weight = sqrt(double(i + 1));
        r(i) = weight * (2.0 * x(i) * x(i) - x(i - 1));
        J(i, i) = 4.0 * weight * x(i);
        J(i, i - 1) = -weight;
    }
}

// ---- Others -----------------------------------------------------------------------

double goldstein_price(const vec& x) {
    const double u = x(0) + x(1) + 1.0, v = 2.0 * x(0) - 3.0 * x(1);
    const double a = 19.0 - 14.0 * x(0) + 3.0 * x(0) * x(0) - 14.0 * x(1) +
                     6.0 * x(0) * x(1) + 3.0 * x(1) * x(1);
    const double b = 18.0 - 32.0 * x(0) + 12.0 * x(0) * x(0) + 48.0 * x(1) -
                     36.0 * x(0) * x(1) + 27.0 * x(1) * x(1);
    return (1.0 + u * u * a) * (30.0 + v * v * b);
}

vec goldstein_price_gradient(const vec& x) {
    const double u = x(0) + x(1) + 1.0, v = 2.0 * x(0) - 3.0 * x(1);
    const double a = 19.0 - 14.0 * x(0) + 3.0 * x(0) * x(0) - 14.0 * x(1) +
                     6.0 * x(0) * x(1) + 3.0 * x(1) * x(1);
    const double b = 18.0 - 32.0 * x(0) + 12.0 * x(0) * x(0) + 48.0 * x(1) -
                     36.0 * x(0) * x(1) + 27.0 * x(1) * x(1);
    const double a_slope = -14.0 + 6.0 * x(0) + 6.0 * x(1);
    const double first = 1.0 + u * u * a, second = 30.0 + v * v * b;
    const double both = 2.0 * u * a + u * u * a_slope;
    return {both * second +
                first * (4.0 * v * b + v * v * (-32.0 + 24.0 * x(0) - 36.0 * x(1))),
            both * second +
                first * (-6.0 * v * b + v * v * (48.0 - 36.0 * x(0) + 54.0 * x(1)))};
}

constexpr double branin_b = 5.1 / (4.0 * pi * pi), branin_c = 5.0 / pi;
constexpr double branin_t = 10.0 - 10.0 / (8.0 * pi);

double branin(const vec& x) {
    return square(x(1) - branin_b * x(0) * x(0) + branin_c * x(0) - 6.0) +
           branin_t * cos(x(0)) + 10.0;
}

vec branin_gradient(const vec& x) {
    const double inner = x(1) - branin_b * x(0) * x(0) + branin_c * x(0) - 6.0;
    return {2.0 * inner * (branin_c - 2.0 * branin_b * x(0)) - branin_t * sin(x(0)),
            2.0 * inner};
}

double ackley(const vec& x) {
    const double n = double(x.n_elem);
    return -20.0 * exp(-0.2 * arma::norm(x) / sqrt(n)) -
           exp(arma::accu(arma::cos(2.0 * pi * x)) / n) + 20.0 + std::numbers::e;
}

vec ackley_gradient(const vec& x) {
    const double n = double(x.n_elem), length = arma::norm(x);
    return 4.0 * exp(-0.2 * length / sqrt(n)) / (sqrt(n) * length) * x +
           2.0 * pi / n * exp(arma::accu(arma::cos(2.0 * pi * x)) / n) *
               arma::sin(2.0 * pi * x);
}

double griewank(const vec& x) {
    double product = 1.0;
    for (uword i = 0; i < x.n_elem; ++i) product *= cos(x(i) / sqrt(double(i + 1)));
    return 1.0 + arma::dot(x, x) / 4000.0 - product;
}

vec griewank_gradient(const vec& x) {
    vec gradient = x / 2000.0;
    for (uword i = 0; i < x.n_elem; ++i) {
        const double root = sqrt(double(i + 1));
        double others = 1.0;
        for (uword j = 0; j < x.n_elem; ++j) {
            if (j != i) others *= cos(x(j) / sqrt(double(j + 1)));
        }
        gradient(i) += others * sin(x(i) / root) / root;
    }
    return gradient;
}

double levy(const vec& x) {
    const vec w = 1.0 + (x - 1.0) / 4.0;
    const uword last = x.n_elem - 1;
    double sum = square(sin(pi * w(0)));
    for (uword i = 0; i < last; ++i) {
        sum += square(w(i) - 1.0) * (1.0 + 10.0 * square(sin(pi * w(i) + 1.0)));
    }
    return sum + square(w(last) - 1.0) * (1.0 + square(sin(2.0 * pi * w(last))));
}

vec levy_gradient(const vec& x) {
    const vec w = 1.0 + (x - 1.0) / 4.0;
    const uword last = x.n_elem - 1;
    vec by_w(x.n_elem, arma::fill::zeros);
    by_w(0) = pi * sin(2.0 * pi * w(0));
    for (uword i = 0; i < last; ++i) {
        const double angle = pi * w(i) + 1.0;
        by_w(i) += 2.0 * (w(i) - 1.0) * (1.0 + 10.0 * square(sin(angle))) +
                   square(w(i) - 1.0) * 10.0 * pi * sin(2.0 * angle);
    }
    const double angle = 2.0 * pi * w(last);
    by_w(last) += 2.0 * (w(last) - 1.0) * (1.0 + square(sin(angle))) +
                  square(w(last) - 1.0) * 2.0 * pi * sin(2.0 * angle);
    return by_w / 4.0;
}

double zakharov_sum(const vec& x) {
    double sum = 0.0;
    for (uword i = 0; i < x.n_elem; ++i) sum += 0.5 * double(i + 1) * x(i);
    return sum;
}

double easom(const vec& x) {
    return -cos(x(0)) * cos(x(1)) * exp(-square(x(0) - pi) - square(x(1) - pi));
}

vec easom_gradient(const vec& x) {
    const double bell = exp(-square(x(0) - pi) - square(x(1) - pi));
    return {bell * cos(x(1)) * (sin(x(0)) + 2.0 * (x(0) - pi) * cos(x(0))),
            bell * cos(x(0)) * (sin(x(1)) + 2.0 * (x(1) - pi) * cos(x(1)))};
}

double schaffer(const vec& x) {
    const double squared = arma::dot(x, x);
    return 0.5 + (square(sin(sqrt(squared))) - 0.5) / square(1.0 + 1e-3 * squared);
}

vec schaffer_gradient(const vec& x) {
    const double squared = arma::dot(x, x), radius = sqrt(squared);
    const double below = 1.0 + 1e-3 * squared;
    const double per_radius =
        sin(2.0 * radius) / square(below) -
        (square(sin(radius)) - 0.5) * 4e-3 * radius / power(below, 3);
    return per_radius / radius * x;
}

std::vector<OptimisationFunction> make() {
    std::vector<OptimisationFunction> all{
        squares("Rosenbrock", 2, rosenbrock, {-1.2, 1.0}),
        squares(
            "extended Rosenbrock", 6, rosenbrock, {-1.2, 1.0, -1.2, 1.0, -1.2, 1.0}),
        squares("Freudenstein and Roth", 2, freudenstein_roth, {0.5, -2.0}),
        squares("Powell, badly scaled", 2, powell_badly_scaled, {0.0, 1.0}),
        squares("Brown, badly scaled", 3, brown_badly_scaled, {1.0, 1.0}),
        squares("Beale", 3, beale, {1.0, 1.0}),
        squares("Jennrich and Sampson", 10, jennrich_sampson, {0.3, 0.4}, 0.3),
        squares("helical valley", 3, helical_valley, {-1.0, 0.0, 0.0}, 0.5),
        squares("Bard", 15, bard, {1.0, 1.0, 1.0}, 0.5),
        squares("Gaussian", 15, gaussian, {0.4, 1.0, 0.0}, 0.5),
        squares("Meyer", 16, meyer, {0.02, 4000.0, 250.0}, 0.2),
        squares("Gulf research", 20, gulf, {5.0, 2.5, 0.15}, 0.1),
        squares("Box, three-dimensional", 10, box, {0.0, 10.0, 20.0}, 0.5),
        squares("Powell, singular", 4, powell_singular, {3.0, -1.0, 0.0, 1.0}),
        squares("Wood", 6, wood, {-3.0, -1.0, -3.0, -1.0}),
        squares(
            "Kowalik and Osborne", 11, kowalik_osborne, {0.25, 0.39, 0.415, 0.39}, 0.1),
        squares("Brown and Dennis", 20, brown_dennis, {25.0, 5.0, -5.0, -1.0}),
        squares("Osborne 1", 33, osborne_1, {0.5, 1.5, -1.0, 0.01, 0.02}, 0.005),
        squares("Osborne 2",
                65,
                osborne_2,
                {1.3, 0.65, 0.65, 0.7, 0.6, 3.0, 5.0, 7.0, 2.0, 4.5, 5.5},
                0.2),
        squares("Biggs EXP6", 13, biggs, {1.0, 2.0, 1.0, 1.0, 1.0, 1.0}),
        squares("Watson", 31, watson, filled(6, 0.0)),
        squares("penalty I", 5, penalty_1, {1.0, 2.0, 3.0, 4.0}),
        squares("penalty II", 8, penalty_2, filled(4, 0.5)),
        squares(
            "variably dimensioned", 7, variably_dimensioned, {0.8, 0.6, 0.4, 0.2, 0.0}),
        squares("trigonometric", 5, trigonometric, filled(5, 0.2)),
        squares("Brown, almost linear", 5, brown_almost_linear, filled(5, 0.5)),
        squares("discrete boundary value",
                5,
                boundary_value,
                {-0.139, -0.222, -0.25, -0.222, -0.139}),
        squares("discrete integral equation",
                5,
                integral_equation,
                {-0.139, -0.222, -0.25, -0.222, -0.139}),
        squares("Broyden, tridiagonal", 7, broyden_tridiagonal, filled(7, -1.0)),
        squares("Broyden, banded", 9, broyden_banded, filled(9, -1.0)),
        squares("linear, full rank", 8, linear_full_rank, filled(5, 1.0)),
        squares("linear, rank 1", 8, linear_rank_1, filled(5, 1.0)),
        squares("Chebyquad", 6, chebyquad, {0.14, 0.29, 0.43, 0.57, 0.71, 0.86}, 0.3),
        squares("cube", 2, cube, {-1.2, 1.0}),
        squares("Himmelblau", 2, himmelblau, {1.0, 1.0}, 4.0),
        squares("Booth", 2, booth, {0.0, 0.0}, 5.0),
        squares("Dixon and Price", 5, dixon_price, filled(5, 1.5), 5.0),
    };
    const auto add = [&](OptimisationFunction one) { all.push_back(std::move(one)); };
    add({"Matyas",
         [](const vec& x) { return 0.26 * arma::dot(x, x) - 0.48 * x(0) * x(1); },
         [](const vec& x) {
             return vec{0.52 * x(0) - 0.48 * x(1), 0.52 * x(1) - 0.48 * x(0)};
         },
         {2.0, -3.0},
         5.0});
    add({"McCormick",
         [](const vec& x) {
             return sin(x(0) + x(1)) + square(x(0) - x(1)) - 1.5 * x(0) + 2.5 * x(1) +
                    1.0;
         },
         [](const vec& x) {
             const double c = cos(x(0) + x(1)), d = 2.0 * (x(0) - x(1));
             return vec{c + d - 1.5, c - d + 2.5};
         },
         {1.0, 1.0},
         2.0});
    add({"Goldstein and Price",
         goldstein_price,
         goldstein_price_gradient,
         {-0.5, 0.5}});
    add({"Branin", branin, branin_gradient, {2.5, 7.5}});
    add({"Ackley", ackley, ackley_gradient, {2.0, -1.5, 3.1}, 5.0});
    add({"Rastrigin",
         [](const vec& x) {
             return 10.0 * double(x.n_elem) + arma::dot(x, x) -
                    10.0 * arma::accu(arma::cos(2.0 * pi * x));
         },
         [](const vec& x) -> vec {
             return 2.0 * x + 20.0 * pi * arma::sin(2.0 * pi * x);
         },
         {0.7, -1.3, 2.2},
         3.0});
    add({"Griewank", griewank, griewank_gradient, {30.0, -20.0, 55.0, 80.0}});
    add({"Levy", levy, levy_gradient, {-2.0, 3.0, 0.5, 1.7}, 3.0});
    add({"Styblinski and Tang",
         [](const vec& x) {
             double sum = 0.0;
             for (const double v : x)
                 sum += 0.5 * (power(v, 4) - 16.0 * v * v + 5.0 * v);
             return sum;
         },
         [](const vec& x) {
             vec gradient = x;
             for (double& v : gradient) v = 2.0 * power(v, 3) - 16.0 * v + 2.5;
             return gradient;
         },
         {1.0, -2.0, 4.0}});
    add({"six-hump camel",
         [](const vec& x) {
             const double a = x(0) * x(0), b = x(1) * x(1);
             return (4.0 - 2.1 * a + a * a / 3.0) * a + x(0) * x(1) +
                    (-4.0 + 4.0 * b) * b;
         },
         [](const vec& x) {
             return vec{8.0 * x(0) - 8.4 * power(x(0), 3) + 2.0 * power(x(0), 5) + x(1),
                        x(0) - 8.0 * x(1) + 16.0 * power(x(1), 3)};
         },
         {-1.5, 0.8}});
    add({"three-hump camel",
         [](const vec& x) {
             const double a = x(0) * x(0);
             return 2.0 * a - 1.05 * a * a + power(x(0), 6) / 6.0 + x(0) * x(1) +
                    x(1) * x(1);
         },
         [](const vec& x) {
             return vec{4.0 * x(0) - 4.2 * power(x(0), 3) + power(x(0), 5) + x(1),
                        x(0) + 2.0 * x(1)};
         },
         {2.0, -3.0}});
    add({"Easom", easom, easom_gradient, {2.0, 4.0}, 0.5});
    add({"Zakharov",
         [](const vec& x) {
             const double sum = zakharov_sum(x);
             return arma::dot(x, x) + sum * sum + power(sum, 4);
         },
         [](const vec& x) {
             const double sum = zakharov_sum(x);
             vec gradient = 2.0 * x;
             for (uword i = 0; i < x.n_elem; ++i) {
                 gradient(i) += (2.0 * sum + 4.0 * power(sum, 3)) * 0.5 * double(i + 1);
             }
             return gradient;
         },
         {1.0, -0.5, 2.0, 0.3},
         3.0});
    add({"Bohachevsky",
         [](const vec& x) {
             return x(0) * x(0) + 2.0 * x(1) * x(1) - 0.3 * cos(3.0 * pi * x(0)) -
                    0.4 * cos(4.0 * pi * x(1)) + 0.7;
         },
         [](const vec& x) {
             return vec{2.0 * x(0) + 0.9 * pi * sin(3.0 * pi * x(0)),
                        4.0 * x(1) + 1.6 * pi * sin(4.0 * pi * x(1))};
         },
         {10.0, -7.0},
         2.0});
    add({"Schaffer 2 N", schaffer, schaffer_gradient, {3.0, -4.5}, 5.0});
    add({"sphere",
         [](const vec& x) { return arma::dot(x, x); },
         [](const vec& x) -> vec { return 2.0 * x; },
         {5.0, -3.0, 1e-3},
         5.0});
    return all;
}

}  // namespace

const std::vector<OptimisationFunction>& optimisation_functions() {
    static const std::vector<OptimisationFunction> all = make();
    return all;
}

}  // namespace chainrule::tests
