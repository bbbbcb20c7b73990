#include "chainrule/data/load.hpp"

#include "chainrule/data/csv.hpp"
#include "chainrule/data/idx.hpp"
#include "chainrule/data/listing.hpp"
#include "chainrule/data/split.hpp"
#include "chainrule/data/strokes.hpp"
#include "chainrule/data/zip.hpp"
#include "chainrule/files.hpp"
#include "chainrule/input_error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

namespace chainrule::data {

namespace fs = std::filesystem;

namespace {

constexpr const char* what_to_give =
    "give a folder or .zip with MNIST's four IDX files or its CSV files, a .csv file, "
    "or digits, which are built in";

// Constants, so that runs with different seeds are tested on the same images.
constexpr std::uint64_t train_digits_seed = 1, test_digits_seed = 2, hold_back_seed = 3;

/// MNIST's name for it, or the same with a dot: train-images.idx3-ubyte.
std::optional<std::size_t> find_idx(const Listing& files, std::string_view wanted) {
    return find_file(files, [wanted](std::string_view name) {
        std::string dashes(name);
        std::replace(dashes.begin(), dashes.end(), '.', '-');
        return dashes == wanted;
    });
}

std::optional<std::size_t> find_csv(const Listing& files, std::string_view part) {
    return find_file(files, [part](std::string_view name) {
        return name.ends_with(".csv") && name.find(part) != name.npos;
    });
}

constexpr std::array<std::string_view, 4> idx_names{"train-images-idx3-ubyte",
                                                    "train-labels-idx1-ubyte",
                                                    "t10k-images-idx3-ubyte",
                                                    "t10k-labels-idx1-ubyte"};

bool has_idx(const Listing& files) {
    return std::any_of(idx_names.begin(), idx_names.end(), [&](std::string_view name) {
        return find_idx(files, name).has_value();
    });
}

NamedBytes open_idx(const Listing& files, std::string_view name) {
    const auto index = find_idx(files, name);
    if (!index) {
        throw InputError({files.place,
                          "",
                          fmt::format("{} (or .gz) beside the other IDX files", name),
                          "no such file",
                          "all four are needed: images and labels, train and t10k"});
    }
    return files.open(*index);
}

Split load_idx(const Listing& files) {
    const auto part = [&](std::size_t images, std::size_t labels) {
        return read_idx(open_idx(files, idx_names[images]),
                        open_idx(files, idx_names[labels]));
    };
    return {part(0, 1), part(2, 3), {}};
}

Split hold_back_test(const DataSet& all, const std::string& name) {
    const SplitIndices split = split_indices(all.size(), 1.0 / 7.0, hold_back_seed);
    if (split.held_back.empty()) {
        throw InputError(
            {name, "", "at least two images", "one", "nothing is left to test on"});
    }
    return {select(all, split.kept),
            select(all, split.held_back),
            {fmt::format("{} has no test set of its own: {} of its {} images, drawn at "
                         "random, are held back as one",
                         name,
                         split.held_back.size(),
                         all.size())}};
}

Split load_one_csv(const NamedBytes& file) {
    return hold_back_test(read_csv(file), file.name);
}

Split load_csv(const Listing& files, std::size_t train) {
    if (const auto test = find_csv(files, "test")) {
        const NamedBytes test_file = files.open(*test);
        if (!is_unlabelled_csv(test_file)) {
            return {read_csv(files.open(train)), read_csv(test_file), {}};
        }
        Split split = load_one_csv(files.open(train));
        split.notes.push_back(test_file.name + " has no labels and was not used");
        return split;
    }
    return load_one_csv(files.open(train));
}

Split load_listing(const Listing& files) {
    if (has_idx(files)) return load_idx(files);
    if (const auto train = find_csv(files, "train")) return load_csv(files, *train);
    if (const auto any = find_csv(files, "")) return load_one_csv(files.open(*any));
    throw InputError({files.place,
                      "",
                      "IDX or CSV files",
                      fmt::format("{} other files", files.names.size()),
                      what_to_give});
}

Split load_file(const fs::path& path) {
    NamedBytes file = unpacked({path.string(), read_file(path)});
    if (ZipFile::is_zip(file)) return load_listing(list_zip(std::move(file)));
    if (path.extension() == ".zip") {
        throw InputError(
            {file.name, "byte 0", "a zip file", "another format", "download it again"});
    }
    if (file.bytes.starts_with(std::string_view("\0\0\x08", 3))) {
        throw InputError({file.name,
                          "",
                          "the folder of the four IDX files",
                          "one of them",
                          "give the folder: images need their labels"});
    }
    return load_one_csv(file);
}

std::vector<fs::path> places_of(const std::string& name) {
    std::vector<fs::path> places;
    if (const char* folder = std::getenv("CHAINRULE_DATA")) {
        places.push_back(fs::path(folder) / name);
    }
    if (const char* home = std::getenv("HOME")) {
        places.push_back(fs::path(home) / ".cache" / "chainrule" / name);
    }
    return places;
}

bool exists(const fs::path& path) {
    std::error_code error;
    return fs::exists(path, error);
}

[[noreturn]] void refuse_name(const std::string& name) {
    std::vector<std::string> looked{"./" + name};
    for (const fs::path& place : places_of(name)) looked.push_back(place.string());
    throw InputError(
        {name,
         "",
         fmt::format("a data set of that name at one of {}", fmt::join(looked, ", ")),
         "none",
         "put it there, set CHAINRULE_DATA to the folder that holds it, or "
         "give its own with --data DIR; --data digits needs none"});
}

fs::path find_place(const std::string& where) {
    if (exists(where)) return where;
    if (where.empty() || where.find_first_of("/.") != where.npos) {
        throw InputError(
            {where, "", "a file or folder", "nothing there", what_to_give});
    }
    const std::vector<fs::path> places = places_of(where);
    const auto found = std::find_if(places.begin(), places.end(), exists);
    if (found == places.end()) refuse_name(where);
    return *found;
}

void require_one_size(const Split& split, const std::string& where) {
    if (split.train.image_rows == split.test.image_rows &&
        split.train.image_cols == split.test.image_cols) {
        return;
    }
    throw InputError({where,
                      "",
                      "images of one size for training and test",
                      fmt::format("{}x{} and {}x{}",
                                  split.train.image_rows,
                                  split.train.image_cols,
                                  split.test.image_rows,
                                  split.test.image_cols),
                      "check that the files belong together"});
}

}  // namespace

Split load(const std::string& where) {
    if (where == "digits") {
        return {draw_digits(20'000, train_digits_seed),
                draw_digits(4'000, test_digits_seed),
                {}};
    }
    const fs::path path = find_place(where);
    std::error_code error;
    Split split = fs::is_directory(path, error) ? load_listing(list_folder(path))
                                                : load_file(path);
    require_one_size(split, where);
    return split;
}

}  // namespace chainrule::data
