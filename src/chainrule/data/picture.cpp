#include "chainrule/data/picture.hpp"

#include "chainrule/data/pgm.hpp"
#include "chainrule/data/png.hpp"
#include "chainrule/files.hpp"
#include "chainrule/input_error.hpp"

namespace chainrule::data {

GrayImage read_picture(const std::filesystem::path& path) {
    constexpr std::size_t limit = std::size_t{256} << 20;
    const NamedBytes file{path.string(), read_file(path, limit)};
    if (is_png(file)) return read_png(file);
    if (is_pgm(file)) return read_pgm(file);
    throw InputError({file.name,
                      "byte 0",
                      "a PNG or PGM picture",
                      file.bytes.empty() ? "an empty file" : "another format",
                      "save the picture as PNG"});
}

}  // namespace chainrule::data
