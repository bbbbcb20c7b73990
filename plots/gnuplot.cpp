#include "plots/gnuplot.hpp"

#include "chainrule/files.hpp"
#include "chainrule/input_error.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>

extern char** environ;

namespace chainrule::plots {

namespace fs = std::filesystem;

namespace {

constexpr const char* install =
    "install gnuplot and a font (Debian: apt install gnuplot-nox fonts-dejavu-core), "
    "or go on without pictures (--no-plots)";

/// Where the standard streams of a new process lead.
class Streams {
public:
    explicit Streams(const fs::path& errors) {
        ::posix_spawn_file_actions_init(&actions_);
        ::posix_spawn_file_actions_addopen(&actions_, 0, "/dev/null", O_RDONLY, 0);
        ::posix_spawn_file_actions_addopen(&actions_, 1, "/dev/null", O_WRONLY, 0);
        ::posix_spawn_file_actions_addopen(
            &actions_, 2, errors.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    }
    ~Streams() { ::posix_spawn_file_actions_destroy(&actions_); }
    Streams(const Streams&) = delete;
    Streams& operator=(const Streams&) = delete;

    [[nodiscard]] const posix_spawn_file_actions_t* get() const { return &actions_; }

private:
    posix_spawn_file_actions_t actions_;
};

pid_t start_gnuplot(const fs::path& script, const Streams& streams) {
    std::string name = "gnuplot";
    std::string no_start_up_files = "-d";
    std::string file = script.string();
    char* const arguments[] = {
        name.data(), no_start_up_files.data(), file.data(), nullptr};
    pid_t process = 0;
    const int error =
        ::posix_spawnp(&process, "gnuplot", streams.get(), nullptr, arguments, environ);
    if (error != 0) {
        throw InputError(
            {"gnuplot", "", "the program, in PATH", std::strerror(error), install});
    }
    return process;
}

bool succeeded(pid_t process) {
    int status = 0;
    while (::waitpid(process, &status, 0) < 0 && errno == EINTR) continue;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

std::string last_line(std::string text) {
    while (!text.empty() && text.back() == '\n') text.pop_back();
    if (text.empty()) return "a failure without a message";
    return text.substr(text.rfind('\n') + 1);
}

}  // namespace

ScratchFolder::ScratchFolder() {
    std::error_code error;
    const fs::path parent = fs::temp_directory_path(error);
    std::string name = (parent / "chainrule-XXXXXX").string();
    if (error || ::mkdtemp(name.data()) == nullptr) {
        throw InputError({parent.empty() ? "TMPDIR" : parent.string(),
                          "",
                          "a folder for temporary files that can be written to",
                          error ? error.message() : std::strerror(errno),
                          "set TMPDIR to one"});
    }
    // Absolute: gnuplot takes names that begin with | or < for commands
    path_ = fs::absolute(name);
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

void run_gnuplot(const fs::path& script) {
    const fs::path errors = script.parent_path() / "errors.txt";
    const Streams streams(errors);
    if (!succeeded(start_gnuplot(script, streams))) {
        throw InputError(
            {"gnuplot",
             "",
             "a picture drawn",
             last_line(read_file(errors)),
             "gnuplot 5.4 or newer with pngcairo is needed: " + std::string(install)});
    }
}

}  // namespace chainrule::plots
