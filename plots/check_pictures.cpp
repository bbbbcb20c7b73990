#include "plots/check_pictures.hpp"

#include "plots/check_page.hpp"

#include "chainrule/files.hpp"

namespace chainrule::plots {

std::vector<Picture> check_pictures(const CheckRecord& record) {
    std::vector<Picture> pictures{v_curve(record.v_curve, "v-curve"),
                                  taylor_slope(record.taylor_curve),
                                  agreement(record),
                                  error_map(record)};
    for (Picture& picture : pictures) {
        std::string& subtitle = picture.figure.subtitle;
        subtitle = subtitle.empty() ? record.title : record.title + ": " + subtitle;
    }
    return pictures;
}

void draw_checks(const std::vector<DrawnCheck>& checks, const Progress& progress) {
    std::vector<PictureFolder> folders;
    for (const DrawnCheck& check : checks) {
        folders.push_back({check.folder, check_pictures(check.record)});
    }
    const auto drawn = draw_folders(std::move(folders), progress);
    for (std::size_t i = 0; i < checks.size(); ++i) {
        write_file(checks[i].folder / "index.html",
                   check_page_html(checks[i].record, drawn[i]));
    }
}

}  // namespace chainrule::plots
