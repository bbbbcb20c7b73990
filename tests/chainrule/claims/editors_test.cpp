/// The grammars in docs/editors know the words of the language: the keywords, functions
/// and distributions of the program, and no others.
#include "chainrule/claims/builtin.hpp"
#include "chainrule/claims/lexer.hpp"
#include "chainrule/claims/reader.hpp"
#include "chainrule/files.hpp"

#include <fmt/ranges.h>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <sstream>

using namespace chainrule;
using namespace chainrule::claims;

namespace {

using Words = std::vector<std::string>;

Words sorted(Words words) {
    std::sort(words.begin(), words.end());
    return words;
}

Words known_keywords() {
    return sorted({std::begin(keywords), std::end(keywords)});
}

std::string text_of(const std::string& file) {
    return read_file(std::filesystem::path(CHAINRULE_SOURCE_DIR) / "docs/editors" /
                     file);
}

/// The words behind "syn keyword GROUP" on all such lines.
Words vim_words(const std::string& group) {
    std::istringstream lines(text_of("vim/syntax/grad.vim"));
    Words words;
    for (std::string line; std::getline(lines, line);) {
        const std::string head = "syn keyword " + group + " ";
        if (!line.starts_with(head)) continue;
        std::istringstream rest(line.substr(head.size()));
        for (std::string word; rest >> word;) words.push_back(word);
    }
    return sorted(words);
}

/// The words of the alternation "\\b(a|b|c)\\b" whose rule has this name.
Words vscode_words(const std::string& name) {
    const std::string text = text_of("vscode/syntaxes/grad.tmLanguage.json");
    const std::size_t at = text.find("\"" + name + "\"");
    BOOST_REQUIRE(at != std::string::npos);
    const std::size_t begin = text.find("\\\\b(", at) + 4;
    const std::size_t end = text.find(")\\\\b", begin);
    std::istringstream list(text.substr(begin, end - begin));
    Words words;
    for (std::string word; std::getline(list, word, '|');) words.push_back(word);
    return sorted(words);
}

void require_same(const Words& grammar, const Words& program) {
    BOOST_TEST(grammar == program,
               fmt::format("the grammar should have: {}", fmt::join(program, " ")));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(editors)

BOOST_AUTO_TEST_CASE(the_vim_syntax_knows_the_words_of_the_program) {
    require_same(vim_words("gradStatement"), known_keywords());
    require_same(vim_words("gradFunction"), sorted(builtin_names()));
    require_same(vim_words("gradDistribution"), sorted(distribution_names()));
}

BOOST_AUTO_TEST_CASE(the_vs_code_grammar_knows_the_words_of_the_program) {
    require_same(vscode_words("keyword.control.grad"), known_keywords());
    require_same(vscode_words("support.function.grad"), sorted(builtin_names()));
    require_same(vscode_words("support.type.grad"), sorted(distribution_names()));
}

BOOST_AUTO_TEST_SUITE_END()
