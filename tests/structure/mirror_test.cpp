/// The tests mirror the tree, and contents.txt knows every step.
#include "chainrule/files.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <sstream>

namespace fs = std::filesystem;

namespace {

const fs::path root = CHAINRULE_SOURCE_DIR;

/// "02_affine/linear" and so on, as contents.txt lists them.
std::set<std::string> listed_steps() {
    std::istringstream lines(chainrule::read_file(root / "derivations/contents.txt"));
    std::set<std::string> steps;
    std::string chapter;
    for (std::string line; std::getline(lines, line);) {
        if (line.empty() || line.front() == '#') continue;
        if (line.front() != ' ') {
            chapter = line.substr(0, line.find(' '));
        } else {
            steps.insert(chapter + "/" + line.substr(4));
        }
    }
    return steps;
}

/// The folders of derivations/ that are chapters: they have a number.
std::vector<fs::path> chapters() {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(root / "derivations")) {
        const std::string name = entry.path().filename().string();
        if (entry.is_directory() && name.front() >= '0' && name.front() <= '9') {
            found.push_back(entry.path());
        }
    }
    return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mirror)

BOOST_AUTO_TEST_CASE(contents_lists_every_header_of_every_chapter) {
    const auto listed = listed_steps();
    std::size_t headers = 0;
    for (const fs::path& chapter : chapters()) {
        for (const auto& entry : fs::directory_iterator(chapter)) {
            if (entry.path().extension() != ".hpp") continue;
            ++headers;
            const std::string name = chapter.filename() / entry.path().stem();
            BOOST_TEST(listed.contains(name), name << " is not in contents.txt");
        }
    }
    BOOST_TEST(headers == listed.size());
}

BOOST_AUTO_TEST_CASE(every_step_has_a_test_of_its_own) {
    for (const std::string& step : listed_steps()) {
        const fs::path test = root / "tests/derivations" / (step + "_test.cpp");
        BOOST_TEST(fs::exists(test), test << " is missing");
    }
}

BOOST_AUTO_TEST_CASE(every_chapter_has_an_opening) {
    BOOST_TEST(chapters().size() >= 5u);
    for (const fs::path& chapter : chapters()) {
        BOOST_TEST(fs::exists(chapter / "chapter.md"), chapter << " has no chapter.md");
    }
}

BOOST_AUTO_TEST_CASE(every_test_folder_has_a_counterpart) {
    const std::set<std::string> not_mirrored{
        "support", "structure", "consumer", "benchmarks", "fuzz"};
    for (const auto& entry : fs::recursive_directory_iterator(root / "tests")) {
        if (!entry.is_directory()) continue;
        const fs::path place = fs::relative(entry.path(), root / "tests");
        const std::string top = place.begin()->string();
        if (not_mirrored.contains(top)) continue;
        if (place == "chainrule/base") continue;  // the files of src/chainrule itself
        const fs::path counterpart =
            top == "chainrule" ? root / "src" / place : root / place;
        BOOST_TEST(fs::exists(counterpart), counterpart << " does not exist");
    }
}

BOOST_AUTO_TEST_SUITE_END()
