/// Tests of chainrule/train/examples.hpp.
#include "chainrule/train/examples.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>

using namespace chainrule::train;

namespace {

TrainConfig config_of(std::size_t batch, double validation) {
    TrainConfig config;
    config.batch = batch;
    config.validation = validation;
    return config;
}

std::vector<std::size_t> copy_of(std::span<const std::size_t> indices) {
    return {indices.begin(), indices.end()};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(examples)

BOOST_AUTO_TEST_CASE(an_epoch_is_every_training_example_once) {
    Examples examples(config_of(32, 0.1), 1000);
    BOOST_TEST(examples.steps_per_epoch() == 29u);  // 28 of 32 and one of 4
    std::vector<std::size_t> seen;
    for (std::size_t step = 29; step < 58; ++step) {
        const auto batch = examples.batch(step);
        BOOST_TEST(batch.size() == (step == 57 ? 4u : 32u));
        seen.insert(seen.end(), batch.begin(), batch.end());
    }
    std::ranges::sort(seen);
    BOOST_TEST(seen == copy_of(examples.training()), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(held_back_examples_are_never_trained_on) {
    const Examples examples(config_of(32, 0.1), 1000);
    BOOST_TEST(examples.validation().size() == 100u);
    std::set<std::size_t> all(examples.training().begin(), examples.training().end());
    all.insert(examples.validation().begin(), examples.validation().end());
    BOOST_TEST(all.size() == 1000u);
}

BOOST_AUTO_TEST_CASE(at_most_ten_thousand_evenly_spread_training_examples_are_scored) {
    const Examples few(config_of(32, 0.1), 1000);
    BOOST_TEST(copy_of(few.scored()) == copy_of(few.training()),
               boost::test_tools::per_element());

    const Examples many(config_of(32, 0.25), 60'000);
    const auto scored = many.scored();
    BOOST_TEST(scored.size() == 10'000u);
    for (std::size_t i = 0; i < scored.size(); i += 1000) {
        BOOST_TEST(scored[i] == many.training()[i * 45'000 / 10'000]);
    }
}

BOOST_AUTO_TEST_CASE(a_batch_depends_on_its_step_alone) {
    Examples one(config_of(32, 0.0), 1000), other(config_of(32, 0.0), 1000);
    (void)one.batch(3);
    (void)one.batch(40);
    BOOST_TEST(copy_of(one.batch(3)) == copy_of(other.batch(3)),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(every_epoch_has_an_order_of_its_own) {
    Examples examples(config_of(0, 0.0), 100);
    const auto first = copy_of(examples.batch(0));
    BOOST_TEST((copy_of(examples.batch(1)) != first));
}

BOOST_AUTO_TEST_CASE(a_full_batch_is_one_step_an_epoch) {
    Examples examples(config_of(0, 0.0), 100);
    BOOST_TEST(examples.steps_per_epoch() == 1u);
    BOOST_TEST(examples.batch(0).size() == 100u);
}

BOOST_AUTO_TEST_CASE(the_probe_comes_from_validation_where_there_is_one) {
    const Examples with(config_of(32, 0.5), 4000), without(config_of(32, 0.0), 40);
    BOOST_TEST(with.probe().size() == 1000u);
    BOOST_TEST(with.probe().front() == with.validation().front());
    BOOST_TEST(without.probe().size() == 40u);
}

BOOST_AUTO_TEST_SUITE_END()
