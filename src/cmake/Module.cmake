# A folder of the source tree becomes a static library `chainrule_<name>` made of
# every .cpp in it; nobody keeps a list of files.
#
#   chainrule_module(data LINK chainrule_base ZLIB::ZLIB)

# One precompiled header for all: <armadillo> costs about two seconds a file.
add_library(chainrule_precompiled STATIC "${PROJECT_SOURCE_DIR}/src/cmake/precompiled.cpp")
target_link_libraries(
    chainrule_precompiled PUBLIC chainrule_compiler chainrule_armadillo fmt::fmt)
target_include_directories(
    chainrule_precompiled PUBLIC "${PROJECT_SOURCE_DIR}" "${PROJECT_SOURCE_DIR}/src")
target_precompile_headers(
    chainrule_precompiled PRIVATE "${PROJECT_SOURCE_DIR}/src/cmake/precompiled.hpp")

function(chainrule_module name)
    cmake_parse_arguments(PARSE_ARGV 1 module "" "" "LINK;SOURCES")
    file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
    add_library(chainrule_${name} STATIC ${sources} ${module_SOURCES})
    target_link_libraries(
        chainrule_${name} PUBLIC chainrule_precompiled ${module_LINK})
    target_precompile_headers(chainrule_${name} REUSE_FROM chainrule_precompiled)
endfunction()
