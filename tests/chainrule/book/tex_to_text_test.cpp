/// Tests of src/chainrule/book/tex_to_text.hpp: what each construct looks like, and
/// that no step file uses one that is not understood.
#include "chainrule/book/tex_to_text.hpp"

#include "chainrule/book/spaces.hpp"

#include <boost/test/unit_test.hpp>

using namespace chainrule::book;

namespace {

struct Case {
    std::string_view tex;
    std::string_view text;
};

void check(std::initializer_list<Case> cases) {
    for (const auto& [tex, text] : cases) {
        const TexText got = tex_to_text(tex);
        BOOST_TEST_CONTEXT("formula " << tex) {
            BOOST_TEST(with_plain_spaces(got.text) == text);
            BOOST_TEST(got.problems.empty());
        }
    }
}

std::vector<std::string> problems(std::string_view tex) {
    return tex_to_text(tex).problems;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tex_to_text)

BOOST_AUTO_TEST_CASE(letters_keep_the_spaces_they_are_written_with) {
    check({{"W X", "W X"}, {"WX", "WX"}, {"\\delta x", "δx"}, {"12", "12"}});
}

BOOST_AUTO_TEST_CASE(accents_become_combining_marks) {
    check({{"\\bar W", "W\u0304"},
           {"\\dot{Z}_{n}", "Z\u0307ₙ"},
           {"\\hat y", "y\u0302"},
           {"\\tilde x", "x\u0303"}});
}

BOOST_AUTO_TEST_CASE(numbers_and_single_letters_are_lowered_and_words_are_not) {
    check({{"x_1", "x₁"},
           {"x_{12}", "x₁₂"},
           {"y_n", "yₙ"},
           {"b_c", "b_c"},
           {"Z_{hn}", "Z_hn"},
           {"P_{y_n n}", "P_{yₙ n}"},
           {"\\delta_{c y_n}", "δ_{c yₙ}"}});
}

BOOST_AUTO_TEST_CASE(scripts_are_raised_where_unicode_has_the_letters) {
    check({{"x^2", "x²"},
           {"x^{-1}", "x⁻¹"},
           {"e^{n+1}", "eⁿ⁺¹"},
           {"X^\\top", "Xᵀ"},
           {"X^{\\circ 3}", "X°³"},
           {"f'(x)", "f′(x)"},
           {"e^X", "e^X"},
           {"e^{-Z}", "e^{−Z}"},
           {"\\mathbb R^{D \\times N}", "ℝ^{D×N}"}});
}

BOOST_AUTO_TEST_CASE(a_lower_script_stands_before_an_upper_one) {
    check({{"\\mathbf 1_N^\\top", "𝟏_Nᵀ"}, {"x^2_n", "xₙ²"}});
}

BOOST_AUTO_TEST_CASE(what_follows_a_script_in_full_letters_is_kept_apart_from_it) {
    check({{"W_{hd}X_{dn}", "W_hd X_dn"},
           {"x_nx_m", "xₙxₘ"},
           {"W^\\top \\bar Z", "Wᵀ Z\u0304"}});
}

BOOST_AUTO_TEST_CASE(operators_and_relations_stand_between_spaces) {
    check({{"a+b", "a + b"},
           {"Z=WX", "Z = WX"},
           {"A\\odot B", "A ⊙ B"},
           {"n \\in \\{0, \\dots, C-1\\}", "n ∈ {0, …, C − 1}"},
           {"[Z > 0]", "[Z > 0]"}});
}

BOOST_AUTO_TEST_CASE(a_sign_stands_close_to_what_it_belongs_to) {
    check({{"-x", "−x"},
           {"a = -b", "a = −b"},
           {"L = -\\frac{1}{N}", "L = −1/N"},
           {"(-1)", "(−1)"},
           {"a \\cdot -b", "a · −b"}});
}

BOOST_AUTO_TEST_CASE(named_operators_stand_apart_from_letters_but_not_from_brackets) {
    check({{"\\log P", "log P"},
           {"\\max(Z, 0)", "max(Z, 0)"},
           {"\\sum_n \\log x", "∑ₙ log x"},
           {"2\\exp x", "2 exp x"},
           {"\\operatorname{diag}(p)", "diag(p)"},
           {"\\sum_n (a + b)", "∑ₙ (a + b)"}});
}

BOOST_AUTO_TEST_CASE(punctuation_follows_without_a_space) {
    check({{"L .", "L."}, {"a , b", "a, b"}, {"0.5", "0.5"}, {"x .5", "x .5"}});
}

BOOST_AUTO_TEST_CASE(a_fraction_takes_brackets_only_where_its_reading_needs_them) {
    check({{"\\frac{1}{N}", "1/N"},
           {"\\frac12", "1/2"},
           {"\\frac{12}{10}", "12/10"},
           {"\\frac{\\partial L}{\\partial Z_{cn}}", "∂L/∂Z_cn"},
           {"\\frac{a+b}{c}", "(a + b)/c"},
           {"\\frac{a}{b+c}", "a/(b + c)"},
           {"\\frac{a}{2b}", "a/(2b)"},
           {"\\frac{\\log a}{b}", "(log a)/b"},
           {"\\frac{a}{(b+c)^2}", "a/(b + c)²"},
           {"\\frac{a}{\\frac{b}{c}}", "a/(b/c)"},
           {"\\frac{-1}{N}", "−1/N"},
           {"\\frac{e^x}{\\sum_k e^k}", "eˣ/(∑ₖ eᵏ)"}});
}

BOOST_AUTO_TEST_CASE(a_fraction_stands_apart_from_its_neighbours) {
    check({{"\\frac12x", "1/2 x"}, {"\\bar L\\frac{1}{N}", "L\u0304 1/N"}});
}

BOOST_AUTO_TEST_CASE(a_root_takes_brackets_as_a_denominator_does) {
    check({{"\\sqrt x", "√x"}, {"\\sqrt{x + \\varepsilon}", "√(x + ε)"}});
}

BOOST_AUTO_TEST_CASE(sized_brackets_look_like_any_other) {
    check({{"\\left( a \\right)", "(a)"}, {"\\left. x\\right|", "x|"}});
}

BOOST_AUTO_TEST_CASE(words_keep_their_spaces) {
    check({{"\\text{if } x", "if x"}, {"x_{\\mathrm{max}}", "x_max"}});
}

BOOST_AUTO_TEST_CASE(a_quad_is_two_spaces_and_a_line_of_source_is_one) {
    check({{"a,\\quad b", "a,  b"}, {"a,\\qquad b", "a,    b"}, {"a\nb", "a b"}});
}

BOOST_AUTO_TEST_CASE(a_line_may_break_after_a_relation_but_not_within_brackets) {
    const std::string tied(no_break_space);
    BOOST_TEST(chainrule::book::tex_to_text("a = (b + c)").text ==
               "a" + tied + "= (b" + tied + "+" + tied + "c)");
}

BOOST_AUTO_TEST_CASE(an_unknown_command_stays_readable_and_is_named) {
    const TexText got = chainrule::book::tex_to_text("a \\foo b");
    BOOST_TEST(with_plain_spaces(got.text) == "a \\foo b");
    BOOST_TEST(got.problems == std::vector<std::string>{"unknown command \\foo"},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(braces_without_a_partner_are_named) {
    BOOST_TEST(problems("x_{n").size() == 1u);
    BOOST_TEST(problems("x}").size() == 1u);
    BOOST_TEST(problems("\\frac{a}").size() == 1u);
    BOOST_TEST(problems("x^").size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
