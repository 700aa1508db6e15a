from __future__ import annotations

import asyncio
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import pytest

import importer.sandbox
from importer.sandbox import SandboxConfig, read_seed, running_sandbox, serve

API = "/api/public/v1"


def test_hundreds_of_creates_over_many_connections_are_each_stored_once(event: Any) -> None:
    async def create_all() -> tuple[set[int], int]:
        async with (
            serve(SandboxConfig()) as sandbox,
            aiohttp.ClientSession(headers={"x-api-key": "k"}) as session,
        ):

            async def create(number: int) -> int:
                headers = {"Idempotency-Key": f"create {number}"}
                url = f"{sandbox.base_url}{API}/events"
                async with session.post(url, json=event(), headers=headers) as answer:
                    assert answer.status == 201
                    return int((await answer.json())["doc"]["id"])

            ids = await asyncio.gather(*map(create, range(400)))
            return set(ids), len(sandbox.world.events)

    ids, stored = asyncio.run(create_all())
    assert (len(ids), stored) == (400, 400)


def test_a_stopped_sandbox_leaves_neither_thread_nor_socket(event: Any) -> None:
    before = threading.active_count()
    with running_sandbox() as sandbox:
        address = sandbox.base_url
        assert httpx.get(address, verify=False, trust_env=False).status_code == 200
    assert threading.active_count() == before
    with pytest.raises(httpx.ConnectError):
        httpx.get(address, verify=False, trust_env=False)


def test_stopping_does_not_wait_for_an_answer_that_never_comes(start: Any, event: Any) -> None:
    with running_sandbox() as sandbox:
        sandbox.control(faults="hang=100%")
        asked = threading.Event()
        seen: list[str] = []

        def ask() -> None:
            asked.set()
            try:
                httpx.get(
                    f"{sandbox.base_url}{API}/channels", headers={"x-api-key": "k"}, timeout=60
                )
            except httpx.TransportError as problem:
                seen.append(type(problem).__name__)

        thread = threading.Thread(target=ask)
        thread.start()
        asked.wait()
        while not sandbox.state("log")["log"]:
            pass
    thread.join(timeout=10)
    assert seen == ["RemoteProtocolError"]


def test_a_taken_port_is_said_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        config = SandboxConfig(port=taken.getsockname()[1])
        with pytest.raises(OSError, match="address already in use"), running_sandbox(config):
            pass


def test_two_sandboxes_run_side_by_side(event: Any) -> None:
    with running_sandbox() as one, running_sandbox() as two:
        one.control(add_events=[event()])
        assert one.base_url != two.base_url
        assert two.state("events") == {"events": []}


def test_run_announces_its_address_and_ends_on_sigterm() -> None:
    program = (
        "from importer.sandbox import SandboxConfig, run\n"
        "run(SandboxConfig(), announce=lambda url: print(url, flush=True))\n"
    )
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        address = process.stdout.readline().strip()
        assert httpx.get(address, verify=False, trust_env=False).status_code == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
        assert process.stderr.read() == ""


def test_the_words_of_the_command_line_load_no_http_server() -> None:
    program = (
        "import sys, importer.sandbox as s; s.parse_rate('1/s')\n"
        "sys.exit('aiohttp' in sys.modules or 'yaml' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_every_exported_name_exists() -> None:
    assert [name for name in importer.sandbox.__all__ if not hasattr(importer.sandbox, name)] == []
    with pytest.raises(AttributeError, match="nothing_here"):
        importer.sandbox.nothing_here  # noqa: B018 - the access is the test


def test_a_seed_file_is_a_json_list_of_payloads(tmp_path: Path) -> None:
    file = tmp_path / "seed.json"
    file.write_text('[{"title": "Jazz"}]', encoding="utf-8")
    assert read_seed(file) == ({"title": "Jazz"},)
    for text, problem in (
        ("{", "is not JSON"),
        ('{"title": 1}', "JSON list"),
        ("[1]", "JSON list"),
    ):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match=problem):
            read_seed(file)
