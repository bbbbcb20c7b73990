#include "tests/support/program.hpp"

#include "tests/support/temporary_folder.hpp"

#include "chainrule/files.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

namespace chainrule::tests {

namespace {

void send_to_file(int descriptor, const std::filesystem::path& path) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    ::dup2(file, descriptor);
    ::close(file);
}

[[noreturn]] void become_chainrule(std::vector<std::string> arguments,
                                   const Surroundings& surroundings) {
    for (const auto& [name, value] : surroundings.environment) {
        if (value.empty()) {
            ::unsetenv(name.c_str());
        } else {
            ::setenv(name.c_str(), value.c_str(), 1);
        }
    }
    arguments.insert(arguments.begin(), CHAINRULE_PROGRAM);
    std::vector<char*> words;
    for (std::string& word : arguments) words.push_back(word.data());
    words.push_back(nullptr);
    if (::chdir(surroundings.folder.c_str()) == 0) ::execv(words[0], words.data());
    ::_exit(127);
}

}  // namespace

Outcome run_chainrule(const std::vector<std::string>& arguments,
                      const Surroundings& surroundings) {
    const TemporaryFolder folder;
    const auto out = folder.path() / "out", err = folder.path() / "err";
    write_file(out, "");
    write_file(err, "");
    const pid_t child = ::fork();
    if (child == 0) {
        send_to_file(STDOUT_FILENO, surroundings.out.empty() ? out : surroundings.out);
        send_to_file(STDERR_FILENO, surroundings.err.empty() ? err : surroundings.err);
        send_to_file(STDIN_FILENO, "/dev/null");
        become_chainrule(arguments, surroundings);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
            read_file(out),
            read_file(err)};
}

}  // namespace chainrule::tests
