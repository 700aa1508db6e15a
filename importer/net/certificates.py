"""Whose certificates are believed."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl


@cache
def trusted(*, by_environment: bool) -> ssl.SSLContext:
    """The usual authorities, loaded once a process: it takes a tenth of a second each time.

    by_environment: whether SSL_CERT_FILE and SSL_CERT_DIR name others.
    """
    import httpx

    return httpx.create_ssl_context(trust_env=by_environment)
