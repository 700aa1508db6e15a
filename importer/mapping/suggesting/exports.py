"""Exports of well-known programs, recognised by the columns that no other table has together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from importer.mapping.model import Order
from importer.mapping.suggesting.lexicon import plain


@dataclass(frozen=True, slots=True)
class Export:
    """A program's export. columns: names that all must be there.

    order: how the program writes numeric dates where no cell of the file proves it; None: as the
    computer it ran on is set.
    """

    product: str
    columns: tuple[str, ...]
    order: Order | None = None


def _columns(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split("|"))


EXPORTS = (
    Export("Outlook", _columns("Subject|Start Date|Start Time|Meeting Organizer|Show time as")),
    Export("Outlook", _columns("Betreff|Beginnt am|Beginnt um|Endet am|Endet um"), order="dmy"),
    Export("Outlook", _columns("Objet|Début|Fin|Journée entière|Emplacement"), order="dmy"),
    Export("Outlook", _columns("Asunto|Fecha de comienzo|Comienzo|Ubicación"), order="dmy"),
    Export("Outlook", _columns("Onderwerp|Begindatum|Begintijd|Tijd weergeven als"), order="dmy"),
    Export("Outlook", _columns("Oggetto|Data inizio|Ora inizio|Promemoria attivato/disattivato"), order="dmy"),
    Export("Outlook", _columns("Assunto|Data de início|Hora de início|Mostrar hora como"), order="dmy"),
    Export("Google Calendar", _columns("Subject|Start Date|Start Time|End Date|All Day Event"), order="mdy"),
    Export("The Events Calendar", _columns("Event Name|Event Start Date|Event Start Time|Event Venue Name")),
    Export("The Events Calendar", _columns("Event Name|Event Start Date|Event Organizer Name(s)")),
    Export("Modern Events Calendar", _columns("Title|Start Date|Start Time|Organizer Tel|Event Cost")),
    Export("Eventbrite", _columns("Event ID|Event Name|Event Start Date|Event Timezone")),
    Export("OpenAgenda", _columns("uid|title_fr|firstdate_begin|location_name"), order="dmy"),
    Export("Que faire à Paris", _columns("ID|Titre|Chapeau|Date de début|Nom du lieu"), order="dmy"),
    Export("Madrid, agenda de actividades", _columns("ID-EVENTO|TITULO|FECHA|NOMBRE-INSTALACION"), order="dmy"),
    Export("Sched", _columns("Event Name|Event Start|Event End|Event Type|Venue")),
    Export("pretalx", _columns("ID|Proposal title|Session type|Room")),
    Export("自治体標準オープンデータセット", _columns("イベント名|開始日|開始時間|場所名称"), order="ymd"),
)  # fmt: skip


def recognised(columns: Sequence[str]) -> Export | None:
    """The export that a table is, whatever further columns it has; None for any other table."""
    names = {_key(column) for column in columns}
    fitting = [each for each in EXPORTS if {_key(name) for name in each.columns} <= names]
    return max(fitting, key=lambda each: len(each.columns), default=None)


def _key(name: str) -> str:
    return plain(name).partition("(")[0].strip()
