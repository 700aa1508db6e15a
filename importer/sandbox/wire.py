"""Reading requests, and ending connections without a proper answer."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable

import orjson
from aiohttp import BodyPartReader, web

from importer.sandbox.calls import Call, Upload
from importer.sandbox.refusals import Answer, RefusalError, invalid

LARGEST_PICTURE = 10 << 20  # bytes; JSON bodies are capped at 1 MiB, aiohttp's own limit
_CHECK_EVERY_S = 0.05  # how soon a hanging answer notices that its client has gone


class CutError(Exception):
    """The connection is to end without a proper answer.

    how: an effect of `ON_THE_WIRE`, or `client left` where there is nobody to answer.
    """

    def __init__(self, how: str, answer: Answer | None = None) -> None:
        super().__init__(how)
        self.how = how
        self.answer = answer


async def read_into(call: Call, request: web.BaseRequest) -> None:
    """Read the body, or the picture of an upload, into the call; raises the 400 or 413.

    Raises `CutError` when the client leaves before its request is complete.
    """
    try:
        if call.route.name == "POST /media" and request.content_type == "multipart/form-data":
            call.upload = await _upload(request)
        elif request.body_exists:
            call.body = await read_body(request)
    except ConnectionError as problem:
        raise CutError("client left") from problem


async def read_body(request: web.BaseRequest) -> bytes:
    try:
        return await request.read()
    except web.HTTPRequestEntityTooLarge as problem:
        raise _too_large() from problem


async def json_body(request: web.BaseRequest) -> object:
    """Return the JSON of a control request. The type is required, so that no web page can post."""
    if request.content_type != "application/json":
        raise invalid("Content-Type", "must be application/json")
    try:
        return orjson.loads(await read_body(request))
    except ConnectionError as problem:
        raise invalid("body", "was cut off") from problem
    except orjson.JSONDecodeError as problem:
        raise invalid("body", f"is not JSON ({problem})") from problem


async def _upload(request: web.BaseRequest) -> Upload | None:
    try:
        async for part in await request.multipart():
            if isinstance(part, BodyPartReader) and part.name == "file":
                return await _measured(part)
    except ValueError as problem:
        raise invalid("body", f"is not multipart/form-data ({problem})") from problem
    return None


async def _measured(part: BodyPartReader) -> Upload:
    size = 0
    while chunk := await part.read_chunk(1 << 16):
        size += len(chunk)
        if size > LARGEST_PICTURE:
            raise _too_large()
    kind = part.headers.get("Content-Type", "application/octet-stream")
    return Upload(part.filename or "upload", kind, size)


def _too_large() -> RefusalError:
    return RefusalError(413, "payload_too_large", "The body is larger than the platform takes.")


async def cut_off(
    request: web.BaseRequest, cut: CutError, still_open: Callable[[], bool]
) -> web.StreamResponse:
    """End the connection as `cut.how` says. A hang lasts while the client and we are there."""
    transport = request.transport
    response = web.StreamResponse()
    while cut.how == "hang" and transport and not transport.is_closing() and still_open():
        await asyncio.sleep(_CHECK_EVERY_S)
    if transport is None or transport.is_closing():
        return response
    if cut.how == "half" and cut.answer:
        body = cut.answer.body
        response.set_status(cut.answer.status)
        response.content_type = cut.answer.content_type
        response.content_length = len(body)
        await response.prepare(request)
        await response.write(body[: len(body) // 2])
    elif cut.how == "garbage":
        transport.write(b"\x15\x03\x01 this is not HTTP\r\n\r\n")
    if cut.how == "reset":
        _reset(transport)
    else:
        transport.close()
    return response


def _reset(transport: asyncio.Transport) -> None:
    """Close so that the client sees RST: a linger time of 0 drops what is unsent."""
    connection = transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
