"""Faults on purpose: which there are, when they fire, and what they do to an answer."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from importer.sandbox.refusals import Answer, RefusalError

ANY_ROUTE = "*"


class Moment(Enum):
    """When a fault strikes, seen from what is stored."""

    BEFORE = "before storing"
    WORKING = "while the request is in progress"
    AFTER = "after storing"
    UNNOTED = "after storing, success never noted"


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of fault. `effect` is what the client sees; `seconds` what it takes, if anything."""

    moment: Moment
    effect: str
    meaning: str
    seconds: float | None = None


FAULTS: Mapping[str, Fault] = {
    "drop_before": Fault(Moment.BEFORE, "drop", "connection closed, nothing stored"),
    "drop_after": Fault(Moment.AFTER, "drop", "stored, then the connection is closed"),
    "never_noted": Fault(
        Moment.UNNOTED,
        "drop",
        "stored, connection closed, success never noted: only the in-progress entry is left, and "
        "once it lapses the same key creates a second event",
    ),
    "reset_before": Fault(Moment.BEFORE, "reset", "connection reset (RST), nothing stored"),
    "reset_after": Fault(Moment.AFTER, "reset", "stored, then the connection is reset (RST)"),
    "500": Fault(Moment.BEFORE, "500", "500, nothing stored"),
    "502": Fault(Moment.BEFORE, "502", "502, nothing stored"),
    "503": Fault(Moment.BEFORE, "503", "503, nothing stored"),
    "500_after": Fault(Moment.AFTER, "500", "stored, then 500"),
    "502_after": Fault(Moment.AFTER, "502", "stored, then 502"),
    "503_after": Fault(Moment.AFTER, "503", "stored, then 503"),
    "408": Fault(Moment.BEFORE, "408", "408, nothing stored"),
    "408_after": Fault(Moment.AFTER, "408", "stored, then 408"),
    "429": Fault(Moment.BEFORE, "429", "429 although no limit was reached; @ is Retry-After", 1),
    "slow": Fault(Moment.WORKING, "slow", "in progress for @ seconds, then the true answer", 1),
    "hang": Fault(Moment.AFTER, "hang", "stored, the answer never comes"),
    "hang_before": Fault(Moment.WORKING, "hang", "stays in progress, the answer never comes"),
    "html": Fault(Moment.AFTER, "html", "stored, then a web page with status 200"),
    "html_before": Fault(Moment.BEFORE, "html", "a web page with status 200, nothing stored"),
    "html_502": Fault(Moment.BEFORE, "html_502", "a proxy's web page with 502, nothing stored"),
    "html_502_after": Fault(Moment.AFTER, "html_502", "stored, then a proxy's web page with 502"),
    "truncated": Fault(Moment.AFTER, "truncated", "stored; half the JSON, Content-Length fits it"),
    "truncated_length": Fault(
        Moment.AFTER, "half", "stored; half the JSON, Content-Length promises all of it"
    ),
    "no_id": Fault(Moment.AFTER, "no_id", "stored; success without a readable doc.id"),
    "garbage": Fault(Moment.AFTER, "garbage", "stored; bytes that are not HTTP"),
    "redirect": Fault(Moment.BEFORE, "redirect", "302 to another path, nothing stored"),
    "redirect_after": Fault(Moment.AFTER, "redirect", "stored, then 302 to another path"),
}
ON_THE_WIRE = frozenset({"drop", "reset", "hang", "half", "garbage"})  # no HTTP answer to disguise


@dataclass(frozen=True, slots=True)
class When:
    """How often: `chance` 0..1 of the requests, `every` nth of them, or the `next` n."""

    kind: Literal["chance", "every", "next"]
    value: float


@dataclass(frozen=True, slots=True)
class FaultRule:
    """One fault of `FAULTS` on one route (`POST /events`) or on all (`*`)."""

    name: str
    when: When
    route: str = ANY_ROUTE
    seconds: float | None = None

    @property
    def fault(self) -> Fault:
        return FAULTS[self.name]

    @property
    def takes_s(self) -> float:
        """Seconds of latency or Retry-After: as set, else the fault's default."""
        return self.seconds if self.seconds is not None else self.fault.seconds or 0

    def __str__(self) -> str:
        when = {
            "chance": f"{self.when.value * 100:g}%",
            "every": f"every:{self.when.value:g}",
            "next": f"next:{self.when.value:g}",
        }[self.when.kind]
        route = "" if self.route == ANY_ROUTE else f"{self.route} "
        after = "" if self.seconds is None else f"@{self.seconds:g}s"
        return f"{route}{self.name}={when}{after}"


class FaultPlan:
    """Decides for each admitted request whether a fault strikes; the first rule that fires wins."""

    def __init__(self, rules: Iterable[FaultRule], chance: random.Random) -> None:
        self.rules = tuple(rules)
        self._chance = chance
        self._seen = [0] * len(self.rules)

    def draw(self, route: str) -> FaultRule | None:
        """Return the fault for this request. A route outside the API must be named to be hit."""
        for number, rule in enumerate(self.rules):
            if rule.route not in (ANY_ROUTE, route):
                continue
            self._seen[number] += 1
            if self._fires(rule.when, self._seen[number]):
                return rule
        return None

    def _fires(self, when: When, seen: int) -> bool:
        if when.kind == "chance":
            return self._chance.random() < when.value
        return seen <= when.value if when.kind == "next" else seen % int(when.value) == 0


_PAGE = b"<!doctype html><title>Pinned Events</title><h1>We will be right back</h1>"
_MESSAGES = {
    500: ("internal_error", "Something went wrong."),
    502: ("bad_gateway", "The platform could not be reached."),
    503: ("unavailable", "The platform is busy."),
    408: ("request_timeout", "The request took too long."),
}


def disguise(effect: str, true_answer: Answer | None, request_id: str) -> Answer:
    """Return what the client sees instead of `true_answer` (None: nothing was done)."""
    if effect == "html":
        return Answer(200, _PAGE, "text/html")
    if effect == "html_502":
        return Answer(502, _PAGE, "text/html")
    if effect == "redirect":
        return Answer(302, b"", "text/plain", headers={"Location": "/maintenance"})
    if effect in ("truncated", "no_id") and true_answer is not None:
        whole = true_answer.body
        cut = whole[: len(whole) // 2] if effect == "truncated" else b'{"doc":{}}'
        return Answer(true_answer.status, cut, true_answer.content_type)
    code, message = _MESSAGES[int(effect)]
    return RefusalError(int(effect), code, message).answer(request_id)
