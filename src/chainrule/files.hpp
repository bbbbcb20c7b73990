#pragma once

/// @file
/// Whole files, read and written. A file appears under its final name only when it
/// is complete: it is written beside it under a temporary name, flushed to the disk
/// and renamed.

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace chainrule {

/// The bytes of `path`. `InputError` if it is missing, not a regular file, cannot
/// be read, or is larger than `limit` bytes.
[[nodiscard]] std::string read_file(const std::filesystem::path& path,
                                    std::size_t limit = std::size_t(4) << 30);

/// Puts `content` at `path`, replacing what was there in one instant. Missing
/// folders on the way are made. `InputError` if it cannot be written.
void write_file(const std::filesystem::path& path, std::string_view content);

/// The same for a writer that wants a name of its own, such as HDF5 or gnuplot:
/// `write` is given a temporary path in the same folder, with the same extension.
/// If it throws, nothing is left behind.
void write_file_with(const std::filesystem::path& path,
                     const std::function<void(const std::filesystem::path&)>& write);

/// Makes `path` a folder that can be written into. `InputError` if it cannot be.
void make_writable_folder(const std::filesystem::path& path);

}  // namespace chainrule
