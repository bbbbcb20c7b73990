/// How long a data set takes to read: `reading read PATH`; `reading write MNIST FILE`
/// writes the training digits as the CSV file that is then read.
#include "chainrule/data/load.hpp"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

namespace fs = std::filesystem;

namespace {

void write_csv(const std::string& source, const std::string& target) {
    const chainrule::data::DataSet digits = chainrule::data::load(source).train;
    std::ofstream file(target);
    std::string line;
    for (std::size_t n = 0; n < digits.size(); ++n) {
        line = std::to_string(digits.labels[n]);
        for (const auto pixel : digits.pixels.col(n)) {
            line += ',';
            line += std::to_string(int(pixel));
        }
        file << line << '\n';
    }
}

std::uintmax_t bytes_of(const fs::path& path) {
    if (!fs::is_directory(path)) return fs::file_size(path);
    std::uintmax_t sum = 0;
    for (const auto& entry : fs::directory_iterator(path)) sum += entry.file_size();
    return sum;
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.size() == 3 && words[0] == "write") {
        write_csv(words[1], words[2]);
        return 0;
    }
    if (words.size() != 2) return 2;
    const auto start = std::chrono::steady_clock::now();
    const auto data = chainrule::data::load(words[1]);
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
    if (data.train.size() == 0) return 1;
    fmt::print(
        "{{\"seconds\": {}, \"bytes\": {}}}\n", time.count(), bytes_of(words[1]));
}
