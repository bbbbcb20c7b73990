#pragma once

/// @file
/// The functions on which gradient checkers are compared, each with its gradient by
/// hand. functions.py has the same ones in PyTorch; data and points are formulas, so
/// that both compute the same numbers, which `run` verifies.

#include <armadillo>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

namespace benchmark {

struct Function {
    std::string name;
    arma::vec x;
    std::function<double(const arma::vec&)> f;
    std::function<arma::vec(const arma::vec&)> gradient;
};

/// sin(first), sin(first + 1), ... : numbers without a pattern that matters.
inline arma::vec wave(arma::uword count, double first) {
    return arma::sin(arma::regspace(first, first + static_cast<double>(count) - 1.0));
}

/// Rosenbrock's function in n variables.
inline Function rosenbrock(arma::uword n) {
    return {"Rosenbrock",
            wave(n, 1.0),
            [](const arma::vec& x) {
                double sum = 0.0;
                for (arma::uword i = 0; i + 1 < x.n_elem; ++i) {
                    const double a = x(i + 1) - x(i) * x(i), b = 1.0 - x(i);
                    sum += 100.0 * a * a + b * b;
                }
                return sum;
            },
            [](const arma::vec& x) {
                arma::vec g(x.n_elem, arma::fill::zeros);
                for (arma::uword i = 0; i + 1 < x.n_elem; ++i) {
                    const double a = x(i + 1) - x(i) * x(i), b = 1.0 - x(i);
                    g(i) -= 400.0 * a * x(i) + 2.0 * b;
                    g(i + 1) += 200.0 * a;
                }
                return g;
            }};
}

/// Mean logistic loss of N examples in D dimensions.
inline Function logistic(arma::uword D, arma::uword N) {
    const arma::mat X = arma::reshape(wave(D * N, 2.0), D, N);
    const arma::vec sign = arma::sign(wave(N, 3.0));
    const auto margins = [=](const arma::vec& w) -> arma::vec {
        return sign % (X.t() * w);
    };
    return {"logistic regression",
            wave(D, 1.0),
            [=](const arma::vec& w) {
                return arma::mean(arma::log1p(arma::exp(-margins(w))));
            },
            [=](const arma::vec& w) -> arma::vec {
                const arma::vec m = margins(w);
                return -X * (sign / (1.0 + arma::exp(m))) / static_cast<double>(N);
            }};
}

/// Mean cross-entropy of a network D-H-C with tanh, for N examples.
inline Function network(arma::uword D, arma::uword H, arma::uword C, arma::uword N) {
    struct Parameters {
        arma::mat W1, b1, W2, b2;
    };
    const arma::mat X = arma::reshape(wave(D * N, 2.0), D, N);
    const auto unpack = [=](const arma::vec& x) -> Parameters {
        const arma::uword to_b1 = H * D, to_W2 = to_b1 + H, to_b2 = to_W2 + C * H;
        return {arma::reshape(x.head(to_b1), H, D),
                x.subvec(to_b1, to_W2 - 1),
                arma::reshape(x.subvec(to_W2, to_b2 - 1), C, H),
                x.tail(C)};
    };
    const auto hidden = [=](const Parameters& p) -> arma::mat {
        return arma::tanh(p.W1 * X + arma::repmat(p.b1, 1, N));
    };
    const auto logits = [=](const Parameters& p, const arma::mat& A) -> arma::mat {
        arma::mat Z = p.W2 * A + arma::repmat(p.b2, 1, N);
        Z.each_row() -= arma::max(Z, 0);
        return Z;
    };
    return {"network 20-16-5",
            0.3 * wave(H * D + H + C * H + C, 1.0),
            [=](const arma::vec& x) {
                const Parameters p = unpack(x);
                const arma::mat Z = logits(p, hidden(p));
                double sum = arma::accu(arma::log(arma::sum(arma::exp(Z), 0)));
                for (arma::uword n = 0; n < N; ++n) sum -= Z(n % C, n);
                return sum / static_cast<double>(N);
            },
            [=](const arma::vec& x) -> arma::vec {
                const Parameters p = unpack(x);
                const arma::mat A = hidden(p);
                arma::mat Z_bar = arma::exp(logits(p, A));
                Z_bar.each_row() /= arma::sum(Z_bar, 0);
                for (arma::uword n = 0; n < N; ++n) Z_bar(n % C, n) -= 1.0;
                Z_bar /= static_cast<double>(N);
                const arma::mat hidden_bar =
                    (p.W2.t() * Z_bar) % (1.0 - arma::square(A));
                return arma::join_cols(arma::vectorise(hidden_bar * X.t()),
                                       arma::sum(hidden_bar, 1),
                                       arma::vectorise(Z_bar * A.t()),
                                       arma::sum(Z_bar, 1));
            }};
}

inline std::vector<Function> functions() {
    return {rosenbrock(100), logistic(50, 200), network(20, 16, 5, 32)};
}

}  // namespace benchmark
