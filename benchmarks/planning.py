"""A whole plan of a CSV that nothing is known of, against floors measured between its rounds.

Each plan runs in a process of its own, so that its peak of memory can be told (that of its helpers is
smaller). It is timed by the clock, because its helpers work side by side, and by processor time as well.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.floors import hashed, spent, split
from benchmarks.generated import project

ROWS = 100_000
ROUNDS = 3

PLAN = r"""
import re, resource, sys, time
from pathlib import Path
from importer.pipeline import Job, execute

began = time.perf_counter()
result = execute(Job(Path(sys.argv[1]), dry_run=True, environ={}))
assert result.counts["created"] == result.rows == int(sys.argv[2]), result.issues
seconds = time.perf_counter() - began
busy = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
if sys.platform == "linux":  # where ru_maxrss begins with that of the process that started this one
    peak = 1024 * int(re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())[1])
print(seconds, busy, peak)
"""


def plan(mapping: Path, rows: int) -> tuple[float, float, float]:
    """Seconds, seconds of processor time and the peak of memory in bytes, of one plan."""
    command = [sys.executable, "-c", PLAN, str(mapping), str(rows)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, busy, peak = map(float, answer.stdout.split())
    return seconds, busy, peak


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        mapping = project(Path(folder), ROWS)
        source = Path(folder) / "events.csv"
        rounds = []
        for _ in range(ROUNDS):
            floors = spent(lambda: split(source)), spent(lambda: hashed(source))
            rounds.append((*plan(mapping, ROWS), *floors))
    seconds, busy, peaks, splitting, hashing = map(median, zip(*rounds, strict=True))
    print(
        f"planning: {ROWS:,} rows at {ROWS / seconds:,.0f} rows/s, {seconds / splitting:.1f} times as long as csv.reader"
        f" and {seconds / hashing:.0f} times as long as sha256 of the file; {busy:.1f} s of processor time;"
        f" peak {peaks / 2**20:.0f} MiB"
    )


if __name__ == "__main__":
    main()
