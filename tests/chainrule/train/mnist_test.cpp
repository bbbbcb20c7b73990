/// The trainer on the real MNIST, where it lies beside the checkout: what the presets
/// promise, and what the authors of the case studies reported.
#include "chainrule/train/presets.hpp"
#include "chainrule/train/trainer.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <iostream>

using namespace chainrule::train;

namespace {

const std::filesystem::path folder =
    std::filesystem::path(CHAINRULE_SOURCE_DIR) / "../shared/data/mnist";

bool skipped() {
    if (std::filesystem::exists(folder)) return false;
    std::cout << "skipped: " << folder << " is not there\n";
    return true;
}

/// The record of a preset's run, a few options changed.
RunRecord run(std::vector<Setting> settings) {
    const std::atomic<bool> never_stop = false;
    const TrainConfig config = resolve({}, settings);
    return train(config, chainrule::data::load(folder), {}, never_stop).state.record;
}

double kept_accuracy(const RunRecord& record) {
    return record.epochs.at(record.kept_epoch).test.accuracy;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mnist)

BOOST_AUTO_TEST_CASE(the_fast_preset_passes_97_percent_after_one_epoch) {
    if (skipped()) return;
    for (const char* seed : {"1", "2", "3"}) {
        const RunRecord record = run({{"preset", "fast"}, {"seed", seed}});
        BOOST_TEST(record.epochs.back().epoch == 1u);
        BOOST_TEST(kept_accuracy(record) >= 0.97);
    }
}

BOOST_AUTO_TEST_CASE(the_mlp_preset_passes_98_percent) {
    if (skipped()) return;
    BOOST_TEST(kept_accuracy(run({{"preset", "mlp"}})) >= 0.98);
}

BOOST_AUTO_TEST_CASE(the_cnn_preset_passes_98_point_5_percent) {
    if (skipped()) return;
    BOOST_TEST(kept_accuracy(run({{"preset", "cnn"}})) >= 0.985);
}

BOOST_AUTO_TEST_CASE(the_first_case_study_falls_like_the_author_s_in_five_epochs) {
    if (skipped()) return;
    const RunRecord record = run({{"preset", "dead-class"}, {"epochs", "5"}});
    // Reported after epoch 5: 0.3151 training, 0.3194 validation
    BOOST_TEST(std::abs(record.epochs.back().train.loss - 0.3151) < 0.02);
    BOOST_TEST(std::abs(record.epochs.back().validation.loss - 0.3194) < 0.02);
}

BOOST_AUTO_TEST_SUITE_END()
