"""Before delivery: every new picture is uploaded once, and its number goes into the writes that show it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from importer.errors import Issue, Location
from importer.keys import shown
from importer.pipeline.comparing import COUNTED_AS
from importer.pipeline.concluding import AGAIN, NEEDS_PERSON, OK, REFUSED, worst
from importer.pipeline.pictures import Pictures, media_type
from importer.pipeline.platform import Platform
from importer.publishing.answers import Answer
from importer.publishing.lists import read_doc, refuse_access
from importer.reports.document import Result
from importer.store import MediaShelf, Waiting

ROUTE = "POST /media"
FAILURES = 3
"""After so many pictures that the platform took no notice of, the others wait for the next run."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """Why the writes that show a picture are not sent. counted: `rejected` or `deferred`."""

    code: str
    words: str
    counted: str
    exit_code: int
    request_id: str | None = None


CHANGED = Withheld(
    "publish.deferred",
    "Its picture has changed since it was read. Nothing is lost: run again and the row follows",
    "deferred",
    AGAIN,
)


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What uploading came to. withheld: how many writes were taken back because of their picture."""

    withheld: int = 0
    exit_code: int = OK


async def upload_pictures(
    pictures: Pictures, shelf: MediaShelf, platform: Platform, result: Result
) -> Uploaded:
    """Make every decided write complete, or take it back and say why. Only then may any be claimed.

    Raises AccessError for a refused key, TemporaryError when the run is being stopped; no write that
    names a picture by content may be claimed then.
    """
    if not pictures.used:
        return Uploaded()
    waiting = await asyncio.to_thread(shelf.waiting)
    there = await asyncio.to_thread(shelf.uploaded)
    missing = [
        digest for digest in dict.fromkeys(one.digest for one in waiting) if digest not in there
    ]
    refused = await _upload(missing, pictures, shelf, platform)
    withheld = [one for one in waiting if one.digest in refused]
    await asyncio.to_thread(shelf.resolve, withheld)
    for one in withheld:
        result.counts[COUNTED_AS[one.action]] -= 1
        result.counts[refused[one.digest].counted] += 1
    result.report(_issues(withheld, refused))
    return Uploaded(len(withheld), worst(OK, *(reason.exit_code for reason in refused.values())))


async def _upload(
    missing: list[bytes], pictures: Pictures, shelf: MediaShelf, platform: Platform
) -> dict[bytes, Withheld]:
    """Returns the pictures that could not be uploaded, with the reason."""
    refused: dict[bytes, Withheld] = {}
    closed: Withheld | None = None
    failures = 0
    for number, digest in enumerate(missing):
        platform.tell_stage("Uploading pictures", number, len(missing))
        reason = closed or await _upload_one(digest, pictures, shelf, platform)
        if reason is None:
            continue
        refused[digest] = reason
        failures += reason.exit_code == AGAIN and reason is not CHANGED
        if reason.exit_code == REFUSED or failures >= FAILURES:
            closed = reason
    return refused


async def _upload_one(
    digest: bytes, pictures: Pictures, shelf: MediaShelf, platform: Platform
) -> Withheld | None:
    content = await asyncio.to_thread(pictures.content_of, digest)
    kind = media_type(content) if content is not None else None
    if content is None or kind is None:
        return CHANGED
    name = f"{digest.hex()[:16]}.{kind.removeprefix('image/')}"  # a local name may tell too much
    answer = await platform.reader.ask(ROUTE, lambda: platform.api.upload(name, content, kind))
    doc = read_doc(answer)
    media_id = doc["id"] if doc is not None else None
    if isinstance(media_id, int) and not isinstance(media_id, bool):
        await asyncio.to_thread(shelf.keep, digest, media_id)
        return None
    return why_withheld(answer)


def why_withheld(answer: Answer) -> Withheld:
    """Judge an upload without a readable number. Doing it again is harmless, unlike a create.

    Only a refusal in the platform's own words speaks of the picture. Raises AccessError for 401.
    """
    told = str(answer.error.get("message") or f"status {answer.status or 'none'}").rstrip(".")
    match answer.status:
        case 401:
            refuse_access(answer, "uploading a picture")
            raise AssertionError("a 401 is always raised")
        case 403:
            words = (
                "this API key may not upload pictures (media:create). Add the scope to the key and run again, or take "
                f"`image` out of the mapping. The platform says: {told}"
            )
            return Withheld("api.forbidden", words, "deferred", REFUSED, answer.request_id)
        case 400 | 411 | 413 | 415 | 422 if answer.error:
            words = f"The platform refused its picture: {told}. Name another picture"
            return Withheld("api.rejected", words, "rejected", NEEDS_PERSON, answer.request_id)
        case _:
            words = f"Its picture could not be uploaded ({told}). Nothing is lost: run again and the row follows"
            return Withheld("publish.deferred", words, "deferred", AGAIN, answer.request_id)


def _issues(withheld: Iterable[Waiting], refused: Mapping[bytes, Withheld]) -> Iterator[Issue]:
    """A missing scope is said once, anything else for each row."""
    forbidden: list[Withheld] = []
    for one in withheld:
        reason = refused[one.digest]
        if reason.code == "api.forbidden":
            forbidden.append(reason)
            continue
        yield Issue(
            reason.code,
            reason.words,
            Location.unpacked(one.place),
            value=shown(one.record_key),
            field="coverImage",
            request_id=reason.request_id,
        )
    if forbidden:
        first, count = forbidden[0], len(forbidden)
        rows = "1 row with a picture was" if count == 1 else f"{count} rows with pictures were"
        yield Issue(
            first.code,
            f"{rows} not sent: {first.words}",
            field="coverImage",
            request_id=first.request_id,
        )
