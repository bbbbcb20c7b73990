#pragma once

#include "chainrule/data/named_bytes.hpp"

#include <memory>
#include <string>
#include <vector>

namespace chainrule::data {

/// A zip file in memory. `InputError` if it is damaged or cut off.
class ZipFile {
public:
    explicit ZipFile(NamedBytes file);
    ~ZipFile();
    ZipFile(ZipFile&&) noexcept;
    ZipFile& operator=(ZipFile&&) noexcept;

    [[nodiscard]] static bool is_zip(const NamedBytes& file);

    /// The names of its members, in the order they are stored.
    [[nodiscard]] const std::vector<std::string>& names() const;

    /// The content of the member at `index` of `names()`, under the name
    /// "file.zip: member". `InputError` if it is damaged, encrypted, or larger than
    /// `limit` bytes.
    [[nodiscard]] NamedBytes read(std::size_t index,
                                  std::size_t limit = unpacked_limit) const;

private:
    struct Archive;
    std::unique_ptr<Archive> archive_;
};

}  // namespace chainrule::data
