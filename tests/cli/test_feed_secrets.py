"""The address of a feed is a password: it is in no output, no report, no plan, no state."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.cli.centre import MAPPING, calendar_of
from tests.cli.living_feed import (
    PATH,
    SECRETS,
    LivingFeed,
    Trouble,
    busy,
    cut_at_a_line,
    cut_off,
    served,
    sign_in,
)
from tests.cli.project import Done, Project

CENTRE = "mappings/centre.yaml"
ENTRIES = [
    f"UID:{name}\nSUMMARY:{name}\nDTSTART;TZID=America/New_York:20910{month}21T180000\nDURATION:PT1H"
    for name, month in (("Talk", 6), ("Film", 7))
]
WINDOW = "window: {from: 2091-01-01, to: 2092-01-01}"
LOGIN = "ann:Pa55w0rdOfAnn@"


@pytest.fixture
def feed() -> Iterator[LivingFeed]:
    with served(LivingFeed(calendar_of(*ENTRIES))) as feed:
        yield feed


@pytest.fixture
def fed(project: Project, feed: LivingFeed) -> Project:
    text = MAPPING.replace("../centre.ics", '"${FEED_URL}"')
    project.write(CENTRE, text.replace("window: {past: 1d, future: 42d}", WINDOW))
    return project


def holding(project: Project, done: list[Done], *more: str) -> list[str]:
    """Where one of the secrets can be read: in what commands said, or in a file they left."""
    secrets = [
        form.encode()
        for secret in (*SECRETS, "Pa55w0rdOfAnn", *more)
        for form in (secret, quote(secret))
    ]
    said = {f"output {number}": each.said.encode() for number, each in enumerate(done)}
    files = {str(path): path.read_bytes() for path in project.folder.rglob("*") if path.is_file()}
    return [
        where for where, text in (said | files).items() if any(each in text for each in secrets)
    ]


def secret_address(feed: LivingFeed) -> str:
    return feed.url.replace("http://", f"http://{LOGIN}")


def test_an_address_that_was_used_for_everything_is_written_nowhere(
    fed: Project, feed: LivingFeed
) -> None:
    url = secret_address(feed)
    done = [
        fed.importer("plan", CENTRE, "-o", "saved.plan", "--verbose", FEED_URL=url),
        fed.importer("run", CENTRE, "--plan", "saved.plan", "--report", "reports", FEED_URL=url),
        fed.importer("run", CENTRE, "--report", "reports", "--json", FEED_URL=url),
        fed.importer("run", CENTRE, "--verbose", FEED_URL=url),
        fed.importer("status", "--json"),
        fed.importer("show", "centre", "Talk", "--json"),
    ]
    assert [each.code for each in done] == [0] * 6, [each.said for each in done]
    assert 304 in feed.answers
    assert holding(fed, done) == []


def redirected_to(where: str) -> Trouble:
    def trouble(handler: BaseHTTPRequestHandler, content: bytes) -> None:
        handler.send_response(302)
        handler.send_header("Location", where)
        handler.end_headers()

    return trouble


def refused(status: int) -> Trouble:
    def trouble(handler: BaseHTTPRequestHandler, content: bytes) -> None:
        handler.send_error(status, f"no {SECRETS[1]} here")

    return trouble


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (busy, 75),
        (sign_in, 2),
        (cut_off, 75),
        (cut_at_a_line, 1),
        (refused(401), 2),
        (refused(404), 2),
        (redirected_to(f"http://10.0.0.1{PATH}"), 2),
        (redirected_to(f"ftp://{LOGIN}files.example{PATH}"), 2),
        (redirected_to(f"http://[{SECRETS[1]}]/"), 2),
        (redirected_to(PATH), 2),
    ],
)
@pytest.mark.parametrize("form", ["--json", "--verbose"])
def test_an_address_is_not_told_when_its_feed_has_a_bad_night(
    fed: Project, feed: LivingFeed, trouble: Trouble, code: int, form: str
) -> None:
    url = secret_address(feed)
    assert fed.importer("run", CENTRE, FEED_URL=url).code == 0
    feed.trouble = trouble
    done = fed.importer("run", CENTRE, form, "--report", "reports", FEED_URL=url)
    assert (done.code, "Traceback" in done.said) == (code, False), done.said
    assert holding(fed, [done]) == []


@pytest.mark.parametrize(
    "address",
    [
        f"http://127.0.0.1:1{PATH}",
        f"https://{LOGIN}nowhere.invalid{PATH}",
        f"http://{LOGIN}127.0.0.1:notaport{PATH}",
        f"http://{LOGIN}[::1{PATH}",
        f"webcal://{LOGIN}127.0.0.1:1{PATH}",
        f"ftp://{LOGIN}127.0.0.1{PATH}",
    ],
)
def test_an_address_that_cannot_be_reached_is_not_told(fed: Project, address: str) -> None:
    done = [
        fed.importer("run", CENTRE, "--report", "reports", FEED_URL=address),
        fed.importer("plan", CENTRE, address, "--json", FEED_URL=address),
        fed.importer("init", address),
    ]
    assert all(each.code in (2, 75) for each in done), [each.said for each in done]
    assert all("Traceback" not in each.said for each in done)
    assert holding(fed, done) == []


def test_what_the_state_knows_of_an_address_cannot_be_turned_back(
    fed: Project, feed: LivingFeed, tmp_path: Path
) -> None:
    assert fed.importer("run", CENTRE, FEED_URL=feed.url).code == 0
    state = (fed.folder / "state" / "importer.db").read_bytes()
    assert b"/basic.ics" in state  # the place of a record, as people may see it
    assert PATH.encode() not in state
    assert holding(fed, []) == []
