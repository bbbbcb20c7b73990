#include "chainrule/data/listing.hpp"

#include "chainrule/data/gzip.hpp"
#include "chainrule/data/zip.hpp"
#include "chainrule/files.hpp"
#include "chainrule/input_error.hpp"

#include <algorithm>
#include <cctype>
#include <memory>
#include <system_error>
#include <utility>

namespace chainrule::data {

namespace fs = std::filesystem;

NamedBytes unpacked(NamedBytes file) {
    return is_gzip(file) ? gunzip(file) : std::move(file);
}

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

std::optional<std::size_t> find_file(
    const Listing& files, const std::function<bool(std::string_view)>& passes) {
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

}  // namespace chainrule::data
