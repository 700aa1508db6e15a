"""The mapping stage alone, row by row, against `csv.reader` over the same rows."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from benchmarks.floors import spent, split
from benchmarks.generated import project

ROWS = 30_000
ROUNDS = 3


def main() -> None:
    from importer.mapping.load import load_mapping
    from importer.payloads import Wanted
    from importer.pipeline import Job
    from importer.pipeline.opening import SourceAtHand
    from importer.pipeline.reading import new_mapper
    from importer.records import Record

    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        file = project(Path(folder), ROWS)
        mapping = load_mapping(file)
        opened = SourceAtHand(mapping, Job(file, dry_run=True, environ={}), stack).opened
        records = [each for each in opened.reading if isinstance(each, Record)]
        ratios, rates = [], []
        for _ in range(ROUNDS):
            floor = spent(lambda: split(Path(folder) / "events.csv"))
            mapper = new_mapper(mapping, opened, {}, None, None)
            seconds = spent(lambda: [mapper.map(record) for record in records])  # noqa: B023 - called at once
            ratios.append(seconds / floor)
            rates.append(len(records) / seconds)
        assert isinstance(mapper.map(records[0]), Wanted)
    print(f"mapping: {median(rates):,.0f} rows/s, {median(ratios):.1f} times as long as csv.reader")


if __name__ == "__main__":
    main()
