"""Starting and stopping a sandbox: in an event loop, in a thread, or as a program."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field

from aiohttp import web

from importer.sandbox import control
from importer.sandbox.config import SandboxConfig
from importer.sandbox.server import Sandbox
from importer.sandbox.state import snapshot
from importer.sandbox.world import World


@asynccontextmanager
async def serve(config: SandboxConfig) -> AsyncIterator[Sandbox]:
    """Run a sandbox in this event loop while the context lasts.

    Raises OSError when the address is taken, ValueError when a seed event is invalid.
    """
    sandbox = Sandbox(World(config))
    runner = web.ServerRunner(web.Server(sandbox.handle, access_log=None), shutdown_timeout=1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, config.host, config.port, backlog=1024)
        await site.start()
        host, port = runner.addresses[0][:2]
        sandbox.base_url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        yield sandbox
    finally:
        sandbox.closing.set()
        await runner.cleanup()


@dataclass(frozen=True, slots=True)
class RunningSandbox:
    """A sandbox in a thread of its own. Its methods may be called from any other thread."""

    base_url: str
    _sandbox: Sandbox = field(repr=False)
    _loop: asyncio.AbstractEventLoop = field(repr=False)

    def state(self, *parts: str) -> dict[str, object]:
        """Return what `GET /sandbox/state` shows: everything, or only the named parts."""
        return self._call(lambda: snapshot(self._sandbox.world, parts))

    def control(self, **words: object) -> dict[str, object]:
        """Apply control words like `POST /sandbox/control`; raises ValueError for a wrong one."""
        return self._call(lambda: control.apply(self._sandbox.world, words))

    def _call(self, act: Callable[[], dict[str, object]]) -> dict[str, object]:
        async def here() -> dict[str, object]:
            return act()

        return asyncio.run_coroutine_threadsafe(here(), self._loop).result()


@contextmanager
def running_sandbox(config: SandboxConfig | None = None) -> Iterator[RunningSandbox]:
    """Run a sandbox in a background thread while the context lasts; errors as in `serve`."""
    started: Future[RunningSandbox] = Future()
    stop: list[Callable[[], object]] = []

    async def live() -> None:
        try:
            async with serve(config or SandboxConfig()) as sandbox:
                loop, over = asyncio.get_running_loop(), asyncio.Event()
                stop.append(lambda: loop.call_soon_threadsafe(over.set))
                started.set_result(RunningSandbox(sandbox.base_url, sandbox, loop))
                await over.wait()
        except (OSError, ValueError) as problem:
            started.set_exception(problem)

    thread = threading.Thread(target=lambda: asyncio.run(live()), name="sandbox", daemon=True)
    thread.start()
    try:
        yield started.result()
    finally:
        for end in stop:
            end()
        thread.join()


def run(config: SandboxConfig, *, announce: Callable[[str], None]) -> None:
    """Run until SIGINT or SIGTERM; `announce` gets the base URL as soon as it answers.

    Raises as `serve` does.
    """
    with suppress(KeyboardInterrupt):
        asyncio.run(_until_signalled(config, announce))


async def _until_signalled(config: SandboxConfig, announce: Callable[[str], None]) -> None:
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    with suppress(NotImplementedError):  # Windows: there SIGINT arrives as KeyboardInterrupt
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(name, over.set)
    async with serve(config) as sandbox:
        announce(sandbox.base_url)
        await over.wait()
