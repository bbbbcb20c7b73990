#include "chainrule/train/archive.hpp"

#include "chainrule/files.hpp"
#include "chainrule/input_error.hpp"

#include <fmt/format.h>

#include <hdf5.h>

#include <array>
#include <set>
#include <string_view>
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

Handle text_type() {
    Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
    checked(H5Tset_size(type, H5T_VARIABLE));
    checked(H5Tset_cset(type, H5T_CSET_UTF8));
    return type;
}

template <class T>
hid_t native_type() {
    if constexpr (std::is_same_v<T, float>) return H5T_NATIVE_FLOAT;
    if constexpr (std::is_same_v<T, double>) return H5T_NATIVE_DOUBLE;
    if constexpr (std::is_same_v<T, std::uint64_t>) return H5T_NATIVE_UINT64;
}

/// "a/b/c" -> "a/b"; "c" -> "".
std::string parent_of(const std::string& name) {
    const auto slash = name.rfind('/');
    return slash == std::string::npos ? "" : name.substr(0, slash);
}

std::string leaf_of(const std::string& name) {
    return name.substr(name.rfind('/') + 1);  // npos + 1 is 0
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

template <class T, std::size_t Rank>
void write_dataset(hid_t file,
                   const std::string& name,
                   const std::array<hsize_t, Rank>& shape,
                   const T* values) {
    const Handle space(H5Screate_simple(Rank, shape.data(), nullptr), H5Sclose);
    const Handle dataset(H5Dcreate2(file,
                                    name.c_str(),
                                    native_type<T>(),
                                    space,
                                    H5P_DEFAULT,
                                    checksummed(shape),
                                    H5P_DEFAULT),
                         H5Dclose);
    checked(H5Dwrite(dataset, native_type<T>(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values));
}

/// HDF5 stores row by row, Armadillo column by column: the transpose in memory is what
/// other programs see as rows x cols.
template <class T>
void write_value(hid_t file, const std::string& name, const arma::Mat<T>& value) {
    const arma::Mat<T> row_by_row = value.t();
    write_dataset<T, 2>(file, name, {value.n_rows, value.n_cols}, row_by_row.memptr());
}

void write_value(hid_t file, const std::string& name, const Archive::Counts& value) {
    write_dataset<std::uint64_t, 1>(file, name, {value.size()}, value.data());
}

void write_value(hid_t file, const std::string& name, const std::string& value) {
    const std::string parent = parent_of(name);
    const Handle owner(
        H5Oopen(file, parent.empty() ? "/" : parent.c_str(), H5P_DEFAULT), H5Oclose);
    const Handle type = text_type();
    const Handle space(H5Screate(H5S_SCALAR), H5Sclose);
    const Handle attribute(
        H5Acreate2(owner, leaf_of(name).c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT),
        H5Aclose);
    const char* const text = value.c_str();
    checked(H5Awrite(attribute, type, &text));
}

void make_groups(hid_t file, const Values& values) {
    const Handle creation(H5Pcreate(H5P_LINK_CREATE), H5Pclose);
    checked(H5Pset_create_intermediate_group(creation, 1));
    std::set<std::string> groups;  // sorted: "a" is made before "a/b"
    for (const auto& [name, value] : values) {
        const std::string parent = parent_of(name);
        if (!parent.empty() && !values.contains(parent)) groups.insert(parent);
    }
    for (const std::string& group : groups) {
        const Handle made(
            H5Gcreate2(file, group.c_str(), creation, H5P_DEFAULT, H5P_DEFAULT),
            H5Gclose);
    }
}

void create_file(const std::filesystem::path& path, const Values& values) {
    const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
    // From 1.8 on HDF5 keeps checksums of its own structures
    checked(H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_LATEST));
    const Handle file(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access),
                      H5Fclose);
    make_groups(file, values);
    for (const auto& [name, value] : values) {
        std::visit([&](const auto& v) { write_value(file, name, v); }, value);
    }
    checked(H5Fflush(file, H5F_SCOPE_GLOBAL));  // a full disk is noticed here
}

// --- reading ---

constexpr hsize_t most_elements = hsize_t(1) << 27;  // against promises nobody keeps
constexpr int deepest_group = 16;                    // against groups in a circle

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

void read_dataset(hid_t dataset, const std::string& name, Values& values) {
    const Handle type(H5Dget_type(dataset), H5Tclose);
    const Handle space(H5Dget_space(dataset), H5Sclose);
    const int rank = checked(H5Sget_simple_extent_ndims(space));
    if (rank < 1 || rank > 2) return;
    std::array<hsize_t, 2> shape{1, 1};  // one dimension is a column
    checked(H5Sget_simple_extent_dims(space, shape.data(), nullptr));
    if (shape[1] > 0 && shape[0] > most_elements / shape[1]) throw Refused();

    if (H5Tget_class(type) == H5T_FLOAT && H5Tget_size(type) == sizeof(float)) {
        values[name] = read_matrix<float>(dataset, shape[0], shape[1]);
    } else if (H5Tget_class(type) == H5T_FLOAT) {
        values[name] = read_matrix<double>(dataset, shape[0], shape[1]);
    } else if (H5Tget_class(type) == H5T_INTEGER && rank == 1) {
        Archive::Counts counts(shape[0]);
        read_elements(dataset, counts.data());
        values[name] = std::move(counts);
    }
}

void read_attribute(hid_t attribute, const std::string& name, Values& values) {
    const Handle type(H5Aget_type(attribute), H5Tclose);
    const Handle space(H5Aget_space(attribute), H5Sclose);
    if (H5Tget_class(type) != H5T_STRING || checked(H5Tis_variable_str(type)) == 0 ||
        H5Sget_simple_extent_type(space) != H5S_SCALAR) {
        return;
    }
    char* text = nullptr;
    const Handle memory_type(H5Tget_native_type(type, H5T_DIR_ASCEND), H5Tclose);
    checked(H5Aread(attribute, memory_type, &text));
    if (text == nullptr) return;
    values[name] = std::string(text);
    H5free_memory(text);
}

std::vector<std::string> attribute_names(hid_t owner) {
    std::vector<std::string> names;
    const auto collect = [](hid_t, const char* name, const H5A_info_t*, void* out) {
        static_cast<std::vector<std::string>*>(out)->emplace_back(name);
        return herr_t(0);
    };
    checked(H5Aiterate2(owner, H5_INDEX_NAME, H5_ITER_INC, nullptr, collect, &names));
    return names;
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

/// All values in and below `object`, their names beginning with `prefix`.
void read_object(hid_t object, const std::string& name, int depth, Values& values) {
    const std::string prefix = name.empty() ? "" : name + "/";
    for (const std::string& text : attribute_names(object)) {
        const Handle attribute(H5Aopen(object, text.c_str(), H5P_DEFAULT), H5Aclose);
        read_attribute(attribute, prefix + text, values);
    }
    if (H5Iget_type(object) == H5I_DATASET) {
        read_dataset(object, name, values);
    } else if (H5Iget_type(object) == H5I_GROUP) {
        if (depth == deepest_group) throw Refused();
        for (const std::string& member : member_names(object)) {
            const Handle inner(H5Oopen(object, member.c_str(), H5P_DEFAULT), H5Oclose);
            read_object(inner, prefix + member, depth + 1, values);
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
    const Handle root(H5Oopen(file, "/", H5P_DEFAULT), H5Oclose);
    Values values;
    read_object(root, "", 0, values);
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

void Archive::refuse(const std::string& name, const std::string& found) const {
    throw InputError({file_, name, "a value written by chainrule", found, ""});
}

}  // namespace chainrule::train
