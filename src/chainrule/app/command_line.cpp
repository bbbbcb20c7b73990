#include "chainrule/app/command_line.hpp"

#include "chainrule/book/wrap.hpp"
#include "chainrule/input_error.hpp"
#include "chainrule/nearest.hpp"

#include <CLI/CLI.hpp>

#include <fmt/ranges.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <iostream>
#include <system_error>

namespace chainrule::app {

namespace {

constexpr std::string_view version = CHAINRULE_VERSION;

/// Words as manual pages write them: STEP, [WHERE], IMAGE...
class HelpFormatter : public CLI::Formatter {
public:
    std::string make_option_usage(const CLI::Option* word) const override {
        std::string name = word->get_name(true);
        if (word->get_expected_max() > 1) name += "...";
        return word->get_required() ? name : "[" + name + "]";
    }
    std::string make_option_opts(const CLI::Option* option) const override {
        return option->get_positional() ? "" : CLI::Formatter::make_option_opts(option);
    }
};

/// The sub-command of that name; for "data info" the `info` of `data`.
CLI::App* place_of(CLI::App& app, const std::string& name, std::string& last_word) {
    const std::size_t space = name.find(' ');
    last_word = name.substr(space + 1);
    if (space == std::string::npos) return &app;
    const std::string parent = name.substr(0, space);
    const auto known = app.get_subcommands(
        [&](const CLI::App* sub) { return sub->get_name() == parent; });
    if (!known.empty()) return known.front();
    CLI::App* made = app.add_subcommand(parent);
    made->require_subcommand(1);
    return made;
}

/// CLI11 sets help texts beside the names, from column 30 on, and breaks no lines.
std::string help_lines(const std::string& help) {
    return fmt::format("{}", fmt::join(book::wrapped(help, 49), "\n"));
}

CLI::App* add(CLI::App& app, const Command& command) {
    std::string word;
    CLI::App* parent = place_of(app, command.name, word);
    CLI::App* sub = parent->add_subcommand(word, command.summary);
    if (parent != &app && parent->get_description().empty()) {
        parent->description(command.summary);
    }
    for (const Option& option : command.options) {
        if (option.hint.empty()) {
            sub->add_flag_callback(
                option.name,
                [&option] { option.set("true"); },
                help_lines(option.help));
        } else {
            sub->add_option_function<std::string>(
                   option.name,
                   [&option](const std::string& value) { option.set(value); },
                   help_lines(option.help))
                ->type_name(option.hint)
                ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
        }
    }
    for (const Positional& positional : command.positionals) {
        auto* words = sub->add_option(
            positional.name, *positional.words, help_lines(positional.help));
        words->expected(std::max(1, static_cast<int>(positional.at_least)),
                        static_cast<int>(positional.at_most));
        // Otherwise CLI11 hands the first of two positionals the words of both
        words->allow_extra_args(positional.at_most > 1);
        if (positional.at_least > 0) words->required();
        words->type_name("");
    }
    sub->footer("Example:\n  " + command.example);
    return sub;
}

std::vector<std::string> names_of(const std::vector<Command>& commands) {
    std::vector<std::string> names;
    for (const Command& command : commands) {
        names.push_back(command.name.substr(0, command.name.find(' ')));
    }
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

/// The options that a command line with `command` in it might have meant.
std::vector<std::string> option_names(const std::vector<Command>& commands,
                                      const std::vector<std::string>& arguments) {
    std::vector<std::string> names{"--help"};
    if (arguments.front().starts_with("-")) names.push_back("--version");
    for (const Command& command : commands) {
        const std::string word = command.name.substr(0, command.name.find(' '));
        if (arguments.front() != word) continue;
        for (const Option& option : command.options) names.push_back(option.name);
    }
    return names;
}

int refuse(const std::string& message) {
    std::cerr << "chainrule: " << message << '\n';
    return bad_input;
}

/// A word that no command takes: the nearest command or option is named.
int refuse_word(const std::vector<Command>& commands,
                const std::vector<std::string>& arguments,
                const std::string& word) {
    const auto answer = [](std::string_view kind, const std::string& name, auto known) {
        return refuse(printable(
            fmt::format("unknown {} '{}'; {}", kind, name, suggestion(name, known))));
    };
    if (word.starts_with("-")) {
        const auto known = option_names(commands, arguments);
        return answer("option", word.substr(0, word.find('=')), known);
    }
    if (word == arguments.front()) return answer("command", word, names_of(commands));
    return refuse(printable(fmt::format(
        "no place for '{}'; see: chainrule {} --help", word, arguments.front())));
}

/// What the system refused, standard output among it: a full disk, say. A reader that
/// has seen enough, such as `head`, is no error.
int refuse_system(const std::system_error& error) {
    if (error.code() == std::errc::broken_pipe) return all_well;
    return refuse(printable(error.what()));
}

/// `std::system_error` if not all that was printed has gone out.
void flush_output() {
    if (std::fflush(stdout) == 0) return;
    throw std::system_error(errno, std::generic_category(), "standard output");
}

/// CLI11's message in one line, and where help is to be had.
int refuse_parse(const CLI::ParseError& error,
                 const std::vector<std::string>& arguments) {
    std::string message = error.what();
    std::replace(message.begin(), message.end(), '\n', ' ');
    return refuse(printable(
        fmt::format("{}; see: chainrule {} --help",
                    message,
                    arguments.empty() ? std::string("COMMAND") : arguments.front())));
}

bool may_come_first(const std::vector<Command>& commands, const std::string& word) {
    auto names = names_of(commands);
    names.insert(names.end(), {"-h", "--help", "--version"});
    return std::find(names.begin(), names.end(), word) != names.end();
}

}  // namespace

Option flag(std::string name, std::string help, bool& on) {
    return {
        std::move(name), "", std::move(help), [&on](const std::string&) { on = true; }};
}

Option text_option(std::string name,
                   std::string hint,
                   std::string help,
                   std::string& text) {
    const auto set = [&text, name, hint](const std::string& value) {
        // Empty is what an option has that was not given
        if (value.empty()) throw InputError({name, "", hint, "an empty text", ""});
        text = value;
    };
    return {name, std::move(hint), std::move(help), set};
}

Option number_option(std::string name,
                     std::string hint,
                     std::string help,
                     std::uint64_t& number) {
    const auto set = [&number, name](const std::string& value) {
        const auto [end, error] =
            std::from_chars(value.data(), value.data() + value.size(), number);
        if (error != std::errc() || end != value.data() + value.size()) {
            throw InputError(
                {name, "", "a whole number from 0", "'" + value + "'", ""});
        }
    };
    return {name, std::move(hint), std::move(help), set};
}

int run(const std::vector<Command>& commands, std::vector<std::string> arguments) {
    CLI::App app(
        "Chainrule checks gradients, walks through derivations and trains "
        "networks made of verified steps.",
        "chainrule");
    app.formatter(std::make_shared<HelpFormatter>());
    app.require_subcommand(1);
    app.set_version_flag("--version", "chainrule " + std::string(version));
    app.footer("chainrule COMMAND --help shows a command's options and an example.");
    // Words that fit nowhere come back to us, to be answered with the nearest name
    app.allow_extras(false);
    std::vector<std::pair<CLI::App*, const Command*>> added;
    for (const Command& command : commands)
        added.emplace_back(add(app, command), &command);

    const std::vector<std::string> given = arguments;
    if (given.empty()) {
        std::cout << app.help();
        return bad_input;
    }
    if (!may_come_first(commands, given.front())) {
        return refuse_word(commands, given, given.front());
    }
    try {
        std::reverse(arguments.begin(),
                     arguments.end());  // CLI11 takes them from the back
        app.parse(std::move(arguments));
    } catch (const CLI::Success& asked_for_help) {
        app.exit(asked_for_help);
        return all_well;
    } catch (const CLI::ExtrasError&) {
        const auto extras = app.remaining(true);
        if (!extras.empty()) return refuse_word(commands, given, extras.front());
        return refuse("too many arguments");
    } catch (const CLI::ParseError& error) {
        return refuse_parse(error, given);
    } catch (const InputError& error) {
        return refuse(error.what());
    }

    for (const auto& [sub, command] : added) {
        if (!sub->parsed()) continue;
        try {
            const int status = command->run();
            flush_output();
            return status;
        } catch (const InputError& error) {
            return refuse(error.what());
        } catch (const std::system_error& error) {
            return refuse_system(error);
        } catch (const std::bad_alloc&) {
            return refuse("not enough memory for this input");
        }
    }
    return bad_input;
}

}  // namespace chainrule::app
