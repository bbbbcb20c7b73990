#include "chainrule/data/zip.hpp"

#include "chainrule/input_error.hpp"

#include <fmt/format.h>
#include <zip.h>

#include <new>
#include <utility>

namespace chainrule::data {

namespace {

constexpr std::size_t piece = std::size_t{1} << 20;

[[noreturn]] void refuse(const std::string& name, const std::string& why) {
    throw InputError({name, "", "a sound zip file", why, "download it again"});
}

struct Discard {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct Close {
    void operator()(zip_file_t* member) const { zip_fclose(member); }
};
using Handle = std::unique_ptr<zip_t, Discard>;
using Member = std::unique_ptr<zip_file_t, Close>;

Handle open(const NamedBytes& file) {
    // libzip takes an empty file for an empty archive
    if (!ZipFile::is_zip(file)) refuse(file.name, "another format");
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source =
        zip_source_buffer_create(file.bytes.data(), file.bytes.size(), 0, &error);
    if (!source) throw std::bad_alloc();
    Handle handle(zip_open_from_source(source, ZIP_RDONLY, &error));
    if (!handle) zip_source_free(source);
    const std::string why = zip_error_strerror(&error);
    zip_error_fini(&error);
    if (!handle) refuse(file.name, why);
    return handle;
}

std::vector<std::string> member_names(zip_t* handle) {
    std::vector<std::string> names;
    const zip_int64_t count = zip_get_num_entries(handle, 0);
    for (zip_int64_t i = 0; i < count; ++i) {
        const char* name = zip_get_name(handle, static_cast<zip_uint64_t>(i), 0);
        names.emplace_back(name ? name : "");
    }
    return names;
}

}  // namespace

struct ZipFile::Archive {
    explicit Archive(NamedBytes file_)
        : file(std::move(file_)),
          handle(open(file)),
          names(member_names(handle.get())) {}

    NamedBytes file;  // libzip reads from it as long as the handle is open
    Handle handle;
    std::vector<std::string> names;
};

ZipFile::ZipFile(NamedBytes file)
    : archive_(std::make_unique<Archive>(std::move(file))) {}
ZipFile::~ZipFile() = default;
ZipFile::ZipFile(ZipFile&&) noexcept = default;
ZipFile& ZipFile::operator=(ZipFile&&) noexcept = default;

bool ZipFile::is_zip(const NamedBytes& file) {
    return file.bytes.starts_with("PK\x03\x04") || file.bytes.starts_with("PK\x05\x06");
}

const std::vector<std::string>& ZipFile::names() const {
    return archive_->names;
}

NamedBytes ZipFile::read(std::size_t index, std::size_t limit) const {
    zip_t* handle = archive_->handle.get();
    NamedBytes content{archive_->file.name + ": " + names().at(index), {}};
    const Member member(zip_fopen_index(handle, index, 0));
    if (!member) refuse(content.name, zip_strerror(handle));
    // The size that the archive claims is not asked for: it is only a claim.
    for (;;) {
        const std::size_t size_before = content.bytes.size();
        content.bytes.resize(size_before + piece);
        const zip_int64_t got =
            zip_fread(member.get(), content.bytes.data() + size_before, piece);
        if (got < 0) refuse(content.name, zip_file_strerror(member.get()));
        content.bytes.resize(size_before + static_cast<std::size_t>(got));
        if (got == 0) return content;
        if (content.bytes.size() > limit) {
            throw InputError({content.name,
                              "",
                              fmt::format("at most {} bytes when unpacked", limit),
                              "more",
                              "it is no data set of ten digits"});
        }
    }
}

}  // namespace chainrule::data
