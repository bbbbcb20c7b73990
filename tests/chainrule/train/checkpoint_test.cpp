/// Tests of chainrule/train/checkpoint.hpp.
#include "chainrule/train/checkpoint.hpp"

#include "chainrule/input_error.hpp"
#include "chainrule/train/model.hpp"
#include "chainrule/train/network.hpp"
#include "tests/chainrule/train/records.hpp"
#include "tests/support/matrices.hpp"
#include "tests/support/says.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

using chainrule::InputError;
using chainrule::tests::equal;
using chainrule::tests::full_record;
using chainrule::tests::random_matrix;
using chainrule::tests::same;
using chainrule::tests::says;
using namespace chainrule::train;

namespace {

struct Example {
    Example() {
        checkpoint.config.optimizer = "adam";
        TrainState& state = checkpoint.state;
        state.layout = Network<float>(checkpoint.config).layout();
        state.step = 1234;
        state.train_seconds = 0.1 + 0.2;
        state.parameters = vector(1);
        state.moments = {vector(2), vector(3)};
        state.kept = {1, 0.123456789012345678, vector(4)};
        state.dead_checks = {arma::regspace<arma::uvec>(1, 128),
                             arma::uvec(10, arma::fill::zeros)};
        state.record = full_record();
    }

    [[nodiscard]] arma::fvec vector(std::uint64_t seed) const {
        return arma::conv_to<arma::fvec>::from(
            random_matrix(checkpoint.state.layout.size(), 1, seed));
    }

    [[nodiscard]] TrainState saved_and_loaded() const {
        save_checkpoint(path, checkpoint);
        return load_checkpoint(path).state;
    }

    chainrule::tests::TemporaryFolder folder;
    std::filesystem::path path = folder.path() / "checkpoint-1.h5";
    Checkpoint checkpoint;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(checkpoint)

BOOST_FIXTURE_TEST_CASE(the_whole_state_is_loaded_as_it_was_saved, Example) {
    const TrainState& want = checkpoint.state;
    const TrainState got = saved_and_loaded();
    BOOST_TEST((load_checkpoint(path).config == checkpoint.config));
    BOOST_TEST((got.layout == want.layout));
    BOOST_TEST(got.step == want.step);
    BOOST_TEST(same(got.train_seconds, want.train_seconds));
    BOOST_TEST(equal<float>(got.parameters, want.parameters));
    BOOST_REQUIRE(got.moments.size() == 2u);
    BOOST_TEST(equal<float>(got.moments[0], want.moments[0]));
    BOOST_TEST(equal<float>(got.moments[1], want.moments[1]));
    BOOST_TEST(got.kept.epoch == want.kept.epoch);
    BOOST_TEST(same(got.kept.loss, want.kept.loss));
    BOOST_TEST(equal<float>(got.kept.parameters, want.kept.parameters));
    BOOST_REQUIRE(got.dead_checks.size() == 2u);
    for (std::size_t l = 0; l < 2; ++l) {
        BOOST_TEST(equal<arma::uword>(got.dead_checks[l], want.dead_checks[l]));
    }
    BOOST_TEST(same(got.record, want.record));
}

BOOST_FIXTURE_TEST_CASE(a_run_that_has_kept_and_measured_nothing_yet_is_stored,
                        Example) {
    checkpoint.state.kept = {};
    checkpoint.state.dead_checks.clear();
    checkpoint.state.record = {};
    const TrainState got = saved_and_loaded();
    BOOST_TEST(std::isinf(got.kept.loss));
    BOOST_TEST(got.kept.parameters.is_empty());
    BOOST_TEST(got.dead_checks.empty());
    BOOST_TEST(same(got.record, RunRecord{}));
}

BOOST_FIXTURE_TEST_CASE(kernels_are_stored_like_weights_and_counted_like_units,
                        Example) {
    checkpoint.config.convolutions = {{8, 5, 0, 1, 2}};
    TrainState& state = checkpoint.state;
    state.layout = Network<float>(checkpoint.config).layout();
    state.parameters = state.kept.parameters = vector(1);
    state.moments = {vector(2), vector(3)};
    state.dead_checks = {arma::regspace<arma::uvec>(1, 8),
                         arma::uvec(128, arma::fill::zeros),
                         arma::uvec(10, arma::fill::zeros)};
    const TrainState got = saved_and_loaded();
    BOOST_TEST((load_checkpoint(path).config == checkpoint.config));
    BOOST_TEST(equal<float>(got.parameters, state.parameters));
    BOOST_REQUIRE(got.dead_checks.size() == 3u);
    BOOST_TEST(equal<arma::uword>(got.dead_checks[0], state.dead_checks[0]));
}

BOOST_FIXTURE_TEST_CASE(an_optimizer_without_memory_stores_none, Example) {
    checkpoint.config.optimizer = "sgd";
    checkpoint.state.moments.clear();
    BOOST_TEST(saved_and_loaded().moments.empty());
}

BOOST_FIXTURE_TEST_CASE(memory_that_the_optimizer_needs_and_is_missing_is_refused,
                        Example) {
    checkpoint.state.moments.pop_back();
    save_checkpoint(path, checkpoint);
    BOOST_CHECK_EXCEPTION((void)load_checkpoint(path),
                          InputError,
                          says(path.string() + ": moments/2/W1: expected a value "
                                               "written by chainrule, found nothing"));
}

BOOST_FIXTURE_TEST_CASE(counts_of_dead_checks_for_another_number_of_units_are_refused,
                        Example) {
    checkpoint.state.dead_checks = {{0, 5, 2}};
    save_checkpoint(path, checkpoint);
    BOOST_CHECK_EXCEPTION(
        (void)load_checkpoint(path),
        InputError,
        says(path.string() +
             ": dead_checks/1: expected a value written by "
             "chainrule, found 3 counts where the layer has 128 units"));
}

BOOST_FIXTURE_TEST_CASE(a_model_is_no_checkpoint, Example) {
    save_model(path, {checkpoint.config, checkpoint.state.parameters, {}});
    BOOST_CHECK_THROW((void)load_checkpoint(path), InputError);
}

BOOST_AUTO_TEST_SUITE_END()
