/// Tests of claims/starter.hpp.
#include "chainrule/claims/starter.hpp"

#include "chainrule/claims/verify.hpp"
#include "chainrule/input_error.hpp"
#include "tests/support/findings.hpp"

#include <boost/test/unit_test.hpp>

using namespace chainrule;
using namespace chainrule::claims;
using chainrule::tests::contains;

BOOST_AUTO_TEST_SUITE(starter)

BOOST_AUTO_TEST_CASE(every_starter_can_be_read_and_has_nothing_but_open_claims) {
    const std::vector<std::string> names = starter_names();
    for (const char* name : {"attention", "batchnorm", "blank", "mlp", "softmax"}) {
        BOOST_TEST(std::count(names.begin(), names.end(), name) == 1, name);
    }
    for (const std::string& name : names) {
        const Source source(name, claims::starter(name));
        const Verification verification = verify(source, {});
        BOOST_REQUIRE_MESSAGE(verification.readable(), name);
        BOOST_TEST(!verification.judgements.empty(), name);
        for (const Judgement& judgement : verification.judgements) {
            BOOST_TEST(judgement.claim->open);
            BOOST_TEST(judgement.verdict == Verdict::undecided);
            BOOST_TEST(contains(judgement.doubt, "left open"));
        }
    }
}

BOOST_AUTO_TEST_CASE(claims_are_opened_over_several_lines_and_lose_their_comments) {
    const Source source("x",
                        "# title\ngiven x\nL = x^2 # kept\n"
                        "claim dL/dx = 2 * ... half of it\n  x   # the answer: 2x\n"
                        "claim dL/dx = x + x\n");
    BOOST_TEST(with_open_claims(source, "hint") ==
               "# title\n# hint\ngiven x\nL = x^2 # kept\n"
               "claim dL/dx = ?\nclaim dL/dx = ?\n");
}

BOOST_AUTO_TEST_CASE(an_unknown_starter_is_answered_with_the_nearest_one) {
    BOOST_CHECK_EXCEPTION(static_cast<void>(claims::starter("atention")),
                          InputError,
                          [](const InputError& e) {
                              return contains(e.what(), "attention") &&
                                     contains(e.what(), "'atention'");
                          });
}

BOOST_AUTO_TEST_SUITE_END()
