/// Tests of claims/formula.hpp, latex.cpp and mathml.cpp.
#include "chainrule/claims/formula.hpp"

#include "chainrule/claims/reader.hpp"

#include <boost/test/unit_test.hpp>

using namespace chainrule::claims;

namespace {

/// The right side of `Z = EXPRESSION` as LaTeX.
std::string latex_of(const std::string& expression) {
    const Source source(
        "test",
        "size D = 3, N = 4\ngiven A[D,N], B[D,N], C[N,D], x[D,1], a, b\n"
        "f(z) = z^2\nZ = " +
            expression + "\nL = sum(sum(Z)) + a\nclaim dL/da = 0\n");
    const Reading reading = read_derivation(source);
    for (const Complaint& complaint : reading.complaints) {
        BOOST_FAIL(source.shown(complaint));
    }
    const std::string all = statement_formula(
        source, reading.derivation, *reading.derivation.find("Z"), latex());
    const std::string left = "Z = ";
    BOOST_REQUIRE(all.starts_with(left));
    return all.substr(left.size());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(formula)

BOOST_AUTO_TEST_CASE(
    products_of_matrices_stand_beside_each_other_and_others_have_a_sign) {
    BOOST_TEST(latex_of("A*C") == "A\\,C");
    BOOST_TEST(latex_of("A.*B") == "A \\odot B");
    BOOST_TEST(latex_of("A./B") == "A \\oslash B");
    BOOST_TEST(latex_of("2*A") == "2\\,A");
    BOOST_TEST(latex_of("a*2") == "a \\cdot 2");
}

BOOST_AUTO_TEST_CASE(a_division_by_a_number_is_a_fraction) {
    BOOST_TEST(latex_of("(A - B)/N") == "\\frac{A - B}{N}");
    BOOST_TEST(latex_of("a/(b + 1)") == "\\frac{a}{b + 1}");
}

BOOST_AUTO_TEST_CASE(parentheses_stand_where_the_meaning_needs_them_and_nowhere_else) {
    BOOST_TEST(latex_of("(A + B)*C") == "\\left( A + B \\right)\\,C");
    BOOST_TEST(latex_of("(A) + (B)") == "A + B");
    BOOST_TEST(latex_of("a - (b - 1)") == "a - \\left( b - 1 \\right)");
    BOOST_TEST(latex_of("(a - b) - 1") == "a - b - 1");
    BOOST_TEST(latex_of("(A*C).*(A*C)") ==
               "\\left( A\\,C \\right) \\odot \\left( A\\,C \\right)");
    BOOST_TEST(latex_of("(-a)^2") == "\\left(  - a \\right)^{2}");
    BOOST_TEST(latex_of("-a^2") == " - a^{2}");
    BOOST_TEST(latex_of("(A*C)'") == "\\left( A\\,C \\right)^{\\top }");
}

BOOST_AUTO_TEST_CASE(a_sum_shows_its_direction_unless_it_is_over_everything) {
    BOOST_TEST(latex_of("sum(A, 1)") == "\\sum _{\\downarrow }\\,A");
    BOOST_TEST(latex_of("sum(A, 2)") == "\\sum _{\\rightarrow }\\,A");
    BOOST_TEST(latex_of("sum(sum(A))") == "\\sum \\,A");
    BOOST_TEST(latex_of("sum(x)") == "\\sum \\,x");
    BOOST_TEST(latex_of("sum(x)*a") == "\\left( \\sum \\,x \\right)\\,a");
}

BOOST_AUTO_TEST_CASE(functions_have_the_notation_of_mathematics) {
    BOOST_TEST(latex_of("sqrt(a + b)") == "\\sqrt{a + b}");
    BOOST_TEST(latex_of("abs(A)") == "\\left| A \\right|");
    BOOST_TEST(latex_of("inv(A*C)") == "\\left( A\\,C \\right)^{ - 1}");
    BOOST_TEST(latex_of("norm(A, 'fro')") == "\\left\\| A \\right\\|_{F}");
    BOOST_TEST(latex_of("sigmoid(A)") == "\\operatorname{sigmoid}\\left( A \\right)");
    BOOST_TEST(latex_of("f(a)") == "f\\left( a \\right)");
    BOOST_TEST(latex_of("eye(N)") == "I_{N}");
}

BOOST_AUTO_TEST_CASE(a_comparison_is_an_indicator) {
    BOOST_TEST(latex_of("A > 0") == "\\mathbb{1} \\left[ A > 0 \\right]");
    BOOST_TEST(latex_of("(A >= B).*A") ==
               "\\mathbb{1} \\left[ A \\ge B \\right] \\odot A");
}

BOOST_AUTO_TEST_CASE(names_have_indices_and_greek_letters) {
    BOOST_TEST(name_formula("W1", latex()) == "W_{1}");
    BOOST_TEST(name_formula("Wf", latex()) == "W_{f}");
    BOOST_TEST(name_formula("W_out", latex()) == "W_{\\operatorname{out}}");
    BOOST_TEST(name_formula("sigma2", latex()) == "\\sigma _{2}");
    BOOST_TEST(name_formula("loss", latex()) == "\\operatorname{loss}");
    BOOST_TEST(name_formula("K_", latex()) == "\\operatorname{K\\_}");
}

BOOST_AUTO_TEST_CASE(mathml_is_balanced_and_has_no_markup_of_the_author) {
    const Source source("test",
                        "size D = 3\ngiven X[D,D]\nL = norm(X, 'fro')^2 + "
                        "sum(sum(X > 0 & X < 1))\nclaim dL/dX = 2*X\n");
    const Reading reading = read_derivation(source);
    BOOST_REQUIRE(reading.complaints.empty());
    const std::string text = statement_formula(
        source, reading.derivation, *reading.derivation.find("L"), mathml());
    BOOST_TEST(text.find("&lt;") != std::string::npos);
    BOOST_TEST(text.find("<mo><</mo>") == std::string::npos);
    std::ptrdiff_t open = 0;
    for (std::size_t at = text.find('<'); at != std::string::npos;
         at = text.find('<', at + 1)) {
        open += text[at + 1] == '/' ? -1 : 1;
        BOOST_REQUIRE(open >= 0);
    }
    BOOST_TEST(open == 0);
}

BOOST_AUTO_TEST_CASE(large_matrices_are_cut) {
    const arma::mat large(20, 30, arma::fill::ones);
    const std::string text = matrix_formula(large, latex());
    BOOST_TEST(text.find("\\cdots") != std::string::npos);
    BOOST_TEST(text.find("\\vdots") != std::string::npos);
    BOOST_TEST(text.size() < 1000u);
    BOOST_TEST(matrix_formula(arma::mat{{1.5, -2e-7}}, latex()) ==
               "\\begin{bmatrix} 1.5 & -2 \\cdot 10^{-7} \\end{bmatrix}");
}

BOOST_AUTO_TEST_SUITE_END()
