/// Loose guards in the test suite: what makes training and a check of every parameter fast
/// must not slip by a factor. Only ratios within one run are asked, the least of several
/// times on either side, and each may fall to half of its goal before this fails.
#include "chainrule/blas.hpp"
#include "chainrule/data/strokes.hpp"
#include "chainrule/train/exhaustive_check.hpp"
#include "chainrule/train/initialise.hpp"
#include "chainrule/train/learner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <numeric>

using namespace chainrule::train;

namespace {

constexpr double least_ratio = 35.0;       // about 800 is measured
constexpr double least_peak_share = 0.25;  // about 0.7 is measured

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

bool checking_is_fast() {
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
    return ratio >= least_ratio;
}

/// On one thread, against the same thread's matrix product: other programs that run
/// meanwhile slow down both.
bool training_is_fast() {
    constexpr arma::uword n = 768;
    const arma::fmat a(n, n, arma::fill::randu), b(n, n, arma::fill::randu);
    arma::fmat product;
    const double product_time = least_seconds([&] { product = a * b; });
    const double peak = 2.0 * n * n * n / product_time;

    TrainConfig config;  // 784-128-10, batches of 64
    config.threads = 1;
    constexpr std::size_t steps = 40;
    const chainrule::data::DataSet digits =
        chainrule::data::draw_digits(steps * config.batch, 1);
    std::vector<std::size_t> order(digits.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    Workers workers(1);
    Learner learner(config, digits, steps, workers);
    TrainState state;
    state.layout = Network<float>(config).layout();
    state.parameters = initial_parameters(config, state.layout);
    const double time = least_seconds([&] {
        for (std::size_t s = 0; s < steps; ++s) {
            learner.step(state,
                         std::span(order).subspan(s * config.batch, config.batch));
        }
    });
    // Two products with W1, three with W2
    const double work = 2.0 * double(digits.size()) * 128 * (2 * 784 + 3 * 10);
    const double share = work / time / peak;
    fmt::print("training 784-128-10 reaches {:.2f} of sgemm's peak; {} is asked\n",
               share,
               least_peak_share);
    return share >= least_peak_share;
}

}  // namespace

int main() {
    chainrule::use_one_blas_thread();
    const bool checking = checking_is_fast(), training = training_is_fast();
    return checking && training ? 0 : 1;
}
