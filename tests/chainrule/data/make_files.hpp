#pragma once

/// @file
/// Files to be read, written from their formats' definitions and not with the libraries
/// that the readers use. Compressed formats hold their content stored, uncompressed.

#include "chainrule/data/dataset.hpp"
#include "chainrule/random.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule::tests {

/// `count` images of `rows` x `cols` random pixels with random labels.
[[nodiscard]] inline data::DataSet random_images(std::size_t count,
                                                 std::size_t rows,
                                                 std::size_t cols,
                                                 std::uint64_t seed) {
    Random random(seed);
    data::DataSet images;
    images.image_rows = rows;
    images.image_cols = cols;
    images.pixels.set_size(rows * cols, count);
    for (auto& pixel : images.pixels) pixel = static_cast<std::uint8_t>(random.bits());
    for (std::size_t i = 0; i < count; ++i) {
        images.labels.push_back(static_cast<std::uint8_t>(random.below(10)));
    }
    return images;
}

[[nodiscard]] inline bool same(const data::DataSet& a, const data::DataSet& b) {
    return a.image_rows == b.image_rows && a.image_cols == b.image_cols &&
           a.labels == b.labels && arma::size(a.pixels) == arma::size(b.pixels) &&
           std::equal(a.pixels.begin(), a.pixels.end(), b.pixels.begin());
}

[[nodiscard]] inline std::string big_endian_32(std::size_t value) {
    std::string bytes;
    for (const int shift : {24, 16, 8, 0}) {
        bytes += static_cast<char>(value >> shift & 0xff);
    }
    return bytes;
}

[[nodiscard]] inline std::string little_endian(std::size_t value, std::size_t size) {
    std::string bytes;
    for (std::size_t i = 0; i < size; ++i) {
        bytes += static_cast<char>(value >> 8 * i & 0xff);
    }
    return bytes;
}

[[nodiscard]] inline std::string idx_images(const data::DataSet& images) {
    return big_endian_32(0x803) + big_endian_32(images.size()) +
           big_endian_32(images.image_rows) + big_endian_32(images.image_cols) +
           std::string(images.pixels.begin(), images.pixels.end());
}

[[nodiscard]] inline std::string idx_labels(const data::DataSet& images) {
    return big_endian_32(0x801) + big_endian_32(images.size()) +
           std::string(images.labels.begin(), images.labels.end());
}

/// One line an image, each ending in `line_end`.
[[nodiscard]] inline std::string csv(const data::DataSet& images,
                                     std::string_view line_end = "\n") {
    std::string text;
    for (std::size_t i = 0; i < images.size(); ++i) {
        text += std::to_string(images.labels[i]);
        for (std::size_t p = 0; p < images.pixels.n_rows; ++p) {
            text += ',' + std::to_string(images.pixels(p, i));
        }
        text += line_end;
    }
    return text;
}

/// "label,pixel0,...,pixel783", as Kaggle has it, with its line end.
[[nodiscard]] inline std::string csv_header() {
    std::string line = "label";
    for (int p = 0; p < 784; ++p) line += ",pixel" + std::to_string(p);
    return line + '\n';
}

/// The sum that gzip, zip and PNG share: polynomial 0xedb88320, bit by bit.
[[nodiscard]] inline std::uint32_t crc32(std::string_view bytes) {
    std::uint32_t sum = 0xffffffff;
    for (const char c : bytes) {
        sum ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit) sum = sum >> 1 ^ (sum & 1 ? 0xedb88320 : 0);
    }
    return ~sum;
}

/// Deflate's stored blocks, of at most 65535 bytes each.
[[nodiscard]] inline std::string stored_blocks(std::string_view content) {
    std::string blocks;
    do {
        const std::size_t size = std::min<std::size_t>(content.size(), 65535);
        blocks += size == content.size() ? '\1' : '\0';  // whether it is the last
        blocks += little_endian(size, 2) + little_endian(~size, 2);
        blocks += content.substr(0, size);
        content.remove_prefix(size);
    } while (!content.empty());
    return blocks;
}

[[nodiscard]] inline std::string gzip(std::string_view content) {
    return std::string("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10) + stored_blocks(content) +
           little_endian(crc32(content), 4) + little_endian(content.size(), 4);
}

struct ZipMember {
    std::string name, content;
};

[[nodiscard]] inline std::string zip(const std::vector<ZipMember>& members) {
    std::string files, directory;
    for (const auto& [name, content] : members) {
        const std::string about =
            std::string("\x0a\0\0\0\0\0\0\0\x21\0", 10) +
            little_endian(crc32(content), 4) + little_endian(content.size(), 4) +
            little_endian(content.size(), 4) + little_endian(name.size(), 2);
        const std::size_t offset = files.size();
        files += "PK\3\4" + about + std::string(2, '\0') + name + content;
        directory += std::string("PK\1\2\x0a\0", 6) + about + std::string(12, '\0') +
                     little_endian(offset, 4) + name;
    }
    return files + directory + "PK\5\6" + std::string(4, '\0') +
           little_endian(members.size(), 2) + little_endian(members.size(), 2) +
           little_endian(directory.size(), 4) + little_endian(files.size(), 4) +
           std::string(2, '\0');
}

/// An 8-bit PNG of colour type 0 (grey), 2 (RGB), 4 (grey, alpha) or 6 (RGB, alpha),
/// its samples row by row.
[[nodiscard]] inline std::string png(std::size_t rows,
                                     std::size_t cols,
                                     char colour_type,
                                     std::string_view samples) {
    const auto chunk = [](const std::string& type, const std::string& content) {
        return big_endian_32(content.size()) + type + content +
               big_endian_32(crc32(type + content));
    };
    const std::size_t samples_a_pixel =
        std::array<std::size_t, 7>{1, 0, 3, 0, 2, 0, 4}.at(
            static_cast<std::size_t>(colour_type));
    std::string filtered;
    for (std::size_t at = 0; at < samples.size(); at += cols * samples_a_pixel) {
        filtered += '\0';  // no filter
        filtered += samples.substr(at, cols * samples_a_pixel);
    }
    std::uint32_t a = 1, b = 0;  // Adler's sum
    for (const char c : filtered) {
        a = (a + static_cast<unsigned char>(c)) % 65521;
        b = (b + a) % 65521;
    }
    const std::string header = big_endian_32(cols) + big_endian_32(rows) + '\x08' +
                               colour_type + std::string(3, '\0');
    return "\x89PNG\r\n\x1a\n" + chunk("IHDR", header) +
           chunk("IDAT",
                 "\x78\x01" + stored_blocks(filtered) + big_endian_32(b << 16 | a)) +
           chunk("IEND", "");
}

}  // namespace chainrule::tests
