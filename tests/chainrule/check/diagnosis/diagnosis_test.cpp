/// What a report says beyond the verdict: the kind of mistake, and what the input
/// could not have shown.
#include "chainrule/check.hpp"
#include "chainrule/random.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

using chainrule::check_gradient;
using chainrule::CheckOptions;
using chainrule::Mistake;
using chainrule::Random;
using chainrule::Report;
using chainrule::Verdict;

namespace {

constexpr double examples = 8.0;

/// Half the mean square of A W + b over 8 examples, W 3 x 3 and b 3 x 1 in one vector.
struct Regression {
    arma::mat inputs = [] {
        Random random(31);
        arma::mat matrix(8, 3);
        for (double& value : matrix) value = random.normal();
        return matrix;
    }();
    arma::vec x = [] {
        Random random(32);
        arma::vec vector(12);
        for (double& value : vector) value = random.normal();
        return vector;
    }();
    CheckOptions options = [] {
        CheckOptions named;
        named.blocks = {{"W", 3, 3}, {"b", 1, 3}};
        named.sizes = {{"N", examples}};
        return named;
    }();

    [[nodiscard]] arma::mat output(const arma::vec& at) const {
        arma::mat y = inputs * arma::mat(at.memptr(), 3, 3);
        y.each_row() += arma::rowvec(at.tail(3).t());
        return y;
    }
    [[nodiscard]] double loss(const arma::vec& at) const {
        return 0.5 * arma::accu(arma::square(output(at))) / examples;
    }
    [[nodiscard]] arma::mat weights_bar(const arma::vec& at) const {
        return inputs.t() * output(at) / examples;
    }
    [[nodiscard]] arma::mat bias_bar(const arma::vec& at) const {
        return arma::sum(output(at), 0) / examples;
    }

    /// The report on a gradient of which `spoil` may change the two parts.
    template <class Spoil>
    [[nodiscard]] Report report(Spoil&& spoil) const {
        return check_gradient([&](const arma::vec& at) { return loss(at); },
                              [&](const arma::vec& at) {
                                  arma::mat w_bar = weights_bar(at),
                                            b_bar = bias_bar(at);
                                  spoil(w_bar, b_bar);
                                  return arma::vec(arma::join_cols(
                                      arma::vectorise(w_bar), arma::vectorise(b_bar)));
                              },
                              x,
                              options);
    }
};

bool mentions(const std::vector<std::string>& findings, const std::string& words) {
    return std::any_of(findings.begin(), findings.end(), [&](const auto& finding) {
        return finding.find(words) != std::string::npos;
    });
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(diagnosis, Regression)

BOOST_AUTO_TEST_CASE(a_right_gradient_gets_no_diagnosis_and_no_audit) {
    const Report right = report([](arma::mat&, arma::mat&) {});
    BOOST_TEST(right.verdict == Verdict::holds, right);
    BOOST_TEST(right.diagnosis.empty());
    BOOST_TEST(right.audit.empty(), right);
}

BOOST_AUTO_TEST_CASE(a_sum_in_place_of_the_mean_is_named) {
    const Report wrong = report([](arma::mat& w, arma::mat& b) {
        w *= examples;
        b *= examples;
    });
    BOOST_TEST(wrong.diagnosis ==
               "all blocks: the claimed value is 8 times the numerical one, and N = 8: "
               "is the mean's 1/N missing?");
}

BOOST_AUTO_TEST_CASE(a_factor_of_two_in_one_block_is_named) {
    const Report wrong = report([](arma::mat& w, arma::mat&) { w *= 2.0; });
    BOOST_TEST(wrong.diagnosis ==
               "W: the claimed value is 2 times the numerical one: is a 1/2 missing?");
}

BOOST_AUTO_TEST_CASE(a_flipped_sign_is_named) {
    const Report wrong = report([](arma::mat&, arma::mat& b) { b *= -1.0; });
    BOOST_TEST(wrong.diagnosis == "b: the claimed value has the wrong sign");
}

BOOST_AUTO_TEST_CASE(a_transposed_block_is_named) {
    const Report wrong = report([](arma::mat& w, arma::mat&) { w = w.t().eval(); });
    BOOST_TEST(wrong.diagnosis ==
               "W: the claimed value is the transpose of the numerical one");
}

BOOST_AUTO_TEST_CASE(a_block_left_at_zero_is_named) {
    const Report wrong = report([](arma::mat&, arma::mat& b) { b.zeros(); });
    BOOST_TEST(wrong.diagnosis ==
               "b: the claimed value is zero, the numerical one is not");
}

BOOST_AUTO_TEST_CASE(an_odd_factor_common_to_all_entries_is_named) {
    const Report wrong = report([](arma::mat& w, arma::mat&) { w *= 1.37; });
    BOOST_TEST(wrong.diagnosis ==
               "W: the claimed value is 1.37 times the numerical one");
}

BOOST_AUTO_TEST_CASE(a_normalised_gradient_is_one_number_times_the_right_one) {
    const Report wrong =
        report([](arma::mat& w_bar, arma::mat&) { w_bar /= arma::norm(w_bar, "fro"); });
    BOOST_TEST((wrong.diagnoses.at(0).kind == Mistake::factor));
    BOOST_TEST(wrong.diagnosis ==
               "W: the claimed value is the numerical one times a number that is "
               "another at each point, as a norm would be");
}

BOOST_AUTO_TEST_CASE(an_unknown_mistake_is_not_given_a_name) {
    const Report wrong = report([](arma::mat& w, arma::mat&) { w = arma::sin(w); });
    BOOST_TEST(wrong.verdict == Verdict::fails);
    BOOST_TEST(wrong.diagnosis.empty(), wrong.diagnosis);
    BOOST_TEST(wrong.diagnoses.size() == 1u);
    BOOST_TEST((wrong.diagnoses.front().kind == Mistake::unknown));
}

BOOST_AUTO_TEST_CASE(what_fits_at_x_and_nowhere_else_is_not_said) {
    // Twice the truth at x, something else around it.
    const arma::vec at = x;
    const Report wrong = check_gradient(
        [&](const arma::vec& point) { return loss(point); },
        [&](const arma::vec& point) {
            const arma::vec truth = arma::join_cols(arma::vectorise(weights_bar(point)),
                                                    arma::vectorise(bias_bar(point)));
            return arma::vec(2.0 * truth + arma::sin(3.0 * (point - at)));
        },
        x,
        options);
    BOOST_TEST(wrong.verdict == Verdict::fails);
    BOOST_TEST(wrong.diagnosis.empty(), wrong.diagnosis);
}

BOOST_AUTO_TEST_CASE(a_rounding_residue_in_place_of_a_gradient_is_zero) {
    const Report wrong = report([](arma::mat&, arma::mat& b) { b *= -6e-32; });
    BOOST_TEST((wrong.diagnoses.front().kind == Mistake::zero), wrong);
}

BOOST_AUTO_TEST_CASE(a_factor_with_two_names_is_given_both) {
    options.sizes = {{"N", examples}, {"D", examples}};
    const Report wrong = report([](arma::mat& w, arma::mat&) { w *= examples; });
    BOOST_TEST(wrong.diagnoses.front().value == examples);
    BOOST_TEST(wrong.diagnosis.find("N = 8 and D = 8") != std::string::npos, wrong);
}

BOOST_AUTO_TEST_CASE(a_share_is_no_number_of_examples) {
    options.sizes = {{"keep", 0.8}};
    const Report less = report([](arma::mat& w, arma::mat&) { w *= 0.8; });
    BOOST_TEST(
        less.diagnosis ==
        "W: the claimed value is 0.8 times the numerical one, and keep = 0.8: is "
        "a division by keep missing?");
    const Report more = report([](arma::mat& w, arma::mat&) { w /= 0.8; });
    BOOST_TEST(more.diagnosis ==
               "W: the claimed value is 1.25 times the numerical one, which is 1/keep "
               "(keep = 0.8): is a factor keep missing?");
}

BOOST_AUTO_TEST_CASE(a_number_of_many_entries_is_believed_of_a_block_of_two) {
    const Report wrong = check_gradient(
        [](const arma::vec& at) { return arma::accu(arma::cos(at)); },
        [](const arma::vec& at) { return arma::vec(-1.7 * arma::sin(at)); },
        arma::vec(x.head(8)),
        [] {
            CheckOptions named;
            named.blocks = {{"W", 2, 3}, {"b", 2, 1}};
            return named;
        }());
    BOOST_TEST(wrong.diagnosis ==
               "all blocks: the claimed value is 1.7 times the numerical one");
}

BOOST_AUTO_TEST_CASE(a_missing_penalty_is_named_by_its_coefficient_and_its_matrix) {
    options.sizes.push_back({"lambda", 0.1});
    const Report wrong = check_gradient(
        [&](const arma::vec& at) {
            return loss(at) + 0.05 * arma::dot(at.head(9), at.head(9));
        },
        [&](const arma::vec& at) {
            return arma::vec(arma::join_cols(arma::vectorise(weights_bar(at)),
                                             arma::vectorise(bias_bar(at))));
        },
        x,
        options);
    BOOST_TEST(wrong.diagnoses.size() == 1u, wrong);
    BOOST_TEST((wrong.diagnoses.front().kind == Mistake::missing_term), wrong);
    BOOST_TEST(wrong.diagnoses.front().value == 0.1);
    BOOST_TEST(wrong.diagnoses.front().name == "W");
}

BOOST_AUTO_TEST_CASE(a_missing_elementwise_factor_is_named) {
    options = {};
    options.values = [](const arma::vec& at) {
        return std::vector<chainrule::NamedMatrix>{{"Z", arma::mat(2.0 * at)}};
    };
    const Report wrong = check_gradient(
        [](const arma::vec& at) { return arma::accu(arma::tanh(2.0 * at)); },
        [](const arma::vec& at) {
            return arma::vec(at.n_elem, arma::fill::value(2.0));
        },
        x,
        options);
    BOOST_TEST((wrong.diagnoses.front().kind == Mistake::missing_factor), wrong);
    BOOST_TEST(wrong.diagnoses.front().name == "tanh'(Z)");
}

BOOST_AUTO_TEST_CASE(a_missing_mask_is_seen_without_a_name) {
    const arma::vec at{0.5, -0.4, 1.2, -2.0, 0.7, 0.3, -0.1, 0.9};
    const Report wrong = check_gradient(
        [](const arma::vec& z) {
            return arma::accu(arma::square(arma::clamp(z, 0.0, 9.0)));
        },
        [](const arma::vec& z) { return arma::vec(2.0 * z); },
        at);
    BOOST_TEST((wrong.diagnoses.front().kind == Mistake::missing_factor), wrong);
}

BOOST_AUTO_TEST_CASE(one_wrong_row_is_placed_and_its_fault_told) {
    const Report wrong = report([](arma::mat& w, arma::mat&) { w.row(1) *= -1.0; });
    BOOST_TEST((wrong.diagnoses.front().kind == Mistake::wrong_entries), wrong);
    BOOST_TEST(wrong.diagnosis ==
               "W: only row 1 is wrong; there the claimed value has the wrong sign");
}

BOOST_AUTO_TEST_CASE(where_some_blocks_hold_a_note_says_what_that_tells) {
    options.blocks = {{"W1", 3, 1}, {"W2", 3, 1}, {"W3", 3, 1}, {"b", 1, 3}};
    const Report wrong =
        report([](arma::mat& w, arma::mat&) { w.head_cols(2) *= 2.0; });
    BOOST_TEST(mentions(wrong.notes, "W3 and b hold, W1 and W2 do not"), wrong);
}

BOOST_AUTO_TEST_CASE(a_single_example_hides_the_mean_and_the_audit_says_so) {
    options.sizes = {{"N", 1.0}};
    BOOST_TEST(mentions(report([](arma::mat&, arma::mat&) {}).audit, "N = 1"));
}

BOOST_AUTO_TEST_CASE(zero_weights_hide_a_dropped_penalty_and_the_audit_says_so) {
    const auto f = [](const arma::vec& w) {
        return arma::accu(arma::sin(w)) + 5e-4 * arma::dot(w, w);
    };
    const auto without_penalty = [](const arma::vec& w) {
        return arma::vec(arma::cos(w));
    };
    const Report hidden =
        check_gradient(f, without_penalty, arma::vec(4, arma::fill::zeros));
    BOOST_TEST(hidden.verdict == Verdict::holds);
    BOOST_TEST(mentions(hidden.audit, "x is zero"));
    const Report seen = check_gradient(f, without_penalty, arma::vec{0.1, 0.2});
    BOOST_TEST(seen.verdict == Verdict::fails);
}

BOOST_AUTO_TEST_CASE(a_gradient_that_is_zero_everywhere_is_flagged) {
    // The entries of a softmax add up to 1 whatever the logits are.
    const auto f = [](const arma::vec& z) {
        const arma::vec e = arma::exp(z);
        return arma::accu(e / arma::accu(e));
    };
    const auto zero = [](const arma::vec& z) {
        return arma::vec(z.n_elem, arma::fill::zeros);
    };
    const Report vacuous = check_gradient(f, zero, arma::vec{0.3, -0.8, 1.7});
    BOOST_TEST(vacuous.verdict == Verdict::holds, vacuous);
    BOOST_TEST(mentions(vacuous.audit, "a rule that returns zero would pass"), vacuous);
}

BOOST_AUTO_TEST_CASE(a_symmetric_matrix_is_flagged) {
    const arma::mat symmetric{{2.0, 0.5}, {0.5, 1.0}};
    const auto f = [](const arma::mat& a) { return arma::trace(a * a); };
    const auto without_transpose = [](const arma::mat& a) {
        return arma::mat(2.0 * a);
    };
    const Report hidden = check_gradient(f, without_transpose, symmetric);
    BOOST_TEST(hidden.verdict == Verdict::holds);
    BOOST_TEST(mentions(hidden.audit, "x is symmetric"), hidden);
    BOOST_TEST(mentions(hidden.audit, "its transpose would pass"), hidden);
}

BOOST_AUTO_TEST_CASE(what_became_of_the_right_values_is_told) {
    struct Spoilt {
        std::function<void(arma::mat& w, arma::mat& b)> spoil;
        Mistake kind;
        std::string words;
    };
    const std::vector<Spoilt> table{
        {[](arma::mat& w, arma::mat&) { w = arma::flipud(arma::fliplr(w)).eval(); },
         Mistake::permuted,
         "all entries in reverse order"},
        {[](arma::mat& w, arma::mat&) { std::swap(w(0, 1), w(2, 2)); },
         Mistake::permuted,
         "W(0, 1) and W(2, 2) swapped"},
        {[](arma::mat& w, arma::mat&) {
             w = arma::join_rows(arma::vec(3, arma::fill::zeros), w.head_cols(2));
         },
         Mistake::permuted,
         "the columns pushed on by 1"},
        {[](arma::mat& w, arma::mat&) {
             arma::mat other = w;
             for (arma::uword k = 0; k < 9; ++k) other(k) = w((4 * k + 3) % 9);
             w = other;
         },
         Mistake::permuted,
         "in another order"},
        {[](arma::mat&, arma::mat& b) { b.fill(arma::accu(b)); },
         Mistake::extra_term,
         "is the sum of all numerical ones"},
        {[](arma::mat&, arma::mat& b) { b.fill(arma::accu(b) / 3.0); },
         Mistake::extra_term,
         "is the mean of all numerical ones"},
        {[](arma::mat& w, arma::mat&) {
             w = arma::repmat(arma::mean(w, 0), 3, 1).eval();
         },
         Mistake::extra_term,
         "its column of numerical ones"},
        {[](arma::mat& w, arma::mat&) {
             const arma::mat left = w.col(0), right = w.row(1);
             w = left * right;
         },
         Mistake::missing_term,
         "is one column times one row"},
        {[](arma::mat& w, arma::mat&) {
             const arma::mat left = w.col(0), right = w.row(1);
             w += left * right;
         },
         Mistake::missing_term,
         "differ by one column times one row"},
    };
    for (const Spoilt& spoilt : table) {
        const Report wrong = report(spoilt.spoil);
        BOOST_TEST_REQUIRE(wrong.diagnoses.size() == 1u);
        BOOST_TEST((wrong.diagnoses.front().kind == spoilt.kind), wrong);
        BOOST_TEST(wrong.diagnosis.find(spoilt.words) != std::string::npos, wrong);
    }
}

BOOST_AUTO_TEST_CASE(a_penalty_s_part_that_is_right_does_not_hide_the_rest) {
    struct Spoilt {
        std::function<arma::mat(const arma::mat& data)> data;
        Mistake kind;
        std::string words;
    };
    const std::vector<Spoilt> table{
        {[](const arma::mat& data) { return arma::mat(data.t()); },
         Mistake::transpose,
         "apart from lambda*W, the claimed value is the transpose"},
        {[](const arma::mat& data) { return arma::mat(arma::flipud(data)); },
         Mistake::permuted,
         "apart from lambda*W"},
        {[](const arma::mat& data) { return arma::mat(0.0 * data); },
         Mistake::zero,
         "apart from lambda*W, the claimed value is zero"},
        {[](const arma::mat& data) { return arma::mat(2.3 * data); },
         Mistake::factor,
         "apart from lambda*W, the claimed value is 2.3 times"},
    };
    options.sizes.push_back({"lambda", 0.1});
    for (const Spoilt& spoilt : table) {
        const Report wrong = check_gradient(
            [&](const arma::vec& at) {
                return loss(at) + 0.05 * arma::dot(at.head(9), at.head(9));
            },
            [&](const arma::vec& at) {
                const arma::vec w_bar =
                    arma::vectorise(spoilt.data(weights_bar(at))) + 0.1 * at.head(9);
                return arma::vec(arma::join_cols(w_bar, arma::vectorise(bias_bar(at))));
            },
            x,
            options);
        BOOST_TEST_REQUIRE(wrong.diagnoses.size() == 1u);
        BOOST_TEST((wrong.diagnoses.front().kind == spoilt.kind), wrong);
        BOOST_TEST(wrong.diagnosis.find(spoilt.words) != std::string::npos, wrong);
    }
}

BOOST_AUTO_TEST_SUITE_END()
