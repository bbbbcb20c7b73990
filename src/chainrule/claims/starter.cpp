#include "chainrule/claims/starter.hpp"

#include "chainrule/claims/reader.hpp"
#include "chainrule/claims/starter_texts.hpp"
#include "chainrule/input_error.hpp"
#include "chainrule/nearest.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace chainrule::claims {

std::vector<std::string> starter_names() {
    std::vector<std::string> names;
    for (const StarterText& known : starter_texts()) names.emplace_back(known.name);
    return names;
}

std::string starter(std::string_view name) {
    for (const StarterText& known : starter_texts()) {
        if (known.name != name) continue;
        return with_open_claims(
            Source(std::string(name) + ".grad", std::string(known.text)),
            "Put your derivation in place of each question mark.");
    }
    throw InputError({"--starter",
                      "",
                      fmt::format("{}", fmt::join(starter_names(), ", ")),
                      fmt::format("'{}'", name),
                      suggestion(std::string(name), starter_names())});
}

std::string with_open_claims(const Source& source, std::string_view hint) {
    const std::string& text = source.text();
    std::string result;
    std::size_t from = text.find('\n') + 1;
    result = text.substr(0, from) + fmt::format("# {}\n", hint);
    for (const Claim& claim : read_derivation(source).derivation.claims) {
        result += text.substr(from, claim.at.end - from) + " = ?";
        from = std::min(text.find('\n', claim.right.nodes.back().at.end), text.size());
    }
    return result + text.substr(from);
}

}  // namespace chainrule::claims
