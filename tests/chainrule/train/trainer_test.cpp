/// Tests of chainrule/train/trainer.hpp on the built-in digits.
#include "chainrule/train/trainer.hpp"

#include "chainrule/input_error.hpp"
#include "tests/chainrule/train/digits.hpp"
#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using chainrule::tests::equal;
using chainrule::tests::few_digits;
using chainrule::tests::small_config;
using namespace chainrule::train;

namespace {

const std::atomic<bool> never_stop = false;

struct Example {
    Result run(const Callbacks& callbacks = {},
               std::optional<TrainState> resume = std::nullopt) {
        return train(config, data, callbacks, never_stop, std::move(resume));
    }

    /// As if a person pressed Ctrl-C during step `step`.
    Result run_until(std::size_t step) {
        std::atomic<bool> stop = false;
        Callbacks callbacks;
        callbacks.progress = [&](const Progress& now) { stop = now.step >= step; };
        return train(config, data, callbacks, stop);
    }

    TrainConfig config = small_config();
    chainrule::data::Split data = few_digits(700, 200);
};

bool some_note_contains(const RunRecord& record, const std::string& part) {
    return std::ranges::any_of(record.notes, [&](const std::string& note) {
        return note.find(part) != std::string::npos;
    });
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(trainer, Example)

BOOST_AUTO_TEST_CASE(a_network_learns_to_read) {
    data = few_digits(4000, 500);
    config.layers = {784, 32, 10};
    config.optimizer = "adam";
    config.lr = 0.003;
    config.epochs = 6;
    const Result result = run();
    BOOST_TEST((result.ending == Ending::finished));
    const auto& epochs = result.state.record.epochs;
    BOOST_TEST(epochs.front().test.accuracy < 0.3);
    BOOST_TEST(epochs.back().test.accuracy > 0.8);
    BOOST_TEST(epochs.back().train.loss < 0.5 * epochs.front().train.loss);
}

BOOST_AUTO_TEST_CASE(every_optimizer_lowers_the_loss) {
    for (const auto& [name, rate] : {std::pair{"sgd", 0.1},
                                     {"momentum", 0.02},
                                     {"nesterov", 0.02},
                                     {"rmsprop", 0.003},
                                     {"adam", 0.003},
                                     {"adamw", 0.003}}) {
        config.optimizer = name;
        config.lr = rate;
        const auto epochs = run().state.record.epochs;
        BOOST_TEST(epochs.back().train.loss < 0.9 * epochs.front().train.loss, name);
    }
}

BOOST_AUTO_TEST_CASE(any_number_of_threads_reaches_the_same_bits) {
    config.dropout = 0.2;
    const Result one = run();
    config.threads = 3;
    const Result three = run();
    BOOST_TEST(equal(one.state.parameters, three.state.parameters));
    BOOST_TEST(one.state.record.epochs.back().validation.loss ==
               three.state.record.epochs.back().validation.loss);
}

BOOST_AUTO_TEST_CASE(another_seed_reaches_others) {
    const Result one = run();
    config.seed = 2;
    BOOST_TEST(!equal(one.state.parameters, run().state.parameters));
}

BOOST_AUTO_TEST_CASE(a_run_stopped_at_any_step_resumes_to_the_same_bits) {
    config.optimizer = "adam";
    config.lr = 0.003;
    config.dropout = 0.2;
    config.schedule = "cosine";
    const Result whole = run();
    for (const std::size_t step : {4, 10, 23}) {  // 10 steps an epoch
        Result part = run_until(step);
        BOOST_TEST((part.ending == Ending::interrupted));
        BOOST_TEST(part.state.step == step);
        const Result rest = run({}, std::move(part.state));
        BOOST_TEST(equal(rest.state.parameters, whole.state.parameters));
        BOOST_TEST(equal(rest.state.kept.parameters, whole.state.kept.parameters));
        BOOST_TEST(rest.state.record.batches.size() == 30u);
        BOOST_TEST(rest.state.record.epochs.size() == 4u);
    }
}

BOOST_AUTO_TEST_CASE(convolutions_learn_and_threads_and_pauses_change_no_bit) {
    config.layers = {784, 10};
    config.convolutions = {{4, 5, 0, 2, 2}, {6, 3, 1}};
    config.dropout = 0.2;
    config.optimizer = "momentum";
    config.lr = 0.02;
    config.epochs = 2;
    const Result whole = run();
    const auto& epochs = whole.state.record.epochs;
    BOOST_TEST(epochs.back().train.loss < 0.9 * epochs.front().train.loss);
    config.threads = 3;
    Result part = run_until(7);
    const Result rest = run({}, std::move(part.state));
    BOOST_TEST(equal(rest.state.parameters, whole.state.parameters));
}

BOOST_AUTO_TEST_CASE(a_state_of_another_network_is_refused) {
    Result part = run_until(3);
    config.layers = {784, 13, 10};
    BOOST_CHECK_THROW(run({}, std::move(part.state)), chainrule::InputError);
}

BOOST_AUTO_TEST_CASE(the_weights_of_the_best_validation_loss_are_kept) {
    data = few_digits(200, 100);
    config.lr = 0.5;
    config.epochs = 30;
    config.validation = 0.3;
    const Result result = run();
    const auto& epochs = result.state.record.epochs;
    const auto best = std::ranges::min_element(
        epochs, {}, [](const auto& line) { return line.validation.loss; });
    BOOST_TEST(result.state.record.kept_epoch == best->epoch);
    BOOST_TEST(best->epoch < 30u);  // otherwise this test shows nothing
    BOOST_TEST(!equal(result.state.kept.parameters, result.state.parameters));
}

BOOST_AUTO_TEST_CASE(patience_ends_a_run_that_no_longer_improves) {
    data = few_digits(200, 100);
    config.lr = 0.5;
    config.epochs = 100;
    config.validation = 0.3;
    config.patience = 3;
    const Result result = run();
    BOOST_TEST((result.ending == Ending::early_stop));
    BOOST_TEST(result.state.record.epochs.back().epoch == result.state.kept.epoch + 3);

    const Result resumed = run({}, result.state);
    BOOST_TEST((resumed.ending == Ending::early_stop));
    BOOST_TEST(resumed.state.step == result.state.step);
}

BOOST_AUTO_TEST_CASE(without_validation_the_last_epoch_is_kept) {
    config.validation = 0.0;
    const Result result = run();
    BOOST_TEST(result.state.kept.epoch == 3u);
    BOOST_TEST(equal(result.state.kept.parameters, result.state.parameters));
    BOOST_TEST(std::isnan(result.state.record.epochs.back().validation.loss));
}

BOOST_AUTO_TEST_CASE(a_run_that_diverges_says_where_and_keeps_finite_weights) {
    config.lr = 1e30;
    const Result result = run();
    BOOST_TEST((result.ending == Ending::not_finite));
    BOOST_TEST(result.explanation.find("became NaN or infinite") != std::string::npos);
    BOOST_TEST(result.explanation.find("--lr 1e+29") != std::string::npos);
    BOOST_TEST(result.explanation.find("--clip 1") != std::string::npos);
    BOOST_TEST(result.state.kept.parameters.is_finite());
    BOOST_TEST(result.state.record.confusion.n_rows == 10u);
}

BOOST_AUTO_TEST_CASE(a_rate_beyond_float_names_the_parameters_it_destroyed) {
    config.lr = 1e39;
    const Result result = run();
    BOOST_TEST((result.ending == Ending::not_finite));
    BOOST_TEST(result.explanation.find("step 1 (epoch 1): the parameters W1") == 0u);
    BOOST_TEST(result.state.kept.epoch == 0u);
}

BOOST_AUTO_TEST_CASE(clipping_holds_each_step_to_the_limit) {
    config.clip = 1e-3;
    config.epochs = 1;
    config.validation = 0.0;
    config.batch = 0;
    const arma::fvec start = run_until(1).state.parameters;  // after the only step
    config.lr = 0.0;
    const arma::fvec origin = run().state.parameters;
    BOOST_TEST(arma::norm(start - origin) == 0.1 * 1e-3,
               boost::test_tools::tolerance(1e-3));
}

BOOST_AUTO_TEST_CASE(the_record_has_a_line_for_every_epoch_step_layer_and_parameter) {
    const RunRecord record = run().state.record;
    BOOST_TEST(record.epochs.size() == 4u);
    BOOST_TEST(record.epochs.front().epoch == 0u);
    BOOST_TEST(record.epochs.back().step == 30u);
    BOOST_TEST(record.batches.size() == 30u);
    BOOST_TEST(record.batches.back().epoch == 3.0);
    BOOST_TEST(record.layers.size() == 4u * 2);
    BOOST_TEST(record.histograms.size() == 4u * 2);
    BOOST_TEST(record.parameters.size() == 3u * 4);
    BOOST_TEST(arma::accu(record.confusion) == 200u);
    BOOST_TEST(record.first_weights.n_rows == 12u);
    BOOST_TEST(record.first_weights.n_cols == 784u);
    BOOST_TEST(some_note_contains(record, "holds"));
    BOOST_TEST(!record.misread.empty());
    BOOST_TEST(record.misread.size() <= 25u);
}

BOOST_AUTO_TEST_CASE(callbacks_hear_of_every_step_and_every_epoch) {
    std::size_t steps = 0, epochs = 0, checkpoints = 0;
    Callbacks callbacks;
    callbacks.progress = [&](const Progress& now) { BOOST_TEST(now.step == ++steps); };
    callbacks.epoch = [&](const EpochMetrics&) { ++epochs; };
    callbacks.checkpoint = [&](const TrainState&) { ++checkpoints; };
    run(callbacks);
    BOOST_TEST(steps == 30u);
    BOOST_TEST(epochs == 4u);
    BOOST_TEST(checkpoints == 3u);
}

BOOST_AUTO_TEST_CASE(a_stuck_bias_is_trained_and_never_moves) {
    config.bias = Bias::one_number_rule;
    config.init = "stuck-bias";
    config.batch = 0;
    config.epochs = 20;
    config.lr = 0.2;
    const Result result = run();
    BOOST_TEST(some_note_contains(result.state.record, "fails at b1 and b2"));
    BOOST_TEST(
        some_note_contains(result.state.record, "after 20 steps no output bias"));
    const Block& bias = result.state.layout.find("b2");
    config.epochs = 0;
    const Result untrained = run();
    const arma::fvec moved = column(result.state.parameters, bias) -
                             column(untrained.state.parameters, bias);
    BOOST_TEST(arma::abs(moved).max() < 1e-5f);
}

BOOST_AUTO_TEST_CASE(a_dead_class_is_named) {
    config.bias = Bias::shared;
    config.output_relu = true;
    const RunRecord record = run().state.record;
    BOOST_TEST(some_note_contains(record, "The logits pass a ReLU"));
}

BOOST_AUTO_TEST_CASE(a_network_of_the_wrong_size_is_refused) {
    config.layers = {100, 12, 10};
    BOOST_CHECK_THROW(run(), chainrule::InputError);
    config.layers = {784, 12, 9};
    BOOST_CHECK_THROW(run(), chainrule::InputError);
}

BOOST_AUTO_TEST_CASE(time_to_a_mark_is_the_first_epoch_that_stands_at_it) {
    RunRecord record;
    for (const auto& [seconds, accuracy] :
         {std::pair{0.0, 0.1}, {0.5, 0.95}, {1.0, 0.97}, {1.5, 0.96}}) {
        EpochMetrics line;
        line.train_seconds = seconds;
        line.test.accuracy = accuracy;
        record.epochs.push_back(line);
    }
    const auto reached = time_to(record, {0.9, 0.97, 0.98});
    BOOST_TEST_REQUIRE(reached.size() == 2u);
    BOOST_TEST(reached[0].seconds == 0.5);
    BOOST_TEST(reached[1].mark == 0.97);
    BOOST_TEST(reached[1].seconds == 1.0);
}

BOOST_AUTO_TEST_SUITE_END()
