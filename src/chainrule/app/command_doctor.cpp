/// `chainrule doctor`: what this machine has that speed and pictures depend on.
#include "chainrule/app/commands.hpp"
#include "chainrule/app/json.hpp"
#include "chainrule/blas.hpp"
#include "chainrule/input_error.hpp"
#include "chainrule/random.hpp"
#include "plots/renderer.hpp"

#include <langinfo.h>

#include <chrono>
#include <clocale>
#include <cstdlib>
#include <iostream>
#include <thread>

namespace chainrule::app {

namespace {

struct Finding {
    std::string what, found;
    std::string advice;  ///< empty: all is well
};

/// Billions of floating-point operations a second in a 1024^3 product of floats on
/// one thread: the best of five, after a first that wakes the library.
double sgemm_speed() {
    constexpr arma::uword n = 1024;
    arma::fmat a(n, n), b(n, n), c(n, n);
    Random random(1);
    a.imbue([&] { return static_cast<float>(random.uniform(-1, 1)); });
    b = a;
    double fastest = std::numeric_limits<double>::infinity();
    for (int repeat = 0; repeat < 6; ++repeat) {
        const auto start = std::chrono::steady_clock::now();
        c = a * b;
        const std::chrono::duration<double> taken =
            std::chrono::steady_clock::now() - start;
        if (repeat > 0) fastest = std::min(fastest, taken.count());
    }
    return 2.0 * n * n * n / fastest / 1e9;
}

std::vector<Finding> look_at_blas() {
    const Blas blas = running_blas();
    std::vector<Finding> findings;
    findings.push_back({"BLAS",
                        blas_name(blas) + ", " + blas.library.string(),
                        blas.kernel.empty()
                            ? "not OpenBLAS, up to 28 times slower: install "
                              "libopenblas0-pthread and build again"
                            : ""});
    findings.push_back({"BLAS threads",
                        fmt::format("{} available; chainrule uses 1 and shares each "
                                    "batch among its own threads",
                                    blas.threads),
                        ""});
    use_one_blas_thread();
    findings.push_back({"float matrix product",
                        fmt::format("{:.0f} GFLOP/s on one thread", sgemm_speed()),
                        ""});
    for (const char* name : {"OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"}) {
        if (const char* value = std::getenv(name)) {
            findings.push_back(
                {name,
                 printable(value),
                 fmt::format("it overrides what OpenBLAS would choose for "
                             "this machine: unset {}",
                             name)});
        }
    }
    return findings;
}

Finding look_at_pictures() {
    try {
        plots::require_gnuplot();
        return {"pictures", "gnuplot with fonts", ""};
    } catch (const InputError& error) {
        return {"pictures", error.parts().found, error.parts().next};
    }
}

Finding look_at_locale() {
    std::setlocale(LC_CTYPE, "");
    const std::string codeset = nl_langinfo(CODESET);
    return {"locale",
            codeset,
            codeset == "UTF-8" ? "" : "formulas need Unicode: export LC_ALL=C.UTF-8"};
}

std::vector<Finding> look_at_machine() {
    std::vector<Finding> findings{
        {"processors", std::to_string(std::thread::hardware_concurrency()), ""}};
    for (auto& finding : look_at_blas()) findings.push_back(std::move(finding));
    findings.push_back(look_at_pictures());
    findings.push_back(look_at_locale());
    return findings;
}

void print_findings(const std::vector<Finding>& findings) {
    for (const auto& [what, found, advice] : findings) {
        fmt::print("{} {:<22} {}\n", advice.empty() ? "ok  " : "MEND", what, found);
        if (!advice.empty()) fmt::print("{:>28}{}\n", "", advice);
    }
}

int report(bool json) {
    const auto findings = look_at_machine();
    if (json) {
        std::vector<std::pair<std::string, std::string>> fields;
        for (const auto& [what, found, advice] : findings) {
            fields.emplace_back(what, advice.empty() ? found : found + "; " + advice);
        }
        fmt::print("{}\n", json_object(fields));
    } else {
        print_findings(findings);
    }
    return std::ranges::all_of(findings, [](const auto& f) { return f.advice.empty(); })
               ? all_well
               : check_failed;
}

}  // namespace

Command doctor_command() {
    const auto json = std::make_shared<bool>(false);
    return {"doctor",
            "What this machine has: BLAS library, kernel, threads, gnuplot, fonts",
            "chainrule doctor",
            {flag("--json", "print one JSON object", *json)},
            {},
            [json] { return report(*json); }};
}

}  // namespace chainrule::app
