/// `chainrule verify`: judges derivation files.
#include "chainrule/app/commands.hpp"
#include "chainrule/app/terminal.hpp"
#include "chainrule/claims/json.hpp"
#include "chainrule/claims/limits.hpp"
#include "chainrule/claims/text.hpp"
#include "chainrule/claims/verify.hpp"
#include "chainrule/files.hpp"
#include "chainrule/input_error.hpp"

#include <charconv>
#include <iostream>

namespace chainrule::app {

namespace {

struct Given {
    std::vector<std::string> files;
    claims::VerifyOptions options;
    bool json = false, quiet = false;
};

/// Standard input, as far as a file may go.
std::string read_standard_input() {
    std::string text(claims::limits::file_bytes + 1, '\0');
    std::cin.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(std::cin.gcount()));
    return text;
}

claims::Source source_of(const std::string& file) {
    if (file == "-") return {"standard input", read_standard_input()};
    return {file, read_file(file, claims::limits::file_bytes)};
}

/// The worst of two exit statuses: what cannot be read, then what fails.
int worse_status(int a, int b) {
    for (const int status : {int(bad_input), int(check_failed), int(undecided)}) {
        if (a == status || b == status) return status;
    }
    return all_well;
}

int judge(const claims::Source& source, const Given& given) {
    const claims::Verification verification = claims::verify(source, given.options);
    if (given.json) {
        fmt::print("{}\n", claims::json_of(source, verification));
    } else if (verification.readable()) {
        fmt::print("{}", claims::text_of(source, verification, given.quiet));
    }
    if (!verification.readable()) {
        if (!given.json) std::cerr << claims::complaints_of(source, verification);
        return bad_input;
    }
    Verdict verdict = Verdict::holds;
    for (const auto& judgement : verification.judgements) {
        // A claim that fails weighs more than one that is undecided
        verdict = worse(verdict, judgement.verdict);
    }
    return status_of(verdict);
}

int verify(const Given& given) {
    int status = all_well;
    for (const std::string& file : given.files) {
        status = worse_status(status, judge(source_of(file), given));
    }
    return status;
}

/// An option for a whole number that may be left out.
Option optional_number(std::string name,
                       std::string hint,
                       std::string help,
                       std::uint64_t most,
                       std::uint64_t least,
                       std::optional<std::uint64_t>& number) {
    Option option{name, std::move(hint), std::move(help), {}};
    option.set = [name, least, most, &number](const std::string& value) {
        std::uint64_t parsed = 0;
        const auto [end, error] =
            std::from_chars(value.data(), value.data() + value.size(), parsed);
        if (error != std::errc() || end != value.data() + value.size() ||
            parsed < least || parsed > most) {
            throw InputError({name,
                              "",
                              fmt::format("a whole number from {} to {}", least, most),
                              fmt::format("'{}'", value),
                              ""});
        }
        number = parsed;
    };
    return option;
}

}  // namespace

Command verify_command() {
    const auto given = std::make_shared<Given>();
    return {
        "verify",
        "Judges derivations, line by line, against numerical derivatives",
        "chainrule verify my_derivation.grad",
        {optional_number("--seed",
                         "S",
                         "draws other numbers",
                         9'000'000'000'000'000,
                         0,
                         given->options.seed),
         optional_number(
             "--trials", "T", "draws so many times", 1'000, 1, given->options.trials),
         {"--only",
          "NAME",
          "judges this claim alone, dL/dW1 or W1; may be given again",
          [given](const std::string& name) { given->options.only.push_back(name); }},
         flag("--json", "print one JSON object a file", given->json),
         flag("--quiet", "leave out the claims that hold", given->quiet)},
        {{"FILE", "derivation files; - is standard input", 1, 1000, &given->files}},
        [given] { return verify(*given); }};
}

}  // namespace chainrule::app
