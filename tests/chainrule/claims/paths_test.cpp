/// Tests of claims/paths.hpp, through the diagnosis that uses it.
#include "chainrule/claims/paths.hpp"

#include "tests/chainrule/claims/verified.hpp"
#include "tests/support/findings.hpp"

using namespace chainrule;
using namespace chainrule::claims;
using chainrule::tests::contains;
using chainrule::tests::diagnosis_of;

namespace {

/// X reaches L through v, through s and directly; the claim is about all of it.
std::string three_paths(const std::string& claim) {
    return "size D = 3, N = 5\ngiven X[D,N], T[D,N]\n"
           "v = sum(sin(X).^2, 2)\ns = exp(sum(X.^3, 1)/9)\n"
           "L = sum(v.^2) + sum(s) + sum(sum(T .* X.^2))\n"
           "claim dL/dX = " +
           claim + "\n";
}

const std::string through_v = "2*v .* 2 .* sin(X) .* cos(X)",
                  through_s = "s .* X.^2 / 3", direct = "2 * T .* X";

}  // namespace

BOOST_AUTO_TEST_SUITE(paths)

BOOST_AUTO_TEST_CASE(a_missing_path_is_named_by_what_it_goes_through) {
    const claims::Diagnosis v = diagnosis_of(three_paths(through_s + " + " + direct));
    BOOST_TEST(int(v.kind) == int(Kind::missing_term));
    BOOST_TEST(v.name == "v");
    BOOST_TEST(contains(v.text, "X reaches L through v, too"));
    const claims::Diagnosis s = diagnosis_of(three_paths(through_v + " + " + direct));
    BOOST_TEST(s.name == "s");
    const claims::Diagnosis itself =
        diagnosis_of(three_paths(through_v + " + " + through_s));
    BOOST_TEST(contains(itself.text, "X stands in L itself"), itself.text);
}

BOOST_AUTO_TEST_CASE(a_path_with_the_wrong_sign_or_taken_twice_is_named) {
    const claims::Diagnosis sign =
        diagnosis_of(three_paths(through_v + " + 3*T.*X - T.*X - 1/3 * s .* X .* X"));
    BOOST_TEST(int(sign.kind) == int(Kind::sign), sign.text);
    const claims::Diagnosis twice =
        diagnosis_of(three_paths(through_v + " + " + direct + " + s .* X .* X * 2/3"));
    BOOST_TEST((twice.kind == Kind::extra_term || twice.kind == Kind::factor),
               twice.text);
}

BOOST_AUTO_TEST_CASE(a_forgotten_half_of_the_product_rule_is_named_by_its_place) {
    const claims::Diagnosis second = diagnosis_of(
        "f(z) = z * sigmoid(z) * cos(z)\n"
        "claim f'(z) = sigmoid(z)*cos(z) - z*sigmoid(z)*sin(z)\n");
    BOOST_TEST(int(second.kind) == int(Kind::missing_term));
    BOOST_TEST(contains(second.text, "the second one, in sigmoid(z), is missing"),
               second.text);
}

BOOST_AUTO_TEST_CASE(where_no_path_explains_the_numbers_none_is_named) {
    const claims::Diagnosis none = diagnosis_of(
        three_paths(through_v + " + " + through_s + " + " + direct + ".^3"));
    BOOST_TEST(!contains(none.text, "reaches"));
    BOOST_TEST(!contains(none.text, "itself"));
}

BOOST_AUTO_TEST_SUITE_END()
