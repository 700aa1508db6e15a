"""What was chosen so far: the columns of each field, which of them are taken, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from importer.mapping.suggesting.profile import Column, Profile

Sure = Literal["sure", "likely", "guess"]


@dataclass(frozen=True, slots=True)
class Choice:
    """A field of the event, the columns proposed for it (none: nothing was found), and the reason."""

    field: str
    columns: tuple[str, ...]
    sure: Sure
    why: str

    @property
    def column(self) -> str | None:
        """The columns in one line; None where there is none."""
        return " ".join(" + ".join(self.columns).split()) or None


@dataclass(slots=True)
class Chosen:
    """The columns of the fields. taken: those that times or fields use already."""

    profile: Profile
    taken: set[str] = field(default_factory=set)
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    choices: list[Choice] = field(default_factory=list)

    def __getitem__(self, name: str) -> str | None:
        columns = self.columns.get(name, ())
        return columns[0] if columns else None

    def column(self, name: str) -> Column | None:
        wanted = self[name]
        return next((each for each in self.profile.columns if each.name == wanted), None)

    def take(self, name: str, columns: tuple[str, ...], sure: Sure, why: str) -> None:
        self.columns[name] = columns
        self.taken.update(columns)
        self.choices.append(Choice(name, columns, sure, why))

    def drop(self, name: str, why: str) -> None:
        """Give up a field whose cells turned out not to be what the field takes."""
        self.columns.pop(name, None)
        self.choices = [each for each in self.choices if each.field != name]
        self.choices.append(Choice(name, (), "guess", why))

    def free(self, *roles: str) -> list[Column]:
        return [
            column
            for column in self.profile.columns
            if column.role in roles and column.values and column.name not in self.taken
        ]


def pick(
    chosen: Chosen,
    name: str,
    columns: Iterable[Column],
    rank: Callable[[Column], object] | None = None,
    *,
    missing: bool = False,
) -> bool:
    """Take the best of the fitting columns; its name is the reason."""
    fitting = list(columns)
    if not fitting:
        if missing:
            chosen.choices.append(Choice(name, (), "guess", "no column looks like it"))
        return False
    best = min(fitting, key=rank) if rank is not None else fitting[0]  # type: ignore[arg-type]  # ranks are tuples or bools, all comparable among themselves
    sure: Sure = "sure" if best.meaning.whole and len(fitting) == 1 else "likely"
    chosen.take(name, (best.name,), sure, f"by its name{_beside(best, fitting)}")
    return True


def _beside(best: Column, fitting: list[Column]) -> str:
    others = [column.name for column in fitting if column is not best][:3]
    return f"; {', '.join(others)} could be it too" if others else ""
