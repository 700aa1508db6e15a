"""Fetching over real loopback servers; public addresses are played by a transport that leads there."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO

import httpx
import pytest

from importer.errors import SourceError, TemporaryError
from importer.net import FetchLimits, fetch, redact_url
from importer.net.addresses import is_public

LATELY = "Mon, 05 Oct 2020 03:00:00 GMT"
LIMITS = FetchLimits(bytes=1000, seconds=5, redirects=2)
Answer = tuple[int, dict[str, str], bytes]


@contextmanager
def server(answer: Callable[[str, dict[str, str]], Answer]) -> Iterator[str]:
    """A loopback server; `answer` gets path and headers, and gives status, headers and body."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, more, body = answer(self.path, headers)
            self.send_response(status)
            for name, value in more.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.server_address[1]}"
    finally:
        listening.shutdown()
        thread.join()
        listening.server_close()


@contextmanager
def raw_server(speak: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that says whatever it likes, to one client."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            client, _ = listening.accept()
            with client:
                client.recv(65536)
                speak(client)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        thread.join()


class Internet(httpx.BaseTransport):
    """Leads requests for public addresses to one loopback server and notes who was asked."""

    def __init__(self, base: str) -> None:
        self._port = int(base.rpartition(":")[2])
        self._inner = httpx.HTTPTransport()
        self.asked: list[tuple[str, str]] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append((request.url.host, request.headers["Host"]))
        request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self._port)
        return self._inner.handle_request(request)

    def close(self) -> None:
        self._inner.close()


NAMES = {
    "feeds.example": ["93.184.216.34"],
    "cdn.example": ["151.101.1.1"],
    "evil.example": ["10.0.0.7"],
}


def names(host: str, port: int) -> Sequence[str]:
    if host not in NAMES:
        raise OSError("no such host")
    return NAMES[host]


def test_content_and_what_the_server_says_of_it_arrive() -> None:
    headers = {
        "ETag": '"7"',
        "Last-Modified": LATELY,
    }
    into = BytesIO()
    with server(lambda path, _: (200, headers, b"BEGIN:VCALENDAR")) as base:
        fetched = fetch(f"{base}/f.ics", into, limits=LIMITS)
    assert into.getvalue() == b"BEGIN:VCALENDAR"
    assert (fetched.unchanged, fetched.etag, fetched.last_modified) == (False, '"7"', LATELY)


def test_unchanged_content_is_not_sent_again() -> None:
    def answer(path: str, headers: dict[str, str]) -> Answer:
        assert headers["if-modified-since"] == "yesterday"
        return (304 if headers.get("if-none-match") == '"7"' else 200), {}, b""

    into = BytesIO()
    with server(answer) as base:
        fetched = fetch(base, into, limits=LIMITS, etag='"7"', last_modified="yesterday")
    assert (fetched.unchanged, fetched.etag, into.getvalue()) == (True, '"7"', b"")
    assert fetched.last_modified == "yesterday"


def test_a_304_that_nobody_asked_for_tells_nothing() -> None:
    with server(lambda *_: (304, {}, b"")) as base, pytest.raises(TemporaryError, match="304"):
        fetch(base, BytesIO(), limits=LIMITS)


@pytest.mark.parametrize(
    ("etag", "asked"),
    [
        ('W/"7"', 'W/"7"'),
        ('"7-gzip"', '"7-gzip", "7"'),  # Apache
        ('W/"7--gzip"', 'W/"7--gzip", W/"7"'),  # Jetty
        ('"gzip"', '"gzip"'),
    ],
)
def test_an_etag_is_given_back_in_every_form_the_server_may_know_it_by(
    etag: str, asked: str
) -> None:
    seen: list[str | None] = []

    def answer(path: str, headers: dict[str, str]) -> Answer:
        seen.append(headers.get("if-none-match"))
        return 200, {"ETag": etag}, b"x"

    with server(answer) as base:
        first = fetch(base, BytesIO(), limits=LIMITS)
        fetch(base, BytesIO(), limits=LIMITS, etag=first.etag)
    assert seen == [None, asked]


@pytest.mark.parametrize("etag", ["7", '"a"b"', f'"{"7" * 500}"', '"\u00e9"', ""])
def test_an_etag_that_breaks_the_rules_is_not_relied_on(etag: str) -> None:
    with server(lambda *_: (200, {"ETag": etag}, b"x")) as base:
        assert fetch(base, BytesIO(), limits=LIMITS).etag is None


@pytest.mark.parametrize(
    ("changed", "kept"),
    [
        ("Mon, 05 Oct 2020 02:59:59 GMT", True),
        (LATELY, False),
        ("Mon, 05 Oct 2020 02:59:59 -0000", True),
        ("yesterday", False),
    ],
)
def test_a_content_that_may_change_within_its_second_is_not_known_by_its_date(
    changed: str, kept: bool
) -> None:
    headers = {"Date": LATELY, "Last-Modified": changed}
    with raw_server(lambda client: client.sendall(answer_of(headers, b"x"))) as base:
        fetched = fetch(base, BytesIO(), limits=LIMITS)
    assert fetched.last_modified == (changed if kept else None)


def answer_of(headers: dict[str, str], body: bytes) -> bytes:
    lines = [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(["HTTP/1.1 200 OK", *lines, "Connection: close", "", ""]).encode() + body


@pytest.mark.parametrize(
    ("status", "error", "words"),
    [
        (401, SourceError, "needs a sign-in"),
        (403, SourceError, "needs a sign-in"),
        (404, SourceError, "nothing is there"),
        (410, SourceError, "nothing is there"),
        (418, SourceError, "check the address"),
        (429, TemporaryError, "run again later, in 120 seconds"),
        (500, TemporaryError, "run again later"),
        (503, TemporaryError, "run again later"),
    ],
)
def test_a_failure_says_what_to_do(status: int, error: type[Exception], words: str) -> None:
    with (
        server(lambda *_: (status, {"Retry-After": "120"}, b"<html>")) as base,
        pytest.raises(error, match=words),
    ):
        fetch(base, BytesIO(), limits=LIMITS)


def test_too_much_content_is_refused_whatever_length_was_promised() -> None:
    into = BytesIO()
    with (
        server(lambda *_: (200, {}, b"x" * 1001)) as base,
        pytest.raises(SourceError, match="1,000"),
    ):
        fetch(base, into, limits=LIMITS)


def test_content_of_exactly_the_limit_is_accepted() -> None:
    into = BytesIO()
    with server(lambda *_: (200, {}, b"x" * 1000)) as base:
        fetch(base, into, limits=LIMITS)
    assert len(into.getvalue()) == 1000


def test_gzip_is_decoded() -> None:
    into = BytesIO()
    body = gzip.compress(b"BEGIN:VCALENDAR")
    with server(lambda *_: (200, {"Content-Encoding": "gzip"}, body)) as base:
        fetch(base, into, limits=LIMITS)
    assert into.getvalue() == b"BEGIN:VCALENDAR"


def test_a_gzip_bomb_stops_at_the_limit() -> None:
    body = gzip.compress(bytes(50_000_000))
    into = BytesIO()
    with (
        server(lambda *_: (200, {"Content-Encoding": "gzip"}, body)) as base,
        pytest.raises(SourceError, match="more than"),
    ):
        fetch(base, into, limits=LIMITS)
    assert len(into.getvalue()) <= 1000


@pytest.mark.parametrize(
    ("body", "words"),
    [(gzip.compress(b"x" * 500, mtime=0)[:-9], "cut off"), (b"no gzip", "damaged")],
)
def test_broken_gzip_is_worth_another_try(body: bytes, words: str) -> None:
    with (
        server(lambda *_: (200, {"Content-Encoding": "gzip"}, body)) as base,
        pytest.raises(TemporaryError, match=words),
    ):
        fetch(base, BytesIO(), limits=LIMITS)


def test_a_coding_that_was_not_asked_for_is_refused() -> None:
    with (
        server(lambda *_: (200, {"Content-Encoding": "br"}, b"?")) as base,
        pytest.raises(SourceError, match="'br'"),
    ):
        fetch(base, BytesIO(), limits=LIMITS)


def test_nobody_listening_is_worth_another_try() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with pytest.raises(TemporaryError, match="cannot be reached"):
        fetch(f"http://127.0.0.1:{port}/", BytesIO(), limits=LIMITS)


def test_a_connection_that_breaks_off_is_worth_another_try() -> None:
    def half(client: socket.socket) -> None:
        client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nBEGIN")

    with raw_server(half) as base, pytest.raises(TemporaryError, match="cannot be reached"):
        fetch(base, BytesIO(), limits=LIMITS)


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\n\r\n"], ids=["headers", "body"])
def test_a_server_that_drips_is_cut_off_when_the_time_is_up(start: bytes) -> None:
    stop = threading.Event()

    def drip(client: socket.socket) -> None:
        try:
            client.sendall(start or b"HTTP/1.1 200 OK\r\nX: ")
            while not stop.wait(0.02):
                client.sendall(b"x")
        except OSError:
            pass  # the client has hung up, as it should

    begun = time.monotonic()
    with raw_server(drip) as base:
        try:
            with pytest.raises(TemporaryError, match="within"):
                fetch(base, BytesIO(), limits=FetchLimits(bytes=10**6, seconds=0.3))
        finally:
            stop.set()
    assert time.monotonic() - begun < 3


def test_an_unknown_host_is_worth_another_try() -> None:
    with pytest.raises(TemporaryError, match="is not found"):
        fetch("https://typo.example/", BytesIO(), limits=LIMITS, resolve=names)


def test_a_private_address_may_be_named_but_not_where_that_is_switched_off() -> None:
    with server(lambda *_: (200, {}, b"x")) as base:
        assert not fetch(base, BytesIO(), limits=LIMITS).unchanged
        with pytest.raises(SourceError, match="private address"):
            fetch(base, BytesIO(), limits=LIMITS, allow_private_first=False)


def test_a_redirect_to_a_private_address_is_refused() -> None:
    asked: list[str] = []

    def answer(path: str, _: dict[str, str]) -> Answer:
        asked.append(path)
        return 302, {"Location": "/inner"}, b""

    with server(answer) as base, pytest.raises(SourceError, match="private address"):
        fetch(f"{base}/outer", BytesIO(), limits=LIMITS)
    assert asked == ["/outer"]


def test_a_redirect_to_a_name_with_one_private_address_is_refused() -> None:
    with server(lambda *_: (302, {"Location": "https://evil.example/"}, b"")) as base:
        internet = Internet(base)
        with pytest.raises(SourceError, match=r"evil\.example/ leads to a private address"):
            fetch(
                "https://feeds.example/",
                BytesIO(),
                limits=LIMITS,
                resolve=names,
                transport=internet,
            )
    assert internet.asked == [("93.184.216.34", "feeds.example")]


def test_the_address_connected_to_is_the_one_that_was_checked() -> None:
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    with server(lambda *_: (200, {}, b"x")) as base:
        internet = Internet(base)
        fetch(
            "https://rebind.example:8443/f",
            BytesIO(),
            limits=LIMITS,
            allow_private_first=False,
            resolve=lambda host, port: next(answers),
            transport=internet,
        )
    assert internet.asked == [("93.184.216.34", "rebind.example:8443")]
    assert list(answers) == [["127.0.0.1"]]


def test_public_redirects_are_followed_without_the_password() -> None:
    seen: list[tuple[str, str | None]] = []

    def answer(path: str, headers: dict[str, str]) -> Answer:
        seen.append((path, headers.get("authorization")))
        if path == "/final":
            return 200, {}, b"here"
        return 301, {"Location": "https://cdn.example/final?key=s3cret"[:25]}, b""

    into = BytesIO()
    with server(answer) as base:
        fetch(
            "webcal://me:pa%20ss@feeds.example/f",
            into,
            limits=LIMITS,
            resolve=names,
            transport=Internet(base),
        )
    assert into.getvalue() == b"here"
    assert seen == [("/f", "Basic bWU6cGEgc3M="), ("/final", None)]


def test_too_many_redirects_are_refused() -> None:
    hops = iter(range(10))
    with (
        server(lambda *_: (302, {"Location": f"https://feeds.example/{next(hops)}"}, b"")) as base,
        pytest.raises(SourceError, match="more than 2 times"),
    ):
        fetch(
            "https://feeds.example/",
            BytesIO(),
            limits=LIMITS,
            resolve=names,
            transport=Internet(base),
        )
    assert next(hops) == 3


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("http://feeds.example/", "not encrypted"),
        ("file:///etc/passwd", "cannot be fetched"),
        ("https://feeds.example/start", "redirects to itself"),
        ("https://feeds.example:port/", "no address"),
    ],
)
def test_bad_redirects_are_refused(location: str, words: str) -> None:
    with (
        server(lambda *_: (302, {"Location": location}, b"")) as base,
        pytest.raises(SourceError, match=words),
    ):
        fetch(
            "https://feeds.example/start",
            BytesIO(),
            limits=LIMITS,
            resolve=names,
            transport=Internet(base),
        )


@pytest.mark.parametrize(
    "url", ["ftp://a.example/f", "https://", "nothing", "https://a:b:c/", "http://x:99999/"]
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(SourceError):
        fetch(url, BytesIO(), limits=LIMITS, resolve=names)


def test_no_message_shows_a_secret() -> None:
    with server(lambda *_: (404, {}, b"")) as base:
        address = (
            base.replace("//", "//user:hunter2@") + "/private-0a1b2c3d4e5f6071/basic.ics?key=s3cret"
        )
        with pytest.raises(SourceError) as caught:
            fetch(address, BytesIO(), limits=LIMITS)
    for secret in ("hunter2", "user", "0a1b2c3d", "s3cret"):
        assert secret not in str(caught.value)
    assert "basic.ics" in str(caught.value)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://hall.example/events-2026.ics", "https://hall.example/events-2026.ics"),
        ("https://u:p@Hall.example:8443/f#top", "https://***@hall.example:8443/f"),
        ("https://hall.example/f?key=1&b&c=2", "https://hall.example/f?key=***&***&c=***"),
        (
            "https://calendar.example/ical/me%40mail.example/private-0a1b2c/basic.ics",
            "https://calendar.example/ical/***/***/basic.ics",
        ),
        ("https://x.example/3f2504e0-4f89-11d3-9a0c-0305e82c3301.ics", "https://x.example/***.ics"),
        ("https://x.example/a1b2c3d4e5f6a7b8c9/f", "https://x.example/***/f"),
        ("https://x.example/aB3-xY9_kLmNoPqRsTuVw", "https://x.example/***"),
        ("https://[::1]:80/f", "https://[::1]:80/f"),
        ("https://a:b:c/secret", "https://***"),
        ("folder/file.csv", "folder/file.csv"),
    ],
)
def test_secrets_in_addresses_are_hidden(url: str, shown: str) -> None:
    assert redact_url(url) == shown


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:192.168.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
    ],
)
def test_private_addresses_are_known_in_every_wrapping(address: str, public: bool) -> None:
    assert is_public(address) is public
