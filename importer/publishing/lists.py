"""Lists and documents of the platform, read with the tolerance that the contract asks for.

Assumptions of the contract (where its documentation is silent) are marked A; nothing elsewhere rests on them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from importer.errors import AccessError, TemporaryError
from importer.matching import Candidate
from importer.publishing.answers import Answer, text_or_none


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; total and limit as the platform stated them."""

    docs: tuple[Mapping[str, Any], ...]
    total: int
    limit: int
    extra: Mapping[str, Any] = field(default_factory=dict)


def read_page(answer: Answer) -> Page | None:
    """Either page envelope; None when the answer is no page."""
    body = answer.body
    if not answer.ok or not isinstance(body, dict) or not isinstance(body.get("docs"), list):
        return None
    docs = tuple(doc for doc in body["docs"] if isinstance(doc, dict))
    total, limit = body.get("totalDocs"), body.get("limit")
    if not isinstance(total, int) or not isinstance(limit, int) or limit < 1:
        return None
    return Page(docs, total, limit, body)


def read_slugs(answer: Answer) -> list[str] | None:
    """Classification slugs: objects or bare strings, in `docs` or a bare list (A)."""
    body = answer.body
    entries = body.get("docs") if isinstance(body, dict) else body
    if not answer.ok or not isinstance(entries, list):
        return None
    slugs = [entry.get("slug") if isinstance(entry, dict) else entry for entry in entries]
    return [slug for slug in slugs if isinstance(slug, str)]


def read_doc(answer: Answer) -> Mapping[str, Any] | None:
    """One event: `{"doc": …}` or the bare document (A); None when the answer is none."""
    body = answer.body
    if not answer.ok or not isinstance(body, dict):
        return None
    doc = body.get("doc", body)
    return doc if isinstance(doc, dict) and "id" in doc else None


def is_gone(answer: Answer) -> bool:
    """Whether the platform itself says that there is no such event, or none that this key may see."""
    return answer.status == 404 and bool(answer.error)


def candidate_of(doc: Mapping[str, Any]) -> Candidate | None:
    """An event of a list; None without an id. The channel is `channelId` or `channel` (A)."""
    event_id = doc.get("id")
    if isinstance(event_id, bool) or not isinstance(event_id, int | str):
        return None
    channel: Any = doc.get("channelId", doc.get("channel"))
    if isinstance(channel, dict):
        channel = channel.get("id")
    start: int | None = None
    if isinstance(text := doc.get("startAt"), str):
        try:
            start = int(datetime.fromisoformat(text).timestamp())
        except ValueError:
            start = None
    title = doc.get("title")
    return Candidate(
        str(event_id),
        channel if isinstance(channel, int) else None,
        title if isinstance(title, str) else "",
        start,
        text_or_none(doc.get("status")) or "",
        doc,
    )


def refuse_access(answer: Answer, what: str) -> None:
    """Raise for an answer that stops the whole run: AccessError for 401/403, TemporaryError else."""
    if answer.ok:
        return
    told = str(answer.error.get("message") or f"status {answer.status}").rstrip(".")
    if answer.status is None:
        why = "cannot be reached" if answer.never_left else f"gave no answer ({answer.problem})"
        raise TemporaryError(
            f"The platform {why}: {what} failed. Check its address and the network, or run again later"
        )
    if answer.status == 401:
        raise AccessError(
            f"The platform refused the API key while {what}: {told}. Check PINNED_EVENTS_API_KEY; keys can be revoked or expire"
        )
    if answer.status == 403:
        raise AccessError(
            f"This API key may not be used for {what}: {told}. Add the scope to the key"
        )
    raise TemporaryError(
        f"The platform did not answer properly while {what}: {told}. Run again later"
    )
