#include "plots/check_pictures.hpp"

namespace chainrule::plots {

std::vector<Picture> check_pictures(const CheckRecord& record) {
    std::vector<Picture> pictures{v_curve(record.v_curve),
                                  taylor_slope(record.taylor_curve),
                                  agreement(record),
                                  error_map(record)};
    pictures.front().name = "v-curve";
    for (Picture& picture : pictures) {
        std::string& subtitle = picture.figure.subtitle;
        subtitle = subtitle.empty() ? record.title : record.title + ": " + subtitle;
    }
    return pictures;
}

void draw_check(const CheckRecord& record, const std::filesystem::path& folder) {
    draw_pictures(check_pictures(record), folder);
}

}  // namespace chainrule::plots
