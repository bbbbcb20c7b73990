"""How fast data are read."""
import statistics
import tempfile
from pathlib import Path

from .common import measure, programs, spread, table

title = "Reading"
targets = ["benchmark_reading"]


def run(options):
    if not options.mnist:
        return "Left out: `--mnist DIR` was not given."
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        csv = Path(folder) / "mnist.csv"
        measure([programs / "benchmark_reading", "write", options.mnist, csv])
        for name, source in [("gzipped IDX, train and test", options.mnist),
                             ("CSV, 60,000 lines", csv)]:
            lines = []
            for _ in range(options.rounds):
                lines += measure([programs / "benchmark_reading", "read", source])
            rate = lines[0]["bytes"] / 1e6
            middle = statistics.median(line["seconds"] for line in lines)
            rows.append([name, f"{rate:.1f}",
                         spread([line["seconds"] for line in lines], 1, 3),
                         f"{rate / middle:.0f}"])
    return ("Files in the system's cache; a CSV file is read by a thread for each\n"
            "processor, the rest by one.\n\n") + table(
        ["file", "MB", "seconds (least, most)", "MB/s"], rows)
