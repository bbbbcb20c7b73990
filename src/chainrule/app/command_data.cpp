/// `chainrule data info WHERE`: what a data set holds, before training on it.
#include "chainrule/app/commands.hpp"
#include "chainrule/app/json.hpp"
#include "chainrule/data/describe.hpp"
#include "chainrule/data/load.hpp"
#include "chainrule/input_error.hpp"

namespace chainrule::app {

namespace {

void print_row(const std::string& what,
               const std::string& train,
               const std::string& test) {
    fmt::print("  {:<24}{:>14}{:>14}\n", what, train, test);
}

void print_description(const data::Description& train, const data::Description& test) {
    const auto row = [&](const std::string& what, auto&& text) {
        print_row(what, text(train), text(test));
    };
    using D = data::Description;
    print_row("", "training", "test");
    row("images", [](const D& d) { return fmt::format("{}", d.examples); });
    row("size, pixels",
        [](const D& d) { return fmt::format("{} x {}", d.image_rows, d.image_cols); });
    row("bytes",
        [](const D& d) { return fmt::format("{} to {}", d.lowest, d.highest); });
    row("mean brightness", [](const D& d) { return fmt::format("{:.4f}", d.mean); });
    row("standard deviation",
        [](const D& d) { return fmt::format("{:.4f}", d.standard_deviation); });
    row("pixels never changing",
        [](const D& d) { return fmt::format("{}", d.constant_pixels); });
    for (std::size_t digit = 0; digit < data::DataSet::classes; ++digit) {
        row(fmt::format("images of {}", digit),
            [&](const D& d) { return fmt::format("{}", d.examples_of[digit]); });
    }
    fmt::print("\nBrightness is 0 for paper and 1 for ink, as a network sees it.\n");
}

int print_info(const std::string& where, bool json) {
    const data::Split split = data::load(where);
    const auto train = data::describe(split.train), test = data::describe(split.test);
    if (json) {
        fmt::print("{}\n", json_of_data(where, train, test, split.notes));
        return all_well;
    }
    fmt::print("{}\n\n", printable(where));
    print_description(train, test);
    for (const std::string& note : split.notes) fmt::print("\n{}\n", printable(note));
    return all_well;
}

struct Given {
    bool json = false;
    std::vector<std::string> where;
};

}  // namespace

Command data_info_command() {
    const auto given = std::make_shared<Given>();
    return {"data info",
            "What a data set holds: counts, sizes, brightness",
            "chainrule data info digits",
            {flag("--json", "print one JSON object", given->json)},
            {{"WHERE",
              "digits, mnist, a folder of IDX or CSV files, a .csv, .csv.gz or .zip",
              0,
              1,
              &given->where}},
            [given] {
                return print_info(
                    given->where.empty() ? "digits" : given->where.front(),
                    given->json);
            }};
}

}  // namespace chainrule::app
