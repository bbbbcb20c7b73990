/// `chainrule verify`, run on the built program.
#include "chainrule/files.hpp"
#include "tests/support/findings.hpp"
#include "tests/support/program.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <thread>

using namespace chainrule::tests;
using chainrule::tests::contains;
namespace fs = std::filesystem;

namespace {

const std::string right = "given x\nL = x^2\nclaim dL/dx = 2*x\n";
const std::string wrong = "given x\nL = x^2\nclaim dL/dx = x\n";
const std::string open = "given x\nL = x^2\nclaim dL/dx = ?\n";
const std::string broken = "given x\nL = y^2\nclaim dL/dx = 2*x\n";

struct Files {
    TemporaryFolder folder;
    std::string path(const std::string& name) const {
        return (folder.path() / name).string();
    }
    std::string write(const std::string& name, const std::string& text) const {
        chainrule::write_file(path(name), text);
        return path(name);
    }
};

/// The whole of a file that another process is writing; empty while there is none.
std::string content(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Waits until `text` stands in the file, ten seconds at most.
bool appears(const std::string& text, const std::string& path) {
    for (int k = 0; k < 200; ++k) {
        if (contains(content(path), text)) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return false;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(verify)

BOOST_AUTO_TEST_CASE(the_exit_status_says_what_was_found) {
    const Files files;
    const auto status = [&](const std::vector<std::string>& names) {
        std::vector<std::string> arguments{"verify"};
        arguments.insert(arguments.end(), names.begin(), names.end());
        return run_chainrule(arguments).status;
    };
    const std::string r = files.write("right.grad", right),
                      w = files.write("wrong.grad", wrong),
                      o = files.write("open.grad", open),
                      b = files.write("broken.grad", broken);
    BOOST_TEST(status({r}) == 0);
    BOOST_TEST(status({w}) == 1);
    BOOST_TEST(status({o}) == 3);
    BOOST_TEST(status({b}) == 2);
    BOOST_TEST(status({r, o, w}) == 1);
    BOOST_TEST(status({r, w, b}) == 2);
    BOOST_TEST(status({files.path("none.grad")}) == 2);
    BOOST_TEST(status({files.folder.path().string()}) == 2);
    BOOST_TEST(status({}) == 2);
    BOOST_TEST(status({"--json", "--explain", r}) == 2);
    BOOST_TEST(status({"--html", r, w}) == 2);
    BOOST_TEST(status({"--watch", "-"}) == 2);
}

BOOST_AUTO_TEST_CASE(a_broken_file_is_shown_with_its_spot_and_nothing_else) {
    const Files files;
    const Outcome outcome = run_chainrule({"verify", files.write("b.grad", broken)});
    BOOST_TEST(outcome.out == "");
    BOOST_TEST(contains(outcome.err, "b.grad:2:5: y is not defined"), outcome.err);
    BOOST_TEST(contains(outcome.err, "    2 | L = y^2\n      |     ^"), outcome.err);
}

BOOST_AUTO_TEST_CASE(explain_and_html_print_a_document) {
    const Files files;
    const std::string w = files.write("wrong.grad", wrong);
    const Outcome markdown = run_chainrule({"verify", "--explain", w});
    BOOST_TEST(markdown.status == 1);
    BOOST_TEST(contains(markdown.out, "### Line 3: fails"));
    const Outcome page = run_chainrule({"verify", "--html", w});
    BOOST_TEST(page.status == 1);
    BOOST_TEST(page.out.starts_with("<!doctype html>"));
    BOOST_TEST(page.out.ends_with("</html>\n"));
    const Outcome none = run_chainrule({"verify", "--html", files.write("b", broken)});
    BOOST_TEST(none.status == 2);
    BOOST_TEST(none.out == "");
}

BOOST_AUTO_TEST_CASE(a_starter_is_written_once_and_never_over_a_file) {
    const Files files;
    const Surroundings there{files.folder.path()};
    const Outcome first = run_chainrule({"verify", "--starter", "mlp"}, there);
    BOOST_TEST(first.status == 0, first.err);
    BOOST_TEST(contains(first.out, "chainrule verify --watch mlp.grad"));
    BOOST_TEST(run_chainrule({"verify", files.path("mlp.grad")}).status == 3);

    files.write("mlp.grad", right);
    const Outcome second = run_chainrule({"verify", "--starter", "mlp"}, there);
    BOOST_TEST(second.status == 2);
    BOOST_TEST(content(files.path("mlp.grad")) == right);
    BOOST_TEST(run_chainrule({"verify", "--starter", "mlp", "mine"}, there).status ==
               0);
    BOOST_TEST(fs::exists(files.path("mine")));
    BOOST_TEST(contains(run_chainrule({"verify", "--starter", "softmax", "-"}).out,
                        "claim dL/dZ = ?"));
    const Outcome unknown = run_chainrule({"verify", "--starter", "mpl"});
    BOOST_TEST(unknown.status == 2);
    BOOST_TEST(contains(unknown.err, "did you mean 'mlp'"), unknown.err);
}

BOOST_AUTO_TEST_CASE(watching_judges_again_on_every_save_until_interrupted) {
    const Files files;
    const std::string file = files.write("f.grad", wrong), out = files.path("out");
    const pid_t child = ::fork();
    if (child == 0) {
        if (::freopen(out.c_str(), "w", stdout) &&
            ::freopen("/dev/null", "w", stderr)) {
            ::execl(CHAINRULE_PROGRAM,
                    CHAINRULE_PROGRAM,
                    "verify",
                    "--watch",
                    file.c_str(),
                    static_cast<char*>(nullptr));
        }
        ::_exit(127);
    }
    BOOST_TEST(appears("1 claim: 1 fails", out));
    files.write("f.grad", right);  // replaces the file, as editors do
    BOOST_TEST(appears("1 claim: 1 holds", out));
    fs::remove(file);
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    files.write("f.grad", open);
    BOOST_TEST(appears("1 is left open", out));
    ::kill(child, SIGINT);
    int status = 0;
    ::waitpid(child, &status, 0);
    BOOST_TEST(WIFEXITED(status));
    BOOST_TEST(WEXITSTATUS(status) == 130);
}

BOOST_AUTO_TEST_SUITE_END()
