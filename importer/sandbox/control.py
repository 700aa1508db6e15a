"""The control words: change a running sandbox, at once or after so many requests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, get_args, get_type_hints

import orjson

from importer.sandbox.config import SCOPES, Answers, Key, Windows
from importer.sandbox.faults import ANY_ROUTE, FaultPlan, FaultRule
from importer.sandbox.grammar import (
    nearest,
    parse_duration,
    parse_faults,
    parse_rate,
    parse_windows,
)
from importer.sandbox.limits import RatePolicy
from importer.sandbox.refusals import Answer, RefusalError, invalid
from importer.sandbox.routes import ROUTES
from importer.sandbox.world import Scheduled, World

Outcome = dict[str, object]


def apply(world: World, words: Mapping[str, object]) -> Outcome:
    """Apply control words in the order given; returns what was added.

    Raises ValueError for a wrong word or value. Words before it have taken effect.
    """
    for word in words:
        if word not in WORDS:
            raise nearest(word, WORDS, "control word")
    outcome: Outcome = {}
    for word, value in words.items():
        try:
            outcome |= WORDS[word](world, value) or {}
        except RefusalError as refusal:
            raise ValueError(f"{word}: {refusal.message}") from refusal
    return outcome


def answer(world: World, words: object) -> Answer:
    """Answer `POST /sandbox/control`; a wrong word is the 400 that says which is right."""
    if not isinstance(words, dict):
        raise invalid("body", "must be a JSON object of control words")
    try:
        return Answer(200, orjson.dumps({"ok": True, **apply(world, words)}))
    except ValueError as problem:
        raise invalid("control", str(problem)) from problem


def request_done(world: World, route: str) -> None:
    """Count one API request for the scheduled words, and apply those that are due."""
    for one in [one for one in world.scheduled if one.route in (ANY_ROUTE, route)]:
        one.left -= 1
        if one.left > 0:
            continue
        world.scheduled.remove(one)
        try:
            apply(world, one.words)
        except ValueError as problem:
            world.troubles.append(f"scheduled after {route}: {problem}")


def _faults(world: World, value: object) -> None:
    given = value if isinstance(value, tuple) else parse_faults(_text(value))
    rules = tuple(rule for rule in given if isinstance(rule, FaultRule))
    world.faults = FaultPlan(rules, world.chance)


def _rate(world: World, value: object) -> None:
    world.limiter.policy = value if isinstance(value, RatePolicy) else parse_rate(_text(value))


def _windows(world: World, value: object) -> None:
    windows = value if isinstance(value, Windows) else parse_windows(_text(value))
    world.idempotency.windows = windows


def _seed(world: World, value: object) -> None:
    world.chance.seed(_whole(value))


def _advance(world: World, value: object) -> None:
    world.clock.advanced_s += _seconds(value)


def _skew(world: World, value: object) -> None:
    world.clock.skew_s = _seconds(value)


def _answers(world: World, value: object) -> None:
    chosen: dict[str, Any] = _object(value)
    hints = get_type_hints(Answers)
    for name, form in chosen.items():
        if name not in hints:
            raise nearest(name, hints, "form of an answer")
        allowed = get_args(hints[name]) or (True, False)
        if form not in allowed:
            raise nearest(str(form), map(str, allowed), f"value of {name}")
    world.answers = replace(world.answers, **chosen)


def _add_key(world: World, value: object) -> None:
    given = _object(value)
    world.add_key(_key(Key(str(given.pop("secret", "")), str(given.pop("label", ""))), given))


def _edit_key(world: World, value: object) -> None:
    given = _object(value)
    for key in world.labelled(str(given.pop("label", ""))):
        world.keys[key.secret] = _key(key, given)


def _revoke_key(world: World, value: object) -> None:
    for key in world.labelled(str(value)):
        world.keys[key.secret] = replace(key, revoked=True)


def _key(key: Key, given: Mapping[str, object]) -> Key:
    for name, value in given.items():
        if name == "scopes":
            key = replace(key, scopes=frozenset(_texts(value)))
        elif name == "channels":
            channels = None if value is None else frozenset(map(_whole, _list(value)))
            key = replace(key, channels=channels)
        elif name == "revoked":
            key = replace(key, revoked=value is True)
        else:
            raise nearest(
                name, ("label", "secret", "scopes", "channels", "revoked"), "part of a key"
            )
    for scope in key.scopes - SCOPES:
        raise nearest(scope, sorted(SCOPES), "scope")
    return key


def _add_events(world: World, value: object) -> Outcome:
    return {"added": [world.added_by_hand(payload).id for payload in _list(value)]}


def _edit_events(world: World, value: object) -> None:
    for event_id, changes in _object(value).items():
        world.edited_by_hand(str(event_id), changes)


def _remove_events(world: World, value: object) -> None:
    wanted = list(world.events) if value == "all" else [str(one) for one in _list(value)]
    for event_id in wanted:
        if event_id not in world.events:
            raise ValueError(f"there is no event {event_id}")
    for event_id in wanted:
        del world.events[event_id]


def _clear_log(world: World, value: object) -> None:
    if value is not True:
        raise ValueError("clear_log takes true")
    world.log.clear()
    world.counters.clear()
    world.troubles.clear()


def _schedule(world: World, value: object) -> None:
    for one in _list(value):
        given = _object(one)
        route, words = str(given.get("route", ANY_ROUTE)), _object(given.get("do"))
        if route not in (ANY_ROUTE, *ROUTES):
            raise nearest(route, ROUTES, "route")
        for word in words:
            if word not in WORDS:
                raise nearest(word, WORDS, "control word")
        world.scheduled.append(Scheduled(_whole(given.get("after")), route, words))


def _text(value: object) -> str:
    if value is None:
        return "off"
    if not isinstance(value, str):
        raise ValueError(f"must be text as on the command line, not {value!r}")
    return value


def _texts(value: object) -> list[str]:
    return [_text(one) for one in _list(value)]


def _object(value: object) -> dict[str, object]:
    if not isinstance(value, Mapping):
        raise ValueError(f"must be an object, not {value!r}")
    return {str(name): one for name, one in value.items()}


def _list(value: object) -> list[object]:
    if not isinstance(value, (list, tuple, set, frozenset)):
        raise ValueError(f"must be a list, not {value!r}")
    return list(value)


def _whole(value: object) -> int:
    if type(value) is not int:
        raise ValueError(f"must be a whole number, not {value!r}")
    return value


def _seconds(value: object) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    return parse_duration(_text(value), bare="s")


WORDS: Mapping[str, Callable[[World, object], Outcome | None]] = {
    "faults": _faults,
    "rate": _rate,
    "windows": _windows,
    "seed": _seed,
    "advance": _advance,
    "skew": _skew,
    "answers": _answers,
    "add_key": _add_key,
    "edit_key": _edit_key,
    "revoke_key": _revoke_key,
    "add_events": _add_events,
    "edit_events": _edit_events,
    "remove_events": _remove_events,
    "clear_log": _clear_log,
    "schedule": _schedule,
}
