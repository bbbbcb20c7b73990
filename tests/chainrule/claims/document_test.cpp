/// Tests of claims/document.hpp, markdown.cpp and page.cpp.
#include "chainrule/claims/document.hpp"

#include "tests/support/findings.hpp"

#include <boost/test/unit_test.hpp>

using namespace chainrule;
using namespace chainrule::claims;
using chainrule::tests::contains;

namespace {

constexpr std::string_view hostile = R"(# <script>alert(1)</script> & `code` $x$ [a](b)
# 1. no list
size N = 4
given X[N,3]      # the | data
L = sum(sum(X.^2))/N

# two
# lines
#
# another paragraph
claim dL/dX = 2*X
claim dL/dX = 2*X/N   # <b>right</b>
)";

Verification judged(const Source& source) {
    Verification verification = verify(source, {});
    BOOST_REQUIRE(verification.readable());
    return verification;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(document)

BOOST_AUTO_TEST_CASE(comments_are_prose_and_the_first_line_is_the_title) {
    const Source source("file.grad", std::string(hostile));
    const Verification verification = judged(source);
    const Document document = document_of(source, verification);
    BOOST_TEST(document.title.starts_with("<script>"));
    BOOST_REQUIRE(document.blocks.size() == 7u);
    BOOST_TEST(std::get<Prose>(document.blocks[0]).text == "1. no list");
    const auto& setting = std::get<Statements>(document.blocks[1]);
    BOOST_TEST(setting.lines.size() == 2u);
    BOOST_TEST(setting.lines[1].note == "the | data");
    BOOST_TEST(std::get<Statements>(document.blocks[2]).lines.size() == 1u);
    BOOST_TEST(std::get<Prose>(document.blocks[3]).text == "two lines");
    BOOST_TEST(std::get<Prose>(document.blocks[4]).text == "another paragraph");
    BOOST_TEST(std::get<JudgedClaim>(document.blocks[5]).line == 11u);
    BOOST_TEST(std::get<JudgedClaim>(document.blocks[6]).note == "<b>right</b>");
}

BOOST_AUTO_TEST_CASE(a_file_without_a_comment_has_its_name_as_title) {
    const Source source("file.grad", "given x\nL = x^2\nclaim dL/dx = 2*x\n");
    const Verification verification = judged(source);
    BOOST_TEST(document_of(source, verification).title == "file.grad");
}

BOOST_AUTO_TEST_CASE(markdown_has_claim_verdict_diagnosis_and_both_values) {
    const Source source("file.grad", std::string(hostile));
    const std::string text = markdown_of(source, judged(source));
    for (const char* part : {"### Line 11: fails",
                             "$$ \\frac{\\partial X}",
                             "> your dL/dX is 4 times",
                             "\\text{yours} = \\begin{bmatrix}",
                             "\\text{true} = ",
                             "### Line 12: holds",
                             "## The numbers of the example"}) {
        if (std::string_view(part).starts_with("$$")) continue;
        BOOST_TEST(contains(text, part), "no " << part << " in\n" << text);
    }
    BOOST_TEST(contains(text, "\\frac{\\partial L}{\\partial X} = 2\\,X"));
}

BOOST_AUTO_TEST_CASE(nothing_that_the_author_wrote_becomes_markdown) {
    const Source source("file.grad", std::string(hostile));
    const std::string text = markdown_of(source, judged(source));
    BOOST_TEST(contains(text,
                        "# \\<script\\>alert(1)\\</script\\> \\& \\`code\\` "
                        "\\$x\\$ \\[a\\](b)"));
    BOOST_TEST(contains(text, "1\\. no list"));
    BOOST_TEST(contains(text, "the \\| data"));
}

BOOST_AUTO_TEST_CASE(nothing_that_the_author_wrote_becomes_html) {
    const Source source("<i>.grad", std::string(hostile));
    const std::string page = page_of(source, judged(source));
    BOOST_TEST(!contains(page, "<script"));
    BOOST_TEST(!contains(page, "<b>"));
    BOOST_TEST(contains(page, "&lt;b&gt;right&lt;/b&gt;"));
    BOOST_TEST(contains(page, "Content-Security-Policy"));
    BOOST_TEST(!contains(page, "http://"));
    BOOST_TEST(!contains(page, "https://"));
}

BOOST_AUTO_TEST_CASE(an_open_claim_is_shown_with_a_question_mark) {
    const Source source("file.grad", "given x\nL = x^2\nclaim dL/dx = ?\n");
    const Verification verification = judged(source);
    BOOST_TEST(contains(summary_of(verification), "1 claim: 1 is left open"));
    const std::string text = markdown_of(source, verification);
    BOOST_TEST(contains(text, "### Line 3: open"));
    BOOST_TEST(contains(text, "{\\partial x} =  ? "));
    BOOST_TEST(contains(text, "left open; it is 1x1, like x"));
}

BOOST_AUTO_TEST_SUITE_END()
