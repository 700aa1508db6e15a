"""Pictures: uploaded once by content, named in payloads by content, sent as the platform's number."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from importer.pipeline import Job
from importer.pipeline.adopting import adopt
from importer.pipeline.uploading import why_withheld
from importer.publishing.answers import Answer
from importer.sandbox import RunningSandbox
from tests.delivery.project import MAPPING, Project

PNG = b"\x89PNG\r\n\x1a\n" + b"a small picture"
OTHER_PNG = b"\x89PNG\r\n\x1a\n" + b"another picture"
BASIC = ["channels:read", "events:create", "events:read", "events:update"]


class Gallery(Project):
    """A project whose rows may name a file in `pictures/`, by the column Blurb."""

    def show(self, number: int, picture: str) -> None:
        self.rows[f"R{number:04d}"]["Blurb"] = picture
        self.write()

    def keep(self, name: str, content: bytes) -> None:
        (self.folder / "pictures").mkdir(exist_ok=True)
        (self.folder / "pictures" / name).write_bytes(content)


def with_image(image: str) -> str:
    return MAPPING.replace('description: "{Blurb}"', f'image: "{image}"')


@pytest.fixture
def gallery(tmp_path: Path, sandbox: RunningSandbox) -> Gallery:
    return Gallery(tmp_path, sandbox.base_url, mapping=with_image("../pictures/{Blurb}"))


def part(sandbox: RunningSandbox, name: str) -> list[Any]:
    entries = sandbox.state(name)[name]
    assert isinstance(entries, list)
    return entries


def covers(sandbox: RunningSandbox) -> dict[str, int | None]:
    """Title -> number of the media document that the event shows."""
    payloads = [event["payload"] for event in part(sandbox, "events")]
    return {payload["title"]: payload.get("coverImage") for payload in payloads}


def requests(sandbox: RunningSandbox, route: str) -> int:
    return sum(entry["route"] == route for entry in part(sandbox, "log"))


def test_a_picture_of_three_rows_is_uploaded_once_and_a_second_run_sends_nothing(
    gallery: Gallery, sandbox: RunningSandbox
) -> None:
    gallery.keep("poster.png", PNG)
    gallery.keep("copy.png", PNG)  # another name, the same picture
    gallery.add(4)
    for number, name in enumerate(["poster.png", "poster.png", "copy.png"]):
        gallery.show(number, name)
    first = gallery.run()
    assert (first.counts["created"], first.exit_code, first.issues) == (4, 0, [])
    assert [(one["content_type"], one["size"]) for one in part(sandbox, "media")] == [
        ("image/png", 23)
    ]
    number = part(sandbox, "media")[0]["id"]
    assert covers(sandbox) == {f"Show number {n}": number for n in range(3)} | {
        "Show number 3": None
    }
    second = gallery.run()
    assert (second.counts["unchanged"], second.exit_code) == (4, 0)
    assert (requests(sandbox, "POST /media"), requests(sandbox, "POST /events")) == (1, 4)


def test_another_content_under_the_same_name_is_one_update_of_the_picture_alone(
    gallery: Gallery, sandbox: RunningSandbox
) -> None:
    gallery.keep("poster.png", PNG)
    gallery.add(2)
    gallery.show(0, "poster.png")
    gallery.run()
    gallery.keep("poster.png", OTHER_PNG)
    planned = gallery.run(dry_run=True)
    assert (planned.counts["updated"], requests(sandbox, "POST /media")) == (1, 1)
    result = gallery.run()
    assert (result.counts["updated"], result.counts["unchanged"], result.exit_code) == (1, 1, 0)
    assert [one["id"] for one in part(sandbox, "media")] == [501, 502]
    assert covers(sandbox) == {"Show number 0": 502, "Show number 1": None}
    assert requests(sandbox, "PATCH /events/{id}") == 1


def test_an_emptied_picture_is_taken_off_the_event(
    gallery: Gallery, sandbox: RunningSandbox
) -> None:
    gallery.keep("poster.png", PNG)
    gallery.add(1)
    gallery.show(0, "poster.png")
    gallery.run()
    gallery.show(0, "")
    assert gallery.run().counts["updated"] == 1
    assert covers(sandbox) == {"Show number 0": None}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "there is no picture"),
        (b"<html>not a picture</html>", "is no JPEG, PNG, GIF or WebP picture"),
        (PNG + bytes(10 * 2**20), "holds more than 10 MiB"),
    ],
    ids=["missing", "a web page", "too large"],
)
def test_a_picture_that_cannot_be_used_costs_its_row_only(
    gallery: Gallery, sandbox: RunningSandbox, content: bytes | None, words: str
) -> None:
    gallery.keep("good.png", PNG)
    if content is not None:
        gallery.keep("bad.png", content)
    gallery.add(2)
    gallery.show(0, "bad.png")
    gallery.show(1, "good.png")
    result = gallery.run()
    assert (result.counts["rejected"], result.counts["created"], result.exit_code) == (1, 1, 1)
    (issue,) = result.issues
    assert (issue.code, issue.field) == ("cell.invalid", "image")
    assert words in issue.message
    assert issue.at is not None
    assert (issue.at.row, issue.at.column) == (2, "Blurb")
    assert covers(sandbox) == {"Show number 1": 501}


def test_without_the_scope_rows_with_pictures_wait_and_the_others_go_out(
    gallery: Gallery, sandbox: RunningSandbox
) -> None:
    gallery.keep("poster.png", PNG)
    gallery.keep("other.png", OTHER_PNG)
    gallery.add(4)
    gallery.show(0, "poster.png")
    gallery.show(1, "other.png")
    gallery.run(dry_run=True)  # makes the key known to the sandbox
    sandbox.control(edit_key={"label": "*", "scopes": BASIC})
    result = gallery.run()
    assert (result.counts["created"], result.counts["deferred"], result.exit_code) == (2, 2, 3)
    (issue,) = result.issues
    assert issue.code == "api.forbidden"
    assert "2 rows with pictures were not sent" in issue.message
    assert "media:create" in issue.message
    assert requests(sandbox, "POST /media") == 1
    sandbox.control(edit_key={"label": "*", "scopes": [*BASIC, "media:create"]})
    after = gallery.run()
    assert (after.counts["created"], after.counts["unchanged"], after.exit_code) == (2, 2, 0)
    assert sorted(map(str, covers(sandbox).values())) == ["501", "502", "None", "None"]


def test_an_upload_that_the_platform_does_not_take_defers_its_row_until_the_next_run(
    gallery: Gallery, sandbox: RunningSandbox
) -> None:
    gallery.keep("poster.png", PNG)
    gallery.add(2)
    gallery.show(0, "poster.png")
    sandbox.control(faults="POST /media 503=every:1")
    result = gallery.run(rng=lambda: 0.0)
    assert (result.counts["created"], result.counts["deferred"], result.exit_code) == (1, 1, 75)
    assert [issue.code for issue in result.issues] == ["publish.deferred"]
    assert covers(sandbox) == {"Show number 1": None}
    sandbox.control(faults="off")
    assert gallery.run().exit_code == 0
    assert covers(sandbox) == {"Show number 0": 501, "Show number 1": None}


@pytest.mark.parametrize(
    ("status", "error", "code", "counted", "exit_code"),
    [
        (413, {"message": "too large"}, "api.rejected", "rejected", 1),
        (413, None, "publish.deferred", "deferred", 75),  # a proxy, not the platform
        (403, {"message": "no scope"}, "api.forbidden", "deferred", 3),
        (404, {"message": "no such route"}, "publish.deferred", "deferred", 75),
        (503, None, "publish.deferred", "deferred", 75),
        (201, None, "publish.deferred", "deferred", 75),
        (None, None, "publish.deferred", "deferred", 75),
    ],
)
def test_only_a_refusal_in_the_platforms_own_words_rejects_rows_with_the_picture(
    status: int | None, error: object, code: str, counted: str, exit_code: int
) -> None:
    answer = Answer(status, {}, {"error": error} if error else None, 0.0, 0.0)
    reason = why_withheld(answer)
    assert (reason.code, reason.counted, reason.exit_code) == (code, counted, exit_code)


def test_a_run_stopped_while_it_uploads_sends_nothing_and_the_next_one_finishes(
    gallery: Gallery, sandbox: RunningSandbox
) -> None:
    gallery.keep("poster.png", PNG)
    gallery.add(2)
    gallery.show(0, "poster.png")
    sandbox.control(faults="POST /media 429=every:1")
    result = gallery.run(max_seconds=0.5)
    assert (result.counts["created"], result.counts["deferred"], result.exit_code) == (0, 2, 75)
    assert covers(sandbox) == {}
    sandbox.control(faults="off")
    assert gallery.run().counts["created"] == 2
    assert covers(sandbox) == {"Show number 0": 501, "Show number 1": None}


def test_an_upload_whose_answer_is_lost_is_repeated_and_its_event_is_there_once(
    gallery: Gallery, sandbox: RunningSandbox
) -> None:
    gallery.keep("poster.png", PNG)
    gallery.add(1)
    gallery.show(0, "poster.png")
    sandbox.control(faults="POST /media drop_after=next:1")
    result = gallery.run(rng=lambda: 0.0)
    assert (result.counts["created"], result.exit_code) == (1, 0)
    assert covers(sandbox) == {"Show number 0": 502}


def test_a_new_state_gives_the_same_idempotency_key_whatever_number_the_picture_gets(
    gallery: Gallery, sandbox: RunningSandbox
) -> None:
    gallery.keep("poster.png", PNG)
    gallery.keep("other.png", OTHER_PNG)
    gallery.add(2)
    gallery.show(0, "other.png")
    gallery.show(1, "poster.png")
    gallery.run()
    sandbox.control(remove_events=[event["id"] for event in part(sandbox, "events")])
    before = keys_sent(sandbox)
    gallery.state.unlink()
    sandbox.control(advance="20m")  # what the platform remembered of the keys is over
    assert gallery.run().counts["created"] == 2
    assert set(covers(sandbox).values()) == {503, 504}
    assert keys_sent(sandbox) == before * 2


def keys_sent(sandbox: RunningSandbox) -> list[object]:
    return [
        entry["idempotency_key"]
        for entry in part(sandbox, "log")
        if entry["route"] == "POST /events"
    ]


def test_an_adopted_event_with_a_picture_counts_as_unchanged(
    gallery: Gallery, sandbox: RunningSandbox
) -> None:
    gallery.keep("poster.png", PNG)
    gallery.add(1)
    gallery.show(0, "poster.png")
    gallery.run()
    gallery.state.unlink()
    found = adopt(Job(gallery.mapping_path, environ=gallery.environ), lambda _: True)
    assert len(found.matched) == 1
    assert gallery.run().counts["unchanged"] == 1
    assert requests(sandbox, "POST /media") == 1


# -- addresses ---------------------------------------------------------------------------------------


class Site(ThreadingHTTPServer):
    """Serves a picture under every path but /gone.png and /down…; `asked` lists the paths."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Page)
        self.asked: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Site)
        self.server.asked.append(self.path)
        down = 503 if self.path.startswith("/down") else 200
        self.send_response(404 if self.path == "/gone.png" else down)
        self.end_headers()
        self.wfile.write(PNG)

    def log_message(self, *_: object) -> None:
        """Stay silent: the test's output is not the place."""


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_an_address_is_fetched_once_and_never_again_by_later_runs(
    tmp_path: Path, sandbox: RunningSandbox, site: Site
) -> None:
    gallery = Gallery(tmp_path, sandbox.base_url, mapping=with_image(f"{site.address}/{{Blurb}}"))
    gallery.add(3)
    gallery.show(0, "a.png")
    gallery.show(1, "a.png")
    gallery.show(2, "gone.png")
    first = gallery.run()
    assert (first.counts["created"], first.counts["rejected"], first.exit_code) == (2, 1, 1)
    assert [issue.code for issue in first.issues] == ["url.invalid"]
    assert covers(sandbox) == {"Show number 0": 501, "Show number 1": 501}
    assert site.asked == ["/a.png", "/gone.png"]
    gallery.show(2, "")
    assert gallery.run().counts["unchanged"] == 2
    assert site.asked == ["/a.png", "/gone.png"]


def test_a_host_that_fails_again_and_again_is_left_alone_until_the_next_run(
    tmp_path: Path, sandbox: RunningSandbox, site: Site
) -> None:
    gallery = Gallery(tmp_path, sandbox.base_url, mapping=with_image(f"{site.address}/{{Blurb}}"))
    gallery.add(6)
    for number in range(6):
        gallery.show(number, f"down-{number}.png")
    result = gallery.run()
    assert (result.counts["rejected"], len(site.asked)) == (6, 3)
    assert "127.0.0.1 failed 3 times in a row" in result.issues[-1].message
    gallery.show(0, "a.png")
    assert gallery.run().counts["created"] == 1


def test_a_host_that_is_not_found_is_looked_up_once_a_run(
    tmp_path: Path, sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    really = socket.getaddrinfo

    def counted(host: str, *args: Any, **more: Any) -> Any:
        asked.append(host)
        return really(host, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", counted)
    gallery = Gallery(
        tmp_path, sandbox.base_url, mapping=with_image("http://nowhere.invalid/{Blurb}")
    )
    gallery.add(3)
    for number in range(3):
        gallery.show(number, f"{number}.png")
    result = gallery.run()
    assert (result.counts["rejected"], asked.count("nowhere.invalid")) == (3, 1)
    assert "nowhere.invalid is not found" in result.issues[-1].message


def test_a_cell_cannot_make_us_fetch_from_a_private_address(
    tmp_path: Path, sandbox: RunningSandbox, site: Site
) -> None:
    gallery = Gallery(tmp_path, sandbox.base_url, mapping=with_image("{Blurb}"))
    gallery.add(1)
    gallery.show(0, f"{site.address}/a.png")
    result = gallery.run()
    assert (result.counts["rejected"], result.exit_code) == (1, 1)
    assert [issue.code for issue in result.issues] == ["url.invalid"]
    assert "private address" in result.issues[0].message
    assert site.asked == []
