/// libFuzzer's way into the reader alone, thousands of times as fast as with the judge
/// behind it: any bytes as a derivation file that is read and complained of.
#include "chainrule/claims/reader.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace chainrule::claims;
    const Source source("fuzz", std::string(reinterpret_cast<const char*>(data), size));
    for (const Complaint& complaint : read_derivation(source).complaints) {
        if (complaint.at.begin > size || source.shown(complaint).empty()) {
            __builtin_trap();
        }
    }
    return 0;
}
