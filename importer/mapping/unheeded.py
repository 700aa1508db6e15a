"""Keys of a mapping file that are read, checked and not acted upon yet: who states one has to know."""

from __future__ import annotations

from typing import Any

_INSTEAD = {
    "precedence": (
        "no source gives way to another. An event that stands in two sources is published by each of them; "
        "leave its row out of one with `only`"
    ),
    "on_conflict": (
        "nothing looks whether an event was edited on the platform. Where a row changes, the fields that changed are "
        "sent and replace what stands there; all other fields stay as they are there"
    ),
}


def take_unheeded(values: dict[str, Any]) -> tuple[str, ...]:
    """Take these keys out of what a file states; returns what happens instead of what each asks for.

    `precedence: 0` asks for nothing.
    """
    stated = {key: values.pop(key) for key in _INSTEAD if key in values}
    return tuple(
        f"`{key}: {value}` has no effect in this version: {_INSTEAD[key]}"
        for key, value in stated.items()
        if value != 0
    )
