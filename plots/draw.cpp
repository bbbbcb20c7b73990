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

std::vector<std::vector<DrawnPicture>> draw_folders(std::vector<PictureFolder> folders,
                                                    const Progress& progress) {
    require_gnuplot();
    struct Job {
        Picture* picture;
        const fs::path* folder;
        DrawnPicture* result;
    };
    std::vector<std::vector<DrawnPicture>> drawn;
    std::vector<Job> jobs;
    for (PictureFolder& one : folders) {
        make_writable_folder(one.folder);
        drawn.emplace_back(one.pictures.size());
        for (std::size_t i = 0; i < one.pictures.size(); ++i) {
            jobs.push_back({&one.pictures[i], &one.folder, &drawn.back()[i]});
        }
    }
    std::atomic<std::size_t> next = 0;
    std::mutex reporting;
    std::size_t done = 0;
    const auto work = [&] {
        for (std::size_t i = next++; i < jobs.size(); i = next++) {
            const Job& job = jobs[i];
            *job.result = draw(std::move(*job.picture), *job.folder);
            const std::lock_guard lock(reporting);
            ++done;
            if (!progress) continue;
            const std::string& name = job.result->picture.name;
            progress(
                done,
                jobs.size(),
                folders.size() == 1 ? name : (job.folder->filename() / name).string());
        }
    };
    // gnuplot runs as a process: while one draws, the other's data are written
    auto other = std::async(std::launch::async, work);
    work();
    other.get();
    return drawn;
}

std::vector<DrawnPicture> draw_pictures(std::vector<Picture> pictures,
                                        const fs::path& folder,
                                        const Progress& progress) {
    std::vector<PictureFolder> one;
    one.push_back({folder, std::move(pictures)});
    return std::move(draw_folders(std::move(one), progress).front());
}

std::vector<DrawnPicture> draw_all(const train::RunRecord& record,
                                   const fs::path& folder,
                                   const Progress& progress) {
    return draw_pictures(all_pictures(record), folder, progress);
}

}  // namespace chainrule::plots
