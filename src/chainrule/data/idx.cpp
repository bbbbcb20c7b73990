#include "chainrule/data/idx.hpp"

#include "chainrule/input_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace chainrule::data {

namespace {

constexpr std::uint32_t images_magic = 0x00000803;
constexpr std::uint32_t labels_magic = 0x00000801;
constexpr const char* download_again = "the file may be cut off: download it again";

std::uint64_t big_endian_32(const NamedBytes& file, std::size_t offset) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        value = value << 8 | static_cast<unsigned char>(file.bytes[offset + i]);
    }
    return value;
}

void require_header(const NamedBytes& file, std::uint32_t magic, const char* content) {
    const std::size_t length = 4 + 4 * (magic & 0xff);
    if (file.bytes.size() < length) {
        throw InputError({file.name,
                          fmt::format("byte {}", file.bytes.size()),
                          fmt::format("an IDX header of {} bytes", length),
                          "the end of the file",
                          download_again});
    }
    if (const auto found = big_endian_32(file, 0); found != magic) {
        throw InputError({file.name,
                          "byte 0",
                          fmt::format("0x{:08x}, the mark of IDX {}", magic, content),
                          fmt::format("0x{:08x}", found),
                          "check that images and labels are not exchanged"});
    }
}

/// Divides instead of multiplying, so that no promise can overflow.
void require_exactly(const NamedBytes& file,
                     std::size_t header,
                     std::uint64_t count,
                     std::uint64_t bytes_each,
                     const char* content) {
    const std::uint64_t available = file.bytes.size() - header;
    if (available / bytes_each == count && available % bytes_each == 0) return;
    throw InputError(
        {file.name,
         "byte 4",
         fmt::format(
             "{} {} of {} bytes, as the header says", count, content, bytes_each),
         fmt::format("{} bytes after the header, enough for {}",
                     available,
                     available / bytes_each),
         download_again});
}

struct Images {
    arma::Mat<std::uint8_t> pixels;
    std::size_t rows = 0, cols = 0;
};

Images read_images(const NamedBytes& file) {
    constexpr std::size_t header = 16;
    require_header(file, images_magic, "images");
    const std::uint64_t count = big_endian_32(file, 4);
    const std::uint64_t rows = big_endian_32(file, 8);
    const std::uint64_t cols = big_endian_32(file, 12);
    if (count == 0 || rows == 0 || cols == 0) {
        throw InputError({file.name,
                          "byte 4",
                          "at least one image of at least one pixel",
                          fmt::format("{} images of {}x{}", count, rows, cols),
                          download_again});
    }
    require_exactly(file, header, count, rows * cols, "images");
    Images images{room_for_images(rows * cols, count), rows, cols};
    std::memcpy(
        images.pixels.memptr(), file.bytes.data() + header, images.pixels.n_elem);
    return images;
}

std::vector<std::uint8_t> read_labels(const NamedBytes& file) {
    constexpr std::size_t header = 8;
    require_header(file, labels_magic, "labels");
    require_exactly(file, header, big_endian_32(file, 4), 1, "labels");
    std::vector<std::uint8_t> labels(file.bytes.begin() + header, file.bytes.end());
    const auto wrong =
        std::find_if(labels.begin(), labels.end(), [](std::uint8_t label) {
            return label >= DataSet::classes;
        });
    if (wrong != labels.end()) {
        throw InputError(
            {file.name,
             fmt::format("byte {}",
                         header + static_cast<std::size_t>(wrong - labels.begin())),
             "a label of 0 to 9",
             fmt::format("{}", *wrong),
             "only data sets of ten classes can be used"});
    }
    return labels;
}

}  // namespace

DataSet read_idx(const NamedBytes& images_file, const NamedBytes& labels_file) {
    Images images = read_images(images_file);
    std::vector<std::uint8_t> labels = read_labels(labels_file);
    if (labels.size() != images.pixels.n_cols) {
        throw InputError({labels_file.name,
                          "byte 4",
                          fmt::format("{} labels, one for each image of {}",
                                      images.pixels.n_cols,
                                      images_file.name),
                          fmt::format("{}", labels.size()),
                          "check that both files belong to the same data set"});
    }
    return {std::move(images.pixels), std::move(labels), images.rows, images.cols};
}

}  // namespace chainrule::data
