/// Tests of claims/reader.hpp and what it stands on: what is said of a file that cannot
/// be judged, at which spot.
#include "chainrule/claims/reader.hpp"

#include "tests/support/findings.hpp"

#include <fmt/format.h>

#include <boost/test/unit_test.hpp>

using namespace chainrule::claims;
using chainrule::tests::contains;

namespace {

/// Three lines that every case begins with.
const std::string head = "size D = 3, N = 4\ngiven X[D,N]\nparam W[2,D], b[2,1]\n";

struct Case {
    std::string text;               ///< behind the head
    std::vector<std::string> says;  ///< "line:column: message", all that is said
};

std::vector<std::string> complaints_of(const std::string& text) {
    const Source source("f", text);
    std::vector<std::string> said;
    for (const Complaint& complaint : read_derivation(source).complaints) {
        const Place place = source.place(complaint.at.begin);
        said.push_back(fmt::format("{}:{}: {}{}{}",
                                   place.line,
                                   place.column,
                                   complaint.message,
                                   complaint.next.empty() ? "" : "; ",
                                   complaint.next));
    }
    return said;
}

void require(const std::vector<Case>& cases) {
    for (const Case& expected : cases) {
        const auto said = complaints_of(head + expected.text);
        BOOST_TEST(said.size() == expected.says.size(), expected.text);
        for (std::size_t k = 0; k < std::min(said.size(), expected.says.size()); ++k) {
            BOOST_TEST(said[k].starts_with(expected.says[k]),
                       "'" << said[k] << "' is said of\n"
                           << expected.text);
        }
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reader)

BOOST_AUTO_TEST_CASE(habits_of_other_languages_are_answered_with_what_is_written_here) {
    require({
        {"for i = 1:3\n", {"4:1: there is no 'for' here; a derivation is a list"}},
        {"function y = f(x)\n", {"4:1: there is no 'function' here"}},
        {"disp(W)\n", {"4:5: expected = behind disp"}},
        {"Z == W*X\n", {"4:3: expected = behind Z"}},
        {"Z = 2W*X\n", {"4:5: 2W is neither a number nor a name"}},
        {"Z = W X\n",
         {"4:7: expected the end of the statement, found 'X'; a product needs its *"}},
        {"Z = W @ X\n", {"4:7: '@' means nothing here; * is the product of matrices"}},
        {"Z = W**2\n",
         {"4:7: expected a number, a name or a bracket, found '*'; a power"}},
        {"Z = W.T * X\n", {"4:6: '.' means nothing here; X' is the transpose"}},
        {"L = 2i\n", {"4:5: 2i is neither a number nor a name; there are no complex"}},
        {"L = 'abc'\n", {"4:5: 'abc' means nothing here; only the order of a norm"}},
        {"L = sum(sum(W))\nclaim dL/dW := 3\n",
         {"5:13: expected = and what is claimed, found ':'"}},
    });
}

BOOST_AUTO_TEST_CASE(
    signs_pasted_from_a_page_are_answered_with_the_ones_on_a_keyboard) {
    require({
        {"Z = W*X − b\n", {"4:9: '−' means nothing here; did you mean '-'?"}},
        {"Z = W⋅X\n", {"4:6: '⋅' means nothing here; did you mean '*' or '.*'?"}},
        {"Z = X’*W\n", {"4:6: '’' means nothing here; did you mean '?"}},
        {"Z = é\n", {"4:5: 'é' means nothing here; names and signs are plain ASCII"}},
    });
}

BOOST_AUTO_TEST_CASE(the_nearest_name_is_proposed) {
    require({
        {"Z1 = W*X\nL = sum(sum(Zl))\n",
         {"5:13: Zl is not defined above this line; did you mean 'Z1'?"}},
        {"L = sum(sum(sigmod(W)))\n",
         {"4:13: sigmod is not defined above this line; did you mean 'sigmoid'?"}},
        {"clam dL/dW = 3\n",
         {"4:1: 'clam' begins no statement; did you mean 'claim'?"}},
        {"given t[1,N] ~ gaussian\n",
         {"4:16: expected a distribution, found 'gaussian'"}},
    });
}

BOOST_AUTO_TEST_CASE(a_name_is_defined_once_and_above_its_use) {
    require({
        {"W = 3\n", {"4:1: W is defined already, in line 3"}},
        {"L = sum(sum(Z))\nZ = W*X\nclaim dL/dW = W\n",
         {"4:13: Z is not defined above this line"}},
        {"f(z) = z*q\n", {"4:10: q is not defined above this line"}},
        {"f(z) = z*X\n", {"4:10: a function of one number may use its argument"}},
    });
}

BOOST_AUTO_TEST_CASE(shapes_that_do_not_fit_are_named_with_what_would) {
    require({
        {"Z = X*W\n",
         {"4:5: X is 3x4, W is 2x3: for * the 4 columns of the first would have to be "
          "the "
          "2 rows of the second; these fit: W*X"}},
        {"Z = W'*X'\n",
         {"4:5: W' is 3x2, X' is 4x3: for * the 2 columns of the first would have to "
          "be "
          "the "
          "4 rows of the second; these fit: X'*W'"}},
        {"Z = W*X'\n",
         {"4:5: W is 2x3, X' is 4x3: for * the 3 columns of the first would have to be "
          "the "
          "4 rows of the second; these fit: W*X"}},
        {"Z = (X + X)*W\n",
         {"4:5: (X + X) is 3x4, W is 2x3: for * the 4 columns of the first would have "
          "to "
          "be the 2 rows of the second; these fit: W*(X + X)"}},
        {"Z = W*X.*X*W\n",
         {"4:5: W*X is 2x4, X is 3x4: .* needs dimensions that are equal or 1"}},
        {"Z = X.*X*W\n",
         {"4:5: X.*X is 3x4, W is 2x3: for * the 4 columns of the first would have to "
          "be the 2 rows of the second; these fit: W*(X.*X)"}},
        {"Z = W*X + X\n",
         {"4:5: W*X is 2x4, X is 3x4: + needs dimensions that are equal or 1"}},
        {"L = det(X)\n", {"4:9: det: this needs a square matrix, found 3x4"}},
        {"Z = X(5,1)\n", {"4:7: the index 5 is none of 1 to 3; indices count from 1"}},
        {"Z = X(0,1)\n", {"4:7: the index 0 is none of 1 to 3; indices count from 1"}},
        {"Z = sum(X,1,2,3)\n", {"4:5: sum takes 1 to 2 arguments, found 4"}},
    });
}

BOOST_AUTO_TEST_CASE(a_claim_is_about_a_derivative_that_there_is) {
    require({
        {"Z = W*X\nclaim dZ/dW = X\n", {"5:7: Z is 2x4 and W is 2x3: a derivative is"}},
        {"L = sum(sum(X))\nclaim dL/dW = W\n", {"5:7: L does not depend on W"}},
        {"L = sum(sum(W*X))\nclaim dL/dW = dL/dW\n",
         {"5:15: this is what the line claims"}},
        {"L = sum(sum(W*X))\nclaim W = 3\n", {"5:7: expected a derivative, found 'W'"}},
        {"L = sum(sum(W*X))\ndL = 3\nclaim dL/dW = W\n",
         {"6:7: dL/dW is the derivative of L with respect to W, or a quotient"}},
        {"z = b*2\np = softmax(z)\nclaim dp/dz(i,j) = p\n",
         {"6:20: dp/dz(i,j) is a single number, this is 2x1"}},
        {"z = b*2\np = softmax(z)\nclaim dp/dz = p\n",
         {"6:7: p is 2x1: its derivative with respect to z is a Jacobian"}},
        {"f(z) = z^3\nclaim f'''(z) = 6\n", {"5:7: only first and second derivatives"}},
        {"L = sum(sum(W))\nZ = dL/dW\nclaim dL/dW = 1 + 0*W\n",
         {"5:5: a derivative stands only in claims"}},
        {"L = sum(sum(W*X))\n", {"5:1: nothing is claimed in this file"}},
    });
}

BOOST_AUTO_TEST_CASE(one_fault_is_said_once_and_several_in_one_go) {
    require({
        {"Z = (W*X + b\nL = sum(sum(Z))\nclaim dL/dW = W\n",
         {"4:5: this ( is never closed"}},
        {"Z = W*X +\nL = sum(sum(W))\nclaim dL/dW = 1 + 0*W\n",
         {"4:10: expected a number, a name or a bracket, found the end of the line"}},
        {"Z = 0x10\nL = sum(sum(Z*W))\nclaim dL/dW = W\n",
         {"4:5: 0x10 is neither a number nor a name"}},
        {"Z = W*Q\nV = X*Q2\nL = sum(sum(Z))\nclaim dL/dW = 2*Z\n",
         {"4:7: Q is not defined", "5:7: Q2 is not defined"}},
    });
}

BOOST_AUTO_TEST_CASE(sizes_trials_and_distributions_are_within_their_bounds) {
    require({
        {"size M = 0\n",
         {"4:10: a whole number from 1 to 1000000 is expected here, found 0"}},
        {"size M = 2.5\n", {"4:10: a whole number from 1 to 1000000 is expected"}},
        {"size M = 100000000\n",
         {"4:10: a whole number from 1 to 1000000 is expected"}},
        {"trials 0\n", {"4:8: a whole number from 1 to 1000 is expected"}},
        {"seed -1\n", {"4:6: a whole number from 0 to"}},
        {"given t[1,N] ~ uniform(1)\n",
         {"4:16: uniform has 1 number here; write uniform"}},
        {"given t[1,N] ~ uniform(2,1)\n", {"4:16: uniform(a, b) needs a < b"}},
        {"given t[1,N] ~ labels(0)\n",
         {"4:16: the number of classes is a whole number"}},
        {"given t[1,N] ~ spd\n", {"4:16: a symmetric matrix is square, t is 1x4"}},
        {"given t[1,N] ~ mask(2)\n", {"4:16: a probability lies from 0 to 1"}},
        {"Z = zeros(1e6,1e6)\n", {"4:5: this is 1000000x1000000"}},
        {"Z = X(1:1e9)\n",
         {"4:7: a range of 1000000000 elements; 1000000 are allowed"}},
    });
}

BOOST_AUTO_TEST_CASE(depth_and_length_are_bounded) {
    const auto refused = [](const std::string& text, const std::string& message) {
        const auto said = complaints_of(head + text);
        BOOST_REQUIRE(!said.empty());
        BOOST_TEST(contains(said.front(), message), said.front());
    };
    refused("L = " + std::string(100'000, '(') + "1", "bytes long");
    std::string nested = "L = ", sum = "L = 1";
    for (int k = 0; k < 5'000; ++k) nested += "(...\n";
    refused(nested + "1", "nested more than 200 deep");
    for (int k = 0; k < 5'000; ++k) sum += " + ...\n 1";
    refused(sum, "operators one after the other");
    refused("# " + std::string(2 << 20, 'x'), "more than 1048576 bytes");
}

BOOST_AUTO_TEST_CASE(
    line_ends_of_windows_tabs_and_a_byte_order_mark_are_nothing_special) {
    BOOST_TEST(
        complaints_of("\xef\xbb\xbfgiven x\r\n\tL = x^2\r\nclaim dL/dx = 2*x\r\n")
            .empty());
}

BOOST_AUTO_TEST_CASE(a_spot_is_shown_with_its_line_and_a_caret) {
    const Source source("file.grad", "given x\nL =\tä + 1\n");
    const auto complaints = read_derivation(source).complaints;
    BOOST_REQUIRE(!complaints.empty());
    BOOST_TEST(source.shown(complaints.front())
                   .starts_with("file.grad:2:5: 'ä' means nothing here\n    2 | L = ä "
                                "+ 1\n      |     ^\n"));
}

BOOST_AUTO_TEST_SUITE_END()
