"""`importer init`: what it writes loads as it stands, and it says what it does not know."""

from __future__ import annotations

import csv
import json
import threading
from collections.abc import Iterator
from datetime import datetime, time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import count, pairwise
from pathlib import Path
from time import process_time

import pytest
from openpyxl import Workbook

from importer.cli.excerpt import excerpt
from importer.cli.looking import SAMPLE, spread
from importer.errors import Location
from importer.mapping.load import load_mapping
from importer.records import Record, SourceSpec
from tests.cli.project import Project, filled_in

SAMPLES = Path(__file__).resolve().parents[2] / "samples"

PLACE = "approxLocation: {city: {placeId: place-nyc, name: New York, countryCode: US}}"
LISTINGS = """\
Ref,Title,Date,Start,Venue,Tickets
S1,Harbour Songs,14/06/2091,19:30,Boat Shed,https://tickets.example.org/s1
S2,Morning Market,15/06/2091,09:00,Quay,
"""


@pytest.mark.parametrize(
    "sample", ["city-guide.csv", "riverside-hall.xlsx", "community-centre.ics"]
)
def test_what_is_written_for_each_kind_of_source_loads_and_plans_as_it_stands(
    sample: str, project: Project
) -> None:
    done = project.importer("init", SAMPLES / sample)
    assert done.code == 0, done.said
    name = sample.partition(".")[0]
    assert load_mapping(project.folder / f"mappings/{name}.yaml").name == name
    planned = project.importer("plan", f"mappings/{name}.yaml", "--json")
    assert planned.code == 1
    assert {"channel.unknown", "place.unknown"} <= set(planned.codes)
    assert planned.result["rows"] == planned.result["rejected"] + planned.result["skipped"] > 0


def test_a_name_that_begins_with_a_tilde_is_a_name(project: Project) -> None:
    (project.folder / "~$listings.xlsx").write_bytes(b"\x03Ann".ljust(165, b" "))
    refused = project.importer("init", "~$listings.xlsx")
    assert refused.code == 2
    assert "beside a workbook that is open" in refused.said
    project.write("~listings.csv", LISTINGS)
    assert project.importer("init", "~listings.csv", "-o", "mappings/listings.yaml").code == 0
    planned = project.importer("plan", "mappings/listings.yaml", "~listings.csv", "--json")
    assert planned.result["rows"] == 2


def test_three_lines_filled_in_are_enough_to_publish(project: Project) -> None:
    project.write("listings.csv", LISTINGS)
    done = project.importer("init", "listings.csv")
    path = project.folder / "mappings/listings.yaml"
    assert [line.partition(": ")[2] for line in done.out.splitlines() if "CHANGE-ME" in line] == [
        "channelId: CHANGE-ME",
        "timezone: CHANGE-ME",
        "approxLocation: {city: {placeId: CHANGE-ME}}",
    ]
    values = ["channelId: 42", "timezone: America/New_York", PLACE]
    path.write_text(filled_in(path.read_text(), values))
    result = project.importer("run", path, "--json").result
    assert (result["created"], result["issues"]) == (2, [])
    assert project.titles() == ["Harbour Songs", "Morning Market"]


def test_what_was_chosen_is_shown_with_column_certainty_and_reason(project: Project) -> None:
    project.write("listings.csv", LISTINGS)
    lines = project.importer("init", "listings.csv").out.splitlines()
    assert lines[0] == "listings.csv, all 2 rows looked at:"
    identity = next(line for line in lines if line.startswith("  identity"))
    assert identity.split(maxsplit=3)[1:3] == ["Ref", "sure"]
    assert "different in all 2 rows" in identity
    town = next(line for line in lines if line.startswith("  city"))
    assert town.split(maxsplit=3)[1:] == ["-", "-", "no column looks like it"]
    assert lines[-1].endswith("importer plan mappings/listings.yaml")


def test_what_is_wrong_with_rows_that_cannot_be_read_is_told(project: Project) -> None:
    good = "".join(f"Choir {n};{n}.06.2091;20:00\n" for n in range(1, 9))
    bad = "Film;9.06.2091;20:00;late;long\n"
    project.write("listings.csv", f"Title;Date;Time\n{good}{bad}")
    lines = project.importer("init", "listings.csv").out.splitlines()
    assert lines[0] == "listings.csv, all 8 rows looked at, and 1 that cannot be read:"
    (told,) = (line for line in lines if "Not read" in line)
    assert told.startswith("  Not read: row 10: expected 3 cells (Title to Time) and found 5")
    project.write("listings.csv", f"Title;Date;Time\n{good}{bad}{bad}")
    out = project.importer("init", "listings.csv", "-o", "b.yaml").out
    assert "  Not read: 2 rows, the first in row 10: expected 3 cells" in out


def test_the_location_is_relative_to_the_mapping_wherever_that_is(project: Project) -> None:
    project.write("lists/2091/listings.csv", LISTINGS)
    done = project.importer("init", "lists/2091/listings.csv", "-o", "elsewhere/summer.yaml")
    mapping = load_mapping(project.folder / "elsewhere/summer.yaml")
    assert (done.code, mapping.name, mapping.location) == (
        0,
        "summer",
        "../lists/2091/listings.csv",
    )


def test_the_mapping_goes_into_the_project_around_the_working_folder(project: Project) -> None:
    (project.folder / "state").mkdir()
    project.write("lists/listings.csv", LISTINGS)
    inside = Project(project.folder / "lists", project.platform, project.patch)
    assert inside.importer("init", "listings.csv").code == 0
    assert (
        load_mapping(project.folder / "mappings/listings.yaml").location == "../lists/listings.csv"
    )


def test_a_mapping_that_does_not_load_is_left_as_it_is_but_for_force(project: Project) -> None:
    project.write("listings.csv", LISTINGS)
    kept = project.write("mappings/listings.yaml", "# mine\n")
    done = project.importer("init", "listings.csv")
    assert (done.code, kept.read_text()) == (2, "# mine\n")
    assert project.importer("init", "listings.csv", "--force").code == 0
    assert "channelId: CHANGE-ME" in kept.read_text()


ANSWERED = """\
# our own words
name: summer   # never change
source: {location: ../listings.csv}
identity: [Ref]
event:
    channelId: 42   # the hall
    title: "{Title} at the shed"
    classifications: [music]
    # locationName: we say it in the title
    startAt: {date: "{Date}", time: CHANGE-ME}
    timezone: America/New_York
    approxLocation: {city: {placeId: CHANGE-ME}}
"""


def test_run_again_it_keeps_what_was_written_and_adds_what_is_new(project: Project) -> None:
    project.write("listings.csv", LISTINGS)
    written = project.write("mappings/listings.yaml", ANSWERED)
    done = project.importer("init", "listings.csv")
    text = written.read_text()
    assert text.startswith(ANSWERED)
    added = [line.strip() for line in text.removeprefix(ANSWERED).splitlines()]
    assert 'offers: [{name: Tickets, url: "{Tickets}"}]' in added
    assert not any("locationName" in line for line in added), (
        "a key that is commented out stays out"
    )
    assert load_mapping(written).event.keys() >= {"offers", "title"}
    asked = [line.partition(": ")[2] for line in done.out.splitlines() if "CHANGE-ME" in line]
    assert asked == [
        'startAt: {date: "{Date}", time: CHANGE-ME}',
        "approxLocation: {city: {placeId: CHANGE-ME}}",
    ]


def test_run_a_third_time_nothing_changes(project: Project) -> None:
    project.write("listings.csv", LISTINGS)
    written = project.write("mappings/listings.yaml", ANSWERED)
    assert project.importer("init", "listings.csv").code == 0
    twice = written.read_text()
    assert project.importer("init", "listings.csv").code == 0
    assert written.read_text() == twice


def test_a_placeholder_is_answered_where_the_source_tells_it_by_now(project: Project) -> None:
    project.write("listings.csv", "Ref,Title,Date\nS1,Harbour Songs,14/06/2091\n")
    assert project.importer("init", "listings.csv").code == 0
    path = project.folder / "mappings/listings.yaml"
    assert "timezone: CHANGE-ME" in path.read_text()
    zoned = "Ref,Title,Date,Time zone\nS1,Harbour Songs,14/06/2091,America/New_York\n"
    project.write("listings.csv", zoned)
    done = project.importer("init", "listings.csv", "--json")
    assert 'timezone: "{Time zone}"' in path.read_text()
    assert "timezone" not in str(json.loads(done.out)["to_fill_in"])


def test_how_a_mapping_opens_its_source_decides_what_is_looked_at_again(project: Project) -> None:
    text = "Summer programme;;\nstill being planned;;\nTitle;Date;Time\nA;14.06.2091;20:00\n"
    project.write("listings.csv", text)
    stated = "name: a\nsource: {location: ../listings.csv, header_row: 3}\nidentity: [Title]\n"
    path = project.write("mappings/listings.yaml", stated + "event:\n  channelId: 42\n")
    assert project.importer("init", "listings.csv").code == 0
    assert 'title: "{Title}"' in path.read_text()


def test_a_script_gets_the_choices_as_one_document(project: Project) -> None:
    project.write("listings.csv", LISTINGS)
    document = json.loads(project.importer("init", "listings.csv", "--json").out)
    assert document["mapping"].endswith("mappings/listings.yaml")
    title = next(each for each in document["choices"] if each["field"] == "title")
    assert (title["column"], title["columns"]) == ("Title", ["Title"])
    assert document["rows"] == {"looked_at": 2, "read": 2, "all_read": True}
    assert document["to_fill_in"][0]["text"] == "channelId: CHANGE-ME"


def test_a_file_without_a_header_is_read_by_the_letters_of_its_columns(project: Project) -> None:
    project.write("gigs.csv", "Low Orchard,14/06/2091,20:00\nTin Choir,15/06/2091,19:30\n")
    assert project.importer("init", "gigs.csv").code == 0
    mapping = load_mapping(project.folder / "mappings/gigs.yaml")
    assert mapping.source.header_row == "none"
    assert project.importer("plan", "mappings/gigs.yaml", "--json").result["rows"] == 2


def test_the_first_event_is_no_header_where_one_of_its_cells_stands_in_all_rows(
    project: Project,
) -> None:
    nights = ("Festa de encerramento", "Noite de estrelas", "Trânsito de Mercúrio", "Eclipse parcial",
              "Passeio ao observatório", "Cinema ao ar livre")  # fmt: skip
    rows = [
        f"{name};De: {n}/Nov/2091 na sede;Enviado por admin\n" for n, name in enumerate(nights, 1)
    ]
    project.write("eventos.csv", "".join(rows))
    assert project.importer("init", "eventos.csv").code == 0
    assert load_mapping(project.folder / "mappings/eventos.yaml").source.header_row == "none"
    renamed = "Title;Start;Enviado por admin\n"
    project.write("agenda.csv", renamed + "".join(rows[1:]))
    assert project.importer("init", "agenda.csv").code == 0
    assert load_mapping(project.folder / "mappings/agenda.yaml").source.header_row is None


def test_the_first_event_is_no_header_where_the_names_do_not_fit_the_rows(project: Project) -> None:
    rows = ["type,category,date,title,time", "event,music,14/06/2091,Jazz,Ore 20:30,x"]
    project.write("gigs.csv", "\n".join([*rows, "event,film,15/06/2091,Noir,Ore 21:00,y\n"]))
    assert project.importer("init", "gigs.csv").code == 0
    assert load_mapping(project.folder / "mappings/gigs.yaml").source.header_row == "none"


def test_the_sheet_of_events_is_found_among_others(project: Project) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.title = "Read me"
    book.active.append(["Section", "Explanation"])
    book.active.append(["Programme", "all our events"])
    sheet = book.create_sheet("Programme")
    sheet.append(["Event", "Date", "Start", "Venue"])
    sheet.append(["Harbour Songs", datetime(2091, 6, 14), time(20), "Shed"])
    book.save(project.folder / "centre.xlsx")
    assert project.importer("init", "centre.xlsx").code == 0
    mapping = load_mapping(project.folder / "mappings/centre.yaml")
    assert mapping.source.sheets == ("Programme",)
    assert {"title", "startAt", "locationName"} <= mapping.event.keys()


def test_a_long_source_is_sampled_evenly_to_its_end() -> None:
    at = Location("a.csv", 1)
    items = [Record(("n",), (number,), at) for number in range(10 * SAMPLE)]
    kept, seen, whole = spread(iter(items), lambda: False)
    numbers = [item.cells[0] for item in kept if isinstance(item, Record)]
    assert (seen, whole, SAMPLE <= len(numbers) <= 2 * SAMPLE) == (10 * SAMPLE, True, True)
    assert numbers == list(range(0, 10 * SAMPLE, 8))


def test_a_source_without_end_is_read_only_so_long() -> None:
    endless = (Record(("n",), (number,), Location("a.csv", 1)) for number in count())
    turns = iter([False, False, True])
    kept, seen, whole = spread(endless, lambda: next(turns))
    assert (len(kept), seen, whole) == (768, 768, False)


def test_a_long_file_is_looked_at_in_whole_records_from_all_of_it(tmp_path: Path) -> None:
    text = "".join(f'{n};"Choir\n{n}";"loud; ""very"" loud"\r\n' for n in range(60_000))
    long, short = tmp_path / "long.csv", tmp_path / "short.csv"
    long.write_text("Id;Title;Text\r\n" + text, newline="")
    with short.open("wb") as file:
        assert excerpt(long, SourceSpec(), file, large=1 << 20)
    with short.open(newline="") as file:
        header, *rows = csv.reader(file, delimiter=";")
    assert header == ["Id", "Title", "Text"]
    assert {tuple(row) for row in rows} <= {
        (str(n), f"Choir\n{n}", 'loud; "very" loud') for n in range(60_000)
    }
    numbers = [int(row[0]) for row in rows]
    assert (numbers[0], numbers[-1] > 59_900) == (0, True)
    assert max(b - a for a, b in pairwise(numbers)) < 3_000


def test_a_file_in_two_byte_letters_or_a_short_one_is_read_as_it_is(tmp_path: Path) -> None:
    wide, short = tmp_path / "wide.csv", tmp_path / "short.csv"
    wide.write_text("Id;Title\n" + "1;Choir\n" * 90_000, encoding="utf-16")
    short.write_text("Id;Title\n1;Choir\n")
    with (tmp_path / "excerpt").open("wb") as file:
        assert not excerpt(wide, SourceSpec(), file, large=1 << 20)
        assert not excerpt(short, SourceSpec(), file)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("nothing.csv", "", "is empty (0 bytes)"),
        (
            "header.csv",
            "Ref,Title,Date\n",
            "holds no row that can be read: the table has no rows below",
        ),
        (
            "tasks.ics",
            "BEGIN:VCALENDAR\nBEGIN:VTODO\nEND:VTODO\nEND:VCALENDAR",
            "the calendar holds no event (VEVENT), only 1 VTODO",
        ),
        (
            "zone.ics",
            "BEGIN:VEVENT\nDTSTART;TZID=Home:20910612T200000\nEND:VEVENT",
            "zone 'Home' is neither",
        ),
        ("page.csv", "<!doctype html><html>", "is a web page (HTML)"),
    ],
)
def test_a_source_to_learn_nothing_from_is_refused_and_nothing_is_written(
    name: str, content: str, words: str, project: Project
) -> None:
    project.write(name, content)
    done = project.importer("init", name)
    assert (done.code, done.err.count(words)) == (2, 1), done.said
    assert [path.name for path in (project.folder / "mappings").iterdir()] == ["hall.yaml"]


def test_a_feed_is_fetched_and_its_address_written_down(project: Project, feeds: str) -> None:
    done = project.importer("init", f"{feeds}/community-centre.ics")
    assert done.code == 0, done.said
    mapping = load_mapping(project.folder / "mappings/127-0-0-1.yaml")
    assert mapping.location == f"{feeds}/community-centre.ics"


def test_an_address_that_looks_like_a_secret_stays_out_of_the_mapping(
    project: Project, feeds: str
) -> None:
    address = f"{feeds}/community-centre.ics?token=s3cretFeedToken99"
    done = project.importer("init", address, "-o", "mappings/centre.yaml")
    written = (project.folder / "mappings/centre.yaml").read_text()
    assert 'location: "${CENTRE_URL}"' in written
    assert "variable CENTRE_URL" in done.out
    assert "s3cretFeedToken99" not in written + done.said
    planned = project.importer("plan", "mappings/centre.yaml", "--json", CENTRE_URL=address)
    assert planned.result["rows"] > 0
    assert "s3cretFeedToken99" not in planned.said


@pytest.fixture
def feeds() -> Iterator[str]:
    """The samples, served on loopback."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_request(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(SAMPLES))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_quote_that_never_closes_does_not_make_an_excerpt_slow(tmp_path: Path) -> None:
    long = tmp_path / "long.csv"
    long.write_bytes(b'id,title\n1,"open\n' + b"2\n" * 400_000)
    begun = process_time()
    with (tmp_path / "excerpt").open("wb") as file:
        excerpt(long, SourceSpec(), file, large=1 << 10)
    assert process_time() - begun < 5
