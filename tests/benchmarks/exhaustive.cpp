/// How long a check of every parameter takes, for networks from a thousand to ten million
/// parameters and for the convolutional preset, beside moving one parameter at a time and
/// beside the quick check. A JSON line for each.
#include "chainrule/blas.hpp"
#include "chainrule/check.hpp"
#include "chainrule/random.hpp"
#include "chainrule/train/exhaustive_check.hpp"
#include "chainrule/train/presets.hpp"

#include <fmt/format.h>

#include <chrono>

using namespace chainrule;
using namespace chainrule::train;

namespace {

constexpr std::size_t examples = 32;

template <class Work>
double seconds(Work&& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start)
        .count();
}

/// One parameter moved through the whole network.
double plain_seconds_each(Objective& objective, const arma::vec& x) {
    constexpr std::size_t sample = 50;
    arma::cx_vec point(x, arma::vec(x.n_elem, arma::fill::zeros));
    Random random(std::uint64_t{1});
    return seconds([&] {
               for (std::size_t k = 0; k < sample; ++k) {
                   const std::size_t i = random.below(x.n_elem);
                   point[i] = {x[i], 1e-30};
                   static_cast<void>(objective(point));
                   point[i] = x[i];
               }
           }) /
           sample;
}

void measure(TrainConfig config) {
    config.threads = 2;
    Objective objective(config, examples);
    const arma::vec x = starting_point(config, objective.layout());

    Report report, quick;
    const double all =
        seconds([&] { report = check_every_parameter(config, examples); });
    if (report.verdict != Verdict::holds) std::exit(1);
    const double each = plain_seconds_each(objective, x);
    CheckOptions options;
    options.quick = true;
    const double directions = seconds([&] {
        quick =
            check_gradient([&](const arma::vec& at) { return objective(at); },
                           [&](const arma::vec& at) { return objective.gradient(at); },
                           x,
                           options);
    });
    if (quick.verdict != Verdict::holds) std::exit(1);
    fmt::print(
        "{{\"network\": \"{}\", \"parameters\": {}, \"seconds\": {}, "
        "\"plain_seconds_each\": {}, \"quick_seconds\": {}, "
        "\"quick_evaluations\": {}}}\n",
        network_name(config),
        x.n_elem,
        all,
        each,
        directions,
        quick.evaluations);
}

}  // namespace

int main() {
    use_one_blas_thread();
    for (const std::vector<std::size_t>& layers : {std::vector<std::size_t>{64, 14, 10},
                                                   {784, 13, 10},
                                                   {784, 128, 10},
                                                   {784, 1024, 200, 10},
                                                   {784, 4096, 1600, 10}}) {
        measure({.layers = layers});
    }
    measure(resolve({}, {{"preset", "cnn"}}));
}
