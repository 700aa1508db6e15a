"""A refusal, and the stretch from one stop to the next: all that is seen of a limit that nobody tells."""

from __future__ import annotations

from dataclasses import dataclass

from importer.publishing.usual_windows import window_between


@dataclass(frozen=True, slots=True)
class Refusal:
    """A 429 to a request that left after the last stop. Times are epoch seconds by our clock.

    resume: the end of the stop that begins, told up to rounded_s too late; limit: X-RateLimit-Limit, 0 if not told.
    """

    sent_at: float
    answered_at: float
    resume: float
    rounded_s: float
    limit: int = 0


@dataclass(slots=True)
class Stretch:
    """From the end of one stop to the end of the next, all in seconds; what it teaches is concluded
    when the latter is over, because answers overtake each other.

    accepted: requests sent in it; open_s: until the refused one was; seconds: until the end of the stop, which was
    told up to rounded_s too late; apart: between the refusals that led to the two stops; limit: as in Refusal.
    """

    accepted: int
    open_s: float
    seconds: float
    rounded_s: float
    apart: float
    limit: int = 0

    @classmethod
    def between(cls, since: float, before: float, refusal: Refusal, accepted: int) -> Stretch:
        """since: the end of the last stop; before: when the refusal that led to it was read."""
        return cls(
            accepted=accepted,
            open_s=max(refusal.sent_at - since, 0.001),
            seconds=max(refusal.resume - since, 0.05),
            rounded_s=refusal.rounded_s,
            apart=max(refusal.answered_at - before, 0.05),
            limit=refusal.limit,
        )

    @property
    def rate(self) -> float:
        """Requests a second that a bucket was refilled with; it may be one request more."""
        return self.accepted / self.apart

    @property
    def most(self) -> float:
        return (self.accepted + 1) / self.apart

    def window_s(self, open_s: float, known_s: float | None) -> float:
        """How long a window is that was fresh when it began and is over at its end, open_s at least.

        known_s: what was believed; kept unless it is too short.
        """
        least = max(self.seconds - self.rounded_s, open_s)
        if known_s is not None and known_s >= least:
            return known_s
        return window_between(least, self.seconds)
