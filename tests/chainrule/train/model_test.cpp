/// Tests of chainrule/train/model.hpp.
#include "chainrule/train/model.hpp"

#include "chainrule/input_error.hpp"
#include "chainrule/train/archive.hpp"
#include "chainrule/train/network.hpp"
#include "tests/support/matrices.hpp"
#include "tests/support/says.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>

using chainrule::InputError;
using chainrule::tests::equal;
using chainrule::tests::random_matrix;
using chainrule::tests::says;
using namespace chainrule::train;

namespace {

struct Example {
    Example() {
        model.config.layers = {6, 4, 10};
        model.config.seed = 42;
        const std::size_t size = Network<float>(model.config).layout().size();
        model.parameters = arma::conv_to<arma::fvec>::from(random_matrix(size, 1, 3));
        model.class_names = {"zero", "one", "2", "3", "4", "5", "6", "7", "8", "9"};
    }

    /// The stored model with one value exchanged.
    void save_with(const std::string& name, const Archive::Value& value) const {
        save_model(path, model);
        Archive archive = Archive::read(path);
        archive.set(name, value);
        archive.write(path);
    }

    chainrule::tests::TemporaryFolder folder;
    std::filesystem::path path = folder.path() / "model.h5";
    Model model;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(model)

BOOST_FIXTURE_TEST_CASE(what_was_saved_is_loaded, Example) {
    save_model(path, model);
    const Model loaded = load_model(path);
    BOOST_TEST((loaded.config == model.config));
    BOOST_TEST(equal<float>(loaded.parameters, model.parameters));
    BOOST_TEST((loaded.class_names == model.class_names));
    BOOST_TEST(loaded.pixel_scale == model.pixel_scale);
}

BOOST_FIXTURE_TEST_CASE(matrices_are_stored_by_name_as_units_x_inputs, Example) {
    save_model(path, model);
    const Archive archive = Archive::read(path);
    const auto& weights = archive.get<arma::fmat>("parameters/W1");
    BOOST_TEST((arma::size(weights) == arma::SizeMat(4, 6)));
    BOOST_TEST(weights(3, 0) == model.parameters(3));  // column by column from W1 on
    BOOST_TEST(archive.get<std::string>("parameters/axes") ==
               "W: units x inputs, of a convolution kernels x (row, column, "
               "channel); b: units x 1");
    BOOST_TEST(equal(weights, model.first_weights()));
    BOOST_TEST(
        (arma::size(archive.get<arma::fmat>("parameters/b2")) == arma::SizeMat(10, 1)));
}

BOOST_FIXTURE_TEST_CASE(a_shared_bias_is_one_number, Example) {
    model.config.bias = Bias::shared;
    model.parameters.resize(Network<float>(model.config).layout().size());
    save_model(path, model);
    BOOST_TEST(equal<float>(load_model(path).parameters, model.parameters));
    BOOST_TEST(Archive::read(path).get<arma::fmat>("parameters/b1").n_elem == 1u);
}

BOOST_FIXTURE_TEST_CASE(matrices_of_the_wrong_shape_are_refused, Example) {
    save_with("parameters/W1", arma::fmat(4, 5, arma::fill::ones));
    BOOST_CHECK_EXCEPTION(
        (void)load_model(path),
        InputError,
        says(path.string() + ": parameters/W1: expected a value written by chainrule, "
                             "found 4x5 where the network has 4x6"));
}

BOOST_FIXTURE_TEST_CASE(values_that_are_not_finite_are_refused, Example) {
    save_with(
        "parameters/b1",
        arma::fmat(4, 1, arma::fill::value(std::numeric_limits<float>::infinity())));
    BOOST_CHECK_THROW((void)load_model(path), InputError);
}

BOOST_FIXTURE_TEST_CASE(a_configuration_that_is_none_is_refused_with_its_place,
                        Example) {
    save_with("config", std::string("\nlrr = 0.1\n"));
    BOOST_CHECK_EXCEPTION(
        (void)load_model(path),
        InputError,
        says(path.string() + ": config: line 2, column 1: expected the name of an "
                             "option, found 'lrr'; did you mean 'lr'?"));
}

BOOST_FIXTURE_TEST_CASE(an_hdf5_file_that_is_no_model_is_refused, Example) {
    Archive other("other.h5");
    other.set("temperature", arma::mat(3, 3, arma::fill::zeros));
    other.write(path);
    BOOST_CHECK_EXCEPTION((void)load_model(path),
                          InputError,
                          says(path.string() + ": config: expected a value written by "
                                               "chainrule, found nothing"));
}

BOOST_AUTO_TEST_SUITE_END()
