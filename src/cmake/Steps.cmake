# Reads derivations/contents.txt, the only place that knows chapters, steps and
# their order, and writes for each step the one file that instantiates it.

# softmax_cross_entropy -> SoftmaxCrossEntropy
function(chainrule_struct_name step out)
    string(REPLACE "_" ";" words "${step}")
    set(name "")
    foreach(word IN LISTS words)
        string(SUBSTRING "${word}" 0 1 first)
        string(TOUPPER "${first}" first)
        string(SUBSTRING "${word}" 1 -1 rest)
        string(APPEND name "${first}${rest}")
    endforeach()
    set(${out} "${name}" PARENT_SCOPE)
endfunction()

# Sets `out` to the generated sources. A step's file is written again only when its
# own header changes, so that touching one step compiles one file.
function(chainrule_generated_steps out)
    set(contents "${PROJECT_SOURCE_DIR}/derivations/contents.txt")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${contents}")
    file(STRINGS "${contents}" lines REGEX "^[^#]")

    set(folder "${CMAKE_CURRENT_BINARY_DIR}/generated")
    set(embed "${PROJECT_SOURCE_DIR}/src/cmake/embed_step.cmake")
    set(sources "")
    set(declarations "")
    set(calls "")
    foreach(line IN LISTS lines)
        if(line MATCHES "^([0-9][0-9]_[a-z_]+) +(.+)$")
            set(chapter "${CMAKE_MATCH_1}")
            set(title "${CMAKE_MATCH_2}")
        elseif(line MATCHES "^    ([a-z][a-z0-9_]*)$")
            set(step "${CMAKE_MATCH_1}")
            set(header "derivations/${chapter}/${step}.hpp")
            if(NOT EXISTS "${PROJECT_SOURCE_DIR}/${header}")
                message(FATAL_ERROR "derivations/contents.txt names ${step}, "
                                    "but there is no ${header}")
            endif()
            chainrule_struct_name(${step} struct)
            add_custom_command(
                OUTPUT "${folder}/${step}.cpp"
                COMMAND "${CMAKE_COMMAND}" -DHEADER=${header} -DSTEP=${step}
                        -DSTRUCT=${struct} -DOUT=${folder}/${step}.cpp -P "${embed}"
                WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
                DEPENDS "${PROJECT_SOURCE_DIR}/${header}" "${embed}"
                VERBATIM)
            list(APPEND sources "${folder}/${step}.cpp")
            string(APPEND declarations "Step ${step}_step();\n")
            string(APPEND calls "        place(${step}_step(), \"${chapter}\", "
                                "\"${title}\"),\n")
        else()
            message(FATAL_ERROR "derivations/contents.txt: not a chapter "
                                "(NN_name Title) nor a step (four spaces, name): "
                                "'${line}'")
        endif()
    endforeach()

    file(CONFIGURE OUTPUT "${folder}/all_steps.cpp" @ONLY CONTENT [[
#include "chainrule/steps/registry.hpp"

namespace chainrule::steps {

@declarations@
namespace {
Step place(Step step, const char* chapter, const char* chapter_title) {
    step.chapter = chapter;
    step.chapter_title = chapter_title;
    return step;
}
}  // namespace

const std::vector<Step>& all_steps() {
    static const std::vector<Step> steps{
@calls@    };
    return steps;
}

}  // namespace chainrule::steps
]])
    # Behind the one face steps are checked and shown on small matrices, never trained:
    # a third of the compilation saved is worth more than speed
    set_source_files_properties(
        ${sources} PROPERTIES COMPILE_OPTIONS "$<$<CONFIG:Release>:-O1>")
    set(${out} "${folder}/all_steps.cpp" ${sources} PARENT_SCOPE)
endfunction()
