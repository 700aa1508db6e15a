"""The state: the only code that opens database sessions."""

from importer.store.committing import Guard
from importer.store.history import History, SourceSummary
from importer.store.last_reads import LastReads
from importer.store.lease import Lease
from importer.store.ledger import SourceLedger
from importer.store.media import MediaShelf, Waiting
from importer.store.shared_pace import SharedPace
from importer.store.staging import Staging
from importer.store.store import Adopted, SourceState, Store

__all__ = [
    "Adopted",
    "Guard",
    "History",
    "LastReads",
    "Lease",
    "MediaShelf",
    "SharedPace",
    "SourceLedger",
    "SourceState",
    "SourceSummary",
    "Staging",
    "Store",
    "Waiting",
]
