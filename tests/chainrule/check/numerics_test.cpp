/// The tables of docs/numerics.md are computed here. A stale page is written anew by
///     CHAINRULE_WRITE_DOCS=1 test_chainrule_check --run_test=numerics
#include "chainrule/check.hpp"
#include "chainrule/files.hpp"
#include "tests/chainrule/check/peers.hpp"
#include "tests/chainrule/check/scalar_cases.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

using chainrule::tests::ScalarCase;
namespace peers = chainrule::tests::peers;

namespace {

const std::string page = std::string(CHAINRULE_SOURCE_DIR) + "/docs/numerics.md";
const std::string begin = "<!-- table: begin -->\n", end = "<!-- table: end -->";

std::string ours(const ScalarCase& one) {
    const auto report = chainrule::check_gradient(
        [&](const arma::vec& x) { return one.f(x(0)); },
        [&](const arma::vec& x) { return arma::vec{one.slope(x(0))}; },
        arma::vec{one.x});
    return std::string(to_string(report.verdict));
}

std::string row(const std::vector<std::string>& cells) {
    std::string line = "|";
    for (const std::string& cell : cells) line += " " + cell + " |";
    return line + "\n";
}

std::string table() {
    std::vector<std::string> header{"", "f and claim", "x", "chainrule"};
    for (const peers::Peer& peer : peers::all()) header.push_back(peer.name);
    std::string text =
        row(header) + row(std::vector<std::string>(header.size(), "---"));
    int number = 0;
    for (const ScalarCase& one : chainrule::tests::measured_cases()) {
        std::ostringstream x;
        x.precision(10);
        x << one.x;
        std::vector<std::string> cells{
            std::to_string(++number), one.name, x.str(), "**" + ours(one) + "**"};
        for (const peers::Peer& peer : peers::all()) {
            cells.push_back(peer.answer({one.f, one.slope(one.x), one.x}));
        }
        text += row(cells);
    }
    return text;
}

/// The page with `text` between the markers.
std::string with_table(const std::string& old, const std::string& text) {
    const auto first = old.find(begin), last = old.find(end);
    BOOST_REQUIRE(first != std::string::npos && last != std::string::npos);
    return old.substr(0, first + begin.size()) + text + old.substr(last);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(numerics)

BOOST_AUTO_TEST_CASE(the_page_shows_what_is_measured) {
    const std::string old = chainrule::read_file(page);
    const std::string fresh = with_table(old, table());
    if (std::getenv("CHAINRULE_WRITE_DOCS")) {
        std::ofstream(page) << fresh;
        return;
    }
    BOOST_TEST(old == fresh,
               "docs/numerics.md is stale; write it anew with\n"
               "    CHAINRULE_WRITE_DOCS=1 test_chainrule_check --run_test=numerics");
}

BOOST_AUTO_TEST_SUITE_END()
