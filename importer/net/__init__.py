"""Fetching with limits on everything, no way into the intranet, and no secret in any message."""

from importer.net.certificates import trusted
from importer.net.fetching import Fetched, FetchLimits, HostNotFoundError, fetch
from importer.net.redaction import redact_url

__all__ = ["FetchLimits", "Fetched", "HostNotFoundError", "fetch", "redact_url", "trusted"]
