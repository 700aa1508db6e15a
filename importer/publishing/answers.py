"""What came back of a request, or why nothing did, and what the cause of a failure proves."""

from __future__ import annotations

import errno
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

BODY_LIMIT = 16 * 2**20


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
        return text_or_none(error.get("requestId")) or self.headers.get("x-request-id")

    @property
    def error(self) -> Mapping[str, Any]:
        error = self.body.get("error") if isinstance(self.body, dict) else None
        return error if isinstance(error, dict) else {}

    @property
    def ok(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


REFUSED = frozenset(
    {errno.ECONNREFUSED, errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL}
)


def never_left(problem: BaseException) -> bool:
    """Whether a failure proves that not one byte of the request reached the platform.

    An allow-list of causes, found along the chain of exceptions: the name did not resolve, the
    connection was refused or did not come about in time, TLS was not agreed. The outer type proves nothing: a reset after sending
    is reported as a connect error by some transports.
    """
    import aiohttp

    cause: BaseException | None = problem
    while cause is not None:
        if isinstance(
            cause,
            aiohttp.ClientConnectorDNSError
            | aiohttp.ClientConnectorCertificateError
            | aiohttp.ConnectionTimeoutError,
        ):
            return True
        if isinstance(cause, aiohttp.ClientConnectorSSLError):
            return isinstance(cause.os_error, ssl.SSLError)
        if isinstance(cause, aiohttp.ClientConnectorError):
            return cause.os_error.errno in REFUSED
        cause = cause.__cause__ or cause.__context__
    return False


def parsed(content: bytes) -> Any:
    if len(content) > BODY_LIMIT:
        return None
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return None


def text_or_none(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
