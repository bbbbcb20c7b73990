#pragma once

#include "chainrule/data/named_bytes.hpp"

namespace chainrule::data {

[[nodiscard]] bool is_gzip(const NamedBytes& file);

/// The content of a gzip file; of all its members, one after the other, where it has
/// several. `InputError` naming the byte if it is cut off or damaged, or if the content
/// is larger than `limit` bytes.
[[nodiscard]] NamedBytes gunzip(const NamedBytes& file,
                                std::size_t limit = unpacked_limit);

}  // namespace chainrule::data
