#include "chainrule/train/schedule.hpp"

#include "chainrule/input_error.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace chainrule::train {

Schedule::Schedule(const TrainConfig& config, std::size_t steps_per_epoch)
    : peak_(config.lr),
      warmup_steps_(0.0),
      total_steps_(static_cast<double>(steps_per_epoch * config.epochs)) {
    if (config.schedule == "constant") {
        kind_ = Kind::constant;
    } else if (config.schedule == "step") {
        kind_ = Kind::step;
    } else if (config.schedule == "cosine") {
        kind_ = Kind::cosine;
    } else if (config.schedule == "warmup-cosine") {
        kind_ = Kind::cosine;
        warmup_steps_ = std::min(config.warmup * static_cast<double>(steps_per_epoch),
                                 total_steps_);
    } else {
        throw InputError({"--schedule",
                          "",
                          "constant, step, cosine or warmup-cosine",
                          config.schedule,
                          ""});
    }
}

double Schedule::rate(std::size_t step) const {
    const auto now = static_cast<double>(step);
    // The first step of a warm-up moves too: a rate of 0 would waste it
    if (now < warmup_steps_) return peak_ * (now + 1.0) / (warmup_steps_ + 1.0);

    const double rest = std::max(total_steps_ - warmup_steps_, 1.0);
    const double share = std::min((now - warmup_steps_) / rest, 1.0);
    switch (kind_) {
        case Kind::constant:
            return peak_;
        case Kind::step:
            return share < 0.5 ? peak_ : share < 0.75 ? 0.1 * peak_ : 0.01 * peak_;
        case Kind::cosine:
            return 0.5 * peak_ * (1.0 + std::cos(std::numbers::pi * share));
    }
    return peak_;
}

}  // namespace chainrule::train
