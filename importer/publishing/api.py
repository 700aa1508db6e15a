"""The platform's public API: one request in, one answer out. Routes and headers stand here and nowhere else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any

from importer.intents import Action, Intent
from importer.net import trusted
from importer.publishing.answers import Answer, never_left, parsed

if TYPE_CHECKING:
    import httpx

NAMESPACE = "/api/public/v1"
OPENAPI = "/api/developer/openapi/public-api-v1"
PAGE_LIMIT = 100
JSON = {"Content-Type": "application/json"}


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

    async def write(self, intent: Intent, leaves_within_s: float) -> Answer:
        """Send one intent's exact bytes: POST with its Idempotency-Key, or PATCH.

        leaves_within_s: without a connection by then it never leaves.
        """
        within = self._timeout(leaves_within_s)
        if intent.action is Action.CREATE:
            assert intent.key is not None
            return await self._send(
                "POST",
                "/events",
                content=intent.body,
                headers={**JSON, "Idempotency-Key": intent.key},
                timeout=within,
            )
        path = f"/events/{intent.event_id}"
        return await self._send("PATCH", path, content=intent.body, headers=JSON, timeout=within)

    def _timeout(self, leaves_within_s: float) -> httpx.Timeout:
        """`pool` is the time for a connection as a whole: aiohttp counts waiting and connecting together."""
        import httpx

        within_s = min(leaves_within_s, self._timeout_s)
        return httpx.Timeout(self._timeout_s, pool=within_s, connect=within_s)

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
        told = parsed(response.content)
        return Answer(
            response.status_code,
            response.headers,
            told,
            sent_at,
            self._clock(),
            text=response.text if told is None and method == "GET" else "",
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

    transport = AiohttpTransport(trusted(by_environment=True), client=session)
    return httpx.AsyncClient(transport=transport, timeout=timeout_s)
