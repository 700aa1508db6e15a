"""What `init` proposes for a table or calendar that nobody has mapped yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

import pytest
from mapping_cases import payload

from importer.errors import Location
from importer.mapping.apply import bind
from importer.mapping.suggesting import Hints, Suggested, suggest
from importer.payloads import Refused
from importer.records import Cell, Record


def table(text: str, sign: str = ";") -> list[Record]:
    """A table as it stands in a file: the header, then rows."""
    header, *rows = [line.strip().split(sign) for line in text.strip().splitlines()]
    return records(tuple(header), *(tuple(row) for row in rows))


def records(
    columns: tuple[str, ...], *rows: tuple[Cell, ...], key: str | None = None
) -> list[Record]:
    return [Record(columns, row, Location("a.csv", n), key) for n, row in enumerate(rows, 2)]


def chosen(sample: Sequence[Record], hints: Hints | None = None) -> dict[str, str | None]:
    return {choice.field: choice.column for choice in suggest(sample, "a", hints=hints).choices}


def line(made: Suggested, key: str) -> str:
    """The line of a key in the proposed file."""
    return next(t.strip() for t in made.to_yaml().splitlines() if t.strip().startswith(f"{key}:"))


CONCERTS = table("""
    Ref;Act;Date;Doors;Ends;Venue;Town;Kind;Blurb;Ticket link
    17;The Band;13/06/2026;20:00;23:00;Hall;York;Gig;Loud.;https://x.org/1
    18;Other Band;05/06/2026;8pm;;Hall;York;Gig, Film;Louder.;www.x.org/2
""")


def test_columns_are_recognised_by_name_and_content() -> None:
    found = chosen(CONCERTS)
    assert found.items() >= {
        "identity": "Ref", "title": "Act", "startAt": "Date + Doors", "endAt": "Ends",
        "locationName": "Venue", "city": "Town", "classifications": "Kind",
        "description": "Blurb", "offers.url": "Ticket link",
    }.items()  # fmt: skip


@pytest.mark.parametrize(
    ("text", "start", "end", "title", "venue", "city"),
    [
        ("event_id;event_title;eventStartDate;eventStartTime;eventEndTime;venueName;venueCity",
         "eventStartDate + eventStartTime", "eventEndTime", "event_title", "venueName", "venueCity"),
        ("Nr.;Veranstaltung;Startdatum;Beginn;Ende;Veranstaltungsort;Ort",
         "Startdatum + Beginn", "Ende", "Veranstaltung", "Veranstaltungsort", "Ort"),
        ("N°;Intitulé;Date de début;Heure de début;Heure de fin;Lieu;Commune",
         "Date de début + Heure de début", "Heure de fin", "Intitulé", "Lieu", "Commune"),
        ("Código;Título;Fecha inicio;Hora inicio;Hora fin;Lugar;Municipio",
         "Fecha inicio + Hora inicio", "Hora fin", "Título", "Lugar", "Municipio"),
        ("ID;Titolo evento;Data inizio;Ora inizio;Ora fine;Luogo;Comune",
         "Data inizio + Ora inizio", "Ora fine", "Titolo evento", "Luogo", "Comune"),
        ("ID;Naam evenement;Begindatum;Begintijd;Eindtijd;Locatie;Plaats",
         "Begindatum + Begintijd", "Eindtijd", "Naam evenement", "Locatie", "Plaats"),
        ("ID;Título;Data;Hora de início;Hora de término;Local;Cidade",
         "Data + Hora de início", "Hora de término", "Título", "Local", "Cidade"),
        ("ID;Tytuł wydarzenia;Data rozpoczęcia;Godzina rozpoczęcia;Godzina zakończenia;Miejsce;Miasto",
         "Data rozpoczęcia + Godzina rozpoczęcia", "Godzina zakończenia", "Tytuł wydarzenia",
         "Miejsce", "Miasto"),
        ("ID;Evenemang;Startdatum;Starttid;Sluttid;Plats;Ort",
         "Startdatum + Starttid", "Sluttid", "Evenemang", "Plats", "Ort"),
        ("ID;Arrangement;Dato;Klokkeslæt;Slut;Sted;By",
         "Dato + Klokkeslæt", "Slut", "Arrangement", "Sted", "By"),
        ("ID;Název akce;Datum konání;Začátek;Konec;Místo konání;Město",
         "Datum konání + Začátek", "Konec", "Název akce", "Místo konání", "Město"),
        ("ID;Etkinlik Adı;Başlangıç Tarihi;Başlangıç Saati;Bitiş Saati;Mekan;Şehir",
         "Başlangıç Tarihi + Başlangıç Saati", "Bitiş Saati", "Etkinlik Adı", "Mekan", "Şehir"),
        ("ID;Τίτλος;Ημερομηνία;Ώρα έναρξης;Ώρα λήξης;Χώρος;Πόλη",
         "Ημερομηνία + Ώρα έναρξης", "Ώρα λήξης", "Τίτλος", "Χώρος", "Πόλη"),
        ("ID;Название;Дата начала;Время начала;Время окончания;Место проведения;Город",
         "Дата начала + Время начала", "Время окончания", "Название", "Место проведения", "Город"),
        ("ID;イベント名;開始日;開始時間;終了時間;会場;市区町村",
         "開始日 + 開始時間", "終了時間", "イベント名", "会場", "市区町村"),
    ],
)  # fmt: skip
def test_names_are_known_in_many_languages(
    text: str, start: str, end: str, title: str, venue: str, city: str
) -> None:
    rows = "\n1;Choir;2026-06-13;20:00;22:00;Hall;York\n2;Film;2026-06-14;21:00;23:00;Barn;York"
    found = chosen(table(text + rows))
    assert (found["startAt"], found["endAt"], found["title"]) == (start, end, title)
    assert (found["locationName"], found["city"]) == (venue, city)


def test_times_that_are_not_the_events_own_are_passed_over() -> None:
    sample = table("""
        Created at;Registration deadline;Title;Doors;Start;Published on;Date;Last modified
        2026-01-02 10:00;2026-06-01;Choir;19:00;19:30;2026-02-01;2026-06-13;2026-02-03 11:00
        2026-01-03 10:00;2026-06-02;Film;20:00;20:30;2026-02-01;2026-06-14;2026-02-03 11:05
    """)
    assert chosen(sample)["startAt"] == "Date + Start"
    assert chosen(sample)["endAt"] is None


def test_organiser_and_people_are_no_title_and_no_venue() -> None:
    sample = table("""
        Organizer Name;Speaker;Venue Website;Event Name;When
        Harbour Arts;Ada Jones;https://hall.example.org;Talk on tides;2026-06-13 20:00
        Harbour Arts;Bo Chen;https://hall.example.org;Talk on ships;2026-06-14 20:00
    """)
    found = chosen(sample)
    assert (found["title"], found["locationName"]) == ("Event Name", None)
    assert "offers.url" not in found


def test_a_range_in_one_cell_gives_start_and_end(load: Any) -> None:
    sample = table("""
        What;When
        Quiz;Fri 12 June 2026, 8pm-11pm
        Fete;Sun 12 July 2026, 12pm-5pm
    """)
    made = suggest(sample, "a", zone="Europe/London")
    assert line(made, "endAt") == 'endAt: {from: "{When}", part: end}'
    event = mapped(load, made, sample)
    assert event["startAt"][:16] + event["endAt"][10:16] == "2026-06-12T20:00T23:00"


def test_an_end_after_midnight_is_on_the_next_day_only_where_one_is_seen() -> None:
    late = table(
        "Title;Date;Start;End\nDisco;2026-06-12;22:00;03:00\nBrunch;2026-06-13;10:00;12:00"
    )
    early = table("Title;Date;Start;End\nTea;2026-06-12;15:00;16:00\nBrunch;2026-06-13;10:00;12:00")
    assert line(suggest(late, "a"), "endAt").endswith("next_day_if_earlier: true}")
    assert line(suggest(early, "a"), "endAt") == 'endAt: {time: "[{End}]"}'


def test_a_length_is_read_in_its_unit() -> None:
    sample = table("Title;Starts at;Duration (min)\nA;2026-06-12 10:00;90\nB;2026-06-13 10:00;120")
    assert line(suggest(sample, "a"), "endAt") == 'endAt: {duration: "[{Duration (min)}m]"}'


def test_a_day_without_an_hour_asks_for_the_hour() -> None:
    made = suggest(table("Titel;Datum\nA;12.06.2026\nB;13.06.2026"), "a")
    assert line(made, "startAt") == 'startAt: {date: "{Datum}", time: CHANGE-ME, order: dmy}'
    assert made.open == ["no column holds the time of day at which Datum begins"]


def test_a_date_in_three_columns_is_put_together(load: Any) -> None:
    sample = table(
        "Name of event;Day;Month;Year;Time\nDance;5;6;2026;19:30\nCarols;20;12;2026;17:00"
    )
    made = suggest(sample, "a", zone="Europe/London")
    assert mapped(load, made, sample)["startAt"] == "2026-06-05T19:30:00+01:00"


def test_compact_timestamps_get_the_format_that_reads_them(load: Any) -> None:
    sample = table("Titre;Debut\nTP;20231026T120000Z\nDS;20231130T070000Z")
    made = suggest(sample, "a", zone="Europe/Paris")
    assert mapped(load, made, sample)["startAt"] == "2023-10-26T14:00:00+02:00"


@pytest.mark.parametrize(
    ("text", "order", "why"),
    [
        ("Event;Date\nA;05/06/2026\nB;13/06/2026", "dmy", "above 12"),
        ("Event;Date;Created\nA;05/06/2026;01/31/2026\nB;07/06/2026;02/01/2026", "mdy", "another"),
        ("Event;Date;Weekday\nA;05/06/2026;Friday\nB;07/06/2026;Sunday", "dmy", "weekdays"),
        ("Veranstaltung;Datum\nA;5/6/2026\nB;7/6/2026", "dmy", "named in de"),
        ("Event;Date\nA;05.06.2026\nB;07.06.2026", "dmy", "points"),
        ("Event;Date;Time zone\nA;05/06/2026;America/New_York\nB;07/06/2026;America/New_York",
         "mdy", "American"),
        ("Event;Date\nA;3/4/2026\nB;3/5/2026\nC;3/8/2026\nD;3/11/2026", "mdy", "order of their"),
    ],
)  # fmt: skip
def test_the_order_of_day_and_month_is_found_by_evidence(text: str, order: str, why: str) -> None:
    made = suggest(table(text), "a")
    choice = next(each for each in made.choices if each.field == "order")
    assert f"order: {order}" in line(made, "startAt")
    assert why in choice.why


def test_an_open_order_of_day_and_month_is_said_and_not_guessed() -> None:
    made = suggest(table("Id;Event;Date;Time\n1;X;05/06/2026;20:00"), "a")
    order = next(choice for choice in made.choices if choice.field == "order")
    assert (order.column, order.sure) == ("Date", "guess")
    assert "order" not in line(made, "startAt")


def test_the_year_of_dates_without_one_is_found_by_weekday_or_by_name() -> None:
    today = date(2026, 3, 1)
    days = table("Gig;Date;Time\nA;Fri 17 July;7pm\nB;Sat 18 July;8pm")
    by_weekday = suggest(days, "a", hints=Hints(today=today))
    assert "year: 2026" in line(by_weekday, "startAt")
    told = next(choice for choice in by_weekday.choices if choice.field == "year")
    assert (told.sure, told.why[:4]) == ("likely", "2026")
    plain = table("Gig;Date;Time\nA;17 July;7pm\nB;18 July;8pm")
    named = Hints(("summer-2027.csv",), today=today)
    assert "year: 2027" in line(suggest(plain, "a", hints=named), "startAt")
    unknown = suggest(plain, "a", hints=Hints(today=today))
    assert "year" not in line(unknown, "startAt")
    assert any("without a year" in words for words in unknown.open)


def test_columns_without_names_are_told_by_their_cells() -> None:
    sample = table("""
        A;B;C;D
        Low Orchard;2026-06-12;20:00;Main hall
        Paper Weather;2026-06-13;19:30;Main hall
        The Tin Choir;2026-06-14;11:00;Foyer
    """)
    found = chosen(sample)
    assert (found["title"], found["startAt"], found["locationName"]) == ("A", "B + C", "D")


def test_the_sides_of_a_match_make_its_title() -> None:
    sample = table("Date;KO;Home;Away\n2026-08-15;15:00;Alder;Birch\n2026-08-22;15:00;Cedar;Alder")
    assert line(suggest(sample, "a"), "title") == 'title: "{Home} – {Away}"'


def test_a_start_that_is_asked_for_is_no_trouble_of_the_rows() -> None:
    made = suggest(table("Ref;Title\nx7;A\ny8;B"), "a")
    assert line(made, "startAt") == "startAt: CHANGE-ME"
    assert made.open == []


def test_title_and_start_are_the_identity_where_no_column_is() -> None:
    sample = table("Title;Date;Time\nYoga;2026-06-12;18:00\nYoga;2026-06-19;18:00")
    assert line(suggest(sample, "a"), "identity") == 'identity: ["Title", "Date"]'
    twice = table("Title;Date;Time\nYoga;2026-06-12;18:00\nYoga;2026-06-12;20:00")
    assert line(suggest(twice, "a"), "identity") == 'identity: ["Title", "Date", "Time"]'


def test_plain_kinds_get_their_slug_and_the_others_are_asked() -> None:
    sample = table(
        "Titel;Datum;Sparte\nA;12.06.2026;Konzert\nB;13.06.2026;Lesung\nC;14.06.2026;Hock"
    )
    made = suggest(sample, "a")
    assert '{"Hock": community, "Konzert": music, "Lesung": literature}' in made.to_yaml()
    assert "# No slug is plain for: Hock." in made.to_yaml()


def test_rows_that_are_cancelled_or_not_to_be_published_are_left_out() -> None:
    sample = table("""
        Title;Starts;Status;Publish?
        A;2026-05-01 19:00;confirmed;yes
        B;2026-05-02 19:00;Cancelled;no
    """)
    made = suggest(sample, "a")
    assert line(made, "cancelled") == 'cancelled: {"Status": ["Cancelled"]}'
    assert line(made, "only") == 'only: {"Publish?": ["yes"]}'


def test_a_day_that_stands_once_for_several_rows_is_filled_down() -> None:
    days: list[Cell] = [datetime(2026, 7, 10), "", "", datetime(2026, 7, 11), ""]
    rows = [(day, time(14 + n), f"Band {n}") for n, day in enumerate(days)]
    made = suggest(records(("Datum", "Zeit", "Titel"), *rows), "a")
    assert line(made, "fill_down") == 'fill_down: ["Datum"]'
    assert made.open == []


def test_an_optional_field_that_rows_refuse_is_left_out_and_said() -> None:
    rows = "\n".join(f"{n};Talk {n};2026-06-{n} 20:00;about {n}0 people" for n in range(10, 20))
    made = suggest(table("Id;Title;Start;Capacity\n" + rows), "a")
    assert "capacity:" not in made.to_yaml().replace("# ", "")
    links = table("""
        Title;Start;Web
        A;2026-06-12 20:00;https://x.org/a
        B;2026-06-13 20:00;see https://x.org/b
        C;2026-06-14 20:00;https://x.org/c
        D;2026-06-15 20:00;https://x.org/d
    """)
    assert "regex: '" in line(suggest(links, "a"), "offers")


@pytest.mark.parametrize(
    ("columns", "product"),
    [
        ("Subject;Start Date;Start Time;End Date;End Time;All Day Event;Mine", "Google Calendar"),
        ("Betreff;Beginnt am;Beginnt um;Endet am;Endet um;Ort;Mehr", "Outlook"),
        ("EVENT NAME;EVENT VENUE NAME;EVENT START DATE;EVENT START TIME;X", "The Events Calendar"),
        ("Event ID;Event Name;Event Start Date;Event Timezone;Y;Z", "Eventbrite"),
    ],
)
def test_known_exports_are_named_with_further_columns_too(columns: str, product: str) -> None:
    names = columns.split(";")
    row = ("2026-06-12" if "Start Date" in name.title() else "x" for name in names)
    assert suggest(records(tuple(names), tuple(row)), "a").product == product


def test_an_export_says_the_order_where_its_cells_do_not() -> None:
    sample = table("""
        Subject;Start Date;Start Time;End Date;End Time;All Day Event
        Games;05/04/2026;06:00 PM;05/04/2026;08:00 PM;False
    """)
    assert "order: mdy" in line(suggest(sample, "a"), "startAt")


def mapped(load: Any, made: Suggested, sample: list[Record]) -> dict[str, Any]:
    """The first event, after a person has filled in channel and place."""
    ready = (
        made.to_yaml().replace("channelId: CHANGE-ME", "channelId: 1").replace("CHANGE-ME", "p1")
    )
    mapper = bind(load(ready), lookups={}, channels=None, classifications=None, calendar=False)
    for record in sample:
        mapper.survey(record)
    return payload(mapper.map(sample[0]))


def test_what_is_written_loads_and_makes_events_once_the_placeholders_are_gone(load: Any) -> None:
    made = suggest(CONCERTS, "concerts", location="a.csv", zone="Europe/London")
    mapper = bind(
        load(made.to_yaml()), lookups={}, channels=None, classifications=None, calendar=False
    )
    assert [issue.code for issue in mapper.issues] == ["channel.unknown", "place.unknown"]
    assert isinstance(mapper.map(CONCERTS[0]), Refused)
    first = mapped(load, made, CONCERTS)
    assert (first["startAt"], first["endAt"]) == (
        "2026-06-13T20:00:00+01:00",
        "2026-06-13T23:00:00+01:00",
    )
    assert "endAt" not in mapped(load, made, CONCERTS[1:] + CONCERTS[:1])


def test_typed_columns_of_a_workbook_are_recognised() -> None:
    rows = [
        (1.0, "Talk", datetime(2026, 6, 12, 20), time(22)),
        (2.0, "Play", datetime(2026, 6, 13, 20), time(22)),
    ]
    assert chosen(records(("Id", "Event", "When", "Until"), *rows))["identity"] == "Id"
    days = [(1.0, "Talk", date(2026, 6, 12), time(20)), (2.0, "Play", date(2026, 6, 13), time(20))]
    made = suggest(records(("Id", "Event", "Day", "Hour"), *days), "a")
    assert line(made, "startAt") == 'startAt: {date: "{Day}", time: "{Hour}"}'


@pytest.mark.parametrize(
    "sample",
    [[], records(("x",), ("y",)), records(("{odd}", 'quo"te', "new\nline"), ("a", "b", "c")),
     records(("Date", "Date of birth"), ("2026-06-12", "1990-01-01")),
     table("Kind;Title;Date\nIt's;O'Clock;2026-06-12"), table("Title\n[x] {y}"),
     records(("{odd}", "[odd]"), ("a", "b")), table("foo;bar\n1;1\n1;1")],
)  # fmt: skip
def test_whatever_the_table_the_mapping_loads(load: Any, sample: list[Record]) -> None:
    mapping = load(suggest(sample, "a", location='od"d.csv').to_yaml())
    mapper = bind(mapping, lookups={}, channels=None, classifications=None, calendar=False)
    assert "channel.unknown" in [issue.code for issue in mapper.issues]


def test_a_calendar_needs_channel_place_and_perhaps_a_zone(load: Any) -> None:
    sample = records(("SUMMARY", "DTSTART"), ("Talk", datetime(2026, 6, 12, 20)), key="u1")
    text = suggest(sample, "feed").to_yaml()
    mapper = bind(load(text), lookups={}, channels=None, classifications=None, calendar=True)
    assert [issue.code for issue in mapper.issues] == [
        "channel.unknown",
        "place.unknown",
        "zone.unknown",
    ]


def test_a_title_that_waits_for_its_column_is_never_published(load: Any) -> None:
    sample = records(("Id", "Date"), ("1", "2026-06-12"))
    mapping = load(suggest(sample, "a", zone="Europe/Rome").to_yaml())
    mapper = bind(mapping, lookups={}, channels=None, classifications=None, calendar=False)
    fields = {issue.field for issue in mapper.issues}
    assert fields == {"channelId", "title", "startAt", "approxLocation"}


@pytest.mark.parametrize(
    ("header", "row", "start", "end"),
    [
        (
            "Název akce;Datum od;Datum do;Čas od;Čas do;Místo konání;Popis akce",
            "Ples;14.2.2026;15.2.2026;19:00;01:00;Sokolovna;Maškary",
            "Datum od + Čas od",
            "Datum do + Čas do",
        ),
        (
            "Nome do Evento;Data;Hora;Hora do fim;Local;Descrição",
            "Fado;14/02/2026;21:00;23:00;Teatro;Noite",
            "Data + Hora",
            "Hora do fim",
        ),
    ],
)
def test_a_word_of_two_languages_means_what_the_other_columns_speak(
    header: str, row: str, start: str, end: str
) -> None:
    found = chosen(table(f"{header}\n{row}"))
    assert (found["startAt"], found["endAt"]) == (start, end)
    assert found["title"] == header.split(";")[0]


@pytest.mark.parametrize(
    ("header", "row", "title", "kind"),
    [
        (
            "Rubrik;Startdatum;Starttid;Plats;Ort;Kategori",
            "Loppis;2026-05-09;10:00;Torget;Lund;Marknad",
            "Rubrik",
            "Kategori",
        ),
        (
            "Titel;Datum;Uhrzeit;Veranstaltungsort;Ort;Rubrik",
            "Trödel;09.05.2026;10:00;Markt;Ulm;Märkte",
            "Titel",
            "Rubrik",
        ),
    ],
)
def test_rubrik_is_a_title_in_swedish_and_a_category_in_german(
    header: str, row: str, title: str, kind: str
) -> None:
    found = chosen(table(f"{header}\n{row}"))
    assert (found["title"], found["classifications"]) == (title, kind)


def test_a_programme_of_hours_asks_for_its_day() -> None:
    made = suggest(
        table("Start;End;Title;Room\n09:00;09:30;Doors;Foyer\n09:30;10:15;Talk;Hall"), "a"
    )
    assert line(made, "startAt") == 'startAt: {date: CHANGE-ME, time: "{Start}"}'
    assert line(made, "endAt") == 'endAt: {time: "[{End}]"}'
    assert made.open == [
        "no column holds the day: write it in place of CHANGE-ME, such as 2026-07-01"
    ]


def test_hours_of_several_weekdays_are_never_put_on_one_day() -> None:
    made = suggest(table("Day;Time;Title\nThursday;09:00;Doors\nFriday;09:30;Talk"), "a")
    assert line(made, "startAt") == 'startAt: {date: "{Day}", time: "{Time}"}'
    assert made.open[0].startswith("Day says the day in a way that is no date")


def test_seconds_since_1970_are_not_read_as_digits_of_a_date() -> None:
    rows = "\n".join(
        f"Blitz {n};17327303{n};2024-11-2{n % 10}T19:59:37-08:00" for n in range(20, 29)
    )
    assert chosen(table(f"name;start_time;start_date_iso\n{rows}"))["startAt"] == "start_date_iso"


def test_a_column_of_yes_and_no_is_no_venue() -> None:
    sample = table("Title;Date;is_club;Theatre\nChess;2026-05-09;true;0\nGo;2026-05-10;false;1")
    assert chosen(sample)["locationName"] is None


def test_an_end_stays_where_only_the_hour_of_the_start_is_unknown() -> None:
    made = suggest(table("Event;Date;End time\nGala;2026-05-09;20:00\nBall;2026-05-10;20:00"), "a")
    assert line(made, "endAt") == 'endAt: {time: "[{End time}]"}'


def test_a_room_stands_behind_the_place_it_is_in() -> None:
    found = chosen(table("Kurstitel;Datum;Kursort;Raum\nYoga;03.03.2026;Turnhalle;201"))
    assert (found["locationName"], found["city"]) == ("Kursort", None)
