"""Fetching from addresses that people, or their files, name: with limits, and no way into the intranet.

The host of every hop is resolved once, checked, and connected to by the address that was checked,
so a name that answers differently a moment later gets nowhere. Proxies of the environment are not
used: behind one, what is really connected to could not be checked.
"""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from importer.errors import SourceError, TemporaryError
from importer.net.addresses import Resolve, is_public, look_up
from importer.net.answers import decoded, refuse_failures, size_text, too_slow, unreachable
from importer.net.certificates import trusted
from importer.net.redaction import redact_url
from importer.net.validators import asking, date_of, etag_of
from importer.net.watchdog import Watchdog

if TYPE_CHECKING:
    import httpx

_SCHEMES = {"http": "http", "https": "https", "webcal": "https", "webcals": "https"}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class HostNotFoundError(TemporaryError):
    """No address is known for the name of a host: it is misspelt, or the network is away."""


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """What one fetch may cost. bytes: after decompression; seconds: all hops together."""

    bytes: int = 100 * 1024 * 1024
    seconds: float = 60.0
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address answered.

    unchanged: it answered 304 to the etag or date that were given, and nothing was written.
    etag, last_modified: to be given the next time; None where there is none to rely on.
    """

    unchanged: bool
    etag: str | None
    last_modified: str | None


def fetch(
    url: str,
    into: BinaryIO,
    *,
    limits: FetchLimits,
    etag: str | None = None,
    last_modified: str | None = None,
    allow_private_first: bool = True,
    resolve: Resolve = look_up,
    transport: httpx.BaseTransport | None = None,
) -> Fetched:
    """Fetch an http, https or webcal address (webcal means https) and write its content to `into`.

    etag, last_modified: from the last fetch, to be answered "unchanged".
    allow_private_first: may `url` itself lead to a private address? Redirects never may.
    After an error `into` may hold a part of the content; discard it.
    Raises SourceError where the address or the answer must be corrected by a person,
    TemporaryError where the same fetch may succeed later. Neither shows secrets of the address.
    """
    import httpx

    visit = _Visit(limits, resolve, etag, last_modified)
    target = _parsed(url)
    with transport or httpx.HTTPTransport(trusted(by_environment=False), trust_env=False) as sender:
        for hop in range(limits.redirects + 1):
            allow_private = allow_private_first and hop == 0
            with visit.request(sender, target, allow_private) as response:
                if response.status_code not in _REDIRECTS:
                    return visit.receive(response, target, into)
                target = _redirected(target, response)
    raise SourceError(
        f"{redact_url(url)} redirects more than {limits.redirects} times: give the final address"
    )


@dataclass(slots=True)
class _Visit:
    """One fetch over all its hops: its deadline, and how each request is made and read."""

    limits: FetchLimits
    resolve: Resolve
    etag: str | None
    last_modified: str | None
    deadline: float = field(init=False)

    def __post_init__(self) -> None:
        self.deadline = time.monotonic() + self.limits.seconds

    @contextmanager
    def request(
        self, sender: httpx.BaseTransport, target: httpx.URL, allow_private: bool
    ) -> Iterator[httpx.Response]:
        """The opened response from the first address that accepts a connection."""
        import httpx

        shown = redact_url(str(target))
        try:
            with Watchdog(self.remaining(shown)) as watchdog:
                response = self._open(sender, target, allow_private, watchdog)
                try:
                    yield response
                finally:
                    response.close()
        except httpx.HTTPError as problem:
            if time.monotonic() >= self.deadline or isinstance(problem, httpx.TimeoutException):
                raise too_slow(shown, self.limits.seconds) from None
            raise unreachable(shown, problem) from None

    def _open(
        self,
        sender: httpx.BaseTransport,
        target: httpx.URL,
        allow_private: bool,
        watchdog: Watchdog,
    ) -> httpx.Response:
        import httpx

        addresses = self._addresses(target, allow_private)
        for number, address in enumerate(addresses, start=1):
            patience = httpx.Timeout(min(20.0, self.remaining(redact_url(str(target)))))
            request = httpx.Request(
                "GET",
                target.copy_with(host=address, userinfo=b""),
                headers=_headers(target) | asking(self.etag, self.last_modified),
                extensions={
                    "sni_hostname": target.raw_host.decode(),
                    "trace": watchdog.watch,
                    "timeout": patience.as_dict(),
                },
            )
            try:
                return sender.handle_request(request)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                if number == len(addresses):
                    raise
        raise AssertionError("a host has at least one address")

    def _addresses(self, target: httpx.URL, allow_private: bool) -> Sequence[str]:
        shown = redact_url(str(target))
        port = target.port or (443 if target.scheme == "https" else 80)
        try:
            addresses = self.resolve(target.host, port)
        except (OSError, UnicodeError):
            raise HostNotFoundError(
                f"the host of {shown} is not found: check its spelling and the network, run again"
            ) from None
        if not allow_private and not all(is_public(address) for address in addresses):
            raise SourceError(
                f"{shown} leads to a private address, which only an address that you name "
                "yourself may do: if it is meant, give that address directly"
            )
        return addresses

    def remaining(self, shown: str) -> float:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise too_slow(shown, self.limits.seconds)
        return left

    def receive(self, response: httpx.Response, target: httpx.URL, into: BinaryIO) -> Fetched:
        """Write the content, decoded, and never more than the limit."""
        shown = redact_url(str(target))
        unchanged = response.status_code == 304 and bool(self.etag or self.last_modified)
        if not unchanged:
            refuse_failures(response, shown)
            written = 0
            for chunk in decoded(response, self.limits.bytes, shown):
                self.remaining(shown)
                written += len(chunk)
                if written > self.limits.bytes:
                    raise SourceError(f"{shown} holds more than {size_text(self.limits.bytes)}")
                into.write(chunk)
            self.remaining(shown)  # cut by the watchdog, a body without a length just looks ended
        return Fetched(
            unchanged,
            etag_of(response) or (self.etag if unchanged else None),
            date_of(response) or (self.last_modified if unchanged else None),
        )


def _parsed(url: str) -> httpx.URL:
    import httpx

    scheme, separator, rest = url.strip().partition("://")
    known = _SCHEMES.get(scheme.lower())
    if not separator or known is None:
        raise SourceError(
            f"{redact_url(url)} cannot be fetched: give an http, https or webcal address"
        )
    try:
        target = httpx.URL(f"{known}://{rest}")
    except (httpx.InvalidURL, ValueError):
        raise SourceError(f"{redact_url(url)} is not a valid address: correct it") from None
    if not target.host or (target.port or 0) > 65535:
        raise SourceError(f"{redact_url(url)} names no host and port to ask: correct it")
    return target.copy_with(fragment=None)


def _redirected(target: httpx.URL, response: httpx.Response) -> httpx.URL:
    import httpx

    shown = redact_url(str(target))
    try:
        following = _parsed(str(target.join(response.headers.get("Location", ""))))
    except (httpx.InvalidURL, ValueError):
        raise SourceError(f"{shown} redirects to something that is no address") from None
    if following == target:
        raise SourceError(f"{shown} redirects to itself: it may need a sign-in")
    if target.scheme == "https" and following.scheme == "http":
        raise SourceError(
            f"{shown} redirects to {redact_url(str(following))}, which is not encrypted: "
            "if that is meant, give that address directly"
        )
    return following


def _headers(target: httpx.URL) -> dict[str, str]:
    headers = {
        "Host": target.netloc.decode(),
        "User-Agent": "pinned-events-importer",
        "Accept": "*/*",
        "Accept-Encoding": "gzip",
        "Connection": "close",  # kept by IP address, it would serve another host's name
    }
    if target.userinfo:
        secret = f"{target.username}:{target.password}".encode()
        headers["Authorization"] = f"Basic {b64encode(secret).decode()}"
    return headers
