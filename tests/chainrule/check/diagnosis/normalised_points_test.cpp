/// What is wrong around a normalisation, told from weights twice as large, equal scales
/// and weights that stay, without any named value.
#include "chainrule/check/diagnosis/normalised_points.hpp"
#include "chainrule/check.hpp"
#include "tests/support/normalised_layer.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <string>

using namespace chainrule;
using namespace chainrule::tests;
using arma::mat;

BOOST_AUTO_TEST_SUITE(normalised_points)

BOOST_AUTO_TEST_CASE(the_right_gradients_hold) {
    for (const bool of_batch : {true, false}) {
        BOOST_TEST(Layer{of_batch}.report().verdict == Verdict::holds);
    }
}

BOOST_AUTO_TEST_CASE(a_deviation_that_nothing_is_divided_by_is_named) {
    for (const bool of_batch : {true, false}) {
        expect({of_batch,
                [](const Normalised& p) -> mat { return right_dz(p) % p.deviation; }},
               Mistake::missing_factor,
               "W: the claimed value is not divided by the deviation of what gamma "
               "scales");
        expect({of_batch,
                [](const Normalised& p) -> mat { return right_dz(p) / p.deviation; }},
               Mistake::extra_factor,
               "W: the claimed value is divided twice by the deviation of what gamma "
               "scales");
    }
}

BOOST_AUTO_TEST_CASE(another_power_of_the_deviation_is_not_guessed) {
    const Layer layer{true, [](const Normalised& p) -> mat {
                          return right_dz(p) % arma::sqrt(p.deviation);
                      }};
    BOOST_TEST(layer.report().diagnosis.find("deviation") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_scale_that_is_left_out_is_named) {
    for (const bool of_batch : {true, false}) {
        const Report report =
            Layer{of_batch, [](const Normalised& p) { return p.back(p.du); }}.report();
        BOOST_REQUIRE(report.diagnoses.size() == 1u);
        BOOST_TEST((report.diagnoses.front().kind == Mistake::missing_factor),
                   report.diagnosis);
        BOOST_TEST(report.diagnosis.find("gamma") != std::string::npos,
                   report.diagnosis);
    }
}

BOOST_AUTO_TEST_CASE(statistics_taken_for_constants_are_named) {
    expect(
        {true, [](const Normalised& p) -> mat { return p.du % p.gamma / p.deviation; }},
        Mistake::missing_term,
        "W: the claimed value lacks the way back to it through the variance, and that "
        "through the mean is not right, of what gamma scales");
}

BOOST_AUTO_TEST_CASE(an_odd_share_of_the_way_through_the_statistics_is_not_named) {
    const Layer layer{true, [](const Normalised& p) -> mat {
                          const mat scaled = p.du % p.gamma;
                          return 0.37 * p.back(scaled) +
                                 0.63 * scaled / p.deviation % arma::cos(p.u);
                      }};
    BOOST_TEST(layer.report().diagnosis.empty(), layer.report().diagnosis);
}

BOOST_AUTO_TEST_CASE(what_is_not_normalised_in_the_claim_of_a_scale_is_named) {
    const std::string words =
        "gamma: the claimed value has another value, such as what is not normalised, "
        "in "
        "the place of the one that gamma scales";
    expect({true,
            right_dz,
            [](const Normalised& p) -> mat { return arma::sum(p.du % p.z, 1); }},
           Mistake::missing_factor,
           words);
    expect({true,
            right_dz,
            [](const Normalised& p) -> mat { return arma::sum(p.du % p.u, 1); }},
           Mistake::missing_factor,
           words);
    const Layer odd{true, right_dz, [](const Normalised& p) -> mat {
                        return arma::sum(p.du % p.z % p.z, 1);
                    }};
    BOOST_TEST(odd.report().diagnosis.empty(), odd.report().diagnosis);
    const arma::vec numbers{1.1, 0.7, 1.3, 0.9, 1.7};
    const Layer scaled{true, right_dz, [=](const Normalised& p) -> mat {
                           return numbers % right_gamma(p);
                       }};
    BOOST_TEST(scaled.report().diagnosis.empty(), scaled.report().diagnosis);
}

BOOST_AUTO_TEST_SUITE_END()
