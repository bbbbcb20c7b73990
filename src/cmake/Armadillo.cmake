# Armadillo as headers only, linked to OpenBLAS directly. Its wrapper library
# would take whichever libblas.so.3 the system's alternatives name, and the
# reference BLAS is about 28 times slower at the sizes trained here.

find_path(ARMADILLO_INCLUDE_DIR armadillo REQUIRED)
set(BLA_VENDOR OpenBLAS)
find_package(BLAS)
if(NOT BLAS_FOUND)
    message(FATAL_ERROR
        "OpenBLAS was not found. Chainrule does not build on the reference BLAS, "
        "which is about 28 times slower here. Install it (Debian: "
        "libopenblas-pthread-dev) or run ./quickstart, then configure again.")
endif()
find_package(LAPACK REQUIRED)

add_library(chainrule_armadillo INTERFACE)
target_include_directories(
    chainrule_armadillo SYSTEM INTERFACE ${ARMADILLO_INCLUDE_DIR})
# One warning level for everybody: a failed decomposition is reported by its
# caller, not by a line on standard error.
target_compile_definitions(
    chainrule_armadillo INTERFACE ARMA_DONT_USE_WRAPPER ARMA_WARN_LEVEL=0)
target_link_libraries(chainrule_armadillo INTERFACE LAPACK::LAPACK BLAS::BLAS)
