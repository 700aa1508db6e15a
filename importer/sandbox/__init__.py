"""A local stand-in for the Pinned Events platform, written from its public contract alone.

It answers every route that the contract documents or assumes, with its idempotency windows, rate
limits and errors, and shows on purpose what goes wrong on a real network. It knows nothing of the
importer: it is the other side.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from importer.sandbox.config import Answers, Key, SandboxConfig, Windows, read_seed
from importer.sandbox.grammar import parse_faults, parse_rate, parse_windows

if TYPE_CHECKING:
    from importer.sandbox.running import RunningSandbox, run, running_sandbox, serve
    from importer.sandbox.server import Sandbox

__all__ = [
    "Answers",
    "Key",
    "RunningSandbox",
    "Sandbox",
    "SandboxConfig",
    "Windows",
    "parse_faults",
    "parse_rate",
    "parse_windows",
    "read_seed",
    "run",
    "running_sandbox",
    "serve",
]

_NEEDS_AIOHTTP = {
    "RunningSandbox": "running",
    "Sandbox": "server",
    "run": "running",
    "running_sandbox": "running",
    "serve": "running",
}


def __getattr__(name: str) -> object:
    """Load what needs the HTTP server only when it is asked for (PEP 562)."""
    if name not in _NEEDS_AIOHTTP:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_NEEDS_AIOHTTP[name]}"), name)
