/// A loose guard in the test suite: what makes a check of every parameter fast must not
/// slip by a factor. Only a ratio within one run is asked, the least of several times on
/// either side, and it may fall to a tenth of what it is before this fails.
#include "chainrule/blas.hpp"
#include "chainrule/train/exhaustive_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <limits>

using namespace chainrule::train;

namespace {

constexpr double least_ratio = 35.0;  // half of the goal; about 800 is measured

template <class Work>
double least_seconds(Work&& work) {
    using Clock = std::chrono::steady_clock;
    double least = std::numeric_limits<double>::infinity();
    for (int k = 0; k < 3; ++k) {
        const auto start = Clock::now();
        work();
        least = std::min(least,
                         std::chrono::duration<double>(Clock::now() - start).count());
    }
    return least;
}

}  // namespace

int main() {
    chainrule::use_one_blas_thread();
    TrainConfig config;  // 784-128-10
    config.threads = 1;
    Objective objective(config, 32);
    Workers workers(1);
    const arma::vec x = starting_point(config, objective.layout());
    const double all = least_seconds(
        [&] { static_cast<void>(every_slope(config, objective, x, workers)); });
    arma::cx_vec point(x, arma::vec(x.n_elem, arma::fill::zeros));
    point[0] = {x[0], 1e-30};
    const double one = least_seconds([&] { static_cast<void>(objective(point)); });
    const double ratio = one * static_cast<double>(x.n_elem) / all;
    fmt::print(
        "every slope of 784-128-10 costs 1/{:.0f} of the plain recomputation; "
        "at least 1/{:.0f} is asked\n",
        ratio,
        least_ratio);
    return ratio >= least_ratio ? 0 : 1;
}
