"""Idempotency as the contract documents it: cached successes, conflicts, and two windows.

Entries belong to one API key. A succeeded entry protects for `Windows.succeeded_s`, one in progress
for `Windows.in_progress_s`; after that the same key creates a second event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256

import orjson

from importer.sandbox.config import Windows
from importer.sandbox.refusals import Answer, conflict, invalid

LONGEST_KEY = 255
_SWEEP_EVERY = 1000  # reservations between two sweeps of lapsed entries


@dataclass(slots=True)
class Entry:
    """One use of a key. `since` is when it began, then when it succeeded, in clock seconds."""

    digest: bytes
    since: float
    answer: Answer | None = None


class Idempotency:
    """The entries of all API keys, measured by `now` (seconds)."""

    def __init__(self, windows: Windows, now: Callable[[], float]) -> None:
        self.windows = windows
        self._now = now
        self._entries: dict[tuple[str, str], Entry] = {}
        self._until_sweep = _SWEEP_EVERY

    def recall(self, owner: str, key: str, digest: bytes) -> Answer | None:
        """Return the cached success of this key and payload, None where nothing protects it.

        Raises the 409 for another payload, and for one that is still in progress.
        """
        entry = self._alive(owner, key)
        if entry is None:
            return None
        if entry.digest != digest:
            raise conflict("This Idempotency-Key was used with another payload.", "payload differs")
        if entry.answer is None:
            raise conflict("The first request with this key is not finished.", "in progress")
        return entry.answer

    def reserve(self, owner: str, key: str, digest: bytes) -> Reservation:
        """Note the key as in progress; only after `recall` returned None."""
        self._until_sweep -= 1
        if self._until_sweep <= 0:
            self._sweep()
        entry = self._entries[owner, key] = Entry(digest, self._now())
        return Reservation(self, owner, key, entry)

    def settle(self, owner: str, key: str, entry: Entry, answer: Answer | None) -> None:
        """Note success (`answer`) or forget (None), unless a later request took the key over."""
        if self._entries.get((owner, key)) is not entry:
            return
        if answer is None:
            del self._entries[owner, key]
        else:
            entry.answer, entry.since = answer, self._now()

    def __iter__(self) -> Iterator[tuple[str, str, str]]:
        """Yield (owner, key, state) of what still protects; state: succeeded or in progress."""
        for (owner, key), entry in self._entries.items():
            if self._age_left(entry) > 0:
                yield owner, key, "in progress" if entry.answer is None else "succeeded"

    def _alive(self, owner: str, key: str) -> Entry | None:
        entry = self._entries.get((owner, key))
        return entry if entry is not None and self._age_left(entry) > 0 else None

    def _age_left(self, entry: Entry) -> float:
        windows = self.windows
        window = windows.in_progress_s if entry.answer is None else windows.succeeded_s
        return entry.since + window - self._now()

    def _sweep(self) -> None:
        self._entries = {at: e for at, e in self._entries.items() if self._age_left(e) > 0}
        self._until_sweep = max(_SWEEP_EVERY, len(self._entries))


@dataclass(frozen=True, slots=True)
class Reservation:
    """A key in progress: `succeed` or `release` it; left alone it lapses with its window."""

    entries: Idempotency
    owner: str
    key: str
    entry: Entry

    def succeed(self, answer: Answer) -> None:
        self.entries.settle(self.owner, self.key, self.entry, answer)

    def release(self) -> None:
        self.entries.settle(self.owner, self.key, self.entry, None)


def check_key(key: str) -> str:
    """Return a usable key: printable ASCII, 1 to 255 characters; else the 400."""
    if not 0 < len(key) <= LONGEST_KEY:
        raise invalid("Idempotency-Key", f"must have 1 to {LONGEST_KEY} characters")
    if not (key.isascii() and key.isprintable()):
        raise invalid("Idempotency-Key", "must be printable ASCII")
    return key


def payload_digest(payload: object) -> bytes:
    """Return SHA-256 of the canonical payload: JSON with sorted keys and no blanks.

    It is wrapped as deep as any answer wraps it, so that what could be stored but not answered is
    refused here.
    """
    try:
        canonical = orjson.dumps([[[[payload]]]], option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as problem:
        raise invalid("body", f"cannot be stored ({problem})") from problem
    return sha256(canonical).digest()
