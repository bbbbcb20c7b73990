#include "chainrule/train/archive.hpp"

#include "chainrule/files.hpp"
#include "chainrule/input_error.hpp"

#include <fmt/format.h>

#include <hdf5.h>

#include <algorithm>
#include <array>
#include <optional>
#include <type_traits>
#include <utility>

namespace chainrule::train {

namespace {

using Values = std::map<std::string, Archive::Value>;

/// HDF5 refused a call. Said to the person by whoever knows the file.
struct Refused {};

template <class Status>
Status checked(Status status) {
    if (status < 0) throw Refused();
    return status;
}

/// An HDF5 identifier, given back when it goes out of scope.
class Handle {
public:
    Handle(hid_t id, herr_t (*close)(hid_t)) : id_(checked(id)), close_(close) {}
    Handle(Handle&& other) noexcept
        : id_(std::exchange(other.id_, H5I_INVALID_HID)), close_(other.close_) {}
    ~Handle() {
        if (id_ != H5I_INVALID_HID) close_(id_);
    }
    Handle& operator=(Handle&&) = delete;
    operator hid_t() const { return id_; }

private:
    hid_t id_;
    herr_t (*close_)(hid_t);
};

/// HDF5 prints its stack of errors unless told not to; the exception says it better.
class SilentErrors {
public:
    SilentErrors() {
        // Nor is a damaged file that cannot be closed to be complained of at the end
        H5dont_atexit();
        H5Eget_auto2(H5E_DEFAULT, &report_, &data_);
        H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    }
    ~SilentErrors() { H5Eset_auto2(H5E_DEFAULT, report_, data_); }
    SilentErrors(const SilentErrors&) = delete;
    SilentErrors& operator=(const SilentErrors&) = delete;

private:
    H5E_auto2_t report_ = nullptr;
    void* data_ = nullptr;
};

/// Of a fixed length: a damaged heap of texts of any length, which has no checksum,
/// makes HDF5 1.10 search without end.
Handle text_type(std::size_t length) {
    Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
    checked(H5Tset_size(type, std::max<std::size_t>(1, length)));
    checked(H5Tset_strpad(type, H5T_STR_NULLPAD));
    checked(H5Tset_cset(type, H5T_CSET_UTF8));
    return type;
}

template <class T>
hid_t native_type() {
    if constexpr (std::is_same_v<T, float>) return H5T_NATIVE_FLOAT;
    if constexpr (std::is_same_v<T, double>) return H5T_NATIVE_DOUBLE;
    if constexpr (std::is_same_v<T, std::uint64_t>) return H5T_NATIVE_UINT64;
}

// --- writing ---

/// The values carry a checksum, so that a flipped bit is found when they are read.
template <std::size_t Rank>
Handle checksummed(const std::array<hsize_t, Rank>& shape) {
    Handle creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    for (const hsize_t extent : shape) {
        if (extent == 0) return creation;  // no piece of a file can be empty
    }
    checked(H5Pset_chunk(creation, Rank, shape.data()));
    checked(H5Pset_fletcher32(creation));
    return creation;
}

template <std::size_t Rank>
void write_dataset(hid_t file,
                   const std::string& name,
                   hid_t type,
                   const std::array<hsize_t, Rank>& shape,
                   const void* values) {
    const Handle links(H5Pcreate(H5P_LINK_CREATE), H5Pclose);
    checked(H5Pset_create_intermediate_group(links, 1));
    const Handle space(H5Screate_simple(Rank, shape.data(), nullptr), H5Sclose);
    const Handle dataset(
        H5Dcreate2(
            file, name.c_str(), type, space, links, checksummed(shape), H5P_DEFAULT),
        H5Dclose);
    checked(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values));
}

/// HDF5 stores row by row, Armadillo column by column: the transpose in memory is what
/// other programs see as rows x cols.
template <class T>
void write_value(hid_t file, const std::string& name, const arma::Mat<T>& value) {
    const arma::Mat<T> row_by_row = value.t();
    write_dataset<2>(file,
                     name,
                     native_type<T>(),
                     {value.n_rows, value.n_cols},
                     row_by_row.memptr());
}

void write_value(hid_t file, const std::string& name, const Archive::Counts& value) {
    write_dataset<1>(
        file, name, native_type<std::uint64_t>(), {value.size()}, value.data());
}

void write_value(hid_t file, const std::string& name, const std::string& value) {
    write_dataset<1>(file, name, text_type(value.size()), {1}, value.data());
}

void create_file(const std::filesystem::path& path, const Values& values) {
    const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
    // The structures of 1.10 carry checksums, those of the default do not
    checked(H5Pset_libver_bounds(access, H5F_LIBVER_V110, H5F_LIBVER_LATEST));
    const Handle file(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access),
                      H5Fclose);
    for (const auto& [name, value] : values) {
        std::visit([&](const auto& v) { write_value(file, name, v); }, value);
    }
    checked(H5Fflush(file, H5F_SCOPE_GLOBAL));  // a full disk is noticed here
}

// --- reading ---

constexpr hsize_t most_elements = hsize_t(1) << 27;  // against promises nobody keeps
constexpr int deepest_group = 4;                     // against groups in a circle

template <class T>
void read_elements(hid_t dataset, T* values) {
    checked(H5Dread(dataset, native_type<T>(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values));
}

template <class T>
arma::Mat<T> read_matrix(hid_t dataset, hsize_t rows, hsize_t cols) {
    arma::Mat<T> row_by_row(cols, rows);
    read_elements(dataset, row_by_row.memptr());
    return row_by_row.t();
}

Archive::Counts read_counts(hid_t dataset, hsize_t size) {
    Archive::Counts counts(size);
    read_elements(dataset, counts.data());
    return counts;
}

std::string read_text(hid_t dataset, hid_t type) {
    const std::size_t length = H5Tget_size(type);
    if (length > most_elements) throw Refused();
    std::string text(length, '\0');
    checked(H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, text.data()));
    text.erase(text.find_last_not_of('\0') + 1);  // npos + 1 is 0
    return text;
}

/// The value of a dataset; nothing if it is of no kind that an archive has.
std::optional<Archive::Value> read_dataset(hid_t dataset) {
    const Handle type(H5Dget_type(dataset), H5Tclose);
    const Handle space(H5Dget_space(dataset), H5Sclose);
    const int rank = checked(H5Sget_simple_extent_ndims(space));
    if (rank < 1 || rank > 2) return std::nullopt;
    std::array<hsize_t, 2> shape{1, 1};  // one dimension is a column
    checked(H5Sget_simple_extent_dims(space, shape.data(), nullptr));
    if (shape[1] > 0 && shape[0] > most_elements / shape[1]) throw Refused();

    switch (H5Tget_class(type)) {
        case H5T_FLOAT:
            if (H5Tget_size(type) == sizeof(float)) {
                return read_matrix<float>(dataset, shape[0], shape[1]);
            }
            return read_matrix<double>(dataset, shape[0], shape[1]);
        case H5T_INTEGER:
            if (rank != 1) return std::nullopt;
            return read_counts(dataset, shape[0]);
        case H5T_STRING:
            if (shape[0] * shape[1] != 1 || checked(H5Tis_variable_str(type)) != 0) {
                return std::nullopt;
            }
            return read_text(dataset, type);
        default:
            return std::nullopt;
    }
}

std::vector<std::string> member_names(hid_t group) {
    H5G_info_t info;
    checked(H5Gget_info(group, &info));
    std::vector<std::string> names;
    for (hsize_t i = 0; i < info.nlinks; ++i) {
        const auto name = [&](char* out, std::size_t size) {
            return checked(H5Lget_name_by_idx(
                group, ".", H5_INDEX_NAME, H5_ITER_INC, i, out, size, H5P_DEFAULT));
        };
        std::string text(static_cast<std::size_t>(name(nullptr, 0)), '\0');
        name(text.data(),
             text.size() + 1);  // the end mark lies where C++ keeps its own
        names.push_back(std::move(text));
    }
    return names;
}

/// All values in and below `group`, their names beginning with `prefix`.
void read_group(hid_t group, const std::string& prefix, int depth, Values& values) {
    if (depth > deepest_group) throw Refused();
    for (const std::string& name : member_names(group)) {
        const Handle member(H5Oopen(group, name.c_str(), H5P_DEFAULT), H5Oclose);
        if (H5Iget_type(member) == H5I_GROUP) {
            read_group(member, prefix + name + "/", depth + 1, values);
        } else if (H5Iget_type(member) == H5I_DATASET) {
            if (auto value = read_dataset(member)) {
                values.insert_or_assign(prefix + name, std::move(*value));
            }
        }
    }
}

/// Opened from memory, so that a file is read, and refused, as all others are.
Values values_of(std::string& bytes) {
    const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
    constexpr std::size_t growth = 1 << 16;
    checked(H5Pset_fapl_core(access, growth, false));
    checked(H5Pset_file_image(access, bytes.data(), bytes.size()));
    const Handle file(H5Fopen("memory", H5F_ACC_RDONLY, access), H5Fclose);
    const Handle root(H5Gopen2(file, "/", H5P_DEFAULT), H5Gclose);
    Values values;
    read_group(root, "", 0, values);
    return values;
}

}  // namespace

Archive Archive::read(const std::filesystem::path& path) {
    Archive archive(path.string());
    std::string bytes = read_file(path);
    const SilentErrors silent;
    try {
        archive.values_ = values_of(bytes);
    } catch (const Refused&) {
        throw InputError({path.string(),
                          "",
                          "a whole HDF5 file",
                          fmt::format("{} bytes that HDF5 cannot read", bytes.size()),
                          "the file may be damaged or cut off"});
    }
    return archive;
}

void Archive::write(const std::filesystem::path& path) const {
    const SilentErrors silent;
    write_file_with(path, [&](const std::filesystem::path& temporary) {
        try {
            create_file(temporary, values_);
        } catch (const Refused&) {
            throw InputError({path.string(),
                              "",
                              "a place with room for an HDF5 file",
                              "HDF5 cannot write there",
                              "choose another folder with --out, or free the place"});
        }
    });
}

double Archive::number(const std::string& name) const {
    const auto& stored = get<arma::mat>(name);
    if (stored.n_elem != 1) refuse(name, "more or less than one number");
    return stored(0);
}

std::uint64_t Archive::count(const std::string& name) const {
    const auto& stored = get<Counts>(name);
    if (stored.size() != 1) refuse(name, "more or less than one number");
    return stored.front();
}

void Archive::refuse(const std::string& name, const std::string& found) const {
    throw InputError({file_, name, "a value written by chainrule", found, ""});
}

}  // namespace chainrule::train
