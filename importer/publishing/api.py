"""The platform's public API: one request in, one answer judged. Everything the contract says stands here.

Assumptions of the contract (where its documentation is silent) are marked A; nothing elsewhere rests on them.
"""

from __future__ import annotations

import asyncio
import errno
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Any

import orjson

from importer.errors import AccessError, TemporaryError
from importer.intents import Action, Blocked, Intent, Outcome, Verdict
from importer.matching import Candidate

if TYPE_CHECKING:
    import httpx

NAMESPACE = "/api/public/v1"
OPENAPI = "/api/developer/openapi/public-api-v1"
PAGE_LIMIT = 100
BODY_LIMIT = 16 * 2**20
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back of one request, or why nothing did. Times in epoch seconds by our clock.

    status: None when no answer was read; then `never_left` says whether it is proved that the
    request did not reach the platform. body: parsed JSON, None when it is none; text: what was
    sent where that is no JSON, for documents.
    """

    status: int | None
    headers: Mapping[str, str]
    body: Any
    sent_at: float
    answered_at: float
    never_left: bool = False
    problem: str = ""
    text: str = ""

    @property
    def request_id(self) -> str | None:
        """Of the error envelope, else of the response headers (A)."""
        error = self.error
        return _text(error.get("requestId")) or self.headers.get("x-request-id")

    @property
    def error(self) -> Mapping[str, Any]:
        error = self.body.get("error") if isinstance(self.body, dict) else None
        return error if isinstance(error, dict) else {}

    @property
    def ok(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class PlatformApi:
    """One account on the platform over one HTTP client. Requests never follow redirects.

    client: an httpx.AsyncClient without base URL and without credentials; see `new_client`.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        base_url: str,
        key: str,
        clock: Callable[[], float],
        timeout_s: float = 30.0,
    ) -> None:
        self._client = client
        self._root = base_url.rstrip("/")
        self._authorization = {"Authorization": f"Bearer {key}"}
        self._clock = clock
        self._timeout_s = timeout_s

    async def __aenter__(self) -> PlatformApi:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._client.aclose()

    async def write(self, intent: Intent) -> Answer:
        """Send one intent's exact bytes: POST with its Idempotency-Key, or PATCH."""
        if intent.action is Action.CREATE:
            assert intent.key is not None
            return await self._send(
                "POST",
                "/events",
                content=intent.body,
                headers={**JSON, "Idempotency-Key": intent.key},
            )
        return await self._send(
            "PATCH", f"/events/{intent.event_id}", content=intent.body, headers=JSON
        )

    async def events(self, page: int) -> Answer:
        return await self._send("GET", f"/events?page={page}&limit={PAGE_LIMIT}")

    async def event(self, event_id: str) -> Answer:
        return await self._send("GET", f"/events/{event_id}")

    async def channels(self, page: int) -> Answer:
        return await self._send("GET", f"/channels?page={page}&limit={PAGE_LIMIT}")

    async def classifications(self) -> Answer:
        return await self._send("GET", "/classifications")

    async def upload(self, name: str, content: bytes, media_type: str) -> Answer:
        return await self._send("POST", "/media", files={"file": (name, content, media_type)})

    async def probe_writing(self) -> tuple[Answer, Answer]:
        """What POST and PATCH say to a request that can change nothing: 403 shows a missing scope.

        The create lacks every required field; the update names an event that cannot exist.
        """
        create = await self._send("POST", "/events", content=b"{}", headers=JSON)
        update = await self._send("PATCH", "/events/0", content=b"{}", headers=JSON)
        return create, update

    async def openapi(self) -> Answer:
        """The public description of the interface (YAML, in `Answer.text`)."""
        return await self._send("GET", OPENAPI, namespace="", authorized=False)

    async def _send(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        namespace: str = NAMESPACE,
        authorized: bool = True,
        **body: Any,
    ) -> Answer:
        credentials = self._authorization if authorized else {}
        sent_at = self._clock()
        try:
            async with asyncio.timeout(self._timeout_s):  # a trickling answer would never time out
                response = await self._client.request(
                    method,
                    f"{self._root}{namespace}{path}",
                    headers={**credentials, **(headers or {})},
                    follow_redirects=False,
                    **body,
                )
        except Exception as problem:  # whatever a transport raises, the outcome must be told
            return Answer(
                None, {}, None, sent_at, self._clock(), never_left(problem), type(problem).__name__
            )
        parsed = _json(response.content)
        return Answer(
            response.status_code,
            response.headers,
            parsed,
            sent_at,
            self._clock(),
            text=response.text if parsed is None and method == "GET" else "",
        )


def new_client(connections: int, timeout_s: float = 30.0) -> httpx.AsyncClient:
    """A client over aiohttp's connection pool: above 20 connections httpx's own pool is the bottleneck.

    aiohttp also tells the cause of a failure exactly, which `never_left` needs. timeout_s: the
    longest silence within one request.
    """
    import aiohttp
    import httpx
    from httpx_aiohttp import AiohttpTransport

    def session() -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=connections, keepalive_timeout=30, ttl_dns_cache=60
            ),
            trust_env=True,
        )

    return httpx.AsyncClient(transport=AiohttpTransport(client=session), timeout=timeout_s)


REFUSED = frozenset(
    {errno.ECONNREFUSED, errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL}
)


def never_left(problem: BaseException) -> bool:
    """Whether a failure proves that not one byte of the request reached the platform.

    An allow-list of causes, found along the chain of exceptions: the name did not resolve, the
    connection was refused, TLS was not agreed. The outer type proves nothing: a reset after sending
    is reported as a connect error by some transports.
    """
    import aiohttp

    cause: BaseException | None = problem
    while cause is not None:
        if isinstance(
            cause, aiohttp.ClientConnectorDNSError | aiohttp.ClientConnectorCertificateError
        ):
            return True
        if isinstance(cause, aiohttp.ClientConnectorSSLError):
            return isinstance(cause.os_error, ssl.SSLError)
        if isinstance(cause, aiohttp.ClientConnectorError):
            return cause.os_error.errno in REFUSED
        cause = cause.__cause__ or cause.__context__
    return False


# -- judging ---------------------------------------------------------------------------------------


def judge(intent: Intent, answer: Answer) -> Verdict:
    """What an answer tells of its intent. Only a readable `doc.id`, or an update's 2xx, is success."""
    verdict = _judge_once(intent, answer)
    return verdict if intent.doubtful_since is None else verdict.after_doubt(intent.action)


def _judge_once(intent: Intent, answer: Answer) -> Verdict:
    create = intent.action is Action.CREATE
    if answer.status is None:
        outcome = Outcome.TRY_AGAIN if answer.never_left else Outcome.IN_DOUBT
        return Verdict(outcome, code="network", message=f"no answer ({answer.problem})")
    told = _Told.of(answer)
    if answer.ok:
        event_id = _doc_id(answer.body)
        if event_id is not None or (not create and isinstance(answer.body, dict)):
            return told.verdict(Outcome.DONE, event_id=event_id if create else None)
        return told.verdict(Outcome.IN_DOUBT, "answered without the event's id")
    match answer.status:
        case 401:
            return told.verdict(Outcome.TRY_AGAIN, blocked=Blocked.KEY)
        case 403:
            scope = told.code == "insufficient_scope"
            return told.verdict(
                Outcome.TRY_AGAIN, blocked=Blocked.SCOPE if scope else Blocked.CHANNEL
            )
        case 429:
            return told.verdict(Outcome.TRY_AGAIN)
        case 404 if not create:
            return told.verdict(Outcome.REFUSED, blocked=Blocked.GONE)
        case 400 | 404 | 405 | 410 | 411 | 413 | 414 | 415 | 422 | 431 if told.from_platform:
            return told.verdict(Outcome.REFUSED)
        case _:
            return told.verdict(Outcome.IN_DOUBT)


@dataclass(frozen=True, slots=True)
class _Told:
    """An error envelope, read with tolerance: `details` may be missing or a list (A)."""

    status: int
    code: str
    message: str
    field: str | None
    request_id: str | None
    from_platform: bool

    @classmethod
    def of(cls, answer: Answer) -> _Told:
        assert answer.status is not None
        error = answer.error
        details = error.get("details")
        first = details[0] if isinstance(details, list) and details else details
        facts = first if isinstance(first, dict) else {}
        message = _text(error.get("message")) or f"the platform answered {answer.status}"
        issue = _text(facts.get("issue"))
        if issue and issue not in message:
            message = f"{message}: {issue}"
        return cls(
            answer.status,
            _text(error.get("code")) or str(answer.status),
            message,
            _text(facts.get("field")),
            answer.request_id,
            bool(error),
        )

    def verdict(
        self,
        outcome: Outcome,
        message: str | None = None,
        *,
        event_id: str | None = None,
        blocked: Blocked | None = None,
    ) -> Verdict:
        return Verdict(
            outcome, event_id, self.status, self.code, message or self.message, self.field,
            self.request_id, blocked,
        )  # fmt: skip


def _doc_id(body: Any) -> str | None:
    """`{"doc": {"id": …}}`; for updates a bare document too (A). Ids are numbers or text."""
    if not isinstance(body, dict):
        return None
    doc = body.get("doc")
    value = doc.get("id") if isinstance(doc, dict) else None
    if isinstance(value, bool) or not isinstance(value, int | str) or value == "":
        return None
    return str(value)


def _json(content: bytes) -> Any:
    if len(content) > BODY_LIMIT:
        return None
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


# -- reading lists -----------------------------------------------------------------------------------


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


def candidate_of(doc: Mapping[str, Any]) -> Candidate | None:
    """An event of a list; None without an id. The channel is `channelId` or `channel` (A)."""
    from datetime import datetime

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
        _text(doc.get("status")) or "",
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
