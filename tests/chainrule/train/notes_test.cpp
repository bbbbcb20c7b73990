/// Tests of chainrule/train/notes.hpp.
#include "chainrule/train/notes.hpp"

#include "tests/support/findings.hpp"

#include <boost/test/unit_test.hpp>

using namespace chainrule::train;
using chainrule::tests::contains;

BOOST_AUTO_TEST_SUITE(notes)

BOOST_AUTO_TEST_CASE(a_class_that_is_present_and_never_predicted_is_named) {
    const arma::umat confusion = {
        {5, 0, 0, 0}, {2, 3, 0, 0}, {1, 1, 0, 0}, {0, 0, 0, 0}};
    BOOST_TEST(never_predicted(confusion) == "Never predicted on the test set: 2.");
}

BOOST_AUTO_TEST_CASE(nothing_is_said_where_every_class_is_predicted) {
    BOOST_TEST(never_predicted(arma::umat{{5, 0}, {4, 1}}).empty());
}

BOOST_AUTO_TEST_CASE(a_starved_class_is_named_and_the_others_are_measured) {
    const arma::fmat logits = {{1, 0, 2, 0}, {1, 1, 0, 0}, {3, 3, 3, 3}};
    const std::string note = starved_classes(logits, arma::urowvec{0, 0, 1, 1});
    BOOST_TEST(contains(note, "0: 50.00 %, 1: 100.00 %"));
    BOOST_TEST(contains(note, "pulls up class 1,"));
    BOOST_TEST(!contains(note, "2: "));  // no example of it
}

BOOST_AUTO_TEST_CASE(a_network_without_a_starved_class_is_told_so) {
    const std::string note =
        starved_classes(arma::fmat{{1, 0}, {0, 1}}, arma::urowvec{0, 1});
    BOOST_TEST(contains(note, "No class is starved"));
}

BOOST_AUTO_TEST_CASE(a_stuck_bias_is_measured) {
    const std::string note = stuck_bias(-4e-17, {1, -2}, {1, -2.5f}, 500);
    BOOST_TEST(contains(note, "after 500 steps"));
    BOOST_TEST(contains(note, "further than 5e-01"));
    BOOST_TEST(contains(note, "double precision: -4e-17"));
}

BOOST_AUTO_TEST_SUITE_END()
