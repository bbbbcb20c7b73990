/// Tests of chainrule/train/gather.hpp.
#include "chainrule/train/gather.hpp"

#include "tests/support/matrices.hpp"

#include <boost/test/unit_test.hpp>

using chainrule::tests::equal;
using namespace chainrule::train;

namespace {

struct Example {
    Example() {
        data.pixels = arma::Mat<std::uint8_t>{{0, 255, 51}, {255, 0, 102}};
        data.labels = {7, 8, 9};
    }
    chainrule::data::DataSet data;
    arma::mat inputs;
    arma::urowvec labels;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(gather, Example)

BOOST_AUTO_TEST_CASE(bytes_become_numbers_from_0_to_1_in_the_order_asked_for) {
    chainrule::train::gather(data, std::vector<std::size_t>{2, 0}, inputs, labels);
    BOOST_TEST(arma::abs(inputs - arma::mat{{0.2, 0}, {0.4, 1}}).max() < 1e-15);
    BOOST_TEST(equal(labels, arma::urowvec{9, 7}));
}

BOOST_AUTO_TEST_CASE(a_smaller_batch_keeps_the_storage) {
    data.pixels = arma::Mat<std::uint8_t>(100, 3, arma::fill::ones);
    chainrule::train::gather(data, std::vector<std::size_t>{0, 1, 2}, inputs, labels);
    const double* storage = inputs.memptr();
    chainrule::train::gather(data, std::vector<std::size_t>{1}, inputs, labels);
    BOOST_TEST(inputs.n_cols == 1u);
    BOOST_TEST(inputs.memptr() == storage);
}

BOOST_AUTO_TEST_SUITE_END()
