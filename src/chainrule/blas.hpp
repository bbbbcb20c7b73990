#pragma once

/// @file
/// Which BLAS this process really calls. Speed differs by a factor of 28 between
/// OpenBLAS and the reference library, and a system's alternatives can exchange one
/// for the other behind a program's back.

#include <filesystem>
#include <string>

namespace chainrule {

struct Blas {
    std::filesystem::path library;  ///< the file that `sgemm_` is taken from
    std::string kernel;             ///< "Cooperlake"; empty unless it is OpenBLAS
    std::string config;             ///< OpenBLAS's own description; empty likewise
    int threads = 1;                ///< that OpenBLAS would use if it were let
};

/// Looks at the running process.
[[nodiscard]] Blas running_blas();

/// One name for figures: "OpenBLAS Cooperlake", or the library's file name.
[[nodiscard]] std::string blas_name(const Blas& blas);

/// From now on BLAS calls use one thread; the parallel regions are ours. Without it
/// results would depend on the number of threads, bit for bit.
void use_one_blas_thread();

}  // namespace chainrule
