#include "chainrule/blas.hpp"

#include <dlfcn.h>

#include <system_error>

namespace chainrule {

namespace {

/// A function of the BLAS in use; null where it has none of that name. Looked for in
/// the very library that `sgemm_` comes from: another one may be loaded beside it.
template <class Function>
Function* function_of(const std::filesystem::path& library, const char* name) {
    void* handle = dlopen(library.c_str(), RTLD_NOW | RTLD_NOLOAD);
    if (!handle) return nullptr;
    auto* found = reinterpret_cast<Function*>(dlsym(handle, name));
    dlclose(handle);  // it stays loaded: this program is linked to it
    return found;
}

std::filesystem::path library_of_sgemm() {
    void* sgemm = dlsym(RTLD_DEFAULT, "sgemm_");
    Dl_info info{};
    if (!sgemm || !dladdr(sgemm, &info) || !info.dli_fname) return {};
    std::error_code error;
    auto real = std::filesystem::canonical(info.dli_fname, error);
    return error ? std::filesystem::path(info.dli_fname) : real;
}

}  // namespace

Blas running_blas() {
    Blas blas;
    blas.library = library_of_sgemm();
    if (auto* kernel =
            function_of<const char*()>(blas.library, "openblas_get_corename")) {
        blas.kernel = kernel();
    }
    if (auto* config =
            function_of<const char*()>(blas.library, "openblas_get_config")) {
        blas.config = config();
    }
    if (auto* threads = function_of<int()>(blas.library, "openblas_get_num_threads")) {
        blas.threads = threads();
    }
    return blas;
}

std::string blas_name(const Blas& blas) {
    if (!blas.kernel.empty()) return "OpenBLAS " + blas.kernel;
    return blas.library.empty() ? "unknown BLAS" : blas.library.filename().string();
}

void use_one_blas_thread() {
    if (auto* set =
            function_of<void(int)>(library_of_sgemm(), "openblas_set_num_threads")) {
        set(1);
    }
}

}  // namespace chainrule
