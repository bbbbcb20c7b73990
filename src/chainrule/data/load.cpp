#include "chainrule/data/load.hpp"

#include "chainrule/data/csv.hpp"
#include "chainrule/data/gzip.hpp"
#include "chainrule/data/idx.hpp"
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
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

namespace chainrule::data {

namespace fs = std::filesystem;

namespace {

constexpr const char* what_to_give =
    "give a folder or .zip with MNIST's four IDX files or its CSV files, a .csv file, "
    "or "
    "digits, which are built in";

// Constants, so that runs with different seeds are tested on the same images.
constexpr std::uint64_t train_digits_seed = 1, test_digits_seed = 2, hold_back_seed = 3;

NamedBytes unpacked(NamedBytes file) {
    return is_gzip(file) ? gunzip(file) : std::move(file);
}

/// The files of a folder or of a zip file.
struct Listing {
    std::string place;
    std::vector<std::string> names;
    std::function<NamedBytes(std::size_t)> open;  ///< by its index in `names`
};

Listing list_folder(const fs::path& folder) {
    Listing listing{folder.string(), {}, {}};
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        listing.names.push_back(entry.path().filename().string());
    }
    if (error) {
        throw InputError({listing.place,
                          "",
                          "a readable folder",
                          error.message(),
                          "check its permissions"});
    }
    std::sort(listing.names.begin(), listing.names.end());
    listing.open = [folder, names = listing.names](std::size_t i) {
        const fs::path path = folder / names[i];
        return unpacked({path.string(), read_file(path)});
    };
    return listing;
}

Listing list_zip(NamedBytes file) {
    const std::string name = file.name;
    const auto zip = std::make_shared<const ZipFile>(std::move(file));
    return {
        name, zip->names(), [zip](std::size_t i) { return unpacked(zip->read(i)); }};
}

using Test = std::function<bool(std::string_view)>;

/// The first file whose plain name passes: without folders, without .gz, in lower case.
/// Hidden files do not count; some zip programs add one for every file.
std::optional<std::size_t> find(const Listing& files, const Test& passes) {
    for (std::size_t i = 0; i < files.names.size(); ++i) {
        std::string name = fs::path(files.names[i]).filename().string();
        if (name.empty() || name.starts_with('.')) continue;
        std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) {
            return static_cast<char>(std::tolower(c));
        });
        if (name.ends_with(".gz")) name.resize(name.size() - 3);
        if (passes(name)) return i;
    }
    return std::nullopt;
}

/// MNIST's name for it, or the same with a dot: train-images.idx3-ubyte.
std::optional<std::size_t> find_idx(const Listing& files, std::string_view wanted) {
    return find(files, [wanted](std::string_view name) {
        std::string dashes(name);
        std::replace(dashes.begin(), dashes.end(), '.', '-');
        return dashes == wanted;
    });
}

std::optional<std::size_t> find_csv(const Listing& files, std::string_view part) {
    return find(files, [part](std::string_view name) {
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
    if (const char* folder = std::getenv("CHAINRULE_DATA"))
        places.push_back(fs::path(folder) / name);
    if (const char* home = std::getenv("HOME")) {
        places.push_back(fs::path(home) / ".cache" / "chainrule" / name);
    }
    return places;
}

bool exists(const fs::path& path) {
    std::error_code error;
    return fs::exists(path, error);
}

fs::path find_place(const std::string& where) {
    if (exists(where)) return where;
    const bool bare_name = !where.empty() && where.find_first_of("/.") == where.npos;
    if (!bare_name)
        throw InputError(
            {where, "", "a file or folder", "nothing there", what_to_give});
    const std::vector<fs::path> places = places_of(where);
    const auto found = std::find_if(places.begin(), places.end(), exists);
    if (found != places.end()) return *found;
    std::vector<std::string> looked{"./" + where};
    for (const fs::path& place : places) looked.push_back(place.string());
    throw InputError(
        {where,
         "",
         "a data set of that name at one of " +
             fmt::format("{}", fmt::join(looked, ", ")),
         "none",
         "put it there or give its folder with --data DIR; --data digits needs none"});
}

void require_usable(const Split& split, const std::string& where) {
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
    Split split =
        fs::is_directory(path) ? load_listing(list_folder(path)) : load_file(path);
    require_usable(split, where);
    return split;
}

}  // namespace chainrule::data
