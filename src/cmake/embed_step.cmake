# cmake -DHEADER=... -DSTEP=... -DSTRUCT=... -DOUT=... -P embed_step.cmake
#
# Writes the file that instantiates one step and carries its header's text, from
# which the stepper and the book read statement, rule and derivation.
file(READ "${HEADER}" text)

# Compilers limit a string literal to 64 KiB; a header is far below.
set(content "#include \"${HEADER}\"\n\n#include \"chainrule/steps/erase.hpp\"\n\n")
string(APPEND content "namespace chainrule::steps {\n\n")
string(APPEND content "Step ${STEP}_step();\n\n")
string(APPEND content "Step ${STEP}_step() {\n")
string(APPEND content "    return erase<${STRUCT}>(\"${HEADER}\", R\"header(${text})header\");\n")
string(APPEND content "}\n\n}  // namespace chainrule::steps\n")
file(WRITE "${OUT}" "${content}")
