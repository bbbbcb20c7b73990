#include "chainrule/files.hpp"

#include "chainrule/input_error.hpp"
#include "chainrule/large_memory.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

namespace chainrule {

namespace fs = std::filesystem;

namespace {

std::string reason(const std::error_code& error) {
    return error.message();
}

[[noreturn]] void refuse_write(const fs::path& path, const std::string& why) {
    throw InputError({path.string(),
                      "",
                      "a place that can be written to",
                      why,
                      "choose another folder with --out, or free the place"});
}

void flush_to_disk(const fs::path& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return;
    ::fsync(file);
    ::close(file);
}

fs::path temporary_beside(const fs::path& path) {
    fs::path name = path.stem();
    name += ".part" + std::to_string(::getpid());
    name += path.extension();
    return path.parent_path() / name;
}

}  // namespace

std::string read_file(const fs::path& path, std::size_t limit) {
    std::error_code error;
    const auto status = fs::status(path, error);
    if (status.type() == fs::file_type::none) {  // its folder cannot be searched, say
        throw InputError({path.string(), "", "a readable file", reason(error), ""});
    }
    if (!fs::exists(status)) {
        throw InputError({path.string(), "", "a file", "nothing there", ""});
    }
    if (!fs::is_regular_file(status)) {
        throw InputError({path.string(),
                          "",
                          "a file",
                          fs::is_directory(status) ? "a folder" : "something else",
                          ""});
    }
    std::ifstream in(path, std::ios::binary);
    const auto size = fs::file_size(path, error);
    if (!in || error) {
        throw InputError({path.string(),
                          "",
                          "a readable file",
                          error ? reason(error) : std::string(std::strerror(errno)),
                          "check its permissions"});
    }
    if (size > limit) {
        throw InputError({path.string(),
                          "",
                          "at most " + std::to_string(limit) + " bytes",
                          std::to_string(size),
                          ""});
    }
    std::string content = large_text(size);
    in.read(content.data(), static_cast<std::streamsize>(size));
    content.resize(static_cast<std::size_t>(in.gcount()));
    return content;
}

void write_file_with(const fs::path& path,
                     const std::function<void(const fs::path&)>& write) {
    if (path.has_parent_path()) make_writable_folder(path.parent_path());
    const fs::path temporary = temporary_beside(path);
    std::error_code error;
    try {
        write(temporary);
        flush_to_disk(temporary);
        fs::rename(temporary, path, error);
    } catch (...) {
        fs::remove(temporary, error);
        throw;
    }
    if (error) {
        const std::string why = reason(error);
        fs::remove(temporary, error);
        refuse_write(path, why);
    }
}

void write_file(const fs::path& path, std::string_view content) {
    write_file_with(path, [&](const fs::path& temporary) {
        std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
        out.write(content.data(), static_cast<std::streamsize>(content.size()));
        out.close();
        if (!out) refuse_write(path, std::strerror(errno));
    });
}

void make_writable_folder(const fs::path& path) {
    std::error_code error;
    fs::create_directories(path, error);
    if (error) refuse_write(path, reason(error));
    if (!fs::is_directory(path)) refuse_write(path, "a file of that name");
    if (::access(path.c_str(), W_OK | X_OK) != 0) {
        refuse_write(path, std::strerror(errno));
    }
}

}  // namespace chainrule
