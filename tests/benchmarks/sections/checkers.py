"""Our checker beside Ceres' and PyTorch's on the same functions."""
import statistics
import sys

from .common import measure, peers, programs, python, table

title = "Gradient checkers"
targets = ["benchmark_checkers"]


def run(options):
    results = {}
    for number in range(options.rounds):
        print(f"checkers, round {number + 1} of {options.rounds}", flush=True)
        for command in [[programs / "benchmark_checkers"], [python, peers / "checkers.py"]]:
            for line in measure(command):
                results.setdefault((line["function"], line["checker"]), []).append(line)
    require_equal_values(results)
    return TEXT + "\n\n" + figures(results)


def require_equal_values(results):
    """The programs must have computed the same function."""
    values = {}
    for (function, checker), lines in results.items():
        for line in lines:
            known = values.setdefault(function, line["value"])
            if abs(line["value"] - known) > 1e-12 * abs(known):
                sys.exit(f"{checker} computes another {function} than the rest")


def yes(lines, field):
    return "yes" if all(line[field] for line in lines) else "**no**"


def figures(results):
    rows = []
    for (function, checker), lines in results.items():
        n = lines[0]["n"]
        each = sorted(1e6 * line["seconds"] / line["n"] for line in lines)
        rows.append(
            [
                f"{function}, n = {n}",
                checker,
                f"{lines[0]['evaluations'] / n:.1f}",
                f"{statistics.median(each):.1f} ({each[0]:.1f}, {each[-1]:.1f})",
                yes(lines, "accepts_right"),
                yes(lines, "refuses_wrong"),
            ]
        )
    header = [
        "function",
        "checker",
        "f asked, per coordinate",
        "µs per coordinate (least, most)",
        "accepts the right gradient",
        "refuses the wrong one",
    ]
    return table(header, rows)


TEXT = """The same functions at the same points (each program's value of f was compared), one
thread. A checker is asked twice: with the right gradient, and with its largest entry
multiplied by 1.0001. Ceres is asked through `GradientChecker::Probe` at its solver's
default precision 1e-8, PyTorch through `gradcheck` with its defaults. What Chainrule spends
beyond two evaluations a coordinate is spent on knowing the error of its own numerical
value, which is what lets it refuse the wrong gradient."""
