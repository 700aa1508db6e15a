"""What a row of a table becomes."""

from __future__ import annotations

from typing import Any

import pytest
from mapping_cases import codes, payload, row

from importer.errors import MappingError
from importer.payloads import LeftOut, Refused, Wanted
from importer.records import Cell, CellError


def test_the_smallest_mapping_makes_a_whole_payload(map_row: Any) -> None:
    outcome = map_row()
    assert payload(outcome) == {
        "channelId": 42,
        "title": "Talk",
        "startAt": "2026-06-12T20:00:00+02:00",
        "timezone": "Europe/Berlin",
        "classifications": ["music"],
        "approxLocation": {"city": {"placeId": "p1", "name": "Köln", "countryCode": "DE"}},
        "status": "draft",
    }
    assert (outcome.key, outcome.starts_at, outcome.over_at) == ("1", 1781287200, 1781287200)


def test_every_problem_of_a_row_is_told_with_its_column(map_row: Any) -> None:
    outcome = map_row(
        {"offers": '[{name: T, url: "{Link}"}]', "capacity": '"{Places}"'},
        {"Title": " ", "Time": "half eight", "Link": "nope", "Places": "many"},
    )
    assert [(issue.code, issue.field, issue.at.column) for issue in outcome.issues] == [
        ("cell.missing", "title", "Title"),
        ("url.invalid", "offers", "Link"),
        ("cell.invalid", "capacity", "Places"),
        ("time.unparseable", "startAt", "Time"),
    ]
    assert outcome.key == "1"


def test_a_row_without_identity_is_refused_without_a_key(map_row: Any) -> None:
    outcome = map_row(cells={"Id": " "})
    assert isinstance(outcome, Refused)
    assert (outcome.key, codes(outcome), outcome.issues[0].at.column) == (
        None,
        ["cell.missing"],
        "Id",
    )


def test_the_identity_is_the_same_from_a_workbook_and_a_csv(bound: Any) -> None:
    mapper = bound()
    rest: dict[str, Cell] = {"Title": "Talk", "Date": "2026-06-12", "Time": "20:00"}
    assert (
        mapper.map(row({"Id": 1001.0, **rest})).key == mapper.map(row({"Id": " 1001 ", **rest})).key
    )


def test_only_and_cancelled_compare_trimmed_and_without_case(map_row: Any) -> None:
    rest = "only: {Publish: [yes, x]}\ncancelled: {State: [Cancelled]}\n"
    assert isinstance(map_row(cells={"Publish": " YES ", "State": ""}, rest=rest), Wanted)
    left = map_row(cells={"Publish": "no", "State": ""}, rest=rest)
    assert isinstance(left, LeftOut)
    assert (left.key, left.why) == ("1", "only")
    assert map_row(cells={"Publish": "x", "State": "CANCELLED"}, rest=rest).why == "cancelled"


def test_a_broken_row_that_is_not_wanted_is_left_out_and_no_error(map_row: Any) -> None:
    assert isinstance(map_row(cells={"Time": "?", "P": "no"}, rest="only: {P: [yes]}"), LeftOut)


def test_headers_match_whatever_their_case_and_blanks(bound: Any) -> None:
    outcome = bound().map(
        row({" ID ": "1", "title": "Talk", "DATE": "2026-06-12", "Time": "20:00"})
    )
    assert payload(outcome)["title"] == "Talk"


def test_columns_that_the_source_lacks_are_named_with_line_and_nearest(bound: Any) -> None:
    mapper = bound(rest="only: {Publish: [x]}\n")
    with pytest.raises(MappingError) as caught:
        mapper.check_columns([("Sheet1", ("Id", "Titel", "Date", "Time"))], "a.xlsx")
    assert caught.value.problems == (
        (6, "there is no column 'Title': did you mean 'Titel'? (in a.xlsx, sheet Sheet1)"),
        (
            11,
            "there is no column 'Publish': it has Id, Titel, Date, Time (in a.xlsx, sheet Sheet1)",
        ),
    )


def test_a_header_that_stands_twice_is_a_question_and_no_guess(bound: Any) -> None:
    with pytest.raises(MappingError, match="could be any of 'Title', 'TITLE'"):
        bound({"title": '"{tItle}"'}).check_columns(
            [(None, ("Id", "Title", "TITLE", "Date", "Time"))], "a"
        )


def test_a_workbook_error_refuses_its_own_row_only(bound: Any) -> None:
    mapper = bound()
    broken = mapper.map(
        row({"Id": "1", "Title": CellError("#N/A"), "Date": "2026-06-12", "Time": "20:00"})
    )
    assert (codes(broken), broken.issues[0].value) == (["cell.invalid"], "#N/A")
    assert isinstance(
        mapper.map(row({"Id": "2", "Title": "x", "Date": "2026-06-12", "Time": "8pm"})), Wanted
    )


def test_what_a_calendar_and_a_table_need_is_asked_for_when_binding(bound: Any) -> None:
    with pytest.raises(MappingError, match="`event` has no `title`"):
        bound({"title": None})
    assert bound({"title": None}, calendar=True).calendar


@pytest.mark.parametrize(
    ("expression", "cell", "made"),
    [
        ('"{X}"', "  two   blanks ", "two blanks"),
        ('"{X}"', "bad\x00sign\u200b", "badsign"),
        ('"{X}"', "Cafe\u0301", "Café"),
        ('"{X}[ (with {Y})]"', "Act", "Act"),
        ('"{{X}} {X} [[a]]"', "Act", "{X} Act [a]"),
        ('{from: "{X}", repair_text: true}', "CafÃ©", "Café"),
        ('{from: "{X}", repair_text: true}', "Café", "Café"),
        ('{from: "{X}", repair_text: true}', "Jazz \x96 l\x92été, 5 \x80", "Jazz – l’été, 5 €"),
        ("{from: \"{X}\", regex: '(\\d+) guests'}", "has 12 guests", "12"),
        ("{from: \"{X}\", regex: '\\d+'}", "has 12 guests", "12"),
        ("{from: \"{X}\", regex: '\\d+', default: none}", "no guests", "none"),
        ('{from: "{X}", map: {a: Alpha}}', " A ", "Alpha"),
        ('{from: "{X}", map: {a: Alpha}, default: Other}', "b", "Other"),
        ('{from: "{X}", default: "{Id}"}', "", "1"),
        ('{from: "{X}", text: html}', "<p>One &amp; two</p><script>x()</script>", "One & two"),
        ('{from: "{X}", text: html}', "1 < 2 & 3 > 2", "1 < 2 & 3 > 2"),
        ('"{X}"', 12.0, "12"),
        ('"{X}"', True, "TRUE"),
        ('"{X}"', "x\ud800y", "xy"),
    ],
)
def test_a_text_is_made_as_its_converter_says(
    map_row: Any, expression: str, cell: Cell, made: str
) -> None:
    assert payload(map_row({"title": expression}, {"X": cell, "Y": ""}))["title"] == made


def test_a_text_that_is_absent_is_left_out_of_the_payload(map_row: Any) -> None:
    made = payload(
        map_row(
            {"locationName": '"{V}[, {R}]"', "description": '"{D}"'}, {"V": "", "R": "", "D": " "}
        )
    )
    assert not made.keys() & {"locationName", "description"}


def test_a_description_keeps_its_lines(map_row: Any) -> None:
    made = payload(
        map_row(
            {"description": '{from: "{D}", text: html}'}, {"D": "<p>One</p><ul><li>a<li>b</ul>"}
        )
    )
    assert made["description"] == "One\n\n- a\n- b"


def test_required_refuses_the_row_where_its_value_is_absent(map_row: Any) -> None:
    assert codes(map_row({"locationName": '{from: "{V}", required: true}'}, {"V": ""})) == [
        "cell.missing"
    ]


@pytest.mark.parametrize(
    ("cell", "made"),
    [("Gig, Class", ["music", "workshop"]), ("gig", ["music"]), ("Gig,Gig", ["music"]), ("", ["community"]),
     ("Other", ["community"])],
)  # fmt: skip
def test_classifications_are_split_mapped_and_defaulted(
    map_row: Any, cell: str, made: list[str]
) -> None:
    words = "{from: \"{K}\", split: ',', map: {Gig: music, Class: workshop}, default: [community]}"
    assert payload(map_row({"classifications": words}, {"K": cell}))["classifications"] == made


def test_a_part_that_the_map_lacks_is_noted_beside_those_it_has(map_row: Any) -> None:
    outcome = map_row(
        {"classifications": "{from: \"{K}\", split: ',', map: {Gig: music}}"}, {"K": "Gig, Clas"}
    )
    assert payload(outcome)["classifications"] == ["music"]
    assert [(note.code, note.value) for note in outcome.notes] == [("cell.not_in_map", "Clas")]


def test_an_unknown_classification_suggests_the_nearest(map_row: Any) -> None:
    outcome = map_row(
        {"classifications": '["{K}"]'}, {"K": "musik"}, classifications=["music", "art"]
    )
    assert codes(outcome) == ["classification.unknown"]
    assert outcome.issues[0].suggestion == "music"


def test_an_unknown_classification_in_the_mapping_is_one_issue_at_its_line(bound: Any) -> None:
    mapper = bound({"classifications": "[musik]"}, classifications=["music", "art"])
    (issue,) = mapper.issues
    assert (issue.code, issue.at.source, issue.at.row, issue.suggestion) == (
        "classification.unknown", "mapping.yaml", 9, "music")  # fmt: skip
    refused = mapper.map(row({"Id": "1", "Title": "x", "Date": "2026-06-12", "Time": "8pm"}))
    assert refused == Refused("1", refused.at, ())


@pytest.mark.parametrize(
    ("text", "number"),
    [("42", 42), ("riverside", 42), ("RIVERSIDE HALL", 42), ("Kids", 43), ("99", 99)],
)
def test_a_channel_is_given_by_number_slug_or_name(map_row: Any, text: str, number: int) -> None:
    assert payload(map_row({"channelId": text}))["channelId"] == number


def test_a_channel_name_without_a_list_says_what_to_do(bound: Any) -> None:
    (issue,) = bound({"channelId": "riverside"}, channels=None).issues
    assert issue.code == "channel.unknown"
    assert "PINNED_EVENTS_API_KEY" in issue.message


def test_placeholders_are_issues_of_the_mapping_not_of_the_rows(bound: Any) -> None:
    mapper = bound({
        "channelId": "CHANGE-ME",
        "approxLocation": '{city: {placeId: CHANGE-ME, name: "{Title}", countryCode: DE}}',
    })  # fmt: skip
    assert [(issue.code, issue.at.row) for issue in mapper.issues] == [
        ("channel.unknown", 5), ("place.unknown", 10)]  # fmt: skip
    refused = mapper.map(row({"Id": "1", "Title": "x", "Date": "2026-06-12", "Time": "8pm"}))
    assert refused == Refused("1", refused.at, ())


def test_a_placeholder_within_a_text_still_wants_an_answer(bound: Any) -> None:
    (issue,) = bound({"title": '"CHANGE-ME, {Title}"'}).issues
    assert (issue.code, issue.message) == (
        "cell.missing",
        "CHANGE-ME stands for title: write a value or the column that holds it",
    )


def test_an_hour_that_an_end_waits_for_is_told_once(bound: Any) -> None:
    mapper = bound({"endAt": '{date: "{Date}", time: CHANGE-ME}'})
    assert [issue.field for issue in mapper.issues] == ["endAt"]
    refused = mapper.map(row({"Id": "1", "Title": "x", "Date": "2026-06-12", "Time": "8pm"}))
    assert refused == Refused("1", refused.at, ())


def test_what_is_wrong_in_a_row_itself_is_told_beside_what_is_wrong_in_the_mapping(
    bound: Any,
) -> None:
    mapper = bound({"channelId": "CHANGE-ME"})
    refused = mapper.map(row({"Id": "1", "Title": "x", "Date": "2026-06-12", "Time": "soon"}))
    assert [issue.code for issue in mapper.issues] == ["channel.unknown"]
    assert codes(refused) == ["time.unparseable"]


def test_a_cell_that_start_and_end_are_read_from_is_wrong_once(map_row: Any) -> None:
    refused = map_row({"endAt": '{date: "{Date}", time: "{Time}"}'}, {"Time": "soon"})
    assert [(issue.code, issue.field) for issue in refused.issues] == [
        ("time.unparseable", "startAt")
    ]


def test_a_scalar_field_takes_the_first_part_in_the_map_and_says_so(map_row: Any) -> None:
    outcome = map_row(
        {"channelId": "{from: \"{K}\", split: ',', map: {Jazz: 42, Kids: 43}, default: 42}"},
        {"K": "Kids, Jazz"},
    )
    assert payload(outcome)["channelId"] == 43
    assert [note.code for note in outcome.notes] == ["cell.several"]


def test_a_lookup_finds_places_whatever_their_accents_and_gives_the_zone(map_row: Any) -> None:
    event = {
        "approxLocation": '{city: {from: "{Town}", lookup: places}}',
        "timezone": "{lookup: places}",
    }
    made = payload(map_row(event, {"Town": "KOLN"}))
    assert made["approxLocation"] == {
        "city": {"placeId": "p-cgn", "name": "Köln", "countryCode": "DE"}
    }
    assert made["timezone"] == "Europe/Berlin"
    assert payload(map_row(event, {"Town": "Riverside"}))["startAt"] == "2026-06-12T20:00:00-04:00"


def test_a_near_miss_is_suggested_and_never_used(map_row: Any) -> None:
    event = {"approxLocation": '{city: {from: "{Town}", lookup: places}}'}
    outcome = map_row(event, {"Town": "Riversid"})
    assert codes(outcome) == ["place.unknown"]
    assert outcome.issues[0].suggestion == "Riverside"
    assert "94%" in outcome.issues[0].message


def test_a_place_without_a_zone_says_which_cell_to_fill(map_row: Any) -> None:
    event = {
        "approxLocation": '{city: {from: "{Town}", lookup: places}}',
        "timezone": "{lookup: places}",
    }
    assert codes(map_row(event, {"Town": "Nowhere"})) == ["zone.unknown"]


def test_an_unknown_zone_in_a_cell_suggests_the_right_one(map_row: Any) -> None:
    outcome = map_row({"timezone": '"{TZ}"'}, {"TZ": "Berlin"})
    assert (codes(outcome), outcome.issues[0].suggestion) == (["zone.unknown"], "Europe/Berlin")


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("https://x.org/a?b=1", "https://x.org/a?b=1"),
        ("www.x.org", "https://www.x.org"),
        ("", None),
    ],
)
def test_an_offer_goes_with_its_link(map_row: Any, link: str, url: str | None) -> None:
    made = payload(
        map_row({"offers": '[{name: Tickets, url: "{L}", availability: available}]'}, {"L": link})
    )
    expected = {"name": "Tickets", "url": url, "availability": "available"}
    assert made.get("offers") == (None if url is None else [expected])


@pytest.mark.parametrize(
    "link",
    [
        "ftp://x.org",
        "x.org/tickets",
        "https://",
        "javascript:alert(1)",
        "https://a b.c",
        "https://x.org@evil.org/",
        "https://x.org\\@evil.org",
        "https://x.org:99999/",
        "//x.org",
        "https:/x.org",
        "https://x",
    ],
)
def test_what_is_no_web_address_is_refused(map_row: Any, link: str) -> None:
    assert codes(map_row({"offers": '[{name: T, url: "{L}"}]'}, {"L": link})) == ["url.invalid"]


def test_meeting_links_are_withheld_unless_the_mapping_keeps_them(map_row: Any) -> None:
    event = {"description": '"{D}"', "offers": '[{name: Join, url: "{L}"}]'}
    cells = {
        "D": "Join us: https://us02web.zoom.us/j/1?pwd=x today",
        "L": "https://meet.google.com/abc",
    }
    made = payload(map_row(event, cells))
    assert "zoom" not in made["description"]
    assert "offers" not in made
    kept = payload(map_row(event, cells, "privacy: {meeting_links: keep}"))
    assert "zoom" in kept["description"]
    assert len(kept["offers"]) == 1


def test_extra_paths_reach_into_lists_and_follow_dropped_offers(map_row: Any) -> None:
    event = {"offers": '[{name: A, url: "{L}"}, {name: B, url: "{M}"}]'}
    rest = 'extra: {"attendance.mode": "{Mode}", "offers[1].price": {from: "{P}", number: {decimal: \',\'}}}'
    cells = {"L": "", "M": "https://b.org", "Mode": "online", "P": "12,50"}
    made = payload(map_row(event, cells, rest))
    assert made["offers"] == [{"name": "B", "url": "https://b.org", "price": 12.5}]
    assert made["attendance"] == {"mode": "online"}
    gone = payload(map_row(event, {**cells, "L": "https://a.org", "M": ""}, rest))
    assert gone["offers"] == [{"name": "A", "url": "https://a.org"}]


@pytest.mark.parametrize(
    ("cell", "converter", "number"),
    [("1.200", '"{N}"', 1200), ("1,200", '"{N}"', 1200), (120.0, "{from: \"{N}\", number: {decimal: ','}}", 120),
     ("120", '"{N}"', 120), (120.0, '"{N}"', 120), ("1.200", "{from: \"{N}\", number: {decimal: ','}}", 1200),
     ("1,200", "{from: \"{N}\", number: {decimal: '.'}}", 1200)],
)  # fmt: skip
def test_a_number_field_converts_by_itself(
    map_row: Any, cell: Cell, converter: str, number: int
) -> None:
    assert payload(map_row({"capacity": converter}, {"N": cell}))["capacity"] == number


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("12.000", "cell.ambiguous_number"),
        ("12 or so", "cell.invalid"),
        ("-3", "cell.invalid"),
        ("12.5", "cell.invalid"),
    ],
)
def test_a_number_that_is_none_or_could_be_two_is_refused(
    map_row: Any, cell: str, code: str
) -> None:
    assert codes(map_row({"capacity": '"{N}"'}, {"N": cell})) == [code]


def test_a_picture_is_found_beside_the_mapping_and_never_outside(
    map_row: Any, tmp_path: Any
) -> None:
    made = payload(map_row({"image": '"photos/{P}"'}, {"P": "a.jpg"}))
    assert made["image"] == str(tmp_path.resolve() / "photos" / "a.jpg")
    assert codes(map_row({"image": '"photos/{P}"'}, {"P": "../../etc/passwd"})) == ["cell.invalid"]
    assert (
        payload(map_row({"image": '"{P}"'}, {"P": "https://x.org/a.jpg"}))["image"]
        == "https://x.org/a.jpg"
    )


def test_the_same_record_maps_alike_in_two_mappers(bound: Any) -> None:
    record = row({"Id": "1", "Title": "x", "Date": "2026-06-12", "Time": "8pm"})
    assert bound().map(record) == bound().map(record)
    assert bound().fingerprint() == bound().fingerprint()
    assert bound().fingerprint() != bound({"title": "other"}).fingerprint()
