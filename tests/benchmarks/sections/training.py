"""Training beside NumPy, PyTorch and libtorch, and the floor that arithmetic sets."""
import json
import os
import statistics
import subprocess
import time

from .common import (environment, measure, output_of, peers, programs, python, root,
                     spread, table)

title = "Training"
targets = ["benchmark_floor"]

networks = [(128, 64), (512, 128)]
batches = [16, 64, 256, 1024]
widths = [32, 128, 512]
epochs = 3


def run(options):
    if not options.mnist:
        return "Left out: `--mnist DIR` was not given."
    peak = measure([programs / "benchmark_floor"], threads=2)[0]["gflops"]
    parts = [TEXT, f"`sgemm` of 2048 x 2048 reaches {peak:.0f} GFLOP/s on two threads."]
    for width, batch in networks:
        parts.append(compare(options, width, batch, peak))
    parts.append(fast_preset(options))
    parts.append(LEVERS)
    draw(options)
    parts.append("![Seconds an epoch against batch size and width](benchmarks.png)")
    return "\n\n".join(parts)


def competitors(options, width, batch, passes):
    """Name, threads and command of everybody who trains."""
    layers = ["--width", width, "--batch", batch, "--epochs", passes, "--mnist"]
    for threads in [1, 2]:
        yield "Chainrule", threads, None
        for peer in ["numpy", "torch"]:
            yield peer, threads, [python, peers / "train.py", peer, *layers, options.mnist]
        libtorch = programs / "benchmark_libtorch"
        if libtorch.exists():
            yield "libtorch", threads, [libtorch, width, batch, passes, options.mnist]


def ours(options, width, batch, threads, passes):
    folder = root / "build" / "benchmark-run"
    command = [
        programs / "chainrule", "train", "--data", options.mnist, "--layers",
        f"784,{width},10", "--batch", batch, "--epochs", passes, "--validation", 0,
        "--lr", 0.1, "--threads", threads, "--no-plots", "--json", "--out", folder,
    ]
    line = json.loads(output_of(command).splitlines()[-1])
    subprocess.run(["rm", "-rf", folder], check=True)
    return line["train_seconds"] / passes


def seconds(options, width, batch, rounds, passes):
    """Seconds an epoch of everybody, by name and threads."""
    results = {}
    for _ in range(rounds):
        for name, threads, command in competitors(options, width, batch, passes):
            if command is None:
                figure = [ours(options, width, batch, threads, passes)]
            else:
                figure = [line["seconds"] for line in measure(command, threads)]
            results.setdefault((name, threads), []).extend(figure)
    return {key: figures for key, figures in results.items() if figures}


def best(results):
    """Each at its own best number of threads."""
    chosen = {}
    for (name, threads), figures in results.items():
        middle = statistics.median(figures)
        if name not in chosen or middle < chosen[name][0]:
            chosen[name] = (middle, threads, figures)
    return chosen


def compare(options, width, batch, peak):
    print(f"training 784-{width}-10, batch {batch}", flush=True)
    chosen = best(seconds(options, width, batch, options.rounds, epochs))
    work = 6 * 60000 * width * (784 + 10) - 2 * 60000 * width * 784
    rows = []
    own = chosen["Chainrule"][0]
    for name, (middle, threads, figures) in sorted(chosen.items(), key=lambda c: c[1][0]):
        rows.append(
            [name, threads, spread(figures, 1, 3), f"{middle / own:.2f}",
             f"{100 * work / middle / 1e9 / peak:.0f} %"]
        )
    return f"### 784-{width}-10, batch {batch}\n\n" + table(
        ["", "threads", "seconds an epoch (least, most)", "times ours",
         "of the peak of sgemm"], rows)


def fast_preset(options):
    """The whole program from its start to its end, pictures left out."""
    print("preset fast", flush=True)
    folder = root / "build" / "benchmark-run"
    command = [programs / "chainrule", "train", "--preset", "fast", "--data",
               options.mnist, "--no-plots", "--json", "--out", folder]
    rows = []
    for seed in [1, 2, 3]:
        training, wall, memory = [], [], []
        for _ in range(options.rounds):
            start = time.perf_counter()
            process = subprocess.Popen(
                [*map(str, command), "--seed", str(seed)], env=environment(2), cwd=root,
                text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            line = json.loads(process.stdout.read().splitlines()[-1])
            memory.append(os.wait4(process.pid, 0)[2].ru_maxrss / 1024)
            wall.append(time.perf_counter() - start)
            training.append(line["train_seconds"])
            subprocess.run(["rm", "-rf", folder], check=True)
        rows.append([seed, f"{100 * line['test_accuracy']:.2f} %", spread(training),
                     spread(wall), f"{max(memory):.0f}"])
    return "### From gzipped files to 97 %: `train --preset fast`\n\n" + table(
        ["seed", "test accuracy", "training, s (least, most)",
         "process, s (least, most)", "most memory, MiB"], rows)


def draw(options):
    """A line for each program: against the batch at width 128, and against the width."""
    by_batch, by_width = {}, {}
    for batch in batches:
        print(f"picture, batch {batch}", flush=True)
        for name, chosen in best(seconds(options, 128, batch, 1, 1)).items():
            by_batch.setdefault(name, []).append((batch, chosen[0]))
    for width in widths:
        print(f"picture, width {width}", flush=True)
        for name, chosen in best(seconds(options, width, 64, 1, 1)).items():
            by_width.setdefault(name, []).append((width, chosen[0]))
    script = [
        "set terminal pngcairo size 1100,490 font 'DejaVu Sans,11'",
        f"set output '{root / 'docs' / 'benchmarks.png'}'",
        "set multiplot layout 1,2",
        "set logscale xy 2", "set grid lt 1 lc rgb '#dddddd'",
        "set ylabel 'seconds an epoch of 60,000 digits'", "set format y '%g'",
        "set key outside bottom center horizontal",  # a line may lead anywhere inside
    ]
    for heading, axis, lines in [
        ("width 128", "batch size", by_batch),
        ("batch 64", "hidden units", by_width),
    ]:
        script += [f"set title '{heading}'", f"set xlabel '{axis}'"]
        for index, (name, points) in enumerate(sorted(lines.items())):
            script.append(f"$data{index} << END")
            script += [f"{x} {y}" for x, y in points] + ["END"]
        colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7"]
        script.append("plot " + ", ".join(
            f"$data{index} with linespoints lw 2 pt 7 lc rgb '{colours[index % 4]}' "
            f"title '{name}'" for index, name in enumerate(sorted(lines))))
    subprocess.run(["gnuplot"], input="\n".join(script), text=True, check=True)


TEXT = """60,000 digits of MNIST in memory, plain SGD, mean cross-entropy, float; the same
network, batch size and rate for all, and each at its own best number of threads. Only the
steps are timed. The share of the peak counts the matrix products alone."""

LEVERS = """What made training faster, and what a profile had shown before:

- Threads of our own share a batch, each with single-threaded BLAS: BLAS's own threads meet
  twice in every product, and these last some 50 microseconds.
- A thread owns pixels and with them columns of the first weights, their gradient and their
  update. Before, every thread read all weights after another had changed half of them, and
  wrote a gradient of its own that had to be summed: a quarter of the time.
- A product adds to what is there: clearing the result inside BLAS took a tenth.
- Products are cut into pieces for which OpenBLAS's AVX-512 kernels need no copy of the
  matrices: copies took a fifth of the first layer's products. Other kernels neither gain
  nor lose.
- Whether the gradient is finite is seen where it is formed, still in the cache: a round of
  its own took a twentieth.
- Bytes become numbers while the batch is gathered, and the images after it are fetched
  meanwhile: waiting for memory took a tenth.
- AVX2 in the loops between the products, roots without errno, and Adam's corrections taken
  out of its loop: an update by Adam had cost twice what the products did.
- The training score after an epoch is taken on 10,000 images: on all it cost a third of
  the epoch.
- Memory comes in large pages, and what is freed is kept: where the system is slow to hand
  out pages, these took three quarters of the loading and half of the self check."""
