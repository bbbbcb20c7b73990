/// libFuzzer's way into `chainrule verify`: any bytes as a derivation file.
#include "chainrule/claims/document.hpp"
#include "chainrule/claims/json.hpp"
#include "chainrule/claims/text.hpp"
#include "chainrule/claims/verify.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace chainrule::claims;
    const Source source("fuzz", std::string(reinterpret_cast<const char*>(data), size));
    VerifyOptions options;
    options.trials = 1;
    const Verification verification = verify(source, options);
    if (verification.readable()) {
        if (text_of(source, verification, false).empty()) __builtin_trap();
        if (markdown_of(source, verification).empty()) __builtin_trap();
        if (page_of(source, verification).empty()) __builtin_trap();
    } else if (complaints_of(source, verification).empty()) {
        __builtin_trap();
    }
    if (json_of(source, verification).empty()) __builtin_trap();
    return 0;
}
