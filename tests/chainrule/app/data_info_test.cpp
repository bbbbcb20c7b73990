/// `chainrule data info`, run on the built program.
#include "chainrule/files.hpp"

#include "tests/support/program.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

using namespace chainrule::tests;

BOOST_AUTO_TEST_SUITE(data_info)

BOOST_AUTO_TEST_CASE(the_built_in_digits_are_described) {
    const Outcome outcome = run_chainrule({"data", "info"});
    BOOST_TEST(outcome.status == 0);
    BOOST_TEST(outcome.out.find("28 x 28") != std::string::npos);
    BOOST_TEST(outcome.out.find("images of 9") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(json_is_one_line_with_the_counts) {
    const Outcome outcome = run_chainrule({"data", "info", "digits", "--json"});
    BOOST_TEST(outcome.status == 0);
    BOOST_TEST(
        outcome.out.starts_with("{\"data\":\"digits\",\"train\":{\"examples\":"));
    BOOST_TEST(std::ranges::count(outcome.out, '\n') == 1);
}

BOOST_AUTO_TEST_CASE(a_csv_with_a_field_too_few_is_refused_with_its_place) {
    const TemporaryFolder folder;
    std::string line = "3";
    for (int i = 0; i < 783; ++i) line += ",0";
    chainrule::write_file(folder.path() / "short.csv", line + "\n");
    const Outcome outcome =
        run_chainrule({"data", "info", "short.csv"}, {.folder = folder.path()});
    BOOST_TEST(outcome.status == 2);
    BOOST_TEST(outcome.err.find("short.csv: line 1") != std::string::npos, outcome.err);
    BOOST_TEST(outcome.err.find("785 fields, found 784") != std::string::npos,
               outcome.err);
}

BOOST_AUTO_TEST_CASE(a_place_that_does_not_exist_is_refused) {
    const Outcome outcome = run_chainrule({"data", "info", "/nowhere/at/all"});
    BOOST_TEST(outcome.status == 2);
    BOOST_TEST(outcome.err.find("/nowhere/at/all") != std::string::npos, outcome.err);
}

BOOST_AUTO_TEST_SUITE_END()
