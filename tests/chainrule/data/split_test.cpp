/// Tests of chainrule/data/split.hpp.
#include "chainrule/data/split.hpp"

#include "tests/support/says.hpp"

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace data = chainrule::data;
using chainrule::tests::says;

BOOST_AUTO_TEST_SUITE(split)

RC_BOOST_PROP(every_index_is_in_one_of_the_lists_once, ()) {
    const auto count = *rc::gen::inRange<std::size_t>(0, 500);
    const double share = *rc::gen::inRange(0, 100) / 100.0;
    const auto lists =
        data::split_indices(count, share, *rc::gen::arbitrary<std::uint64_t>());
    RC_ASSERT(std::is_sorted(lists.kept.begin(), lists.kept.end()));
    RC_ASSERT(std::is_sorted(lists.held_back.begin(), lists.held_back.end()));
    std::vector<std::size_t> all;
    std::merge(lists.kept.begin(),
               lists.kept.end(),
               lists.held_back.begin(),
               lists.held_back.end(),
               std::back_inserter(all));
    RC_ASSERT(all.size() == count);
    for (std::size_t i = 0; i < count; ++i) RC_ASSERT(all[i] == i);
}

BOOST_AUTO_TEST_CASE(a_tenth_of_a_thousand_is_a_hundred) {
    BOOST_TEST(data::split_indices(1000, 0.1, 1).held_back.size() == 100u);
}

BOOST_AUTO_TEST_CASE(a_share_of_zero_holds_nothing_back) {
    BOOST_TEST(data::split_indices(1000, 0.0, 1).held_back.empty());
}

BOOST_AUTO_TEST_CASE(neither_list_of_two_examples_is_empty_at_any_other_share) {
    BOOST_TEST(data::split_indices(2, 0.01, 1).held_back.size() == 1u);
    BOOST_TEST(data::split_indices(2, 0.99, 1).kept.size() == 1u);
}

BOOST_AUTO_TEST_CASE(the_seed_decides) {
    const auto first = data::split_indices(1000, 0.1, 1).held_back;
    BOOST_TEST((data::split_indices(1000, 0.1, 1).held_back == first));
    BOOST_TEST((data::split_indices(1000, 0.1, 2).held_back != first));
}

BOOST_AUTO_TEST_CASE(a_share_that_leaves_nothing_or_is_no_share_is_refused) {
    BOOST_CHECK_EXCEPTION(
        data::split_indices(10, 1.0, 1),
        std::invalid_argument,
        says("split_indices: need a share of at least 0 and below 1, got 1"));
    BOOST_CHECK_THROW(data::split_indices(10, -0.1, 1), std::invalid_argument);
    BOOST_CHECK_THROW(
        data::split_indices(10, std::numeric_limits<double>::quiet_NaN(), 1),
        std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
