"""What the platform answers: an `Answer`, or a `RefusalError` in the documented error envelope."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import orjson

JSON = "application/json"

DetailsForm = Literal["object", "list", "missing"]


@dataclass(frozen=True, slots=True)
class Answer:
    """One response. `event` names the event it is about, `replayed` a cached success."""

    status: int
    body: bytes
    content_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    event: str | None = None
    replayed: bool = False


class RefusalError(Exception):
    """A documented error (contract: Errors): status, code, message, and where it applies."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        where: str | None = None,
        issue: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.where = where
        self.issue = issue
        self.headers = headers or {}

    def answer(self, request_id: str, details: DetailsForm = "object") -> Answer:
        """Return the error envelope; `details` may be a list or missing (contract, an A)."""
        error: dict[str, object] = {
            "code": self.code,
            "message": self.message,
            "requestId": request_id,
        }
        if self.where is not None and details != "missing":
            found = {"field": self.where, "issue": self.issue}
            error["details"] = [found] if details == "list" else found
        return Answer(self.status, orjson.dumps({"error": error}), headers=self.headers)


def invalid(where: str, issue: str) -> RefusalError:
    """400: `where` is a payload path such as `offers[0].url`, a parameter or a header."""
    return RefusalError(400, "invalid_request", f"{where}: {issue}", where=where, issue=issue)


def not_found(message: str) -> RefusalError:
    return RefusalError(404, "not_found", message)


def not_allowed(path: str, method: str, allowed: Iterable[str]) -> RefusalError:
    message, names = f"{path} does not answer {method}.", ", ".join(allowed)
    return RefusalError(405, "method_not_allowed", message, headers={"Allow": names})


def conflict(message: str, issue: str) -> RefusalError:
    return RefusalError(409, "conflict", message, where="Idempotency-Key", issue=issue)
