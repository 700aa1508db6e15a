"""A calendar feed over loopback HTTP, as it lives: it changes, is named by ETags, and has bad nights."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TypeAlias

PATH = "/calendar/ical/private-9b1c7e55d0a84f6fa1d3/basic.ics?token=s3cr3tFeedT0ken"
SECRETS = ("9b1c7e55d0a84f6fa1d3", "s3cr3tFeedT0ken")
SIGN_IN = b"<!DOCTYPE html><html><title>Sign in</title><form></form></html>"

Trouble: TypeAlias = Callable[[BaseHTTPRequestHandler, bytes], None]


def busy(handler: BaseHTTPRequestHandler, content: bytes) -> None:
    handler.send_error(503)


def sign_in(handler: BaseHTTPRequestHandler, content: bytes) -> None:
    _send(handler, 200, {"Content-Type": "text/html"}, SIGN_IN)


def cut_off(handler: BaseHTTPRequestHandler, content: bytes) -> None:
    """Fewer bytes than were promised."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content[: len(content) // 2])


def cut_at_a_line(handler: BaseHTTPRequestHandler, content: bytes) -> None:
    """Nothing in the answer says that entries are missing; only the calendar has no end."""
    entries = content.split(b"BEGIN:VEVENT\r\n")
    _send(handler, 200, {}, b"BEGIN:VEVENT\r\n".join(entries[: len(entries) // 2 + 1]))


@dataclass
class LivingFeed:
    """etag: names a content, "" for a server without. answers: status of every answer given."""

    content: bytes = b""
    etag: Callable[[bytes], str] = lambda content: f'"{sha256(content).hexdigest()[:12]}"'
    changed: str | None = None
    trouble: Trouble | None = None
    answers: list[int] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    url: str = ""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        headers = {name.lower(): value for name, value in handler.headers.items()}
        self.asked.append({n: v for n, v in headers.items() if n.startswith("if-")})
        if self.trouble is not None:
            self.trouble(handler, self.content)
            return
        etag = self.etag(self.content)
        names = {"ETag": etag} if etag else {}
        if self.changed is not None:
            names["Last-Modified"] = self.changed
        given = headers.get("if-none-match")
        known = etag in given.split(", ") if given else headers.get("if-modified-since")
        if known:
            _send(handler, 304, names, b"")
        else:
            _send(handler, 200, names, self.content)


def _send(
    handler: BaseHTTPRequestHandler, status: int, headers: dict[str, str], body: bytes
) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


@contextmanager
def served(feed: LivingFeed) -> Iterator[LivingFeed]:
    """The feed at its secret address while the context lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            feed.answer(self)

        def log_request(self, code: object = "-", size: object = "-") -> None:
            feed.answers.append(int(str(getattr(code, "value", code))))

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        feed.url = f"http://127.0.0.1:{server.server_address[1]}{PATH}"
        yield feed
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
