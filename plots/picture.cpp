#include "plots/picture.hpp"

namespace chainrule::plots {

std::vector<Picture> all_pictures(const train::RunRecord& record) {
    std::vector<Picture> pictures;
    for (const auto picture : {loss,
                               accuracy,
                               confusion,
                               misclassified,
                               first_weights,
                               activation_statistics,
                               activation_histogram,
                               dead_units,
                               gradient_norm,
                               update_ratio,
                               v_curve}) {
        pictures.push_back(picture(record));
        pictures.back().figure.subtitle = record.title;
    }
    return pictures;
}

}  // namespace chainrule::plots
