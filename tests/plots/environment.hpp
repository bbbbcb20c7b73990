#pragma once

/// @file
/// Environment variables and folders that a test changes and leaves as they were.

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

namespace chainrule::tests {

class EnvironmentVariable {
public:
    EnvironmentVariable(std::string name, const std::string& value)
        : name_(std::move(name)) {
        if (const char* before = std::getenv(name_.c_str())) before_ = before;
        ::setenv(name_.c_str(), value.c_str(), 1);
    }
    ~EnvironmentVariable() {
        if (before_) {
            ::setenv(name_.c_str(), before_->c_str(), 1);
        } else {
            ::unsetenv(name_.c_str());
        }
    }
    EnvironmentVariable(const EnvironmentVariable&) = delete;
    EnvironmentVariable& operator=(const EnvironmentVariable&) = delete;

private:
    std::string name_;
    std::optional<std::string> before_;
};

/// An empty folder that becomes the current one for as long as it lives.
class CurrentFolder {
public:
    CurrentFolder() : before_(std::filesystem::current_path()) {
        std::string name =
            (std::filesystem::temp_directory_path() / "chainrule-test-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) std::abort();
        path_ = name;
        std::filesystem::current_path(path_);
    }
    ~CurrentFolder() {
        std::filesystem::current_path(before_);
        std::filesystem::remove_all(path_);
    }
    CurrentFolder(const CurrentFolder&) = delete;
    CurrentFolder& operator=(const CurrentFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path before_, path_;
};

}  // namespace chainrule::tests
