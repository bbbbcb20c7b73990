/// Tests of src/chainrule/stepper/matrix_text.hpp.
#include "chainrule/stepper/matrix_text.hpp"

#include "chainrule/book/utf8.hpp"

#include <boost/test/unit_test.hpp>

using namespace chainrule::stepper;
namespace tt = boost::test_tools;

using Lines = std::vector<std::string>;

namespace {

Lines entries(const arma::mat& values, int exponent = 0, bool whole = false) {
    const NamedMatrix matrix{"x", "x", values, whole};
    Lines lines = matrix_text("heading", matrix, exponent, 80);
    lines.erase(lines.begin());
    return lines;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(matrix_text)

BOOST_AUTO_TEST_CASE(columns_are_aligned_at_the_decimal_point) {
    BOOST_TEST(
        entries({{1, -2.5}, {-10, 0.25}, {0, 0}}) ==
            (Lines{
                "⎡   1.000  -2.500 ⎤", "⎢ -10.000   0.250 ⎥", "⎣   0.000   0.000 ⎦"}),
        tt::per_element());
}

BOOST_AUTO_TEST_CASE(a_single_row_stands_between_plain_brackets) {
    BOOST_TEST(entries({{1.5, 2}}) == Lines{"[ 1.500  2.000 ]"}, tt::per_element());
}

BOOST_AUTO_TEST_CASE(labels_have_no_decimals) {
    BOOST_TEST(entries({{0, 12, 3}}, 0, true) == Lines{"[ 0  12  3 ]"},
               tt::per_element());
}

BOOST_AUTO_TEST_CASE(no_entry_is_a_negative_zero) {
    BOOST_TEST(entries({{-1e-5, 1}}) == Lines{"[ 0.000  1.000 ]"}, tt::per_element());
}

BOOST_AUTO_TEST_CASE(a_power_of_ten_is_taken_out_of_what_is_small_or_large) {
    BOOST_TEST(exponent_of({{0.02, -0.003}}) == -2);
    BOOST_TEST(exponent_of({{0.5, 1e-9}}) == 0);
    BOOST_TEST(exponent_of({{0, 0}}) == 0);
    BOOST_TEST(exponent_of({{2e5, 1}}) == 5);
    BOOST_TEST(entries({{0.02, -0.003}}, -2) == Lines{"[ 2.000  -0.300 ]"},
               tt::per_element());
}

BOOST_AUTO_TEST_CASE(an_entry_that_is_not_finite_does_not_choose_the_power_of_ten) {
    BOOST_TEST(exponent_of({{arma::datum::nan, 0.02, -arma::datum::inf}}) == -2);
}

BOOST_AUTO_TEST_CASE(the_heading_names_the_power_of_ten) {
    const NamedMatrix matrix{"losses_bar", "\\bar l", {{0.02, 0.01}}};
    BOOST_TEST(matrix_heading(matrix, 0) == "l\u0304 losses_bar 1×2");
    BOOST_TEST(matrix_heading(matrix, -2) == "l\u0304 losses_bar 1×2, times 10⁻²");
}

BOOST_AUTO_TEST_CASE(columns_that_do_not_fit_are_left_out_and_it_shows) {
    const NamedMatrix matrix{"x", "x", {{1, 2, 3, 4}}};
    const auto lines = chainrule::stepper::matrix_text("h", matrix, 0, 22);
    BOOST_TEST(lines.back() == "[ 1.000  2.000 ... ]");
}

BOOST_AUTO_TEST_CASE(blocks_stand_beside_each_other_as_far_as_they_fit) {
    const std::vector<TextBlock> blocks{{"aaaa", "a"}, {"b"}, {"cccc"}};
    BOOST_TEST(side_by_side(blocks, 16) == (Lines{"aaaa    b", "a", "", "cccc"}),
               tt::per_element());
    BOOST_TEST(side_by_side(blocks, 17) == (Lines{"aaaa    b    cccc", "a"}),
               tt::per_element());
}

BOOST_AUTO_TEST_CASE(rows_beyond_the_sixteenth_are_left_out) {
    const Lines lines = entries(arma::mat(40, 2, arma::fill::ones));
    BOOST_TEST(lines.size() == 16u);
    BOOST_TEST(lines[14] == "⎢ 1.000  1.000 ⎥");
    BOOST_TEST(lines[15] == "⎣ ...          ⎦");
    BOOST_TEST(entries(arma::mat(16, 1, arma::fill::ones)).back() == "⎣ 1.000 ⎦");
}

BOOST_AUTO_TEST_SUITE_END()
