# What an outside project gets from `find_package(chainrule COMPONENTS check)`: the
# judge as sources. Its headers suffice; judge.cpp spares each file of the user from
# compiling all of them, with the user's own options, so that there is no binary that
# could disagree with these. The package is the same in the build tree, where its
# sources are ours, and where `cmake --install` puts it.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(package_template "${CMAKE_CURRENT_LIST_DIR}/package_config.cmake.in")
set(package_folder "${CMAKE_INSTALL_LIBDIR}/cmake/chainrule")
set(package_build "${PROJECT_BINARY_DIR}/package")

# random.hpp is what the judge includes from outside of check/.
install(DIRECTORY "${PROJECT_SOURCE_DIR}/src/chainrule/check"
        DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/chainrule" COMPONENT check
        FILES_MATCHING PATTERN "*.hpp" PATTERN "judge.cpp")
install(FILES "${PROJECT_SOURCE_DIR}/src/chainrule/check.hpp"
              "${PROJECT_SOURCE_DIR}/src/chainrule/check_json.hpp"
              "${PROJECT_SOURCE_DIR}/src/chainrule/boost_test.hpp"
              "${PROJECT_SOURCE_DIR}/src/chainrule/random.hpp"
        DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/chainrule" COMPONENT check)

# `prefix` is where the package will stand; `headers` is below it.
function(chainrule_package_config folder prefix install_folder headers)
    set(CHAINRULE_HEADERS "${headers}")
    configure_package_config_file(
        "${package_template}" "${folder}/chainrule-config.cmake"
        INSTALL_DESTINATION "${install_folder}"
        INSTALL_PREFIX "${prefix}"
        PATH_VARS CHAINRULE_HEADERS
        NO_CHECK_REQUIRED_COMPONENTS_MACRO)
    write_basic_package_version_file(
        "${folder}/chainrule-config-version.cmake"
        COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
endfunction()

chainrule_package_config("${PROJECT_BINARY_DIR}" "${PROJECT_SOURCE_DIR}"
                         "${PROJECT_BINARY_DIR}" "${PROJECT_SOURCE_DIR}/src")
chainrule_package_config("${package_build}" "${CMAKE_INSTALL_PREFIX}"
                         "${package_folder}" "${CMAKE_INSTALL_INCLUDEDIR}")
install(FILES "${package_build}/chainrule-config.cmake"
              "${package_build}/chainrule-config-version.cmake"
        DESTINATION "${package_folder}" COMPONENT check)
