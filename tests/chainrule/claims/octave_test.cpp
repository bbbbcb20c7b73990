/// Expressions mean what GNU Octave means by them: a corpus goes through both.
#include "chainrule/claims/evaluate.hpp"
#include "chainrule/claims/reader.hpp"
#include "chainrule/claims/trial.hpp"
#include "chainrule/files.hpp"
#include "tests/support/temporary_folder.hpp"

#include <fmt/format.h>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>

using namespace chainrule;
using namespace chainrule::claims;

namespace {

/// A value, or nothing where there is an error.
using Answer = std::optional<arma::mat>;

/// What the corpus calls by name, in a form that both languages read.
const std::string setting =
    R"(A = [0.5 -1.2 2.1 0.3; 1.4 0.7 -0.6 -2.2; -0.9 1.1 0.2 1.7]
B = [1.1 0.4 -0.3 0.8; -1.5 0.6 2.4 -0.1; 0.9 -0.7 1.3 0.2]
C = [0.3 1.6; -0.8 0.5; 1.2 -1.9; 0.1 0.7]
S = [2.5 0.3 -0.4; 0.3 1.8 0.6; -0.4 0.6 3.1]
x = [0.7; -1.3; 2.2]
r = [1.5 -0.2 0.9 -1.1]
p = [0.2 1.3 0.7 2.4; 0.9 0.4 1.8 0.6; 1.1 0.3 2.2 0.8]
y = [1 3 2 3]
a = 1.7
b = 0.6
n = 3
)";

std::istringstream corpus_lines() {
    return std::istringstream(read_file(std::filesystem::path(CHAINRULE_SOURCE_DIR) /
                                        "tests/chainrule/claims/octave_corpus.txt"));
}

/// Those behind an exclamation mark.
std::vector<std::string> refused_here() {
    std::istringstream lines = corpus_lines();
    std::vector<std::string> expressions;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("! ")) expressions.push_back(line.substr(2));
    }
    return expressions;
}

/// The expressions of the corpus. One whose brackets are open goes on in the next line.
std::vector<std::string> corpus() {
    std::istringstream lines = corpus_lines();
    std::vector<std::string> expressions;
    bool goes_on = false;
    for (std::string line; std::getline(lines, line);) {
        if (line.empty() ||
            (!goes_on && (line.starts_with("# ") || line.starts_with("! "))))
            continue;
        if (goes_on) {
            expressions.back() += '\n' + line;
        } else {
            expressions.push_back(line);
        }
        const bool literal = line.starts_with("[1 2") || line.starts_with("[1, ...");
        goes_on = literal && !goes_on && line.find(']') == std::string::npos &&
                  expressions.back() != "[1 2\n1 2";
    }
    return expressions;
}

Answer ours(const std::string& expression) {
    std::string text;
    std::istringstream lines(setting);
    for (std::string line; std::getline(lines, line);) text += "given " + line + "\n";
    const Source source(
        "corpus",
        text + "given t\nZ = " + expression + "\nL = t^2\nclaim dL/dt = 2*t\n");
    const Reading reading = read_derivation(source);
    if (!reading.complaints.empty()) return {};
    Meter meter(1'000'000);
    try {
        const Trial trial = make_trial(reading.derivation, Draw{}, meter);
        return trial.values[*reading.derivation.find("Z")];
    } catch (const EvaluationError&) {
        return {};
    }
}

bool have_octave() {
    return std::system("octave-cli --version >/dev/null 2>&1") == 0;
}

/// One Octave answers for all. Each expression is handed over as text, so that one that
/// cannot be read is an error like others.
std::vector<Answer> octaves(const std::vector<std::string>& expressions) {
    const chainrule::tests::TemporaryFolder folder;
    const std::string script = (folder.path() / "corpus.m").string(),
                      answers = (folder.path() / "answers").string();
    std::ofstream program(script);
    std::istringstream lines(setting);
    for (std::string line; std::getline(lines, line);) program << line << ";\n";
    program << "out = fopen('" << answers << "', 'w');\n";
    for (const std::string& expression : expressions) {
        std::string quoted;
        for (const char c : expression) {
            if (c == '\n') {
                quoted += "' \"\\n\" '";
            } else {
                quoted += c == '\'' ? "''" : std::string(1, c);
            }
        }
        program << "clear Z ans;\ntry\n  eval(['Z = " << quoted << ";']);\n"
                << "  Z = double(full(Z));\n"
                << "  if (ndims(Z) > 2 || ! isreal(Z)) error('beyond us'); end\n"
                << "  fprintf(out, '%d %d', rows(Z), columns(Z));\n"
                << "  fprintf(out, ' %.17g', Z);\n  fprintf(out, \"\\n\");\n"
                << "catch\n  fprintf(out, \"error\\n\");\nend\n";
    }
    program << "fclose(out);\n";
    program.close();
    const std::string command = "octave-cli --no-init-file --no-history --quiet '" +
                                script + "' >/dev/null 2>&1";
    BOOST_REQUIRE(std::system(command.c_str()) == 0);

    std::vector<Answer> all;
    std::ifstream file(answers);
    for (std::string line; std::getline(file, line);) {
        std::istringstream words(line);
        arma::uword rows = 0, cols = 0;
        if (!(words >> rows >> cols)) {
            all.emplace_back();
            continue;
        }
        arma::mat value(rows, cols);
        for (double& element : value) {
            std::string word;
            words >> word;
            element = std::strtod(word.c_str(), nullptr);
        }
        all.emplace_back(std::move(value));
    }
    return all;
}

bool same(const Answer& a, const Answer& b) {
    if (a.has_value() != b.has_value()) return false;
    if (!a) return true;
    if (a->n_rows != b->n_rows || a->n_cols != b->n_cols) return false;
    for (arma::uword i = 0; i < a->n_elem; ++i) {
        const double u = a->mem[i], v = b->mem[i];
        const bool equal = u == v || (std::isnan(u) && std::isnan(v)) ||
                           std::abs(u - v) <= 1e-12 * std::max(1.0, std::abs(v));
        if (!equal) return false;
    }
    return true;
}

std::string shown(const Answer& answer) {
    if (!answer) return "an error";
    std::string text = fmt::format("{}x{}:", answer->n_rows, answer->n_cols);
    for (const double element : *answer) text += fmt::format(" {:.6g}", element);
    return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(octave)

BOOST_AUTO_TEST_CASE(values_shapes_and_errors_are_those_of_octave) {
    if (!have_octave()) {
        BOOST_TEST_MESSAGE("skipped: there is no octave-cli here");
        std::puts("skipped: there is no octave-cli here");
        return;
    }
    const std::vector<std::string> expressions = corpus();
    BOOST_TEST(expressions.size() > 350u);
    const std::vector<Answer> theirs = octaves(expressions);
    BOOST_REQUIRE(theirs.size() == expressions.size());
    for (std::size_t k = 0; k < expressions.size(); ++k) {
        const Answer mine = ours(expressions[k]);
        BOOST_TEST(same(mine, theirs[k]),
                   expressions[k] << "\n  here " << shown(mine) << "\n  Octave "
                                  << shown(theirs[k]));
    }
}

BOOST_AUTO_TEST_CASE(what_octave_answers_and_we_refuse_is_known) {
    for (const std::string& expression : refused_here()) {
        BOOST_TEST(!ours(expression).has_value(), expression);
    }
}

BOOST_AUTO_TEST_SUITE_END()
