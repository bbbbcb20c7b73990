/// Tests of chainrule/check/list.hpp.
#include "chainrule/check/list.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

using chainrule::check::erase_if;
using chainrule::check::List;
using chainrule::check::stable_sort;

namespace {

using Words = List<std::string>;

/// Counts its own; the fourth copy fails.
struct Fragile {
    Fragile() { ++alive; }
    Fragile(const Fragile&) {
        if (++copies == 4) throw 4;
        ++alive;
    }
    Fragile(Fragile&&) noexcept { ++alive; }
    Fragile& operator=(Fragile&&) = default;
    ~Fragile() { --alive; }

    static inline int alive = 0, copies = 0;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(list)

BOOST_AUTO_TEST_CASE(a_copy_that_fails_gives_back_what_it_has_taken) {
    const List<Fragile> five(5);
    BOOST_TEST(Fragile::alive == 5);
    BOOST_CHECK_THROW(List<Fragile>{five}, int);
    BOOST_TEST(Fragile::alive == 5);
}

BOOST_AUTO_TEST_CASE(items_stay_in_the_order_in_which_they_were_added) {
    List<std::size_t> list;
    for (std::size_t k = 0; k < 100; ++k) list.push_back(k);
    BOOST_TEST(list.size() == 100u);
    for (std::size_t k = 0; k < 100; ++k) BOOST_TEST(list[k] == k);
    BOOST_TEST(list.front() == 0u);
    BOOST_TEST(list.back() == 99u);
}

BOOST_AUTO_TEST_CASE(an_item_of_the_list_itself_can_be_added) {
    Words words{"a word that is too long to be kept inside of a string"};
    for (int k = 0; k < 20; ++k) words.push_back(words.front());
    for (const std::string& word : words) BOOST_TEST(word == words.front());
}

BOOST_AUTO_TEST_CASE(a_copy_shares_nothing_and_a_moved_list_is_empty) {
    Words words{"first", "second"};
    Words copy = words;
    copy[0] = "changed";
    BOOST_TEST(words[0] == "first");
    const Words moved = std::move(words);
    BOOST_TEST(words.empty());
    BOOST_TEST((moved == Words{"first", "second"}));
    copy = moved;
    BOOST_TEST((copy == moved));
}

BOOST_AUTO_TEST_CASE(every_item_is_destroyed_once) {
    const auto counted = std::make_shared<int>(0);
    {
        List<std::shared_ptr<int>> list(10, counted);
        BOOST_TEST(counted.use_count() == 11);
        list.erase(list.begin() + 2, list.begin() + 5);
        BOOST_TEST(counted.use_count() == 8);
        list.resize(3);
        BOOST_TEST(counted.use_count() == 4);
        list.reserve(200);
        BOOST_TEST(counted.use_count() == 4);
    }
    BOOST_TEST(counted.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(what_can_only_be_moved_can_be_kept) {
    List<std::unique_ptr<int>> list;
    for (int k = 0; k < 10; ++k) list.push_back(std::make_unique<int>(k));
    BOOST_TEST(*list.back() == 9);
}

BOOST_AUTO_TEST_CASE(a_list_grows_at_both_ends) {
    Words words{"b"};
    words.insert_front("a");
    words.append(Words{"c", "d"});
    BOOST_TEST((words == Words{"a", "b", "c", "d"}));
}

BOOST_AUTO_TEST_CASE(new_items_are_zero) {
    List<double> list(3);
    list.resize(5);
    BOOST_TEST((list == List<double>{0.0, 0.0, 0.0, 0.0, 0.0}));
    list.assign(2, 1.5);
    BOOST_TEST((list == List<double>{1.5, 1.5}));
}

BOOST_AUTO_TEST_CASE(what_is_not_erased_keeps_its_order) {
    List<int> list{1, 2, 3, 4, 5, 6, 7};
    erase_if(list, [](int value) { return value % 3 == 0; });
    BOOST_TEST((list == List<int>{1, 2, 4, 5, 7}));
    erase_if(list, [](int) { return true; });
    BOOST_TEST(list.empty());
}

BOOST_AUTO_TEST_CASE(equal_items_keep_their_order_when_a_list_is_sorted) {
    for (std::size_t size = 0; size < 40; ++size) {
        List<std::size_t> list;
        for (std::size_t k = 0; k < size; ++k) list.push_back(7 * k % 40);
        const auto less = [](std::size_t a, std::size_t b) { return a % 5 < b % 5; };
        std::vector<std::size_t> expected(list.begin(), list.end());
        std::stable_sort(expected.begin(), expected.end(), less);
        stable_sort(list, less);
        BOOST_TEST(std::equal(list.begin(), list.end(), expected.begin()));
        BOOST_TEST(list.size() == size);
    }
}

BOOST_AUTO_TEST_SUITE_END()
