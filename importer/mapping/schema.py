"""The mapping file: which keys it has, what may stand there, and what it becomes.

`json_schema()` and the loader come from the same declaration below.
"""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final

from importer.mapping.expressions import CLOCK, COMMON, Expression
from importer.mapping.model import AllDay, GuardLimits, PublishSettings
from importer.mapping.nodes import Node, ProblemError
from importer.mapping.shapes import (
    Choice,
    Either,
    Fields,
    Flag,
    JsonSchema,
    Key,
    ListOf,
    TableOf,
    TemplateText,
    Text,
    clock,
    duration,
    share,
    whole,
)
from importer.privacy import Privacy
from importer.records import SourceSpec, Window

WORKBOOKS = ("xlsx", "xlsm", "xls", "xlsb", "ods")


def _window(node: Node, values: dict[str, Any]) -> dict[str, Any]:
    bounds, spans = values.keys() & {"from", "to"}, values.keys() & {"past", "future"}
    if bounds and (spans or len(bounds) == 1):
        raise ProblemError(node, "`window` takes `past` and `future`, or both `from` and `to`")
    if not bounds:
        return values
    start, end = values["from"], values["to"]
    if (start.tzinfo is None) != (end.tzinfo is None):
        raise ProblemError(node, "`from` and `to` must both have an offset, or neither")
    if end <= start:
        raise ProblemError(node, "`to` must be later than `from`; it is itself not included")
    return {"window": Window(start, end)}


def _bound(text: str) -> datetime:
    try:
        if len(text) == 10:
            return datetime.combine(date.fromisoformat(text), time(0))
        return datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("a date or datetime like 2026-01-01 or 2026-01-01T18:00+01:00") from None


_BOUND = r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d.*)?"
_IS_DATE = "a date or datetime like 2026-01-01"
_WINDOW = Fields(
    "`window`",
    {
        "past": Key(duration("`past`"), "How far back, such as 1d."),
        "future": Key(duration("`future`"), "How far ahead, such as 180d."),
        "from": Key(Text("`from`", _BOUND, _IS_DATE, convert=_bound), "Start, inclusive."),
        "to": Key(Text("`to`", _BOUND, _IS_DATE, convert=_bound), "End, not included."),
    },
    _window,
)


def _source(node: Node, values: dict[str, Any]) -> SourceSpec:
    window = values.pop("window", {})
    kind = values.pop("format", None)
    if kind:
        values["format"] = "workbook" if kind in WORKBOOKS else kind
    if "sheet" in values:
        values["sheets"] = values.pop("sheet")
    return SourceSpec(**values, **window)


_NONE = Choice("`header_row`", ("none",))
_COLUMN = Text("a column name")
SOURCE = Fields(
    "`source`",
    {
        "location": Key(
            Text("`location`"),
            'A path relative to this file, an http(s):// or webcal:// address, "-", or "${NAME}".',
        ),
        "format": Key(
            Choice("`format`", ("csv", *WORKBOOKS, "ical")), "Found by itself if unsaid."
        ),
        "sheet": Key(
            Either(Choice("`sheet`", ("all",)), ListOf("`sheet`", Text("a sheet name"))),
            "A sheet, a list of sheets, or all.",
        ),
        "header_row": Key(
            Either(_NONE, whole("`header_row`", least=1)),
            "Row of the column names as a spreadsheet shows it; none: columns are A, B, C …",
        ),
        "delimiter": Key(Text("`delimiter`"), "The sign between the fields of a CSV file."),
        "encoding": Key(Text("`encoding`"), "Encoding of a CSV file, such as cp1252."),
        "window": Key(_WINDOW, "The stretch of time a calendar is read for."),
        "fill_down": Key(ListOf("`fill_down`", _COLUMN), "Empty cells repeat the one above."),
        "hidden_rows": Key(Choice("`hidden_rows`", ("skip", "read")), "Hidden rows of a workbook."),
    },
    _source,
)

TEXT: Final = (*COMMON, "text")
_CITY = {
    "placeId": Key(
        Expression("`placeId`", (*COMMON, "lookup")), "The platform's place identifier."
    ),
    "name": Key(Expression("`name`", (*TEXT, "lookup")), "Name of the town."),
    "countryCode": Key(Expression("`countryCode`", (*COMMON, "lookup")), "ISO 3166 alpha-2."),
}
_OFFER = {
    "name": Key(Expression("`name`", TEXT), "What is offered, such as Tickets."),
    "url": Key(Expression("`url`", COMMON), "Where it is sold."),
    "availability": Key(Expression("`availability`", COMMON), "Such as available."),
}
_CITY_EXPRESSION = Expression("`city`", (*COMMON, "lookup"), _CITY, template=False)
_OFFER_EXPRESSION = Expression("an offer", (), _OFFER, template=False)
_WORD = Expression("a classification", COMMON)

EVENT_KEYS: dict[str, Key] = {
    "channelId": Key(Expression("`channelId`", COMMON), "A channel's number, slug or name."),
    "title": Key(Expression("`title`", TEXT), "Title of the event."),
    "startAt": Key(Expression("`startAt`", CLOCK), "When it starts."),
    "endAt": Key(
        Expression("`endAt`", (*CLOCK, "duration", "next_day_if_earlier")), "When it ends."
    ),
    "timezone": Key(Expression("`timezone`", (*COMMON, "lookup")), "IANA zone of its local times."),
    "classifications": Key(
        Expression("`classifications`", COMMON, entry=_WORD), "Public category slugs."
    ),
    "approxLocation": Key(
        Expression(
            "`approxLocation`",
            table={"city": Key(_CITY_EXPRESSION, "The town.", required=True)},
            template=False,
        ),
        "Where it is: the platform's place.",
    ),
    "locationName": Key(Expression("`locationName`", TEXT), "Name of the venue."),
    "description": Key(Expression("`description`", TEXT), "Text about the event."),
    "offers": Key(Expression("`offers`", entry=_OFFER_EXPRESSION, template=False), "Ticket links."),
    "image": Key(Expression("`image`", COMMON), "Path or address of a picture."),
    "coverImage": Key(Expression("`coverImage`", (*COMMON, "number")), "Id of uploaded media."),
    "capacity": Key(Expression("`capacity`", (*COMMON, "number")), "Number of places."),
    "status": Key(Expression("`status`", COMMON), "draft or published; draft where unsaid."),
}


def _event(node: Node, values: dict[str, Any]) -> dict[str, Any]:
    if "image" in values and "coverImage" in values:
        raise ProblemError(node, "`image` becomes `coverImage`: state one of them")
    return values


EVENT = Fields(
    "`event`", EVENT_KEYS, _event, "; other payload fields go into `extra` with their path"
)
_SOME_VALUE = Expression(
    "a value of `extra`", (*TEXT, "number"), entry=Expression("an entry", (*TEXT, "number"))
)
_CONDITIONS = TableOf("a condition", ListOf("the values", _COLUMN))
NAME_PATTERN = r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"
_NAME_RULE = "letters, digits, `-`, `_` and `.`, at most 64, such as riverside-hall"


def _made(kind: type[Any]) -> Any:
    return lambda node, values: kind(**values)


FILE_KEYS: dict[str, Key] = {
    "name": Key(Text("`name`", NAME_PATTERN, _NAME_RULE), "State is kept under this name.", True),
    "profile": Key(Text("`profile`", NAME_PATTERN, _NAME_RULE), "A profile of importer.toml."),
    "precedence": Key(
        whole("`precedence`", least=-999_999),
        "Two sources, one event: higher owns. Without effect in this version.",
    ),
    "source": Key(SOURCE, "Where rows come from; found from the file itself where possible."),
    "identity": Key(
        ListOf("`identity`", TemplateText("`identity`")),
        "Columns (or templates) that say which event a row is.",
    ),
    "only": Key(_CONDITIONS, "Only rows with these values are published: {Column: [value, …]}."),
    "cancelled": Key(_CONDITIONS, "Rows with these values are cancelled: {Column: [value, …]}."),
    "event": Key(EVENT, "The payload, field by field.", True),
    "lookups": Key(
        TableOf("`lookups`", Text("a lookup's file", convert=Path)),
        "Name: file with the columns value, placeId, name, countryCode, timezone.",
    ),
    "extra": Key(TableOf("`extra`", _SOME_VALUE), "Payload paths this version does not know."),
    "when_removed": Key(
        Choice("`when_removed`", ("report", "draft", "ignore")),
        "What happens to an event whose row is gone.",
    ),
    "removed_after": Key(whole("`removed_after`", least=1), "Trusted reads that must miss it."),
    "guard": Key(
        Fields(
            "`guard`",
            {
                "max_removed": Key(share("`max_removed`"), "Share of known upcoming events."),
                "max_removed_count": Key(whole("`max_removed_count`"), "Number of events."),
                "max_changed": Key(share("`max_changed`"), "Share of known upcoming events."),
                "expect_empty": Key(Flag("`expect_empty`"), "The source may be without events."),
            },
            _made(GuardLimits),
        ),
        "What may change in one run before a person is asked.",
    ),
    "on_conflict": Key(
        Choice("`on_conflict`", ("report", "keep_theirs", "overwrite")),
        "A field was edited on the platform. Without effect in this version.",
    ),
    "publish": Key(
        Fields(
            "`publish`",
            {
                "skip_past": Key(Flag("`skip_past`"), "Leave out events that are over."),
                "order": Key(Choice("`order`", ("soonest_first", "source")), "Order of sending."),
                "recreate_missing": Key(Flag("`recreate_missing`"), "Create again what is gone."),
                "channel_change": Key(
                    Choice("`channel_change`", ("report", "move")), "A row changed its channel."
                ),
            },
            _made(PublishSettings),
        ),
        "How events are sent.",
    ),
    "privacy": Key(
        Fields(
            "`privacy`",
            {
                "private_events": Key(
                    Choice("`private_events`", ("skip", "publish")), "Private calendar entries."
                ),
                "meeting_links": Key(
                    Choice("`meeting_links`", ("strip", "keep")), "Links to online meetings."
                ),
                "people": Key(Choice("`people`", ("strip", "keep")), "Organisers and attendees."),
            },
            _made(Privacy),
        ),
        "What is withheld.",
    ),
    "all_day": Key(
        Fields(
            "`all_day`",
            {
                "start": Key(clock("`start`"), "Local time an all-day entry starts."),
                "end": Key(clock("`end`"), "Local time it ends on its last day."),
            },
            _made(AllDay),
        ),
        "Times of all-day calendar entries.",
    ),
}


def file_shape(make: Any) -> Fields:
    """The whole file; `make(node, values)` builds the result."""
    return Fields("the mapping file", FILE_KEYS, make)


def json_schema() -> JsonSchema:
    """The JSON Schema of mapping files, for editors and `importer schema`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Mapping file of the Pinned Events importer",
        **file_shape(lambda node, values: values).schema(),
    }
