#pragma once

/// @file
/// A folder and a zip file, looked into the same way.

#include "chainrule/data/named_bytes.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule::data {

/// The content of `file` if it is gzipped, `file` itself if not.
[[nodiscard]] NamedBytes unpacked(NamedBytes file);

/// The files of a folder or of a zip file.
struct Listing {
    std::string place;
    std::vector<std::string> names;
    std::function<NamedBytes(std::size_t)> open;  ///< by index in `names`; unpacked
};

/// In the order of their names. `InputError` if the folder cannot be read.
[[nodiscard]] Listing list_folder(const std::filesystem::path& folder);

/// In the order they are stored. `InputError` if it is no sound zip file.
[[nodiscard]] Listing list_zip(NamedBytes file);

/// The index of the first file whose plain name passes: without folders, without .gz,
/// in lower case. Hidden files do not count; some zip programs add one for every file.
[[nodiscard]] std::optional<std::size_t> find_file(
    const Listing& files, const std::function<bool(std::string_view)>& passes);

}  // namespace chainrule::data
