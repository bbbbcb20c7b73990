# cmake -DBUILD=... -DSOURCE=... -DWORK=... -DGENERATOR=... -P run.cmake
#
# Installs the judge, builds the consumer against what was installed, runs it, and lets
# it find the package in the build tree and ask for a component that does not exist.
function(step)
    execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE out
                    ERROR_VARIABLE out)
    if(NOT status EQUAL 0)
        string(JOIN " " command ${ARGN})
        message(FATAL_ERROR "${command}\n${out}")
    endif()
endfunction()

file(REMOVE_RECURSE "${WORK}")
step("${CMAKE_COMMAND}" --install "${BUILD}" --component check --prefix "${WORK}/prefix")

set(configure "${CMAKE_COMMAND}" -G "${GENERATOR}" -S "${SOURCE}")
step(${configure} -B "${WORK}/installed" "-DCMAKE_PREFIX_PATH=${WORK}/prefix")
# Headers that were forgotten must not be found in the sources
file(STRINGS "${WORK}/installed/CMakeCache.txt" found REGEX "^chainrule_DIR:")
if(NOT found MATCHES "${WORK}/prefix/")
    message(FATAL_ERROR "not the installed package: ${found}")
endif()
step("${CMAKE_COMMAND}" --build "${WORK}/installed" --parallel 2)
step("${CMAKE_CTEST_COMMAND}" --test-dir "${WORK}/installed" --output-on-failure)

step(${configure} -B "${WORK}/built" "-Dchainrule_DIR=${BUILD}")
execute_process(
    COMMAND ${configure} -B "${WORK}/unknown" "-Dchainrule_DIR=${BUILD}"
            -DCOMPONENT=train
    RESULT_VARIABLE status OUTPUT_VARIABLE out ERROR_VARIABLE out)
string(REGEX REPLACE "[ \n]+" " " out "${out}")
if(status EQUAL 0 OR NOT out MATCHES "has no component 'train'; it has: check")
    message(FATAL_ERROR "an unknown component was not refused: ${out}")
endif()
file(REMOVE_RECURSE "${WORK}")
