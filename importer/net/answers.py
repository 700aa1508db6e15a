"""What an answer means: content to decode, a fault to correct, or a reason to come back later."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from importer.errors import SourceError, TemporaryError

if TYPE_CHECKING:
    import httpx

_BUSY = frozenset({408, 425, 429})


def refuse_failures(response: httpx.Response, shown: str) -> None:
    status = response.status_code
    if status in _BUSY or status >= 500:
        wait = response.headers.get("Retry-After", "")
        asked = f", in {wait} seconds as it asks" if wait.isdigit() else ""
        raise TemporaryError(f"{shown} answered {status}: run again later{asked}")
    if status == 304:
        raise TemporaryError(
            f"{shown} answered 304 (unchanged) though nobody asked whether it is: run again later"
        )
    if status in (401, 403):
        raise SourceError(
            f"{shown} answered {status}: the address needs a sign-in; give a public or secret "
            "address that works without one"
        )
    if status in (404, 410):
        raise SourceError(
            f"{shown} answered {status}: nothing is there; check the address, or whether it was "
            "withdrawn or renewed"
        )
    if not 200 <= status < 300:
        raise SourceError(f"{shown} answered {status}: check the address")


def decoded(response: httpx.Response, limit: int, shown: str) -> Iterator[bytes]:
    """The content without its gzip coding, never more than `limit` + 1 bytes in one piece."""
    coding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if coding in ("", "identity"):
        yield from response.iter_raw()
        return
    if coding not in ("gzip", "x-gzip"):
        raise SourceError(f"{shown} is sent with the coding {coding!r}, which was not asked for")
    inflate = zlib.decompressobj(wbits=31)
    try:
        for chunk in response.iter_raw():
            yield inflate.decompress(chunk, limit + 1)
            while inflate.unconsumed_tail:
                yield inflate.decompress(inflate.unconsumed_tail, limit + 1)
    except zlib.error:
        raise TemporaryError(f"{shown} sent damaged data: run again later") from None
    if not inflate.eof:
        raise TemporaryError(f"{shown} was cut off: run again later")


def too_slow(shown: str, seconds: float) -> TemporaryError:
    return TemporaryError(
        f"{shown} did not answer completely within {seconds:g} s: run again later"
    )


def unreachable(shown: str, problem: Exception) -> TemporaryError:
    import ssl

    cause: BaseException | None = problem
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return TemporaryError(
                f"the certificate of {shown} is not valid ({cause.verify_message}): check the "
                "address, and the clock of this machine"
            )
        cause = cause.__cause__ or cause.__context__
    return TemporaryError(f"{shown} cannot be reached ({type(problem).__name__}): run again later")


def size_text(count: int) -> str:
    return f"{count // 1024**2} MB" if count >= 1024**2 else f"{count:,} bytes"
