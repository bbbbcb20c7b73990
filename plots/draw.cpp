#include "plots/draw.hpp"

#include "plots/renderer.hpp"

#include "chainrule/files.hpp"

#include <atomic>
#include <future>
#include <mutex>

namespace chainrule::plots {

namespace fs = std::filesystem;

namespace {

DrawnPicture draw(Picture picture, const fs::path& folder) {
    Rendering rendering = render(picture.figure);
    write_file(folder / (picture.name + ".csv"), picture.csv);
    write_file(folder / (picture.name + ".svg"), rendering.svg);
    write_file(folder / (picture.name + ".png"), rendering.png);
    return {std::move(picture), std::move(rendering)};
}

}  // namespace

std::vector<DrawnPicture> draw_pictures(std::vector<Picture> pictures,
                                        const fs::path& folder,
                                        const Progress& progress) {
    require_gnuplot();
    make_writable_folder(folder);
    std::vector<DrawnPicture> drawn(pictures.size());
    std::atomic<std::size_t> next = 0;
    std::mutex reporting;
    std::size_t done = 0;
    const auto work = [&] {
        for (std::size_t i = next++; i < pictures.size(); i = next++) {
            drawn[i] = draw(std::move(pictures[i]), folder);
            const std::lock_guard lock(reporting);
            ++done;
            if (progress) progress(done, drawn.size(), drawn[i].picture.name);
        }
    };
    // gnuplot runs as a process: while one draws, the other's data are written
    auto other = std::async(std::launch::async, work);
    work();
    other.get();
    return drawn;
}

std::vector<DrawnPicture> draw_all(const train::RunRecord& record,
                                   const fs::path& folder,
                                   const Progress& progress) {
    return draw_pictures(all_pictures(record), folder, progress);
}

}  // namespace chainrule::plots
