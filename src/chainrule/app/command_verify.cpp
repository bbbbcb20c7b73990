/// `chainrule verify`: judges derivation files.
#include "chainrule/app/commands.hpp"
#include "chainrule/app/interrupt.hpp"
#include "chainrule/app/terminal.hpp"
#include "chainrule/app/watch.hpp"
#include "chainrule/claims/document.hpp"
#include "chainrule/claims/json.hpp"
#include "chainrule/claims/limits.hpp"
#include "chainrule/claims/starter.hpp"
#include "chainrule/claims/text.hpp"
#include "chainrule/claims/verify.hpp"
#include "chainrule/files.hpp"
#include "chainrule/input_error.hpp"

#include <fmt/ranges.h>

#include <unistd.h>

#include <charconv>
#include <filesystem>
#include <iostream>

namespace chainrule::app {

namespace fs = std::filesystem;

namespace {

struct Given {
    std::vector<std::string> files;
    claims::VerifyOptions options;
    bool json = false, quiet = false, explain = false, html = false, watch = false;
    std::string starter;
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

std::string shown(const claims::Source& source,
                  const claims::Verification& verification,
                  const Given& given) {
    if (given.json) return claims::json_of(source, verification) + "\n";
    if (!verification.readable()) return "";
    if (given.explain) return claims::markdown_of(source, verification);
    if (given.html) return claims::page_of(source, verification);
    return claims::text_of(source, verification, given.quiet);
}

int judge(const claims::Source& source, const Given& given) {
    const claims::Verification verification = claims::verify(source, given.options);
    fmt::print("{}", shown(source, verification, given));
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

/// Judges the file now and after each save, until Ctrl-C. A file that cannot be read is
/// complained of like any other fault: the next save may mend it.
int watch_file(const std::string& file, const Given& given) {
    const std::atomic<bool>& stop = stop_when_asked();
    const bool terminal = ::isatty(STDOUT_FILENO) != 0;
    watch(file, stop, [&] {
        if (terminal) fmt::print("\033[H\033[2J\033[3J");
        std::fflush(stdout);
        try {
            judge(source_of(file), given);
        } catch (const InputError& error) {
            std::cerr << error.what() << '\n';
        }
        if (terminal) fmt::print("\nwatching {}; Ctrl-C ends\n", printable(file));
        std::fflush(stdout);
    });
    return interrupted;
}

/// Writes a file to begin with, and never over another one.
int write_starter(const Given& given) {
    const std::string text = claims::starter(given.starter);
    const std::string file =
        given.files.empty() ? given.starter + ".grad" : given.files.front();
    if (file == "-") {
        fmt::print("{}", text);
        return all_well;
    }
    std::error_code error;
    if (fs::exists(fs::symlink_status(file, error))) {
        throw InputError({file,
                          "",
                          "a file that does not exist yet",
                          "one that does",
                          "name another one: chainrule verify --starter " +
                              given.starter + " FILE"});
    }
    write_file(file, text);
    fmt::print(
        "{} is written. Fill in its claims, and have them judged on every save:\n"
        "  chainrule verify --watch {}\n",
        printable(file),
        printable(file));
    return all_well;
}

[[noreturn]] void refuse(std::string option, std::string expected, std::string found) {
    throw InputError({std::move(option),
                      "",
                      std::move(expected),
                      std::move(found),
                      "see: chainrule verify --help"});
}

/// What cannot be asked together.
void require_sense(const Given& given) {
    const std::size_t files = given.files.size();
    const auto count = fmt::format("{} of them", files);
    if (!given.starter.empty()) {
        if (files > 1) refuse("--starter", "one FILE to write", count);
        return;
    }
    if (files == 0)
        refuse("FILE", "a derivation file, or - for standard input", "none");
    if (int(given.json) + int(given.explain) + int(given.html) > 1) {
        refuse("output", "one of --json, --explain and --html", "several");
    }
    if (given.html && files > 1)
        refuse("--html", "one FILE, which makes one page", count);
    if (given.watch && files > 1) refuse("--watch", "one FILE", count);
    if (given.watch && given.files.front() == "-") {
        refuse("--watch", "a file that can be saved", "standard input");
    }
}

int verify(const Given& given) {
    require_sense(given);
    if (!given.starter.empty()) return write_starter(given);
    if (given.watch) return watch_file(given.files.front(), given);
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
         flag("--quiet", "leave out the claims that hold", given->quiet),
         flag("--explain",
              "print the derivation as a document: Markdown with LaTeX",
              given->explain),
         flag("--html", "print the same as a page of HTML", given->html),
         flag("--watch", "judge again each time the file is saved", given->watch),
         text_option("--starter",
                     "NAME",
                     fmt::format("write FILE, or NAME.grad, with the forward pass done "
                                 "and the claims left to fill in; NAME is one of {}",
                                 fmt::join(claims::starter_names(), ", ")),
                     given->starter)},
        {{"FILE", "derivation files; - is standard input", 0, 1000, &given->files}},
        [given] { return verify(*given); }};
}

}  // namespace chainrule::app
