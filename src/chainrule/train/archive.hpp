#pragma once

/// @file
/// Named values in an HDF5 file, which h5py, MATLAB and others open without us.

#include <armadillo>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace chainrule::train {

/// | value                        | the dataset of that name                     |
/// |------------------------------|----------------------------------------------|
/// | `arma::fmat`, `arma::mat`    | 32- or 64-bit floats, rows x cols            |
/// | `std::vector<std::uint64_t>` | 64-bit whole numbers, of one dimension       |
/// | `std::string`                | one text in UTF-8, no zero bytes at its end   |
///
/// "parameters/W1" is the dataset W1 of the group `parameters`. Everything carries
/// checksums: a file with a flipped bit is refused. Not to be used by two threads at
/// once: Debian's HDF5 is not built for it.
class Archive {
public:
    using Counts = std::vector<std::uint64_t>;
    using Value = std::variant<arma::fmat, arma::mat, Counts, std::string>;

    /// `file` names the archive in messages.
    explicit Archive(std::string file) : file_(std::move(file)) {}

    /// What the file holds of the kinds above; anything else in it is passed over.
    /// `InputError` if it is missing, damaged, or no HDF5 file.
    [[nodiscard]] static Archive read(const std::filesystem::path& path);

    /// Puts the file there in one instant. `InputError` if it cannot be written.
    void write(const std::filesystem::path& path) const;

    void set(const std::string& name, Value value) {
        values_.insert_or_assign(name, std::move(value));
    }

    [[nodiscard]] bool has(const std::string& name) const {
        return values_.contains(name);
    }

    /// The value of that name and type; `InputError` naming the file if there is none.
    template <class T>
    [[nodiscard]] const T& get(const std::string& name) const {
        const auto found = values_.find(name);
        if (found == values_.end()) refuse(name, "nothing");
        if (const T* value = std::get_if<T>(&found->second)) return *value;
        refuse(name, "a value of another type");
    }

    /// A matrix of one value; an only count. `InputError` if it is not there alone.
    [[nodiscard]] double number(const std::string& name) const;
    [[nodiscard]] std::uint64_t count(const std::string& name) const;

    /// `InputError`: `name` should be there and be usable, but `found` is.
    [[noreturn]] void refuse(const std::string& name, const std::string& found) const;

private:
    std::string file_;
    std::map<std::string, Value> values_;
};

}  // namespace chainrule::train
