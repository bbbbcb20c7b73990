#pragma once

/// @file
/// Memory of many megabytes, such as a file's content or a set of images. The system hands
/// it out page by page at the first touch, and where a page is 4 KB that can take longer
/// than reading the file.

#include <cstddef>
#include <string>

namespace chainrule {

/// Asks the system to hand out large pages for memory that nobody has touched yet. A
/// wish: where it cannot be granted, or for less than a large page, nothing happens.
void prefer_large_pages(void* memory, std::size_t bytes);

/// A text of `size` zeros, in large pages if they can be had.
[[nodiscard]] std::string large_text(std::size_t size);

/// From now on memory is taken from the system in large portions, and what is freed stays
/// with this process for its next use. The C library otherwise returns vectors of some
/// hundred kilobytes to the system every time, and pays for each of their pages again; a
/// check asks for many such vectors.
void keep_freed_memory();

}  // namespace chainrule
