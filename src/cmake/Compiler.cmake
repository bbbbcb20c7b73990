# Warnings, sanitizers and the flags that every target of the project shares.
# Linked, never exported: an outside user of chainrule/check keeps their own.

option(CHAINRULE_WARNINGS_AS_ERRORS "Stop at the first warning" OFF)
option(CHAINRULE_SANITIZE "Build with AddressSanitizer and UBSan" OFF)
option(CHAINRULE_AVX2 "Use AVX2 if this machine has it" ON)
option(CHAINRULE_FUZZ "Sanitize, and build the fuzzers of tests/fuzz (clang)" OFF)

add_library(chainrule_compiler INTERFACE)
target_compile_features(chainrule_compiler INTERFACE cxx_std_20)
target_compile_options(
    chainrule_compiler INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion)
# Nobody reads errno, and square roots that write to it come one by one
target_compile_options(chainrule_compiler INTERFACE -fno-math-errno)
# g++ 12 sees overflows in std::string's own assignments (its bugs 105329, 105651)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(
        chainrule_compiler
        INTERFACE -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread
                  -Wno-array-bounds)
endif()
# The loops between the matrix products take half the time with wider vectors. No fused
# multiply-add: a rounding less in one build and not in another would change last bits.
if(CHAINRULE_AVX2 AND NOT CMAKE_CROSSCOMPILING)
    include(CheckCXXSourceRuns)
    set(CMAKE_REQUIRED_FLAGS -march=x86-64-v3)
    check_cxx_source_runs(
        "int main() { return __builtin_cpu_supports(\"avx2\") ? 0 : 1; }"
        CHAINRULE_MACHINE_HAS_AVX2)
    unset(CMAKE_REQUIRED_FLAGS)
    if(CHAINRULE_MACHINE_HAS_AVX2)
        target_compile_options(chainrule_compiler INTERFACE -march=x86-64-v3
                                                            -ffp-contract=off)
    endif()
endif()
if(CHAINRULE_WARNINGS_AS_ERRORS)
    target_compile_options(chainrule_compiler INTERFACE -Werror)
endif()
if(CHAINRULE_FUZZ)
    set(CHAINRULE_SANITIZE ON)
    add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(CHAINRULE_SANITIZE)
    set(sanitizers -fsanitize=address,undefined -fno-sanitize-recover=all
                   -fno-omit-frame-pointer)
    target_compile_options(chainrule_compiler INTERFACE ${sanitizers})
    target_link_options(chainrule_compiler INTERFACE ${sanitizers})
endif()
