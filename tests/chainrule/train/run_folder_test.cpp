/// Tests of chainrule/train/run_folder.hpp.
#include "chainrule/train/run_folder.hpp"

#include "chainrule/files.hpp"
#include "chainrule/input_error.hpp"
#include "chainrule/train/model.hpp"
#include "chainrule/train/network.hpp"
#include "tests/chainrule/train/records.hpp"
#include "tests/support/says.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

using chainrule::InputError;
using chainrule::tests::full_record;
using chainrule::tests::same;
using chainrule::tests::says;
using namespace chainrule::train;
namespace fs = std::filesystem;

namespace {

struct Example {
    /// model.h5 as a run leaves it: W1 is the record's first weights.
    void save_model_of(const RunRecord& record) const {
        Model model;
        const Layout layout = Network<float>(model.config).layout();
        model.parameters.zeros(layout.size());
        matrix(model.parameters, layout.find("W1")) = record.first_weights;
        save_model(path / "model.h5", model);
    }

    void write(const std::string& name, const std::string& content) const {
        chainrule::write_file(path / name, content);
    }

    chainrule::tests::TemporaryFolder folder;
    fs::path path = folder.path() / "run \"1\"";
};

}  // namespace

BOOST_AUTO_TEST_SUITE(run_folder)

BOOST_FIXTURE_TEST_CASE(a_record_is_read_as_it_was_written, Example) {
    const RunRecord record = full_record();
    write_run(path, record);
    save_model_of(record);
    BOOST_TEST(same(read_run(path), record));
}

BOOST_FIXTURE_TEST_CASE(a_run_that_has_measured_nothing_yet_can_be_read, Example) {
    write_run(path, {});
    BOOST_TEST(same(read_run(path), RunRecord{}));
}

BOOST_AUTO_TEST_CASE(records_that_differ_in_one_value_are_not_the_same) {
    RunRecord other = full_record();
    BOOST_TEST(same(other, full_record()));
    other.layers[1].dead_share = 0.125;
    BOOST_TEST(!same(other, full_record()));
}

BOOST_FIXTURE_TEST_CASE(writing_again_replaces_every_file_and_leaves_no_other,
                        Example) {
    write_run(path, full_record());
    write_run(path, {});
    BOOST_TEST(same(read_run(path), RunRecord{}));
    const auto files = std::distance(fs::directory_iterator(path), {});
    BOOST_TEST(static_cast<std::size_t>(files) == to_files({}).size());
}

BOOST_AUTO_TEST_CASE(what_was_not_measured_is_an_empty_field) {
    RunRecord record;
    record.epochs = {{1, 938, 0.5, 0.1, {0.3, 0.9}, {}, {0.25, 0.95}}};
    BOOST_TEST(to_files(record).at("metrics.csv") ==
               "epoch,step,train_seconds,learning_rate,train_loss,train_accuracy,"
               "validation_loss,validation_accuracy,test_loss,test_accuracy\n"
               "1,938,0.5,0.1,0.3,0.9,,,0.25,0.95\n");
}

BOOST_FIXTURE_TEST_CASE(columns_may_be_moved_and_added_by_others, Example) {
    write_run(path, full_record());
    write("batches.csv", "mine,loss,step,epoch\nx,2.5,7,0.5\n");
    const RunRecord record = read_run(path);
    BOOST_REQUIRE(record.batches.size() == 1u);
    BOOST_TEST(record.batches[0].step == 7u);
    BOOST_TEST(record.batches[0].epoch == 0.5);
    BOOST_TEST(record.batches[0].loss == 2.5);
}

BOOST_FIXTURE_TEST_CASE(a_field_that_cannot_be_read_is_named_by_line_and_column,
                        Example) {
    write_run(path, full_record());
    write("batches.csv", "step,epoch,loss\n1,0.5,2.5\n2,0.6,two\n");
    BOOST_CHECK_EXCEPTION((void)read_run(path),
                          InputError,
                          says((path / "batches.csv").string() +
                               ": line 3, loss: expected a number or nothing, found "
                               "'two'"));
    write("batches.csv", "step,epoch,loss\n-1,0.5,2.5\n");
    BOOST_CHECK_EXCEPTION((void)read_run(path),
                          InputError,
                          says((path / "batches.csv").string() +
                               ": line 2, step: expected a whole number, found '-1'"));
    write("batches.csv", "step,epoch\n1,0.5\n");
    BOOST_CHECK_EXCEPTION((void)read_run(path),
                          InputError,
                          says((path / "batches.csv").string() +
                               ": line 1: expected a column named 'loss', found none; "
                               "there are: step, epoch"));
}

BOOST_FIXTURE_TEST_CASE(pixels_above_255_are_refused, Example) {
    write_run(path, {});
    write("misread.csv",
          "index,label,predicted,probability,loss,pixel0\n1,2,3,0.5,0.5,256\n");
    BOOST_CHECK_THROW((void)read_run(path), InputError);
}

BOOST_FIXTURE_TEST_CASE(tables_that_contradict_themselves_are_refused, Example) {
    write_run(path, {});
    const std::string curves = "method,precision,step,error\ncentral,double,1,0.5\n";
    write("v_curve.csv", curves + "forward,double,1,0.5\nforward,double,0.1,0.5\n");
    BOOST_CHECK_THROW((void)read_run(path), InputError);
    write("v_curve.csv", curves + "forward,half,1,0.5\n");
    BOOST_CHECK_EXCEPTION((void)read_run(path),
                          InputError,
                          says((path / "v_curve.csv").string() +
                               ": line 3, precision: expected single or double, found "
                               "'half'"));
    write("v_curve.csv", curves + "forward,double,1,0.5\n");
    BOOST_CHECK_NO_THROW((void)read_run(path));
    write("run.csv", "title,image_rows,image_cols,kept_epoch,clip_norm\n");
    BOOST_CHECK_THROW((void)read_run(path), InputError);
}

BOOST_FIXTURE_TEST_CASE(a_folder_that_is_no_run_is_refused, Example) {
    BOOST_CHECK_EXCEPTION(
        (void)read_run(path),
        InputError,
        says(path.string() + ": expected the folder of a run, found nothing there; "
                             "chainrule train makes one and prints its name"));
    BOOST_CHECK_EXCEPTION((void)read_run(folder.path()),
                          InputError,
                          says(folder.path().string() +
                               ": expected the folder of a run, with metrics.csv in "
                               "it, found a folder without; chainrule train makes one "
                               "and prints its name"));
    write_run(path, {});
    fs::remove(path / "notes.csv");
    BOOST_CHECK_THROW((void)read_run(path), InputError);
}

BOOST_AUTO_TEST_SUITE_END()
