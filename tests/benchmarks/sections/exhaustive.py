"""Every parameter of a network, beside the plain recomputation and PyTorch's gradcheck."""
import statistics

from .common import measure, peers, programs, python, spread, table

title = "Every parameter of a network"
targets = ["benchmark_exhaustive"]


def run(options):
    sizes = {}
    for number in range(options.rounds):
        print(f"exhaustive check, round {number + 1} of {options.rounds}", flush=True)
        for line in measure([programs / "benchmark_exhaustive"]):
            sizes.setdefault(line["network"], []).append(line)
    print("PyTorch's gradcheck, slow mode, once", flush=True)
    slow = measure([python, peers / "gradcheck.py"])
    return TEXT + "\n\n" + figures(sizes) + compared(sizes, slow)


def figures(sizes):
    rows = []
    for network, lines in sizes.items():
        plain = statistics.median(line["plain_seconds_each"] for line in lines)
        n = lines[0]["parameters"]
        seconds = statistics.median(line["seconds"] for line in lines)
        rows.append(
            [
                network,
                n,
                spread([line["seconds"] for line in lines], 1e3, 1),
                f"{1e6 * seconds / n:.2f}",
                f"{plain * n:.1f}",
                f"{plain * n / seconds:.0f}",
                spread([line["quick_seconds"] for line in lines], 1e3, 1),
                lines[0]["quick_evaluations"],
            ]
        )
    header = [
        "network, N = 32",
        "parameters",
        "all of them, ms (least, most)",
        "µs each",
        "plain recomputation, s",
        "times as fast",
        "quick check, ms (least, most)",
        "its evaluations",
    ]
    return table(header, rows)


def compared(sizes, slow):
    if not slow:
        return "\n\nPyTorch was not installed."
    ours = statistics.median(line["seconds"] for line in sizes["784-128-10"])
    theirs = slow[0]["seconds"]
    return (
        f"\n\nPyTorch's `gradcheck` in slow mode takes {theirs:.1f} s for the "
        f"{slow[0]['parameters']} parameters of 784-128-10 at N = 32 in double "
        f"precision: {theirs / ours:.0f} times as long."
    )


TEXT = """`check --exhaustive`: the slope of every single parameter by complex step, two
threads, double precision. What parameters share is computed once: how the loss of each
example moves with each unit, and how a unit moves with each of its weights; a kernel of
the convolutional network (preset `cnn`) is a unit at each of its positions. Plain
recomputation moves one parameter at a time through the whole network; its time is that of
50 parameters, scaled. The quick check asks random directions alone, as `quick = true` of
`check_gradient` does; its evaluations do not grow with the number of parameters, each
costs a pass through the network."""
