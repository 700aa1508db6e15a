"""What `init` proposes for tables of more languages, and for dates that stand in unusual ways."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from test_suggest import chosen, line, table

from importer.errors import Location
from importer.mapping.suggesting import Hints, suggest
from importer.mapping.suggesting.price_cells import is_price
from importer.mapping.suggesting.trial import tried
from importer.mapping.written_lengths import read_written_length
from importer.records import Record

HINTS = Hints(today=date(2026, 3, 1))


@pytest.mark.parametrize(
    "names",
    [
        "행사명;시작일자;시작시각;종료일자;종료시각;장소;시군구",
        "活動名稱;開始日期;開始時間;結束日期;結束時間;地點;縣市",
        "Denumire eveniment;Data începerii;Ora începerii;Data încheierii;Ora încheierii;Locația;Oraș",
        "Naziv događanja;Datum početka;Vrijeme početka;Datum završetka;Vrijeme završetka;Mjesto održavanja;Grad",
        "Назва події;Дата початку;Час початку;Дата завершення;Час завершення;Місце проведення;Місто",
        "Sündmuse nimi;Alguse kuupäev;Alguse kell;Lõpu kuupäev;Lõpu kell;Toimumiskoht;Linn",
        "Nama Kegiatan;Tanggal Mulai;Jam Mulai;Tanggal Selesai;Jam Selesai;Tempat;Kota",
        "Denominació;Data inici;Hora inici;Data fi;Hora fi;Espai;Població",
        "izena;hasieraData;hasieraOrdua;amaieraData;amaieraOrdua;tokia;herria",
        "nazwa_imprezy;data_od;godzina_od;data_do;godzina_do;nazwa_obiektu;miasto",
    ],
)
def test_the_parts_of_an_event_are_known_by_their_names(names: str) -> None:
    title, day, hour, last, until, venue, city = names.split(";")
    rows = "\nChoir;2026-06-13;20:00;2026-06-14;01:00;Hall;York\nFilm;2026-06-20;21:00;2026-06-20;23:00;Barn;Hull"
    found = chosen(table(names + rows))
    assert (found["title"], found["startAt"]) == (title, f"{day} + {hour}")
    assert (found["endAt"], found["locationName"], found["city"]) == (
        f"{last} + {until}",
        venue,
        city,
    )


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("Event;Month;Day;Start\nDance;June;Sat 6th;7.30pm\nQuiz;July;Fri 3rd;7pm",
         '{date: "{Day} {Month}", time: "{Start}", year: 2026}'),
        ("Titulo;Dia;Mes;Ano;Hora\nFado;23;ago;2026;19h30\nJazz;2;set;2026;21h",
         '{date: "{Dia} {Mes} {Ano}", time: "{Hora}"}'),
        ("Nombre;Fecha;Año;Hora\nCharla;11-nov;2026;10:00\nTaller;06-jun;2026;12:00",
         '{date: "{Fecha} {Año}", time: "{Hora}"}'),
    ],
)  # fmt: skip
def test_a_date_in_several_columns_is_joined(text: str, start: str) -> None:
    assert line(suggest(table(text), "a", hints=HINTS), "startAt") == f"startAt: {start}"


def test_years_of_two_digits_that_lie_together_stand_first() -> None:
    made = suggest(table("행사명;일자\n축제;22/10/06\n음악회;22/10/27\n전시;23/01/15"), "a")
    assert "order: ymd" in line(made, "startAt")


@pytest.mark.parametrize(("form", "order"), [("%y/%m/%d", "ymd"), ("%d/%m/%y", "dmy")])
def test_years_of_two_digits_are_told_over_many_years_too(form: str, order: str) -> None:
    days = [date(2018, 1, 5) + timedelta(days=37 * number) for number in range(60)]
    rows = "\n".join(f"Show {number};{day:{form}}" for number, day in enumerate(days))
    made = suggest(table(f"Event;Date\n{rows}"), "a")
    assert f"order: {order}" in line(made, "startAt")


def test_days_of_a_usual_table_are_not_taken_for_years() -> None:
    made = suggest(table("Event;Date\nA;12/06/26\nB;13/06/26\nC;14/06/26"), "a")
    assert "order: dmy" in line(made, "startAt")


def test_weekdays_that_only_one_language_has_state_that_language() -> None:
    made = suggest(table("Pvm;Klo;Mitä\nla 7.3.2026;10.00;Talkoot\nsu 15.3.2026;13.00;Kokous"), "a")
    assert "language: fi" in line(made, "startAt")
    assert made.open == []


def test_digits_in_a_column_of_days_are_no_hours() -> None:
    made = suggest(table("name;start_day;start_at\nA;1126;10:00\nB;1127;12:00"), "a")
    assert 'date: "{start_day}", time: "{start_at}", date_format: \'%m%d\'' in line(made, "startAt")


def test_a_dated_column_is_a_time_whatever_it_is_called() -> None:
    text = "Spectacle;1ère représentation;Heure;Durée\nA;09/10/2026;20:30;1h50\nB;23/10/2026;19:00;1h10"
    found = chosen(table(text))
    assert (found["startAt"], found["endAt"]) == ("1ère représentation + Heure", "Durée")


def test_of_two_numbered_days_the_first_is_the_start() -> None:
    found = chosen(
        table("titre;jour1;jour2\nFoire;2026-05-01;2026-05-03\nBal;2026-05-14;2026-05-14")
    )
    assert (found["startAt"], found["endAt"]) == ("jour1", "jour2")


def test_an_end_is_kept_while_only_its_year_is_open() -> None:
    text = "name;date\nYoga;September 11 to September 30\nJazz;October 2 to October 4"
    made = suggest(table(text), "a")
    assert line(made, "endAt").startswith('endAt: {date: "{date}"')
    assert [words for words in made.open if "without a year" in words]


def test_an_end_without_the_year_that_its_start_has_is_left_out() -> None:
    text = "Titel;Datum;End Time\nFest;19.04.2026;19.04. 12:00\nKonzert;25.04.2027;25.04. 22:00"
    made = suggest(table(text), "a")
    assert "endAt:" not in [each.strip()[:6] for each in made.to_yaml().splitlines()]
    assert "those of the start have one" in made.to_yaml()


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Jornada;Fecha;Hora;Local;Visitante;Campo\n1;05/09/2026;12:00;CD Toledo;UD Almansa;Salto",
         "Local + Visitante"),
        ("Rodada;Data;Hora;Local;Visitante\n1;15/09/2026;16:00;Santos;Bahia", "Local + Visitante"),
        ("Kampnr;Dato;Tid;Hjemmelag;Bortelag;Bane\n11;12.04.2026;18:00;Brann;Viking;Arena",
         "Hjemmelag + Bortelag"),
        ("Journée;Date;Équipe recevante;Équipe visiteuse\n1;15/09/2026;Cannes;Grasse",
         "Équipe recevante + Équipe visiteuse"),
    ],
)  # fmt: skip
def test_the_two_teams_of_a_match_are_its_title(text: str, title: str) -> None:
    assert chosen(table(text))["title"] == title


@pytest.mark.parametrize(
    "name", ["url_fiche", "URL-address", "site", "Más info", "Mehr", "홈페이지주소"]
)
def test_web_addresses_are_the_link_where_no_column_is_plainly_it(name: str) -> None:
    text = f"title;date;{name}\nA;2026-06-13;https://x.org/1\nB;2026-06-14;https://x.org/2"
    assert chosen(table(text))["offers.url"] == name


def test_the_likely_zone_is_told_and_not_stated() -> None:
    made = suggest(table("Tapahtuma;Päivämäärä;Kello;Paikka\nJuhla;13.6.2026;18.00;Tori"), "a")
    assert line(made, "timezone") == "timezone: CHANGE-ME"
    assert "# Probably Europe/Helsinki" in made.to_yaml()


def test_tables_in_a_language_of_many_zones_name_none() -> None:
    made = suggest(table("Event;Date;Time;Venue\nGig;13/06/2026;18:00;Hall"), "a")
    assert "Probably" not in made.to_yaml()


@pytest.mark.parametrize(
    "text",
    [
        "12 €",
        "R$ 60,00",
        "300 руб.",
        "Gratuït",
        "Entrada libre",
        "vstup zdarma",
        "무료",
        "€ 5,00",
        "50 ريال",
        "مجاني",
        "₹ 200",
        "payant",
        "Kostenpflichtig",
    ],
)
def test_amounts_and_words_for_free_are_prices(text: str) -> None:
    assert is_price(text)


@pytest.mark.parametrize("text", ["Concert", "12", "freestyle", "crown", ""])
def test_other_cells_are_no_prices(text: str) -> None:
    assert not is_price(text)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("02:30h", 150), ("2:30 Std.", 150), ("1:30:00", 90),
        ("1h50", 110), ("0h40", 40), ("2 t", 120), ("1 t 15 min", 75), ("1,5 Std.", 90), ("1.5h", 90),
        ("90 Minuten", 90), ("123'", 123), ("2 часа 30 мин", 150), ("1時間30分", 90), ("1 saat 30 dk", 90),
        ("1시간 30분", 90), ("2h", 120), ("60分钟", 60), ("2時間30分", 150), ("124'", 124), ("124′", 124),
        ("1 godz. 30 min", 90), ("2 tuntia", 120), ("1 ч 30 мин", 90), ("2 óra", 120), ("90 perc", 90), ("50 dk.", 50),
    ],
)  # fmt: skip
def test_a_length_is_read_as_people_write_it(text: str, minutes: int) -> None:
    assert read_written_length(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("about 2h", 120), ("ca. 90 min.", 90), ("~90 min", 90), ("≈ 90 min", 90), ("约2小时", 120), ("2h environ", 120),
        ("2h20 (entracte)", 140), ("1h50 (entracte compris)", 110), ("约150分钟(含中场)", 150), ("2:30 h (Pause)", 150),
        ("2 Std. 15 Min. (eine Pause)", 135), ("90 min (incl. 20 min interval)", 90), ("2h entracte compris", 120),
        ("2 hours (including a 20-minute interval)", 120),
        ("140 dk. 2 perde", 140), ("ca. 2 Std. mit Pause", 120), ("approx. 2 hrs incl. interval", 120),
        ("2 hours including a 20 minute interval", 120), ("110 Minuten, eine Pause", 110), ("75 min. / 2 acts", 75),
        ("2h20 entracte compris", 140), ("1 h 2 actes", 60), ("90 min sans entracte", 90),
    ],
)  # fmt: skip
def test_words_beside_a_length_change_nothing(text: str, minutes: int) -> None:
    assert read_written_length(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "text",
    ["2h30 (+ entracte 20 min)", "2h30 + entracte", "90 min plus interval", "90 min (excl. interval)", "hors entracte 2h",
     "2h (hors entracte)", "90-120 min", "1 h 30 min - 2 h", "2 x 45 min", "90 min per day", "2h (each day)", "30 min pause",
     "45 min 15 min pause", "2 Std. oder länger", "bis 2 Std.", "over 2 hours", "ca. 2", "2 acts", "2 h 20 entracte compris",
     "90 min (1st half 45)", "90 min (or 120)", "-90 min", "2h2 actes"],
)  # fmt: skip
def test_words_that_leave_a_length_unclear_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a length is written like"):
        read_written_length(text)


@pytest.mark.parametrize("text", ["90", "3 pieces", "2h 3h", "9999 Stunden", "h"])
def test_a_length_in_no_known_unit_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a length is written like"):
        read_written_length(text)


def test_of_thousands_of_columns_the_first_are_looked_at_and_this_is_said() -> None:
    names = ["title", "start", *(f"measure {number}" for number in range(3_000))]
    row = ["Concert", "2026-05-01 20:00", *(str(number) for number in range(3_000))]
    made = suggest(table(f"{';'.join(names)}\n{';'.join(row)}"), "a")
    assert line(made, "title") == 'title: "{title}"'
    assert made.open[-1] == "the last 2,002 columns were not looked at"


def test_names_with_line_breaks_are_written_on_one_line() -> None:
    names = ("Event\nname", "Start\ndate (MM/DD/YYYY)", "Start\r\ntime", "Ticket\nprice")
    cells = [("Jazz", "03/04/2026", "19:00", "12 €"), ("Folk", "05/06/2026", "20:00", "9 €")]
    at = [Location("a.xlsx", row) for row in (2, 3)]
    rows = [Record(names, row, where) for row, where in zip(cells, at, strict=True)]
    made = suggest(rows, "a")
    assert line(made, "title") == 'title: "{Event name}"'
    assert line(made, "startAt") == (
        'startAt: {date: "{Start date (MM/DD/YYYY)}", time: "{Start time}", order: mdy}'
    )
    assert "# Ticket price holds prices" in made.text
    assert not tried(made.text, rows).refused


@pytest.mark.parametrize(
    ("header", "order"),
    [("Date (DD/MM/YYYY)", "dmy"), ("Start date mm-dd-yyyy", "mdy"), ("Datum [TT/MM/JJJJ]", "dmy")],
)
def test_the_name_of_a_column_may_say_the_order_of_its_dates(header: str, order: str) -> None:
    made = suggest(table(f"Title;{header}\nJazz;03/04/2026\nFolk;05/06/2026"), "a")
    assert f"order: {order}" in line(made, "startAt")


def test_dates_that_are_not_understood_are_named_and_asked_about() -> None:
    rows = "Fair;3rd week of May 2026;10:00\nMarket;2nd week of June 2026;11:00"
    made = suggest(table(f"Title;Date;Time\n{rows}"), "a")
    assert line(made, "startAt") == 'startAt: {date: "{Date}", time: "{Time}"}'
    assert made.open[0].startswith(
        "the cells of Date are not read as dates ('3rd week of May 2026')"
    )


def test_a_second_date_that_is_always_the_first_again_is_no_end() -> None:
    rows = "Fair;2026-05-01;2026-05-01\nMarket;2026-06-01;2026-06-01"
    assert chosen(table(f"Title;Date;Calendar date\n{rows}"))["endAt"] is None


def test_an_end_whose_date_was_not_moved_past_midnight_is_of_the_next_day() -> None:
    rows = "\n".join(f"Ball {d};2026-05-0{d} 22:00;2026-05-0{d} 02:00" for d in range(1, 6))
    made = suggest(table(f"Title;Start;End\n{rows}\nTea;2026-05-09 15:00;2026-05-09 17:00"), "a")
    assert line(made, "endAt") == 'endAt: {from: "[{End}]", next_day_if_earlier: true}'
    assert not made.open


def test_a_town_and_a_zone_may_be_parts_of_an_address() -> None:
    names = "name;startDate;location/address/addressLocality;location/address/x-timezone"
    rows = "Open Air;2026-05-01;Utrecht;Europe/Amsterdam\nFair;2026-06-01;Delft;Europe/Amsterdam"
    found = chosen(table(f"{names}\n{rows}"))
    assert found["city"] == "location/address/addressLocality"
    assert found["timezone"] == "location/address/x-timezone"


def test_days_in_words_without_a_year_are_dates_also_under_no_name() -> None:
    text = "Rock the State;October 15th\nHangar;January 27th\nCollege;March 7th\nPark;June 12th"
    rows = [
        Record(("A", "B"), tuple(each.split(";")), Location("a.csv", row))
        for row, each in enumerate(text.splitlines(), 1)
    ]
    made = suggest(rows, "a", hints=HINTS)
    assert line(made, "startAt") == 'startAt: {date: "{B}", time: CHANGE-ME}'


@pytest.mark.parametrize("dash", ["n/a", "to be told"])
def test_ends_that_are_words_without_a_number_are_taken_for_none(dash: str) -> None:
    ends = ("2026-05-01 18:00", dash, "2026-05-03 18:00", dash)
    rows = "\n".join(f"Fair {n};2026-05-0{n} 10:00;{end}" for n, end in enumerate(ends, 1))
    sample = table(f"Title;Start;End\n{rows}")
    made = suggest(sample, "a")
    assert line(made, "endAt") == "endAt: {from: \"[{End}]\", regex: '.*\\d.*'}"
    assert not tried(made.text, sample).refused


def test_hours_beside_days_of_which_some_are_several_end_on_the_last_of_them() -> None:
    made = suggest(
        table("Name;Day;Hours\nA;12.06.2027;10:00-12:00\nB;12.-14.06.2027;11:00-18:00"), "a"
    )
    assert 'date: "{Day}", time: "{Hours}"' in line(made, "endAt")
    assert "part: end" in line(made, "endAt")


def test_no_language_is_stated_where_two_read_the_cells_differently() -> None:
    made = suggest(
        table("Qa;Qb;Time\nA;2027-06-10;do 22:00\nB;2027-06-17;do 21:00\nC;2027-06-24;do 20:00"),
        "a",
    )
    assert "language" not in made.to_yaml()


def test_a_column_called_an_event_that_is_nearly_always_the_same_is_no_title() -> None:
    rows = "\n".join(f"1{n}.06.2026;15:00;Planetarium;Reise {n} zum Mars" for n in range(8))
    assert chosen(table(f"Datum;Zeit;Veranstaltung;Thema\n{rows}"))["title"] == "Thema"


def test_slots_in_all_are_the_capacity() -> None:
    rows = "Futsal;2026-01-05;07:00;30\nPadel;2026-01-07;09:00;16"
    assert chosen(table(f"name;date;start_time;total_slots\n{rows}"))["capacity"] == "total_slots"


def test_addresses_of_pictures_are_the_image_whatever_they_are_called() -> None:
    rows = "Gig;2026-07-15 19:00:0;https://x.org/1.png\nTalk;2026-07-16 20:00:0;https://x.org/2.jpg"
    assert chosen(table(f"EveName;EveStart;EveThumb\n{rows}"))["image"] == "EveThumb"


def test_days_and_months_with_a_hyphen_and_no_year_get_their_format() -> None:
    made = suggest(table("title;date;time\nGig;11-22;20:00\nTalk;11-23;19:00"), "a", hints=HINTS)
    assert "date_format: '%m-%d'" in line(made, "startAt")


def test_names_of_weekdays_are_no_title_and_of_several_kinds_the_one_that_differs_most_is() -> None:
    days = ("Lunedì", "Martedì", "Mercoledì", "Giovedì", "Venerdì")
    topics = ("Reti neurali", "Reti neurali", "Inglese", "Basi di dati", "Inglese")
    rows = "\n".join(f"{day};1{n}/06/2026;{topics[n]}" for n, day in enumerate(days))
    assert chosen(table(f"A;Data;Unità formativa\n{rows}"))["title"] == "Unità formativa"
    rows = "\n".join(f"Forum;Europe in {n};{n}/06/2026" for n in range(10, 20))
    assert chosen(table(f"type;theme;date\n{rows}"))["title"] == "theme"


def test_a_title_that_rows_lack_gives_way_to_one_that_all_have() -> None:
    rows = "\n".join(
        f"Cycle {n % 7};{f'Part {n}' if n % 10 > 2 else ''};{n}/06/2026" for n in range(10, 30)
    )
    assert chosen(table(f"TITULO;TITULO-ACTIVIDAD;FECHA\n{rows}"))["title"] == "TITULO"
