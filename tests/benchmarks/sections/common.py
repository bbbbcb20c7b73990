"""What all sections need: how a program is run and what its figures are called."""
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

here = Path(__file__).resolve().parent.parent
root = here.parent.parent
build = root / "build" / "release"
programs = build / "bin"
peers = here / "peers"
python = next((p for p in ["/usr/bin/python3"] if Path(p).exists()), sys.executable)


def environment(threads=1):
    env = dict(os.environ)
    for name in ["OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"]:
        env[name] = str(threads)
    for name in ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"]:
        env.pop(name, None)
    return env


def output_of(command, threads=1):
    return subprocess.run(
        [str(word) for word in command],
        cwd=root,
        env=environment(threads),
        check=True,
        text=True,
        capture_output=True,
    ).stdout


def measure(command, threads=1):
    """The JSON lines that a benchmark prints; none if a peer is not installed."""
    try:
        return [json.loads(line) for line in output_of(command, threads).splitlines()]
    except (subprocess.CalledProcessError, FileNotFoundError) as error:
        said = (getattr(error, "stderr", "") or str(error)).strip().splitlines()
        print(f"left out: {command[0]} {command[-1]}: {said[-1] if said else error}")
        return []


def spread(values, scale=1.0, digits=2):
    """The median, and the least and the most behind it."""
    ordered = sorted(scale * value for value in values)
    middle = statistics.median(ordered)
    return f"{middle:.{digits}f} ({ordered[0]:.{digits}f}, {ordered[-1]:.{digits}f})"


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)
