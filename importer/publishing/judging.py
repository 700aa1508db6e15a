"""One answer, one verdict: what it tells of its intent. Only proof is success."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from importer.intents import Action, Blocked, Intent, Outcome, Verdict
from importer.publishing.answers import Answer, text_or_none


def judge(intent: Intent, answer: Answer) -> Verdict:
    """What an answer tells of its intent. Only a 2xx with a readable id of the event is success."""
    verdict = _judge_once(intent, answer)
    return verdict if intent.doubtful_since is None else verdict.after_doubt(intent.action)


def _judge_once(intent: Intent, answer: Answer) -> Verdict:
    create = intent.action is Action.CREATE
    if answer.status is None:
        outcome = Outcome.TRY_AGAIN if answer.never_left else Outcome.IN_DOUBT
        return Verdict(outcome, code="network", message=f"no answer ({answer.problem})")
    told = _Told.of(answer)
    if answer.ok:
        event_id = _doc_id(answer.body, bare=not create)
        if event_id is not None:
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
        case 404 if not create and told.from_platform:
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
        message = text_or_none(error.get("message")) or f"the platform answered {answer.status}"
        issue = text_or_none(facts.get("issue"))
        if issue and issue not in message:
            message = f"{message}: {issue}"
        return cls(
            answer.status,
            text_or_none(error.get("code")) or str(answer.status),
            message,
            text_or_none(facts.get("field")),
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


def _doc_id(body: Any, *, bare: bool) -> str | None:
    """`{"doc": {"id": …}}`; bare: a bare document too (A). Ids are numbers or text."""
    if not isinstance(body, dict):
        return None
    doc = body.get("doc", body if bare else None)
    value = doc.get("id") if isinstance(doc, dict) else None
    if isinstance(value, bool) or not isinstance(value, int | str) or value == "":
        return None
    return str(value)
