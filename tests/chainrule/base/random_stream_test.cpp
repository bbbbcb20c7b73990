/// Tests of chainrule/random.hpp.
#include "chainrule/random.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using chainrule::Random;

BOOST_AUTO_TEST_SUITE(random_stream)

BOOST_AUTO_TEST_CASE(a_stream_is_named_by_all_its_words) {
    BOOST_TEST(Random(1, 2, 3).bits() == Random(1, 2, 3).bits());
    BOOST_TEST(Random(1, 2, 3).bits() != Random(1, 3, 2).bits());
    BOOST_TEST(Random(1, 0).bits() != Random(1).bits());
}

BOOST_AUTO_TEST_CASE(uniform_numbers_have_mean_one_half_and_variance_one_twelfth) {
    Random random(1);
    double sum = 0.0, squares = 0.0;
    constexpr int count = 100000;
    for (int i = 0; i < count; ++i) {
        const double u = random.uniform();
        BOOST_REQUIRE((u >= 0.0 && u < 1.0));
        sum += u;
        squares += u * u;
    }
    const double mean = sum / count;
    // Five standard deviations of the mean of so many draws
    BOOST_TEST(std::abs(mean - 0.5) < 5 * std::sqrt(1.0 / 12 / count));
    BOOST_TEST(std::abs(squares / count - mean * mean - 1.0 / 12) < 2e-3);
}

BOOST_AUTO_TEST_CASE(normal_numbers_have_mean_zero_variance_one_and_thin_tails) {
    Random random(2);
    double sum = 0.0, squares = 0.0;
    int beyond_two = 0;
    constexpr int count = 100000;
    for (int i = 0; i < count; ++i) {
        const double z = random.normal();
        sum += z;
        squares += z * z;
        beyond_two += std::abs(z) > 2.0;
    }
    BOOST_TEST(std::abs(sum / count) < 5 / std::sqrt(count));
    BOOST_TEST(std::abs(squares / count - 1.0) < 5 * std::sqrt(2.0 / count));
    BOOST_TEST(std::abs(beyond_two / double(count) - 0.0455) < 0.004);
}

BOOST_AUTO_TEST_CASE(whole_numbers_below_a_count_are_equally_frequent) {
    Random random(3);
    std::vector<int> seen(7);
    for (int i = 0; i < 70000; ++i) ++seen[random.below(7)];
    for (const int times : seen) BOOST_TEST(std::abs(times - 10000) < 500);
}

BOOST_AUTO_TEST_CASE(a_permutation_holds_every_number_once_and_is_not_in_order) {
    auto order = Random(4).permutation(100);
    BOOST_TEST(!std::is_sorted(order.begin(), order.end()));
    std::sort(order.begin(), order.end());
    for (std::size_t i = 0; i < 100; ++i) BOOST_TEST(order[i] == i);
    BOOST_TEST(Random(4).permutation(0).empty());
}

BOOST_AUTO_TEST_SUITE_END()
