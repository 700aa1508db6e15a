"""From bytes to entries: encodings, folding, broken structure, and files that are no calendar."""

from __future__ import annotations

from pathlib import Path

import pytest
from calendars import feed, read

from importer.errors import SourceError
from importer.records import SourceSpec
from importer.sources.ical_feed import CalendarReading

CAFE = feed("UID:a\nDTSTART:20260612\nSUMMARY:Café")


@pytest.mark.parametrize(
    "content",
    [
        CAFE.encode(),
        CAFE.encode("utf-8-sig"),
        CAFE.encode("utf-16"),
        CAFE.encode("utf-16-le"),
        CAFE.encode("utf-16-be"),
        CAFE.encode("utf-32"),
        CAFE.replace("\n", "\r\n").encode(),
        CAFE.replace("\n", "\r").encode(),
        CAFE.replace("\n", "\r\r\n").encode(),
        CAFE.replace("\n", "\n\n").encode(),
        CAFE.replace("\n", "  \n").encode(),
        CAFE.lower().replace("café", "Café").encode(),
    ],
    ids=[
        "utf8",
        "bom",
        "utf16",
        "utf16le",
        "utf16be",
        "utf32",
        "crlf",
        "cr",
        "crcrlf",
        "blank-lines",
        "trailing",
        "lower",
    ],
)
def test_encodings_and_line_ends_do_not_matter(content: bytes) -> None:
    assert str(read(content).only["SUMMARY"]).strip() == "Café"


def test_a_fold_inside_a_character_is_joined_before_decoding() -> None:
    whole = CAFE.encode()
    cut = whole.index("é".encode()) + 1
    outcome = read(whole[:cut] + b"\r\n " + whole[cut:])
    assert outcome.only["SUMMARY"] == "Café"
    assert outcome.notes == []


def test_lines_that_are_not_utf8_are_read_as_windows_1252_and_this_is_said() -> None:
    outcome = read(CAFE.encode("cp1252"))
    assert outcome.only["SUMMARY"] == "Café"
    assert outcome.notes == [
        "1 line is not UTF-8 and read as Windows-1252; if letters look wrong, state source.encoding"
    ]


@pytest.mark.parametrize("charset", ["SHIFT_JIS", "euc-jp", '"UTF-8"'])
def test_a_line_is_read_in_the_charset_that_it_names(charset: str) -> None:
    content = CAFE.replace("SUMMARY:Café", f"SUMMARY;LANGUAGE=ja;CHARSET={charset}:大阪、東京")
    outcome = read(content.encode(charset.strip('"')))
    assert (outcome.only["SUMMARY"], outcome.notes) == ("大阪、東京", [])


@pytest.mark.parametrize("charset", ["klingon", "punycode", "ascii"])
def test_a_charset_that_cannot_be_is_passed_over(charset: str) -> None:
    content = CAFE.replace("SUMMARY:", f"SUMMARY;CHARSET={charset}:").encode("cp1252")
    assert read(content).only["SUMMARY"] == "Café"


def test_quoted_printable_values_of_vcalendar_1_are_read() -> None:
    outcome = read(
        b"BEGIN:VCALENDAR\r\nVERSION:1.0\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART:20260612T200000Z\r\n"
        b"SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:Caf=E9 =\r\nNoir\r\n"
        b"DESCRIPTION;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:One=0D=0ATw=C3=B6 =\r\n =3D two\r\n"
        b"LOCATION:a=\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    record = outcome.only
    assert record["SUMMARY"] == "Café Noir"
    assert record["DESCRIPTION"] == "One\nTwö = two"
    assert record["LOCATION"] == "a="
    assert outcome.notes == []


def test_a_stated_encoding_is_used() -> None:
    polish = CAFE.replace("Café", "Zażółć")
    assert read(polish.encode("cp1250"), encoding="cp1250").only["SUMMARY"] == "Zażółć"


@pytest.mark.parametrize("encoding", ["klingon", "ascii"])
def test_a_stated_encoding_that_cannot_be_is_an_error(encoding: str) -> None:
    with pytest.raises(SourceError, match=encoding):
        read(CAFE, encoding=encoding)


def test_text_is_unescaped_once() -> None:
    record = read(
        feed(r"""
        UID:a
        DTSTART:20260612
        SUMMARY:Rock\, Pop\; more\\n
        DESCRIPTION:one\nTwo\N<b>three</b> C:\temp
        CATEGORIES:Music\, live,Jazz
        CATEGORIES:Food
    """)
    ).only
    assert record["SUMMARY"] == r"Rock, Pop; more\n"
    assert record["DESCRIPTION"] == "one\nTwo\n<b>three</b> C:\\temp"
    assert record["CATEGORIES"] == "Music, live, Jazz, Food"


def test_columns_are_the_standard_ones_and_every_x_property_sorted() -> None:
    content = feed("UID:a\nDTSTART:20260612\nX-ZOO:1", "UID:b\nDTSTART:20260613\nX-ART:2\nX-ZOO:3")
    a, b = read(content).records
    assert a.columns == (
        "UID", "SUMMARY", "DESCRIPTION", "LOCATION", "DTSTART", "DTEND", "STATUS", "CLASS",
        "CATEGORIES", "URL", "GEO", "ORGANIZER", "RECURRENCE-ID", "X-ART", "X-ZOO",
    )  # fmt: skip
    assert [(record["X-ART"], record["X-ZOO"]) for record in (a, b)] == [("", "1"), ("2", "3")]
    assert a.columns is b.columns


def test_columns_are_known_before_a_record_is_read(tmp_path: Path) -> None:
    path = tmp_path / "feed.ics"
    path.write_text(feed("UID:a\nDTSTART:20260612\nX-ZOO:1"))
    ((sheet, columns),) = CalendarReading(path, "feed.ics", SourceSpec(), None).tables()
    assert sheet is None
    assert columns[-1] == "X-ZOO"


def test_iterating_again_starts_from_the_beginning(tmp_path: Path) -> None:
    path = tmp_path / "feed.ics"
    path.write_text(feed("UID:a\nDTSTART:20260612\nCLASS:PRIVATE"))
    reading = CalendarReading(path, "feed.ics", SourceSpec(), None)
    first, notes = list(reading), list(reading.notes)
    assert list(reading) == first
    assert reading.notes == notes


def test_reading_again_on_a_machine_that_became_busy_gives_the_same(tmp_path: Path) -> None:
    path = tmp_path / "feed.ics"
    path.write_text(feed("UID:a\nDTSTART:20260612T200000\nRRULE:FREQ=DAILY;COUNT=3"))
    times = iter([0.0, 0.0, 0.0, 99.0, 200.0])
    reading = CalendarReading(path, "feed.ics", SourceSpec(), None, clock=lambda: next(times))
    assert list(reading) == list(reading)
    assert len(list(reading)) == 3


def test_a_record_knows_the_physical_line_it_begins_on() -> None:
    content = feed("UID:a\nDTSTART:20260612\nDESCRIPTION:fold\n ed", "UID:b\nDTSTART:20260613")
    assert [record.at.row for record in read(content).records] == [3, 9]
    assert str(read(content).records[1].at) == "feed.ics, line 9"


def test_a_line_break_written_bare_belongs_to_the_text_above() -> None:
    outcome = read(feed("UID:a\nDESCRIPTION:first\nsecond, no colon\nDTSTART:20260612"))
    assert outcome.only["DESCRIPTION"] == "first\nsecond, no colon"


def test_one_bad_property_costs_only_its_entry() -> None:
    outcome = read(feed("UID:a\nDTSTART:20261350", "UID:b\nDTSTART:20260613"))
    assert outcome.cells("UID") == ["b"]
    (error,) = outcome.errors
    assert (error.code, error.at.row, error.at.column) == ("ical.invalid", 5, "DTSTART")
    assert error.issue.value == "20261350"
    assert "line 3" in str(error)
    assert outcome.complete


@pytest.mark.parametrize(
    "line",
    ["DTSTAMP:never", "LAST-MODIFIED:", "SEQUENCE:many", "GEO:x", "X-ODD;=;:1", ";;;", "PRIORITY"],
)
def test_a_bad_property_that_does_not_matter_costs_nothing(line: str) -> None:
    assert read(feed(f"UID:a\n{line}\nDTSTART:20260612\nSUMMARY:Talk")).only["SUMMARY"] == "Talk"


def test_an_entry_without_start_is_an_error() -> None:
    error = read(feed("UID:a\nSUMMARY:Talk")).error
    assert (error.code, error.at.row) == ("ical.invalid", 3)
    assert "no DTSTART" in str(error)


def test_a_file_cut_inside_an_entry_keeps_the_whole_ones() -> None:
    content = feed("UID:a\nDTSTART:20260612", "UID:b\nDTSTART:20260613")
    outcome = read(content[: content.rindex("DTSTART") + 12])
    assert outcome.cells("UID") == ["a"]
    (error,) = outcome.errors
    assert (error.code, error.at.row) == ("ical.invalid", 7)
    assert "file ends inside this entry" in str(error)
    assert not outcome.complete


def test_a_file_without_its_last_line_is_not_complete() -> None:
    outcome = read(feed("UID:a\nDTSTART:20260612").replace("END:VCALENDAR\n", ""))
    assert outcome.cells("UID") == ["a"]
    assert "without END:VCALENDAR" in str(outcome.errors[0])
    assert not outcome.complete


def test_parts_of_an_entry_after_the_end_of_the_calendar_are_damage() -> None:
    outcome = read(feed("UID:a\nDTSTART:20260612") + "EGIN:VEVENT\nUID:b\nDTSTART:20260613\n")
    assert outcome.cells("UID") == ["a"]
    (error,) = outcome.errors
    assert (error.code, error.at.row) == ("ical.invalid", 9)
    assert "outside of the calendar" in str(error)
    assert not outcome.complete


def test_an_entry_without_end_costs_only_itself() -> None:
    content = feed("UID:a\nDTSTART:20260612", "UID:b\nDTSTART:20260613")
    outcome = read(content.replace("END:VEVENT\n", "", 1))
    assert outcome.cells("UID") == ["b"]
    assert outcome.errors[0].at.row == 3
    assert "no END:VEVENT" in str(outcome.errors[0])
    assert outcome.complete


def test_only_unreadable_entries_are_errors_and_never_an_empty_calendar() -> None:
    outcome = read("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20260612\nEND:VCALENDAR\n")
    assert outcome.records == []
    assert len(outcome.errors) == 1


def test_a_calendar_without_events_is_empty_and_complete() -> None:
    outcome = read(feed())
    assert (outcome.records, outcome.errors, outcome.complete) == ([], [], True)


def test_all_calendars_of_a_file_are_read_each_with_its_own_zone() -> None:
    berlin = feed("UID:a\nDTSTART:20260612T200000", head="X-WR-TIMEZONE:Europe/Berlin")
    tokyo = feed("UID:b\nDTSTART:20260612T200000", head="X-WR-TIMEZONE:Asia/Tokyo")
    outcome = read(berlin + tokyo)
    assert outcome.starts == ["2026-06-12 20:00 +0900", "2026-06-12 20:00 +0200"]


def test_repeated_method_and_blank_lines_are_passed_over() -> None:
    content = feed("\nUID:a\nDTSTART:20260612", "UID:b\nDTSTART:20260613", head="METHOD:PUBLISH")
    content = content.replace("BEGIN:VEVENT\n", "METHOD:PUBLISH\nBEGIN:VEVENT\n\n")
    assert read(content).cells("UID") == ["a", "b"]


def test_alarms_attendees_and_attachments_never_become_cells() -> None:
    record = read(
        feed("""
        UID:a
        DTSTART:20260612
        SUMMARY:Talk
        ATTENDEE;CN=Ann:mailto:ann@mail.example
        ATTACH:https://files.example/1
        BEGIN:VALARM
        DESCRIPTION:Wake up
        SUMMARY:Alarm
        END:VALARM
    """)
    ).only
    assert record["SUMMARY"] == "Talk"
    assert all("ann" not in str(cell) and "Wake" not in str(cell) for cell in record.cells)


def test_other_components_are_left_out_and_this_is_said() -> None:
    content = feed("UID:a\nDTSTART:20260612").replace(
        "END:VCALENDAR", "BEGIN:VFREEBUSY\nUID:f\nEND:VFREEBUSY\nEND:VCALENDAR"
    )
    outcome = read(content)
    assert outcome.cells("UID") == ["a"]
    assert outcome.notes == ["1 VFREEBUSY left out: only VEVENT is an event"]


def test_a_cancelled_invitation_cancels_its_entries() -> None:
    outcome = read(feed("UID:a\nDTSTART:20260612", head="METHOD:CANCEL"))
    assert outcome.standings[0].value == "cancelled"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is empty"),
        (" \r\n\r\n", "is empty"),
        ("<!DOCTYPE html><html><title>Hello</title>", "is a web page, not a calendar"),
        ("<html><a href='https://accounts.google.com'>x</a>", "a web page that asks to sign in"),
        ('{"error": "nope"}', "is JSON"),
        ("<?xml version='1.0'?><icalendar/>", "is XML"),
        ("---\nlayout: none\n---\nBEGIN:VCALENDAR\nEND:VCALENDAR", "a template"),
        ("BEGIN:VCALENDAR\n{% for event in site.events %}\nBEGIN:VEVENT\n", "a template"),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:{{ e.date }}\nEND:VEVENT", "a template"),
        ("%PDF-1.7\n", "another type of file"),
        ("date,title\n2026-06-12,Talk\n", "not a calendar"),
    ],
)
def test_what_is_no_calendar_is_named(content: str, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        read(content)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"feed\.ics cannot be read"):
        CalendarReading(tmp_path / "none", "feed.ics", SourceSpec(), None).tables()
