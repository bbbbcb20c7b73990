# cmake -DFILES=a.grad;b.grad -DOUT=... -P embed_starters.cmake
#
# Writes the file that carries the texts of derivations/starters.
set(entries "")
foreach(file IN LISTS FILES)
    file(READ "${file}" text)
    cmake_path(GET file STEM name)
    string(APPEND entries "        {\"${name}\", R\"grad(${text})grad\"},\n")
endforeach()
file(WRITE "${OUT}" "#include \"chainrule/claims/starter_texts.hpp\"

namespace chainrule::claims {

const std::vector<StarterText>& starter_texts() {
    static const std::vector<StarterText> texts{
${entries}    };
    return texts;
}

}  // namespace chainrule::claims
")
