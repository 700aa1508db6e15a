"""From the picture that a row names to its content: read or fetched with limits, and known by its SHA-256."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Protocol
from urllib.parse import urlsplit

import orjson

from importer.errors import ImporterError, Location, RowError, TemporaryError
from importer.mapping.model import Converter, Mapping
from importer.mapping.template import Template
from importer.net import FetchLimits, HostNotFoundError, fetch, redact_url
from importer.payloads import SetDown, Staged, canonical, with_picture
from importer.store import SourceState, Store

LIMIT = 10 * 2**20
FETCH_S = 20.0
PATIENCE = 3
"""A host that fails so often in a row is left alone for the rest of the run: thousands of rows may name it. One
that is not found is not looked up again."""
KEPT_IN_MEMORY = 64 * 2**20
"""So many bytes of fetched pictures are kept until they are uploaded; what is beyond is fetched again."""
_BEGINNINGS = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}


class Fetch(Protocol):
    """As `importer.net.fetch`."""

    def __call__(
        self, url: str, into: BinaryIO, *, limits: FetchLimits, allow_private_first: bool
    ) -> object: ...


class _UnusableError(Exception):
    """A picture that cannot be used: issue code and words."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


class Pictures:
    """The pictures of one source. before_fetch: called before the network is used; may raise to stop."""

    def __init__(
        self,
        store: Store,
        source: SourceState,
        mapping: Mapping,
        before_fetch: Callable[[], None],
        fetch: Fetch = fetch,
    ) -> None:
        self._store = store
        self._profile_id = source.profile_id
        self._before_fetch = before_fetch
        self._fetch = fetch
        self.used = "image" in mapping.event
        template = _template_of(mapping)
        self._named_host = _named_host(template)
        self._column = template.columns[0] if template is not None and template.columns else None
        self._known: dict[str, bytes | _UnusableError] = {}
        self._references: dict[bytes, str] = {}
        self._fetched: dict[bytes, bytes] = {}
        self._unanswered: Counter[str] = Counter()
        self._not_found: set[str] = set()

    @property
    def from_files(self) -> bool:
        """Whether a row named a picture by its path: it may change while the source stays the same."""
        return any(not _is_address(reference) for reference in self._known)

    def by_content(self, laid: SetDown) -> tuple[SetDown, RowError | None]:
        """A row with its picture named by content; refused where the picture cannot be used, and why."""
        row = Staged._make(laid)
        if b'"image":' not in row.body:
            return laid, None
        payload = orjson.loads(row.body)
        reference = payload.get("image")
        if not isinstance(reference, str):
            return laid, None
        try:
            digest = self.digest_of(reference, Location.unpacked(row.place))
        except RowError as problem:
            refused = row._replace(kind="refused", body=b"", starts_at=0, over_at=0, past_hash=None)
            return tuple(refused), problem
        return tuple(row._replace(body=canonical(with_picture(payload, digest)))), None

    def digest_of(self, reference: str, at: Location) -> bytes:
        """SHA-256 of the picture behind an absolute path or an address; looked up once a run.

        An address is fetched once and then remembered, so that nightly runs do not ask again.
        Raises RowError at `at` when it cannot be read, is too large or no picture.
        """
        if reference not in self._known:
            try:
                self._known[reference] = self._look_up(reference)
            except _UnusableError as problem:
                self._known[reference] = problem
        found = self._known[reference]
        if isinstance(found, _UnusableError):
            at = at if self._column is None else at.in_column(self._column)
            shown = redact_url(reference)
            raise RowError(found.code, str(found), at=at, value=shown, field="image")
        self._references.setdefault(found, reference)
        return found

    def content_of(self, digest: bytes) -> bytes | None:
        """The bytes of a picture seen in this run; None when it is no longer what it was."""
        content = self._fetched.pop(digest, None)
        if content is not None:
            return content
        reference = self._references.get(digest)
        if reference is None:
            return None
        try:
            content = self._content(reference)
        except _UnusableError:
            return None
        return content if self._digest(reference, content) == digest else None

    def _look_up(self, reference: str) -> bytes:
        if not _is_address(reference):
            return sha256(self._content(reference)).digest()
        remembered = self._store.recall(self._profile_id, _memory_of(reference))
        if remembered is not None:
            return bytes.fromhex(remembered[0])
        content = self._content(reference)
        digest = self._digest(reference, content)
        if sum(map(len, self._fetched.values())) + len(content) <= KEPT_IN_MEMORY:
            self._fetched[digest] = content
        return digest

    def _digest(self, reference: str, content: bytes) -> bytes:
        digest = sha256(content).digest()
        if _is_address(reference):
            self._store.remember(self._profile_id, _memory_of(reference), digest.hex())
        return digest

    def _content(self, reference: str) -> bytes:
        content = self._download(reference) if _is_address(reference) else _read(reference)
        if media_type(content) is None:
            code = "url.invalid" if _is_address(reference) else "cell.invalid"
            raise _UnusableError(
                code,
                f"{redact_url(reference)} is no JPEG, PNG, GIF or WebP picture: name one that is",
            )
        return content

    def _download(self, url: str) -> bytes:
        self._before_fetch()
        into = BytesIO()
        named = urlsplit(url).netloc.lower() == self._named_host
        host = urlsplit(url).hostname or ""
        if host in self._not_found:
            raise _UnusableError(
                "url.invalid",
                f"the picture was not fetched, because {host} is not found: check its spelling and the network, run again",
            )
        if self._unanswered[host] >= PATIENCE:
            raise _UnusableError(
                "url.invalid",
                f"the picture was not fetched, because {host} failed {PATIENCE} times in a row: run again later",
            )
        try:
            self._fetch(url, into, limits=FetchLimits(LIMIT, FETCH_S), allow_private_first=named)
        except ImporterError as problem:
            if isinstance(problem, HostNotFoundError):
                self._not_found.add(host)
            self._unanswered[host] += isinstance(problem, TemporaryError)
            raise _UnusableError(
                "url.invalid",
                f"the picture cannot be fetched: {problem}. Correct its address, or leave it empty",
            ) from problem
        self._unanswered[host] = 0
        return into.getvalue()


def media_type(content: bytes) -> str | None:
    """By the first bytes, whatever a name says; None for anything but JPEG, PNG, GIF and WebP."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    kinds = (kind for start, kind in _BEGINNINGS.items() if content.startswith(start))
    return next(kinds, None)


def _read(path: str) -> bytes:
    try:
        if not Path(path).is_file():  # a pipe or device would never end
            raise _UnusableError(
                "cell.invalid", f"there is no picture {path}: correct the path, or add the file"
            )
        with Path(path).open("rb") as file:
            content = file.read(LIMIT + 1)
    except (OSError, ValueError) as problem:  # ValueError: a NUL in the name
        raise _UnusableError(
            "cell.invalid", f"the picture {path} cannot be read ({problem}): check the file"
        ) from problem
    if len(content) > LIMIT:
        raise _UnusableError(
            "cell.invalid",
            f"the picture {path} holds more than {LIMIT // 2**20} MiB: make it smaller",
        )
    return content


def _is_address(reference: str) -> bool:
    return "://" in reference


def _memory_of(url: str) -> str:
    """The name under which an address is remembered; addresses can be secrets, so it is a hash."""
    return f"picture {sha256(url.encode()).hexdigest()}"


def _template_of(mapping: Mapping) -> Template | None:
    expression = mapping.event.get("image")
    return expression.source if isinstance(expression, Converter) else None


def _named_host(template: Template | None) -> str | None:
    """Host and port that the mapping itself states; only these may be in a private network.

    A host that comes from a cell, even in part, is not stated.
    """
    pieces = template.pieces if template is not None else ()
    first = pieces[0] if pieces else None
    if not isinstance(first, str) or "://" not in first:
        return None
    ended = len(pieces) == 1 or "/" in first.partition("://")[2]
    return urlsplit(first).netloc.lower() if ended else None
