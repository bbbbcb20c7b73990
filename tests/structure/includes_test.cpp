/// The tree keeps to docs/architecture.md: who may include whom, and where a library
/// from outside may appear. The rules are read from that page, so it cannot go stale.
#include "chainrule/files.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <sstream>

namespace fs = std::filesystem;

namespace {

const fs::path root = CHAINRULE_SOURCE_DIR;

/// A line "left : right right ..." of a fenced block.
using Rules = std::map<std::string, std::vector<std::string>>;

std::string without_space(std::string text) {
    std::erase(text, ' ');
    return text;
}

Rules read_rules(const std::string& page, const std::string& block) {
    const std::string fence = "```" + block + "\n";
    const std::size_t start = page.find(fence);
    BOOST_REQUIRE_MESSAGE(start != page.npos, "docs/architecture.md has no " << block);
    const std::size_t from = start + fence.size();
    std::istringstream lines(page.substr(from, page.find("```", from) - from));
    Rules rules;
    for (std::string line; std::getline(lines, line);) {
        const std::size_t colon = line.find(':');
        std::istringstream words(line.substr(colon + 1));
        auto& allowed = rules[without_space(line.substr(0, colon))];
        for (std::string word; words >> word;) allowed.push_back(word);
    }
    return rules;
}

struct Include {
    std::string target;
    bool own;  ///< in quotation marks
};

std::vector<Include> includes_of(const fs::path& file) {
    std::istringstream lines(chainrule::read_file(root / file));
    std::vector<Include> found;
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("#include ")) continue;
        const char close = line[9] == '"' ? '"' : '>';
        found.push_back({line.substr(10, line.find(close, 10) - 10), close == '"'});
    }
    return found;
}

std::vector<fs::path> sources() {
    std::vector<fs::path> found;
    for (const char* folder : {"derivations", "src", "plots"}) {
        for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
            const auto extension = entry.path().extension();
            if (extension == ".hpp" || extension == ".cpp") {
                found.push_back(fs::relative(entry.path(), root));
            }
        }
    }
    return found;
}

/// The longest folder of the rules that `file` lies in; empty where there is none.
std::string part_of(const Rules& rules, const std::string& file) {
    std::string part;
    for (const auto& [folder, _] : rules) {
        if (file.starts_with(folder + "/") && folder.size() > part.size())
            part = folder;
    }
    return part;
}

std::string path_of_include(const std::string& target) {
    return target.starts_with("chainrule/") ? "src/" + target : target;
}

/// The judge's headers for outside users, which lie above its folder.
bool is_public_face(const fs::path& file) {
    const fs::path folder = "src/chainrule";
    return file == folder / "check.hpp" || file == folder / "check_json.hpp" ||
           file == folder / "boost_test.hpp";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(includes)

BOOST_AUTO_TEST_CASE(every_include_is_allowed_by_the_architecture) {
    const Rules rules =
        read_rules(chainrule::read_file(root / "docs/architecture.md"), "includes");
    std::size_t seen = 0;
    for (const fs::path& file : sources()) {
        const std::string part = part_of(rules, file.string());
        if (file.string().starts_with("src/cmake/")) continue;
        if (is_public_face(file)) continue;
        BOOST_TEST_CONTEXT(file.string()) {
            BOOST_TEST(!part.empty());
            for (const Include& include : includes_of(file)) {
                if (!include.own) continue;
                ++seen;
                const std::string target = path_of_include(include.target);
                BOOST_TEST(fs::exists(root / target), target << " does not exist");
                if (is_public_face(target)) continue;
                const std::string from = part_of(rules, target);
                const auto& allowed = rules.at(part);
                const bool is_allowed =
                    from == part ||
                    std::find(allowed.begin(), allowed.end(), from) != allowed.end();
                BOOST_TEST(is_allowed, part << " may not include " << target);
            }
        }
    }
    BOOST_TEST(seen > 100u);
}

BOOST_AUTO_TEST_CASE(only_who_may_include_the_judge_includes_its_public_face) {
    const Rules rules =
        read_rules(chainrule::read_file(root / "docs/architecture.md"), "includes");
    for (const fs::path& file : sources()) {
        if (is_public_face(file)) continue;
        for (const Include& include : includes_of(file)) {
            if (!is_public_face(path_of_include(include.target))) continue;
            const auto& allowed = rules.at(part_of(rules, file.string()));
            BOOST_TEST(
                (std::find(allowed.begin(), allowed.end(), "src/chainrule/check") !=
                 allowed.end()),
                file << " includes the judge");
        }
    }
}

BOOST_AUTO_TEST_CASE(a_library_from_outside_appears_where_the_architecture_says) {
    const Rules rules =
        read_rules(chainrule::read_file(root / "docs/architecture.md"), "libraries");
    for (const fs::path& file : sources()) {
        for (const Include& include : includes_of(file)) {
            if (include.own) continue;
            for (const auto& [library, home] : rules) {
                if (!include.target.starts_with(library)) continue;
                BOOST_TEST(
                    (std::find(home.begin(), home.end(), file.string()) != home.end()),
                    file << " includes " << include.target << ", which belongs into "
                         << home.front());
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
