/// What this machine's matrix product reaches: GFLOP/s of sgemm, 2048 x 2048, on as many
/// threads as OpenBLAS is told to take.
#include <fmt/format.h>
#include <armadillo>

#include <algorithm>
#include <chrono>

int main() {
    constexpr arma::uword n = 2048;
    const arma::fmat a(n, n, arma::fill::randu), b(n, n, arma::fill::randu);
    double best = 0.0;
    for (int k = 0; k < 8; ++k) {
        const auto start = std::chrono::steady_clock::now();
        const arma::fmat product = a * b;
        const std::chrono::duration<double> time =
            std::chrono::steady_clock::now() - start;
        best = std::max(best, 2e-9 * n * n * n / time.count());
        if (!std::isfinite(product(0, 0))) return 1;
    }
    fmt::print("{{\"gflops\": {}}}\n", best);
}
