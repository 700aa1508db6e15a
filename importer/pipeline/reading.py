"""From an opened source to outcomes on the desk: check, survey, map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from importer.errors import Issue, Location, RowError
from importer.mapping.apply import Mapper, bind
from importer.mapping.model import Mapping
from importer.mapping.places import Channel, LookupTable
from importer.mapping.spreading import map_rows
from importer.mapping.withholding import WITHHELD
from importer.payloads import SetDown
from importer.pipeline.job import Job
from importer.pipeline.opening import Opened
from importer.pipeline.pictures import Pictures
from importer.privacy import PEOPLE
from importer.records import Reading, Record, SourceSpec
from importer.reports.document import Result
from importer.sources import locate, open_reading
from importer.store import Staging

TOLD_EVERY = 1000

_SUMMED_UP = frozenset({"ical.private", *WITHHELD})
"""Of these one issue is told for the whole source, see `_withheld`."""


def read_lookups(mapping: Mapping) -> dict[str, LookupTable]:
    """Lookup tables, read with the same readers as any source."""
    tables: dict[str, LookupTable] = {}
    for name, path in mapping.lookups.items():
        with locate(str(path), base=mapping.path.parent) as located:
            reading = open_reading(located, SourceSpec())
            columns = reading.tables()[0][1]
            rows = [record.cells for record in reading if isinstance(record, Record)]
            tables[name] = LookupTable.read(name, str(path), columns, rows)
    return tables


def new_mapper(
    mapping: Mapping,
    opened: Opened,
    lookups: dict[str, LookupTable],
    channels: list[Channel] | None,
    classifications: list[str] | None,
) -> Mapper:
    """Bind the mapping to this source. Raises MappingError for columns that the source lacks."""
    calendar = opened.reading.format == "ical"
    mapper = bind(
        mapping,
        lookups=lookups,
        channels=channels,
        classifications=classifications,
        calendar=calendar,
    )
    mapper.check_columns(opened.reading.tables(), opened.located.name)
    return mapper


@dataclass(slots=True)
class Read:
    """What reading came to. trusted: read whole, and every identity in it could be read.

    withheld: rows of which `privacy` held something back, by issue code.
    """

    rows: int = 0
    trusted: bool = True
    withheld: Counter[str] = field(default_factory=Counter)


def read_into(
    desk: Staging,
    mapper: Mapper,
    pictures: Pictures,
    opened: Opened,
    job: Job,
    result: Result,
) -> Read:
    """Map every record and set it down; report what is wrong with single rows."""
    if mapper.needs_survey():
        for record in _counting(opened.reading, job, "Surveying"):
            if isinstance(record, Record):
                mapper.survey(record)
                if not mapper.needs_survey():
                    break
    read = Read()
    for stretch in map_rows(_counting(opened.reading, job, "Reading"), mapper):
        if not read.rows:
            result.report(mapper.issues)
        read.rows += stretch.rows
        for _, issues, keyed in stretch.told:
            read.withheld.update({issue.code for issue in issues} & _SUMMED_UP)
            result.report(issue for issue in issues if issue.code not in _SUMMED_UP)
            if not keyed:
                result.counts["rejected"] += 1
                read.trusted = False
        laid = stretch.laid
        if pictures.used:
            laid = list(_with_pictures(laid, pictures, result))
        desk.add(laid)
    opened.located.ensure_unchanged()
    read.trusted &= opened.reading.complete
    result.notes.extend(opened.reading.notes)
    at = Location(opened.located.name)
    if not read.rows:
        result.report([Issue("source.nothing", opened.reading.nothing, at)])
    result.report(_withheld(read.withheld, mapper.hidden, at))
    return read


def _with_pictures(
    rows: Iterable[SetDown], pictures: Pictures, result: Result
) -> Iterator[SetDown]:
    for row in rows:
        laid, problem = pictures.by_content(row)
        if problem is not None:
            result.report([problem.issue])
        yield laid


def _withheld(rows: Counter[str], hidden: Sequence[str], at: Location) -> Iterator[Issue]:
    """What privacy held back, each once for the whole source."""
    if count := rows["ical.private"]:
        entries = "1 private entry was" if count == 1 else f"{count} private entries were"
        words = "not published. To publish them set `privacy: {private_events: publish}`"
        yield Issue("ical.private", f"{entries} {words}", at)
    for code, words in WITHHELD.items():
        if count := rows[code]:
            where = "one row" if count == 1 else f"{count} rows"
            yield Issue(code, f"From {where}, {words}", at)
    for name in hidden:
        code = "privacy.people" if name.upper() in PEOPLE else "privacy.meeting_links"
        opened_by = code.removeprefix("privacy.")
        words = f"{name} is withheld, so it is empty in every event. To publish it set `privacy: {{{opened_by}: keep}}`"
        yield Issue(code, words, at.in_column(name))


def _counting(reading: Reading, job: Job, words: str) -> Iterator[Record | RowError]:
    for number, item in enumerate(reading, 1):
        if number % TOLD_EVERY == 0:
            job.stop.check()
            job.tell.stage(words, number)
        yield item
