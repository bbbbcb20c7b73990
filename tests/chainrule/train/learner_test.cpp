/// Tests of chainrule/train/learner.hpp.
#include "chainrule/train/learner.hpp"

#include "chainrule/blas.hpp"
#include "chainrule/train/initialise.hpp"
#include "tests/chainrule/train/digits.hpp"
#include "tests/support/matrices.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cstdlib>
#include <numeric>

// Every allocation of this program is counted, whoever asks for it: Armadillo and
// OpenBLAS call malloc's family, the standard library does through operator new. A
// sanitizer has its own.
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
#if __GLIBC_PREREQ(2, 35)
#define CHAINRULE_COUNTS_ALLOCATIONS 1
#include <dlfcn.h>

namespace {

/// By BLAS, which for some numbers of rows takes a scratch buffer of its own in every
/// call, and by everybody else.
struct Allocations {
    std::atomic<std::size_t> ours = 0, of_blas = 0;
};
Allocations allocations;

void count(const void* caller) {
    static const dl_find_object blas = [] {
        dl_find_object found{};
        _dl_find_object(reinterpret_cast<void*>(&arma::arma_fortran(arma_sgemm)),
                        &found);
        return found;
    }();
    const bool from_blas = caller >= blas.dlfo_map_start && caller < blas.dlfo_map_end;
    ++(from_blas ? allocations.of_blas : allocations.ours);
}

}  // namespace

extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* old, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);

void* malloc(std::size_t size) {
    count(__builtin_return_address(0));
    return __libc_malloc(size);
}
void* calloc(std::size_t items, std::size_t size) {
    count(__builtin_return_address(0));
    return __libc_calloc(items, size);
}
void* realloc(void* old, std::size_t size) {
    count(__builtin_return_address(0));
    return __libc_realloc(old, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
    count(__builtin_return_address(0));
    return __libc_memalign(alignment, size);
}
int posix_memalign(void** result, std::size_t alignment, std::size_t size) {
    count(__builtin_return_address(0));
    *result = __libc_memalign(alignment, size);
    return *result ? 0 : 12;  // ENOMEM
}
}
#endif
#endif

using chainrule::tests::equal;
using namespace chainrule::train;

namespace {

/// A learner and what it learns from, ready for a first step.
struct Lesson {
    explicit Lesson(TrainConfig options) : config(std::move(options)) {
        chainrule::use_one_blas_thread();
        batch.resize(data.size());
        std::iota(batch.begin(), batch.end(), std::size_t(0));
        state.layout = Network<float>(config).layout();
        state.parameters = initial_parameters(config, state.layout);
        state.moments.assign(learner.memory(),
                             arma::fvec(state.layout.size(), arma::fill::zeros));
    }

    Learner::Step step(std::size_t examples) {
        return learner.step(state, std::span(batch).first(examples));
    }

    TrainConfig config;
    chainrule::data::DataSet data = chainrule::data::draw_digits(700, 1);
    std::vector<std::size_t> batch;
    Workers workers{config.threads};
    Learner learner{config, data, 10, workers};
    TrainState state;
};

TrainConfig small() {
    return chainrule::tests::small_config();
}

TrainConfig everything_at_once() {
    TrainConfig config;
    config.layers = {784, 48, 24, 10};
    config.threads = 2;
    config.optimizer = "adam";
    config.dropout = 0.2;
    config.l2 = 1e-4;
    config.clip = 1.0;
    return config;
}

TrainConfig first_case_study() {
    TrainConfig config;
    config.layers = {784, 48, 24, 10};
    config.threads = 2;
    config.output_relu = true;
    config.bias = Bias::shared;
    return config;
}

TrainConfig second_case_study() {
    TrainConfig config;
    config.layers = {784, 40, 10};
    config.threads = 3;
    config.bias = Bias::one_number_rule;
    config.activation = "tanh";
    config.loss = "mse";
    config.optimizer = "momentum";
    return config;
}

TrainConfig no_hidden_layer() {
    TrainConfig config;
    config.layers = {784, 10};
    config.threads = 2;
    config.loss = "sigmoid-bce";
    return config;
}

TrainConfig convolutions() {
    TrainConfig config;
    config.layers = {784, 12, 10};
    config.convolutions = {{4, 5, 0, 1, 2}, {6, 3, 1, 2}};
    config.threads = 2;
    config.dropout = 0.2;
    return config;
}

/// The last batch of an epoch is smaller; full batches come in rounds.
[[maybe_unused]] void warm(Lesson& lesson) {
    for (const std::size_t examples : {64, 24, 32, 700}) lesson.step(examples);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(learner)

#ifdef CHAINRULE_COUNTS_ALLOCATIONS
BOOST_AUTO_TEST_CASE(the_counter_sees_what_armadillo_and_the_standard_library_take) {
    const std::size_t before = allocations.ours;
    const arma::fvec vector(1000);
    const std::size_t after_one = allocations.ours;
    BOOST_TEST(after_one > before);
    const auto number = std::make_unique<int>(3);
    BOOST_TEST(allocations.ours > after_one);
}

BOOST_DATA_TEST_CASE(a_step_allocates_nothing_once_it_is_warm,
                     boost::unit_test::data::make({&small,
                                                   &everything_at_once,
                                                   &first_case_study,
                                                   &second_case_study,
                                                   &no_hidden_layer,
                                                   &convolutions}),
                     make_config) {
    Lesson lesson(make_config());
    warm(lesson);
    const std::size_t before = allocations.ours;
    for (const std::size_t examples : {64, 64, 24, 64, 700}) lesson.step(examples);
    BOOST_TEST(allocations.ours - before == 0);
}

BOOST_AUTO_TEST_CASE(for_the_usual_network_blas_allocates_nothing_either) {
    TrainConfig config;
    config.layers = {784, 128, 10};
    config.threads = 2;
    Lesson lesson(config);
    warm(lesson);
    const std::size_t before = allocations.ours + allocations.of_blas;
    for (const std::size_t examples : {64, 64, 32}) lesson.step(examples);
    BOOST_TEST(allocations.ours + allocations.of_blas - before == 0);
}
#endif

BOOST_AUTO_TEST_CASE(a_step_of_plain_descent_is_the_rate_times_the_gradient) {
    Lesson lesson(small());
    const arma::fvec before = lesson.state.parameters;
    lesson.step(64);
    const auto rate = static_cast<float>(lesson.learner.rate(0));
    BOOST_TEST(equal<float>(lesson.state.parameters,
                            before - rate * lesson.learner.gradient()));
    BOOST_TEST(lesson.state.step == 1);
}

BOOST_AUTO_TEST_CASE(where_the_gradient_is_not_finite_nothing_is_moved) {
    Lesson lesson(small());
    lesson.state.parameters.back() = arma::fdatum::inf;
    const arma::fvec before = lesson.state.parameters;
    const Learner::Step step = lesson.step(64);
    BOOST_TEST(step.broken == "the activations of 2 linear");
    BOOST_TEST(arma::all(lesson.state.parameters == before));
    BOOST_TEST(lesson.state.step == 0);
}

BOOST_AUTO_TEST_SUITE_END()
