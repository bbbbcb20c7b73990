#include "chainrule/data/png.hpp"

#include "chainrule/input_error.hpp"

#include <fmt/format.h>
#include <png.h>

#include <stdexcept>

namespace chainrule::data {

namespace {

constexpr std::uint64_t pixel_limit = 64'000'000;

/// libpng's simplified interface; freed whatever happens.
struct Png {
    Png() { image.version = PNG_IMAGE_VERSION; }
    ~Png() { png_image_free(&image); }
    Png(const Png&) = delete;
    Png& operator=(const Png&) = delete;

    png_image image{};
};

[[noreturn]] void refuse(const NamedBytes& file, const char* place, const Png& png) {
    throw InputError({file.name,
                      place,
                      "a sound PNG picture",
                      png.image.message,
                      "save it again as PNG"});
}

/// Deflate packs no more than 1032 bytes into one, and a byte holds at most 8 pixels:
/// a header that promises more than that is wrong, however little it asks for.
void require_believable_size(const NamedBytes& file, const Png& png) {
    const std::uint64_t pixels = std::uint64_t{png.image.width} * png.image.height;
    if (pixels <= pixel_limit && pixels / (8 * 1032) <= file.bytes.size()) return;
    throw InputError(
        {file.name,
         "header",
         fmt::format("at most {} pixels, and data for them", pixel_limit),
         fmt::format(
             "{}x{} in {} bytes", png.image.height, png.image.width, file.bytes.size()),
         "cut the picture to the digit"});
}

}  // namespace

bool is_png(const NamedBytes& file) {
    return file.bytes.starts_with("\x89PNG");
}

GrayImage read_png(const NamedBytes& file) {
    Png png;
    if (!png_image_begin_read_from_memory(
            &png.image, file.bytes.data(), file.bytes.size())) {
        refuse(file, "header", png);
    }
    require_believable_size(file, png);
    png.image.format = PNG_FORMAT_GRAY;
    GrayImage gray(png.image.height, png.image.width);
    const png_color white{255, 255, 255};
    if (!png_image_finish_read(&png.image, &white, gray.pixels.data(), 0, nullptr) ||
        PNG_IMAGE_FAILED(png.image)) {
        refuse(file, "pixels", png);
    }
    return gray;
}

std::string encode_png(const GrayImage& image) {
    Png png;
    png.image.width = static_cast<png_uint_32>(image.cols);
    png.image.height = static_cast<png_uint_32>(image.rows);
    png.image.format = PNG_FORMAT_GRAY;
    const auto encode = [&](void* to, png_alloc_size_t& size) {
        if (!png_image_write_to_memory(
                &png.image, to, &size, 0, image.pixels.data(), 0, nullptr)) {
            throw std::runtime_error(std::string("encode_png: ") + png.image.message);
        }
    };
    png_alloc_size_t size = 0;
    encode(nullptr, size);
    std::string bytes(size, '\0');
    encode(bytes.data(), size);
    return bytes;
}

}  // namespace chainrule::data
