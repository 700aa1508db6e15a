"""What a failed request proves, told over the real transport from the cause of the failure."""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack, suppress

import pytest

from importer.intents import Action, Intent, Outcome, State
from importer.publishing.answers import Answer
from importer.publishing.api import PlatformApi, new_client
from importer.publishing.judging import judge

CREATE = Intent(1, 1, Action.CREATE, b'{"title":"A"}', State.SENDING, key="k")
Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def _request(reader: asyncio.StreamReader) -> None:
    await reader.readuntil(b'{"title":"A"}')


async def close_after_request(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await _request(reader)


async def close_at_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    return


async def reset_after_request(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await _request(reader)
    raw: socket.socket = writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def answering(raw: bytes) -> Handler:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _request(reader)
        writer.write(raw)
        await writer.drain()

    return answer


ANSWERS = {
    "half a body": b'HTTP/1.1 201 Created\r\nContent-Length: 20\r\n\r\n{"doc":',
    "half a chunk": b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{",
    "cut JSON": b'HTTP/1.1 201 Created\r\nContent-Length: 7\r\n\r\n{"doc":',
    "HTML": b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n<html></html>",
    "garbage": b"\x00\x01\x02 this is not HTTP\r\n\r\n",
}


async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()  # until the client gives up


async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await _request(reader)
    writer.write(b"HTTP/1.1 201 Created\r\nContent-Length: 1000\r\n\r\n")
    while not reader.at_eof():
        writer.write(b" ")
        await writer.drain()
        try:
            async with asyncio.timeout(0.05):
                await reader.read()
        except TimeoutError:
            continue


async def sent_to(url: str) -> Answer:
    async with PlatformApi(new_client(2), url, "key", time.time, timeout_s=0.4) as api:
        return await api.write(CREATE, leaves_within_s=0.3)


async def sent_to_server(handler: Handler, scheme: str = "http") -> Answer:
    """One create to a server that treats its connections like this; all of them are closed."""
    served: list[asyncio.Task[None]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        served.append(task)
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            await handler(reader, writer)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        answer = await sent_to(f"{scheme}://127.0.0.1:{port}")
        await asyncio.gather(*served)
    return answer


@pytest.mark.parametrize(
    "handler",
    [
        *(close_after_request, close_at_once, reset_after_request, hang, drip),
        *(pytest.param(answering(raw), id=name) for name, raw in ANSWERS.items()),
    ],
)
def test_whatever_happens_once_a_connection_stands_leaves_the_create_in_doubt(
    handler: Handler,
) -> None:
    answer = asyncio.run(sent_to_server(handler))
    assert not answer.never_left
    assert judge(CREATE, answer).outcome is Outcome.IN_DOUBT


def test_a_refused_connection_proves_that_nothing_left() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: connections are refused
        answer = asyncio.run(sent_to(f"http://127.0.0.1:{taken.getsockname()[1]}"))
    assert answer.never_left
    assert judge(CREATE, answer).outcome is Outcome.TRY_AGAIN


def test_a_name_that_does_not_resolve_proves_that_nothing_left() -> None:
    answer = asyncio.run(sent_to("http://no-such-host.invalid"))
    assert answer.never_left, answer.problem
    assert judge(CREATE, answer).outcome is Outcome.TRY_AGAIN


def test_a_connection_that_does_not_come_about_in_time_proves_that_nothing_left() -> None:
    with socket.socket() as busy, ExitStack() as waiting:
        busy.bind(("127.0.0.1", 0))
        busy.listen(0)
        for _ in range(4):  # nobody accepts: the queue is full, further connections wait
            one = waiting.enter_context(socket.socket())
            one.setblocking(False)
            one.connect_ex(busy.getsockname())
        answer = asyncio.run(sent_to(f"http://127.0.0.1:{busy.getsockname()[1]}"))
    assert answer.never_left, answer.problem
    assert judge(CREATE, answer).outcome is Outcome.TRY_AGAIN


def test_a_tls_handshake_that_fails_proves_that_nothing_left() -> None:
    async def speak_plainly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()

    answer = asyncio.run(sent_to_server(speak_plainly, "https"))
    assert answer.never_left, answer.problem


def test_after_one_ambiguous_send_a_refused_connection_settles_nothing() -> None:
    doubtful = Intent(
        1, 1, Action.CREATE, b'{"title":"A"}', State.SENDING, key="k", doubtful_since=1.0
    )
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        answer = asyncio.run(sent_to(f"http://127.0.0.1:{taken.getsockname()[1]}"))
    assert judge(doubtful, answer).outcome is Outcome.IN_DOUBT


ENVELOPE = {"error": {"code": "c", "message": "m", "requestId": "r1"}}


@pytest.mark.parametrize(
    ("status", "body", "first", "repeated"),
    [
        (201, {"doc": {"id": 7}}, Outcome.DONE, Outcome.DONE),
        (200, {"doc": {"id": "a7"}}, Outcome.DONE, Outcome.DONE),
        (201, {"doc": {}}, Outcome.IN_DOUBT, Outcome.IN_DOUBT),
        (201, {"doc": {"id": True}}, Outcome.IN_DOUBT, Outcome.IN_DOUBT),
        (204, None, Outcome.IN_DOUBT, Outcome.IN_DOUBT),
        (302, None, Outcome.IN_DOUBT, Outcome.IN_DOUBT),
        (400, ENVELOPE, Outcome.REFUSED, Outcome.IN_DOUBT),
        (400, None, Outcome.IN_DOUBT, Outcome.IN_DOUBT),
        (401, ENVELOPE, Outcome.TRY_AGAIN, Outcome.IN_DOUBT),
        (403, ENVELOPE, Outcome.TRY_AGAIN, Outcome.IN_DOUBT),
        (408, ENVELOPE, Outcome.IN_DOUBT, Outcome.IN_DOUBT),
        (409, ENVELOPE, Outcome.IN_DOUBT, Outcome.IN_DOUBT),
        (429, ENVELOPE, Outcome.TRY_AGAIN, Outcome.IN_DOUBT),
        (500, ENVELOPE, Outcome.IN_DOUBT, Outcome.IN_DOUBT),
        (503, None, Outcome.IN_DOUBT, Outcome.IN_DOUBT),
    ],
)
def test_an_answer_to_a_create_is_judged_by_what_it_proves(
    status: int, body: object, first: Outcome, repeated: Outcome
) -> None:
    doubtful = Intent(1, 1, Action.CREATE, b"{}", State.SENDING, key="k", doubtful_since=1.0)
    answer = Answer(status, {}, body, 1.0, 2.0)
    assert judge(CREATE, answer).outcome is first
    assert judge(doubtful, answer).outcome is repeated


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, {"doc": {"id": 7}}, Outcome.DONE),
        (200, {"id": "7", "title": "A"}, Outcome.DONE),
        (200, {"doc": {}}, Outcome.IN_DOUBT),
        (200, {}, Outcome.IN_DOUBT),
        (200, ENVELOPE, Outcome.IN_DOUBT),
        (202, {"ok": True}, Outcome.IN_DOUBT),
        (204, None, Outcome.IN_DOUBT),
        (404, ENVELOPE, Outcome.REFUSED),
        (404, None, Outcome.IN_DOUBT),  # a gateway's page says nothing of the event
        (400, ENVELOPE, Outcome.REFUSED),
    ],
)
def test_an_update_is_done_or_gone_only_where_the_platform_names_its_event(
    status: int, body: object, outcome: Outcome
) -> None:
    update = Intent(1, 1, Action.UPDATE, b'{"title":"A"}', State.SENDING, event_id="7")
    assert judge(update, Answer(status, {}, body, 1.0, 2.0)).outcome is outcome
