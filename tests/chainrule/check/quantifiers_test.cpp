/// Tests of chainrule/check/quantifiers.hpp.
#include "chainrule/check/quantifiers.hpp"
#include "chainrule/check/list.hpp"

#include <boost/test/unit_test.hpp>

using namespace chainrule::check;

namespace {

bool odd(int value) {
    return value % 2 != 0;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(quantifiers)

BOOST_AUTO_TEST_CASE(of_an_empty_range_all_and_none_hold_and_not_any) {
    const List<int> none;
    BOOST_TEST(all_of(none, odd));
    BOOST_TEST(none_of(none, odd));
    BOOST_TEST(!any_of(none, odd));
    BOOST_TEST(count_if(none, odd) == 0u);
    BOOST_TEST(!contains(none, 1));
}

BOOST_AUTO_TEST_CASE(one_item_decides) {
    const List<int> mixed{2, 3, 4};
    BOOST_TEST(any_of(mixed, odd));
    BOOST_TEST(!all_of(mixed, odd));
    BOOST_TEST(!none_of(mixed, odd));
    BOOST_TEST(count_if(mixed, odd) == 1u);
    BOOST_TEST(all_of(List<int>{1, 3}, odd));
    BOOST_TEST(none_of(List<int>{2, 4}, odd));
}

BOOST_AUTO_TEST_CASE(the_first_of_equal_items_is_found) {
    const List<int> list{7, 5, 7, 5};
    BOOST_TEST(index_of(list, 5) == 1u);
    BOOST_TEST(index_of(list, 6) == list.size());
    BOOST_TEST(contains(list, 7));
}

BOOST_AUTO_TEST_SUITE_END()
