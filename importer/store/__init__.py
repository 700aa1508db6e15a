"""The state: the only code that opens database sessions."""

from importer.store.lease import Lease
from importer.store.ledger import SharedPace, SourceLedger
from importer.store.staging import Staging
from importer.store.store import SourceState, SourceSummary, Store

__all__ = [
    "Lease",
    "SharedPace",
    "SourceLedger",
    "SourceState",
    "SourceSummary",
    "Staging",
    "Store",
]
