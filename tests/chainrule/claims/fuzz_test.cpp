/// Whatever a file says, it is judged or refused: examples are mutilated at random.
#include "chainrule/claims/document.hpp"
#include "chainrule/claims/json.hpp"
#include "chainrule/claims/text.hpp"
#include "chainrule/claims/verify.hpp"
#include "chainrule/files.hpp"
#include "chainrule/random.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>

using namespace chainrule;
using namespace chainrule::claims;
namespace fs = std::filesystem;

namespace {

std::vector<std::string> examples() {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(fs::path(CHAINRULE_SOURCE_DIR) /
                                                    "derivations/examples")) {
        files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    std::vector<std::string> texts;
    for (const fs::path& file : files) texts.push_back(read_file(file));
    return texts;
}

/// One to four bytes or stretches exchanged for others, of this file or of another one.
std::string mutilated(std::string text, const std::string& other, Random& random) {
    static constexpr std::string_view bytes =
        "()[]'.,;:=+-*/\\^<>!&|~?#% \n\t09aZ\"\x80";
    const auto place = [&](const std::string& in) {
        return static_cast<std::size_t>(random.below(in.size() + 1));
    };
    for (std::uint64_t k = 0; k <= random.below(4); ++k) {
        const std::size_t at = place(text);
        switch (random.below(4)) {
            case 0:
                text.insert(at, 1, bytes[random.below(bytes.size())]);
                break;
            case 1:
                text.erase(at, 1 + random.below(6));
                break;
            case 2:
                text.insert(at, other, place(other), 1 + random.below(12));
                break;
            default:
                if (at < text.size()) text[at] = bytes[random.below(bytes.size())];
        }
    }
    return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fuzz)

BOOST_AUTO_TEST_CASE(a_mutilated_file_is_judged_or_refused_with_a_place_in_it) {
    const std::vector<std::string> texts = examples();
    Random random(std::uint64_t{20261127});
    std::size_t judged = 0, refused = 0;
    for (int k = 0; k < 500; ++k) {
        const Source source("mutilated",
                            mutilated(texts[random.below(texts.size())],
                                      texts[random.below(texts.size())],
                                      random));
        VerifyOptions options;
        options.trials = 1;
        const Verification verification = verify(source, options);
        BOOST_REQUIRE(!json_of(source, verification).empty());
        if (verification.readable()) {
            ++judged;
            BOOST_REQUIRE(!text_of(source, verification, false).empty());
            BOOST_REQUIRE(!markdown_of(source, verification).empty());
            continue;
        }
        ++refused;
        for (const Complaint& complaint : verification.complaints) {
            BOOST_REQUIRE(!complaint.message.empty());
            BOOST_REQUIRE(complaint.at.begin <= source.text().size());
        }
    }
    BOOST_TEST(judged > 75u);
    BOOST_TEST(refused > 75u);
}

BOOST_AUTO_TEST_SUITE_END()
