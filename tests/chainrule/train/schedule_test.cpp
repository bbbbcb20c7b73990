/// Tests of chainrule/train/schedule.hpp.
#include "chainrule/train/schedule.hpp"

#include "chainrule/input_error.hpp"

#include <boost/test/unit_test.hpp>

using namespace chainrule::train;
namespace tt = boost::test_tools;

namespace {

/// 10 epochs of 10 steps at a rate of 2.
Schedule schedule_of(const std::string& name, double warmup = 0.0) {
    TrainConfig config;
    config.lr = 2.0;
    config.epochs = 10;
    config.schedule = name;
    config.warmup = warmup;
    return Schedule(config, 10);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(schedule)

BOOST_AUTO_TEST_CASE(constant_stays) {
    const Schedule schedule = schedule_of("constant");
    BOOST_TEST(schedule.rate(0) == 2.0);
    BOOST_TEST(schedule.rate(99) == 2.0);
}

BOOST_AUTO_TEST_CASE(step_falls_to_a_tenth_at_the_half_and_again_at_three_quarters) {
    const Schedule schedule = schedule_of("step");
    BOOST_TEST(schedule.rate(49) == 2.0);
    BOOST_TEST(schedule.rate(50) == 0.2, tt::tolerance(1e-15));
    BOOST_TEST(schedule.rate(74) == 0.2, tt::tolerance(1e-15));
    BOOST_TEST(schedule.rate(75) == 0.02, tt::tolerance(1e-15));
}

BOOST_AUTO_TEST_CASE(cosine_is_half_way_down_in_the_middle_and_ends_near_zero) {
    const Schedule schedule = schedule_of("cosine");
    BOOST_TEST(schedule.rate(0) == 2.0);
    BOOST_TEST(schedule.rate(50) == 1.0, tt::tolerance(1e-15));
    BOOST_TEST(schedule.rate(99) < 0.001);
    for (std::size_t step = 1; step < 100; ++step) {
        BOOST_TEST(schedule.rate(step) < schedule.rate(step - 1));
    }
}

BOOST_AUTO_TEST_CASE(warm_up_rises_in_a_straight_line_and_then_follows_the_cosine) {
    const Schedule schedule = schedule_of("warmup-cosine", 1.0);
    const double slope = schedule.rate(1) - schedule.rate(0);
    BOOST_TEST(schedule.rate(0) > 0.0);
    BOOST_TEST(schedule.rate(9) == schedule.rate(0) + 9 * slope, tt::tolerance(1e-14));
    BOOST_TEST(schedule.rate(10) == 2.0);
    BOOST_TEST(schedule.rate(55) == 1.0, tt::tolerance(1e-15));  // half of the other 90
}

BOOST_AUTO_TEST_CASE(a_warm_up_longer_than_the_run_never_passes_its_peak) {
    const Schedule schedule = schedule_of("warmup-cosine", 50.0);
    BOOST_TEST(schedule.rate(99) < 2.0);
    BOOST_TEST(schedule.rate(99) > schedule.rate(98));
}

BOOST_AUTO_TEST_CASE(an_unknown_schedule_is_refused) {
    BOOST_CHECK_THROW(schedule_of("cosin"), chainrule::InputError);
}

BOOST_AUTO_TEST_SUITE_END()
