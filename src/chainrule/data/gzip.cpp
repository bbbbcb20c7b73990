#include "chainrule/data/gzip.hpp"

#include "chainrule/input_error.hpp"
#include "chainrule/large_memory.hpp"

#include <fmt/format.h>
#include <libdeflate.h>
#include <zlib.h>

#include <algorithm>
#include <memory>
#include <new>
#include <optional>

namespace chainrule::data {

namespace {

constexpr std::size_t piece = std::size_t{1} << 20;

/// The size that a file of one member says it has: its last four bytes, little endian.
std::size_t stated_size(const NamedBytes& file) {
    std::size_t size = 0;
    for (std::size_t k = 0; k < 4; ++k) {
        const char byte = file.bytes[file.bytes.size() - 1 - k];
        size = size << 8 | static_cast<unsigned char>(byte);
    }
    return size;
}

/// A sound file of one member and at most `limit` bytes, unpacked at once, three times as
/// fast as in a stream. Nothing for all others: zlib says what is wrong with them, or
/// goes through their members.
std::optional<std::string> unpacked_at_once(const NamedBytes& file, std::size_t limit) {
    constexpr std::size_t smallest_member = 18, most_packed = 1100;
    if (file.bytes.size() < smallest_member) return {};
    const std::size_t size = stated_size(file);
    // No deflated byte stands for more than 1032: what says so is no such file
    if (size > limit || size / most_packed > file.bytes.size()) return {};
    const std::unique_ptr<libdeflate_decompressor, void (*)(libdeflate_decompressor*)>
        decompressor(libdeflate_alloc_decompressor(), &libdeflate_free_decompressor);
    if (!decompressor) throw std::bad_alloc();
    std::string content = large_text(size);
    std::size_t read = 0, written = 0;
    const libdeflate_result result = libdeflate_gzip_decompress_ex(decompressor.get(),
                                                                   file.bytes.data(),
                                                                   file.bytes.size(),
                                                                   content.data(),
                                                                   content.size(),
                                                                   &read,
                                                                   &written);
    const bool whole =
        result == LIBDEFLATE_SUCCESS && read == file.bytes.size() && written == size;
    if (!whole) return {};
    return content;
}

/// zlib's stream over one gzip file in memory.
class Inflater {
public:
    explicit Inflater(const NamedBytes& file) : file_(file) {
        constexpr int gzip_only = 16 + MAX_WBITS;
        if (inflateInit2(&stream_, gzip_only) != Z_OK) throw std::bad_alloc();
    }
    ~Inflater() { inflateEnd(&stream_); }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    /// Appends the next piece of the content to `out`. False at the end.
    bool append_piece(std::string& out) {
        const std::size_t size_before = out.size();
        out.resize(size_before + piece);
        give_input();
        stream_.next_out = reinterpret_cast<Bytef*>(out.data() + size_before);
        stream_.avail_out = piece;
        const int status = inflate(&stream_, Z_NO_FLUSH);
        out.resize(out.size() - stream_.avail_out);
        if (status == Z_STREAM_END) return begin_next_member();
        if (status == Z_OK) return true;  // read or wrote something
        refuse(status);
    }

private:
    [[nodiscard]] std::size_t consumed() const { return given_ - stream_.avail_in; }

    /// zlib counts its input in 32 bits, so that a large file is given in pieces.
    void give_input() {
        if (stream_.avail_in > 0) return;
        const std::size_t size = std::min(file_.bytes.size() - given_, piece);
        stream_.next_in = reinterpret_cast<Bytef*>(
            const_cast<char*>(file_.bytes.data() + given_));  // zlib only reads it
        stream_.avail_in = static_cast<uInt>(size);
        given_ += size;
    }

    bool begin_next_member() {
        if (consumed() == file_.bytes.size()) return false;
        inflateReset(&stream_);
        return true;
    }

    [[noreturn]] void refuse(int status) const {
        const bool cut_off = status == Z_OK || status == Z_BUF_ERROR;
        throw InputError({file_.name,
                          fmt::format("byte {}", consumed()),
                          cut_off ? "more gzip data" : "sound gzip data",
                          cut_off       ? "the end of the file"
                          : stream_.msg ? stream_.msg
                                        : zError(status),
                          "download it again"});
    }

    const NamedBytes& file_;
    std::size_t given_ = 0;
    z_stream stream_{};
};

}  // namespace

bool is_gzip(const NamedBytes& file) {
    return file.bytes.starts_with("\x1f\x8b");
}

NamedBytes gunzip(const NamedBytes& file, std::size_t limit) {
    if (auto content = unpacked_at_once(file, limit)) {
        return {file.name, *std::move(content)};
    }
    NamedBytes content{file.name, {}};
    Inflater inflater(file);
    for (bool more = true; more;) {
        more = inflater.append_piece(content.bytes);
        if (content.bytes.size() > limit) {
            throw InputError({file.name,
                              "",
                              fmt::format("at most {} bytes when unpacked", limit),
                              "more",
                              "it is no data set of ten digits"});
        }
    }
    return content;
}

}  // namespace chainrule::data
