/// What many kinks close to x do to the verdict on an entry.
#include "chainrule/check.hpp"
#include "tests/support/spoilt_network.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>

using arma::vec;
using chainrule::check_gradient;
using chainrule::Entry;
using chainrule::Random;
using chainrule::Report;
using chainrule::Verdict;
using chainrule::tests::Activation;
using chainrule::tests::Loss;
using chainrule::tests::Spoils;
using chainrule::tests::SpoiltNetwork;

namespace {

/// ReLUs in three layers and a penalty, whose curvature is far larger than what the
/// units do to the loss where the weights are tiny.
SpoiltNetwork deep_network(std::uint64_t seed) {
    return SpoiltNetwork({.layers = {10, 12, 12, 12, 5},
                          .examples = 20,
                          .activation = Activation::relu,
                          .loss = Loss::cross_entropy,
                          .decay = 1e-3,
                          .seed = seed});
}

Report check_at(const SpoiltNetwork& network, const vec& x, const Spoils& spoils) {
    return check_gradient([&](const vec& at) { return network.loss(at); },
                          [&](const vec& at) { return network.gradient(at, spoils); },
                          x,
                          network.options(false));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(review)

BOOST_AUTO_TEST_CASE(kinks_hidden_in_the_rounding_of_f_are_not_called_a_wrong_rule) {
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        const SpoiltNetwork network = deep_network(seed);
        const Report report = check_at(network, 1e-3 * network.x(), {});
        BOOST_TEST(report.entries_failing == 0u, "seed " << seed << '\n' << report);
    }
}

BOOST_AUTO_TEST_CASE(a_wrong_rule_among_such_kinks_is) {
    Spoils spoils;
    spoils.result = [](const auto&, auto& dW, auto&) { dW[1](2, 3) *= 1.01; };
    const SpoiltNetwork network = deep_network(1);
    const Report report = check_at(network, 1e-3 * network.x(), spoils);
    BOOST_TEST(report.verdict == Verdict::fails, report);
    BOOST_TEST(report.entries_failing == 1u, report);
    const Entry& wrong = report.worst.front();
    BOOST_TEST(wrong.block == "W1");
    BOOST_TEST(wrong.row == 2u);
    BOOST_TEST(wrong.col == 3u);
}

BOOST_AUTO_TEST_CASE(a_claim_between_two_kinks_is_judged_as_close_to_x_as_f_permits) {
    // Two kinks of one sign: from afar they are one, with slopes -0.4 and 0.8
    const auto f = [](const vec& x) {
        const double t = x(0) - 1e-3;
        return 1.0 + 1e-9 * (0.2 * t + 0.3 * (std::abs(t - 1e-4) + std::abs(t + 1e-4)));
    };
    const auto slope = [](double value) {
        return [=](const vec&) { return vec{1e-9 * value}; };
    };
    BOOST_TEST(check_gradient(f, slope(0.2), vec{1e-3}).verdict != Verdict::fails);
    BOOST_TEST(check_gradient(f, slope(2.0), vec{1e-3}).verdict == Verdict::fails);
}

BOOST_AUTO_TEST_SUITE_END()
