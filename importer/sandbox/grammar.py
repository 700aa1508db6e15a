"""The words of `--rate`, `--windows` and `--faults`, also spoken by the control address.

rate     600/min            POST /events=60/min,*=600/min;token-bucket;headers=on-429
windows  15m,45s
faults   drop_after=5%,503=every:10,POST /events slow=next:3@2s
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from importer.sandbox.config import Windows
from importer.sandbox.faults import ANY_ROUTE, FAULTS, FaultRule, When
from importer.sandbox.limits import ALL_ROUTES, EACH_ROUTE, RatePolicy, RateRule
from importer.sandbox.routes import ROUTES

_UNITS = {"ms": 0.001, "s": 1, "sec": 1, "m": 60, "min": 60, "h": 3600, "hour": 3600, "day": 86400}
_DURATION = re.compile(r"(?P<number>\d+(?:\.\d+)?)?\s*(?P<unit>[a-z]*)", re.ASCII)
_RATE_OPTIONS = {
    "headers": ("always", "on-429", "never"),
    "retry-after": ("seconds", "date"),
    "reset": ("seconds", "epoch"),
    "burst": (),
}
_ALGORITHMS = ("window", "token-bucket")


def nearest(word: str, known: Iterable[str], what: str) -> ValueError:
    """Return the error for a wrong word, with the right one that is nearest to it."""
    names = list(known)
    close = get_close_matches(word, names, n=1, cutoff=0.5)
    hint = f"did you mean {close[0]!r}?" if close else f"known: {', '.join(names)}"
    return ValueError(f"{word!r} is no {what}; {hint}")


def parse_rate(text: str) -> RatePolicy:
    """Read a rate policy: `RULE,RULE;option;option`, or `off`.

    RULE is `[ROUTE=]COUNT/PERIOD`, as `600/min`, `POST /events=5/2s`, `all=900/min`. Options:
    `token-bucket`, `burst=N`, `headers=`, `retry-after=`, `reset=` (see `RatePolicy`).
    """
    rules, *options = (part.strip() for part in text.split(";"))
    if rules in ("off", "none", ""):
        return RatePolicy()
    chosen: dict[str, Any] = {}
    for option in filter(None, options):
        name, has_value, value = (part.strip() for part in option.partition("="))
        if not has_value and name in _ALGORITHMS:
            chosen["algorithm"] = name
            continue
        if name not in _RATE_OPTIONS:
            raise nearest(name, [*_RATE_OPTIONS, *_ALGORITHMS], "rate option")
        if _RATE_OPTIONS[name] and value not in _RATE_OPTIONS[name]:
            raise nearest(value, _RATE_OPTIONS[name], f"value of {name}")
        chosen[name.replace("-", "_")] = _count(value, name) if name == "burst" else value
    return RatePolicy(tuple(_rate_rule(rule) for rule in rules.split(",")), **chosen)


def _rate_rule(text: str) -> RateRule:
    route, named, rate = text.rpartition("=")
    count, slash, period = rate.partition("/")
    if not slash:
        raise ValueError(f"{text.strip()!r} is no rate; write COUNT/PERIOD, as 600/min or 5/2s")
    name = _route(route, (EACH_ROUTE, ALL_ROUTES)) if named else EACH_ROUTE
    seconds = parse_duration(period)
    if seconds <= 0:
        raise ValueError(f"{text.strip()!r}: the period must be longer than 0")
    return RateRule(name, _count(count, "a rate"), seconds)


def parse_windows(text: str) -> Windows:
    """Read `SUCCEEDED,IN_PROGRESS` as `15m,45s`; the second may be left out."""
    parts = [part.strip() for part in text.split(",")]
    if len(parts) > 2:
        raise ValueError(f"{text!r} has more than two windows; write SUCCEEDED,IN_PROGRESS")
    seconds = [parse_duration(part, bare="s") for part in parts]
    return Windows(*seconds)


def parse_faults(text: str) -> tuple[FaultRule, ...]:
    """Read `[ROUTE ]FAULT=WHEN[@DURATION],…`; WHEN is `5%`, `0.05`, `every:10` or `next:3`."""
    if text.strip() in ("", "off", "none"):
        return ()
    return tuple(_fault_rule(part.strip()) for part in text.split(","))


def _fault_rule(text: str) -> FaultRule:
    subject, _, timing = text.partition("=")
    route, _, name = subject.strip().rpartition(" ")
    if name not in FAULTS:
        raise nearest(name, FAULTS, "fault")
    when, at, seconds = timing.partition("@")
    if at and FAULTS[name].seconds is None:
        taking = ", ".join(known for known, fault in FAULTS.items() if fault.seconds is not None)
        raise ValueError(f"{text!r}: {name} takes no duration (only {taking} do)")
    return FaultRule(
        name,
        _when(when.strip(), text),
        _route(route) if route else ANY_ROUTE,
        parse_duration(seconds, bare="s") if at else None,
    )


def _when(text: str, rule: str) -> When:
    kind, colon, number = text.partition(":")
    if colon and kind == "every":
        return When("every", _count(number, rule))
    if colon and kind == "next":
        return When("next", _count(number, rule))
    try:
        share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise ValueError(f"{rule!r}: write how often as 5%, 0.05, every:10 or next:3")
    return When("chance", share)


def _route(text: str, others: tuple[str, ...] = (ANY_ROUTE,)) -> str:
    """Return a known route's name; blanks and the method's case do not matter."""
    method, _, path = text.strip().partition(" ")
    name = f"{method.upper()} {path.strip()}" if path else method
    if name not in ROUTES and name not in others:
        raise nearest(name, [*ROUTES, *others], "route")
    return name


def parse_duration(text: str, *, bare: str = "") -> float:
    """Return seconds: `15m`, `2s`, `300ms`, `min` (one minute); `bare`: unit of a bare number."""
    found = _DURATION.fullmatch(text.strip().lower())
    number, unit = (found["number"], found["unit"]) if found else (None, "")
    if number is None and not unit:
        raise ValueError(f"{text!r} is no duration; write it as 15m, 45s or 300ms")
    unit = unit or bare
    if unit not in _UNITS:
        raise nearest(unit, _UNITS, f"unit of time (in {text!r})")
    return float(number or 1) * _UNITS[unit]


def _count(text: str, where: str) -> int:
    text = text.strip()
    if not (text.isascii() and text.isdigit()) or int(text) < 1:
        raise ValueError(f"{text!r} in {where!r} must be a whole number from 1")
    return int(text)
