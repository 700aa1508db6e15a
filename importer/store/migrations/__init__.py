"""Steps from each schema version to the next. Users never call them: opening the state does.

Add a function for the step from version N to N + 1, and a stored file of version N to the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

STEPS: Mapping[int, Callable[[Connection], None]] = {}
"""Version -> what brings it to the next one."""
