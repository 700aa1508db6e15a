"""What `importer init` proposes: which column is what, how sure that is and why, as a mapping file."""

from __future__ import annotations

from importer.mapping.suggesting.chosen import Choice, Sure
from importer.mapping.suggesting.proposing import Hints, Suggested, suggest

__all__ = ["Choice", "Hints", "Suggested", "Sure", "suggest"]
