"""Laws that hold for any calendar."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from calendars import feed, read
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from importer.errors import SourceError
from importer.records import Window

ZONES = ["Europe/Berlin", "America/New_York", "Pacific/Auckland", "UTC"]
FIRST = datetime(2026, 3, 20)
MONTH = Window(FIRST, FIRST + timedelta(days=20))
RULES = [
    "FREQ=DAILY", "FREQ=DAILY;INTERVAL=3;COUNT=9", "FREQ=WEEKLY;BYDAY=SU,WE", "FREQ=MONTHLY;BYDAY=-1SU",
    "FREQ=DAILY;BYHOUR=2,14", "FREQ=WEEKLY;INTERVAL=2;UNTIL=20260405T003000Z", "FREQ=HOURLY;INTERVAL=7",
]  # fmt: skip


@st.composite
def entries(draw: st.DrawFn) -> list[str]:
    """A series or a single event, all-day or timed, perhaps with exceptions and moved instances."""
    uid = draw(st.sampled_from("abc"))
    start = FIRST + timedelta(days=draw(st.integers(-30, 18)), hours=draw(st.integers(0, 23)))
    zone = draw(st.sampled_from([*ZONES, "all-day"]))
    rule = draw(st.sampled_from([*RULES, ""]))
    if zone == "all-day" and ("HOUR" in rule):
        rule = "FREQ=DAILY"

    def stamp(name: str, moment: datetime) -> str:
        if zone == "all-day":
            return f"{name};VALUE=DATE:{moment:%Y%m%d}"
        return f"{name};TZID={zone}:{moment:%Y%m%dT%H%M%S}"

    length = draw(
        st.sampled_from(["", "DURATION:P2D", "DURATION:PT30H" if zone != "all-day" else ""])
    )
    lines = [f"UID:{uid}", f"SUMMARY:{draw(st.integers(0, 9))}", stamp("DTSTART", start), length]
    made = []
    if rule:
        lines.append(f"RRULE:{rule}")
        for day in draw(st.lists(st.integers(0, 40), max_size=2)):
            whole_day = draw(st.booleans())
            taken = start + timedelta(days=day)
            lines.append(
                f"EXDATE;VALUE=DATE:{taken:%Y%m%d}" if whole_day else stamp("EXDATE", taken)
            )
        for hours in draw(st.lists(st.integers(0, 900), max_size=2)):
            added = stamp("RDATE", start + timedelta(hours=hours))
            period = zone != "all-day" and draw(st.booleans())
            lines.append(f"{added.replace(';', ';VALUE=PERIOD;', 1)}/PT50H" if period else added)
        for day in draw(st.lists(st.integers(0, 40), max_size=2)):
            named = stamp("RECURRENCE-ID", start + timedelta(days=day))
            moved = start + timedelta(days=day, hours=draw(st.integers(-72, 72)))
            future = draw(st.booleans())
            named = named.replace(";", ";RANGE=THISANDFUTURE;", 1) if future else named
            made.append("\n".join([f"UID:{uid}", named, stamp("DTSTART", moved), "DURATION:P1D"]))
    return ["\n".join(lines), *made]


calendars = st.lists(entries(), min_size=1, max_size=3).map(
    lambda groups: feed(*(entry for group in groups for entry in group))
)


@given(calendars)
@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_day_by_day_finds_what_the_whole_window_finds(content: str) -> None:
    whole = read(content, MONTH)
    found = set()
    for day in range(20):
        start = FIRST + timedelta(days=day)
        one = read(content, Window(start, start + timedelta(days=1)))
        assert not one.errors
        found |= {(record.key, record.cells) for record in one.records}
    assert found == {(record.key, record.cells) for record in whole.records}


def test_which_instance_an_entry_stands_for_does_not_depend_on_the_window() -> None:
    content = feed(
        "UID:a\nDTSTART:20260320T010000Z\nRRULE:FREQ=DAILY",
        "UID:a\nRECURRENCE-ID:20260320T000000Z\nSUMMARY:moved\nDTSTART:20260330T010000Z",
        "UID:a\nRECURRENCE-ID:20260320T010000Z\nSUMMARY:stays\nDTSTART:20260320T010000Z",
    )
    late = Window(FIRST + timedelta(days=9), FIRST + timedelta(days=12))

    def key_of_moved(window: Window) -> list[str | None]:
        return [each.key for each in read(content, window).records if "moved" in each.cells]

    assert key_of_moved(late) == key_of_moved(MONTH) == ["a\x1f2026-03-20\x1f2"]


@given(
    st.sampled_from(RULES[:6]),
    st.sampled_from(ZONES),
    st.integers(-40, 15),
    st.lists(st.integers(0, 30), max_size=3, unique=True),
)
@settings(max_examples=1500, deadline=None)
def test_a_clean_series_is_expanded_as_recurring_ical_events_does(
    rule: str, zone: str, day: int, exceptions: list[int]
) -> None:
    import recurring_ical_events

    start = FIRST + timedelta(days=day, hours=14)
    if "BYHOUR" in rule:  # on the day of a clock change they take out the hours around as well
        exceptions = []
    exdates = [f"EXDATE;TZID={zone}:{start + timedelta(days=n):%Y%m%dT%H%M%S}" for n in exceptions]
    lines = [f"UID:a\nSUMMARY:x\nDTSTART;TZID={zone}:{start:%Y%m%dT%H%M%S}", "DURATION:PT2H"]
    content = feed("\n".join([*lines, f"RRULE:{rule}", *exdates]))
    theirs = recurring_ical_events.of(Calendar.from_ical(content)).between(MONTH.start, MONTH.end)
    expected = {
        event["DTSTART"].dt.astimezone(UTC) for event in theirs
    }  # they leave gaps as written
    found = [
        start for start in read(content, MONTH).cells("DTSTART") if isinstance(start, datetime)
    ]
    assert [start.astimezone(UTC) for start in found] == sorted(expected)


WHOLE = feed(
    "UID:a\nSUMMARY:Café\nDTSTART;TZID=W. Europe Standard Time:20260322T200000\nRRULE:FREQ=WEEKLY;COUNT=3"
    "\nEXDATE;VALUE=DATE:20260329\nRDATE;VALUE=PERIOD:20260323T200000Z/PT2H",
    "UID:a\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260329T180000Z\nDTSTART:20260330T180000Z\nDURATION:P1DT2H",
    "DTSTART;VALUE=DATE:20260401\nDTEND;VALUE=DATE:20260403\nCATEGORIES:a\\,b,c\nCLASS:PUBLIC",
    head="X-WR-TIMEZONE:Europe/Berlin",
).encode()
NASTY = [
    b"",
    b"\0",
    b"\xff\xfe",
    b"\r",
    b"\n ",
    b":",
    b";",
    b'"',
    b"99999999",
    b"-1",
    b"0",
    b"Z",
    b"\n",
]


@given(
    st.lists(
        st.tuples(
            st.integers(0, len(WHOLE)),
            st.integers(0, 12),
            st.sampled_from(NASTY) | st.binary(max_size=6),
        ),
        min_size=1,
        max_size=6,
    )
)
@settings(max_examples=300, deadline=5000, suppress_health_check=[HealthCheck.too_slow])
def test_damaged_bytes_are_read_or_refused_and_never_hang(
    damage: list[tuple[int, int, bytes]],
) -> None:
    content = WHOLE
    for at, length, patch in damage:
        content = content[:at] + patch + content[at + length :]
    for window in (MONTH, None):
        try:
            outcome = read(content, window)
        except SourceError:
            continue
        assert all(error.at.row for error in outcome.errors)


@given(
    st.sampled_from(["utf-8", "utf-16", "utf-16-le", "utf-32", "cp1252", "cp1251", "shift_jis"]),
    st.integers(0, len(WHOLE)),
    st.integers(0, len(WHOLE)),
    st.integers(0, 400),
)
@settings(max_examples=150, deadline=5000, suppress_health_check=[HealthCheck.too_slow])
def test_re_encoded_cut_and_spliced_calendars_are_read_or_refused(
    encoding: str, cut: int, splice: int, length: int
) -> None:
    text = WHOLE.decode()
    text = text[:splice] + text[cut : cut + length] + text[splice:]
    content = text.encode(encoding, "replace")[: len(text) * 4 - cut]
    for damaged in (content, content[:cut], content[cut:]):
        try:
            outcome = read(damaged, MONTH)
        except SourceError:
            continue
        assert outcome.records or outcome.errors or outcome.notes or not outcome.complete
