"""The sandbox on the wire: aiohttp in front of the routes, faults where they strike."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from email.utils import formatdate

from aiohttp import web

from importer.sandbox import calls, control, routes, views
from importer.sandbox.calls import Call
from importer.sandbox.faults import ON_THE_WIRE, Moment, disguise
from importer.sandbox.refusals import Answer, RefusalError, not_allowed
from importer.sandbox.wire import CutError, cut_off, json_body, read_into
from importer.sandbox.world import LogEntry, World

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Sandbox:
    """A running sandbox: what it holds and, once it listens, where it is."""

    world: World
    base_url: str = ""
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer any request; the one function that aiohttp calls."""
        if request.path.startswith("/api/public/"):
            return await self._api(request)
        return await self._outside(request)

    async def _api(self, request: web.BaseRequest) -> web.StreamResponse:
        request_id = self.world.new_request_id()
        call: Call | None = None
        cut: CutError | None = None
        try:
            route, event_id = routes.find_route(request.method, request.path)
            call = Call(route, request.query, request.headers, event_id=event_id)
            await read_into(call, request)
            calls.admit(self.world, call)
            call.fault = self.world.faults.draw(route.name)
            answer = await self._worked(call, request_id)
        except RefusalError as refusal:
            answer = refusal.answer(request_id, self.world.answers.details)
        except CutError as problem:
            cut, answer = problem, problem.answer or Answer(0, b"")
        except Exception:
            _log.exception("the sandbox failed on %s %s", request.method, request.path)
            answer = disguise("500", None, request_id)
        self._note(request, call, answer, status=None if cut else answer.status)
        if cut is not None:
            return await cut_off(request, cut, lambda: not self.closing.is_set())
        return self._response(answer, request_id, call.limit_headers if call else {})

    async def _worked(self, call: Call, request_id: str) -> Answer:
        """Do the work with the fault drawn; raises `CutError` where no answer is to leave."""
        if call.fault is None:
            return calls.prepare(self.world, call).finish()
        fault, seconds = call.fault.fault, call.fault.takes_s
        if fault.moment is Moment.WORKING:
            work = calls.prepare(self.world, call)
            if fault.effect in ON_THE_WIRE:
                raise CutError(fault.effect)
            await self._pause(seconds)
            return work.finish()
        done: Answer | None = None
        if fault.moment is not Moment.BEFORE:
            done = self._done(call, request_id, noted=fault.moment is Moment.AFTER)
        if fault.effect in ON_THE_WIRE:
            raise CutError(fault.effect, done)
        if fault.effect == "429":
            raise calls.rate_limited(self.world, call, call.route.name, seconds)
        shown = disguise(fault.effect, done, request_id)
        return replace(shown, event=done.event, replayed=done.replayed) if done else shown

    def _done(self, call: Call, request_id: str, *, noted: bool) -> Answer:
        """Do the work; a refusal is an answer too, and can be lost like any other."""
        try:
            return calls.prepare(self.world, call).finish(noted=noted)
        except RefusalError as refusal:
            return refusal.answer(request_id, self.world.answers.details)

    async def _pause(self, seconds: float) -> None:
        """Wait, but not longer than the sandbox runs."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.closing.wait()

    def _note(
        self, request: web.BaseRequest, call: Call | None, answer: Answer, status: int | None
    ) -> None:
        entry = LogEntry(
            at=self.world.timestamp(),
            method=request.method,
            route=call.route.name if call else "unknown",
            status=status,
            key=call.caller.label if call and call.caller else None,
            idempotency_key=_ascii(request.headers.get("Idempotency-Key")),
            event=answer.event,
            replayed=answer.replayed,
            fault=call.fault.name if call and call.fault else None,
            too_early=call.too_early if call else None,
        )
        self.world.note(entry)
        control.request_done(self.world, entry.route)

    async def _outside(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer what stands outside the API namespace and needs no key."""
        request_id = self.world.new_request_id()
        control_sent = request.path == "/sandbox/control"
        allowed = ("POST",) if control_sent else ("GET", "HEAD")
        try:
            if request.method not in allowed:
                raise not_allowed(request.path, request.method, allowed)
            if control_sent:
                answer = control.answer(self.world, await json_body(request))
            else:
                query = request.query.get("only", "")
                answer = views.view(self.world, request.path, self.base_url, only=query)
        except RefusalError as refusal:
            answer = refusal.answer(request_id)
        return self._response(answer, request_id, {})

    def _response(
        self, answer: Answer, request_id: str, extra: Mapping[str, str]
    ) -> web.StreamResponse:
        headers = {
            "Date": formatdate(self.world.clock.shown(), usegmt=True),
            "Server": "pinned-events-sandbox",
            "X-Request-Id": request_id,
            "Content-Type": answer.content_type,
            **extra,
            **answer.headers,
        }
        return web.Response(status=answer.status, body=answer.body, headers=headers)


def _ascii(header: str | None) -> str | None:
    """Return a header so that JSON can hold it: bytes that are not ASCII become escapes."""
    return None if header is None else header.encode("ascii", "backslashreplace").decode()
