"""What a look concludes where several records, several sources or several people may have had a hand in it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from importer.pipeline import Job
from importer.pipeline.adopting import adopt
from importer.sandbox import RunningSandbox
from tests.delivery.project import MAPPING, Project, held, wanted

STORED_BUT_LOST = "POST /events drop_after=every:1,GET /events 503=every:1"
NEVER_STORED = "POST /events drop_before=every:1,GET /events 503=every:1"


def other_source(project: Project, blurb: str) -> Project:
    """A second source of the same state with one row, alike to the first one's but for its words."""
    other = Project(project.folder / "other", project.base_url)
    other.mapping_path.write_text(MAPPING.replace("name: shows", "name: other"))
    other.add(1)
    other.rows["R0000"]["Blurb"] = blurb
    other.write()
    return other


def both_in_doubt(project: Project, sandbox: RunningSandbox, blurb: str) -> Project:
    """Two sources, alike rows: the first one's event is there, the other's is not, and neither knows."""
    other, state = other_source(project, blurb), str(project.state)
    project.add(1)
    sandbox.control(
        faults="POST /events drop_before=every:1",
        schedule=[{"after": 1, "route": "GET /events", "do": {"faults": NEVER_STORED}}],
    )
    other.run(state=state, max_seconds=1.0)
    sandbox.control(
        faults="POST /events drop_after=every:1",
        schedule=[{"after": 1, "route": "GET /events", "do": {"faults": STORED_BUT_LOST}}],
    )
    project.run(state=state, max_seconds=1.0)
    sandbox.control(faults="off")
    assert sum(held(sandbox).values()) == 1
    return other


def test_an_event_that_may_be_that_of_another_source_is_taken_by_neither(
    project: Project, sandbox: RunningSandbox
) -> None:
    other, state = both_in_doubt(project, sandbox, blurb=""), str(project.state)
    for source in (other, project):
        result = source.run(state=state)
        assert (result.counts["unsettled"], result.exit_code) == (1, 1)
    assert sum(held(sandbox).values()) == 1


def test_an_event_of_another_source_is_known_by_what_only_that_one_has_sent(
    project: Project, sandbox: RunningSandbox
) -> None:
    other, state = both_in_doubt(project, sandbox, blurb="The other"), str(project.state)
    for source, code in ((other, 1), (project, 0), (other, 0)):  # held while nobody owns its twin
        assert source.run(state=state).exit_code == code
    events = sandbox.state("events")["events"]
    assert isinstance(events, list)
    assert sorted(event["payload"].get("description", "") for event in events) == ["", "The other"]


def test_adopt_takes_no_event_that_a_send_in_doubt_may_have_made(
    project: Project, sandbox: RunningSandbox
) -> None:
    other, state = both_in_doubt(project, sandbox, blurb=""), str(project.state)
    other.rows["R0007"] = other.rows["R0000"]
    other.write()
    job = Job(other.mapping_path, environ=other.environ, state=state)
    found = adopt(job, lambda _: True)
    assert (found.matched, len(found.doubtful), found.exit_code) == ([], 1, 1)


def test_of_two_lost_twins_the_one_that_never_arrived_is_sent_in_the_same_run(
    project: Project, sandbox: RunningSandbox
) -> None:
    project.add(2)
    twin = {"Date": "01/06/2032", "Start": "20:00", "Title": "Jam"}
    project.rows["R0000"] |= twin | {"Blurb": "Early set"}
    project.rows["R0001"] |= twin | {"Blurb": "Late set"}
    project.write()
    sandbox.control(
        faults="POST /events drop_after=next:1,POST /events drop_before=every:1",
        schedule=[{"after": 2, "route": "GET /events", "do": {"faults": "off"}}],
    )
    result = project.run()
    assert (result.counts["created"], result.exit_code) == (2, 0)
    assert sum(held(sandbox).values()) == 2


def test_however_many_of_our_events_were_removed_a_lost_send_is_settled(
    project: Project, sandbox: RunningSandbox
) -> None:
    project.add(40)
    project.run()
    events = sandbox.state("events")["events"]
    assert isinstance(events, list)
    sandbox.control(remove_events=[event["id"] for event in events[:30]])
    project.add(1, first=40)
    sandbox.control(faults="POST /events drop_after=next:1,POST /events drop_before=every:1")
    result = project.run()
    assert result.counts["created"] == 1
    assert held(sandbox)["Show number 40"] == 1


@pytest.mark.parametrize("recreate", ["", "publish: {recreate_missing: true}\n"])
def test_events_that_a_key_could_not_see_for_a_while_are_changed_again_not_created_again(
    recreate: str, project: Project, sandbox: RunningSandbox
) -> None:
    project.mapping_path.write_text(MAPPING + recreate)
    project.add(3)
    project.run()
    sandbox.control(edit_key={"label": "*", "channels": []})
    project.rows["R0001"]["Title"] = "New title"
    project.write()
    assert project.run().exit_code != 0
    sandbox.control(edit_key={"label": "*", "channels": None})
    result = project.run()
    assert (result.counts["created"], result.counts["updated"], result.exit_code) == (0, 1, 0)
    assert held(sandbox) == wanted(project)


def test_an_event_that_cannot_be_asked_for_is_not_created_anew_meanwhile(
    project: Project, sandbox: RunningSandbox
) -> None:
    project.mapping_path.write_text(MAPPING + "publish: {recreate_missing: true}\n")
    project.add(1)
    project.run()
    sandbox.control(edit_key={"label": "*", "channels": []})
    project.rows["R0000"]["Title"] = "New title"
    project.write()
    project.run()
    sandbox.control(
        edit_key={"label": "*", "channels": None}, faults="GET /events/{id} 503=every:1"
    )
    assert project.run(rng=lambda: 0.0).exit_code == 75
    sandbox.control(faults="off")
    assert project.run().counts["updated"] == 1
    assert held(sandbox) == wanted(project)


def test_among_many_that_are_gone_the_one_that_is_there_is_not_created_again(
    project: Project, sandbox: RunningSandbox
) -> None:
    project.mapping_path.write_text(MAPPING + "publish: {recreate_missing: true}\n")
    project.add(30)
    project.run()
    sandbox.control(edit_key={"label": "*", "channels": []})
    for row in project.rows.values():
        row["Blurb"] = "Changed"
    project.write()
    project.run(allow=frozenset({"changes"}))
    events = sandbox.state("events")["events"]
    assert isinstance(events, list)
    there = "Show number 29"  # known last, asked for last
    removed = [event["id"] for event in events if event["payload"]["title"] != there]
    sandbox.control(edit_key={"label": "*", "channels": None}, remove_events=removed)
    result = project.run(allow=frozenset({"changes"}))
    assert (result.counts["created"], result.counts["updated"], result.exit_code) == (29, 1, 0)
    assert held(sandbox) == wanted(project)


def test_updates_that_stay_in_doubt_are_told_beside_creates_that_do(
    project: Project, sandbox: RunningSandbox
) -> None:
    project.add(2)
    project.run()
    events = sandbox.state("events")["events"]
    assert isinstance(events, list)
    sandbox.control(add_events=[{**events[0]["payload"], "title": "Show number 2"}])
    project.rows["R0000"]["Title"] = "Changed"
    project.add(1, first=2)
    sandbox.control(faults="POST /events 503=every:1,PATCH /events/{id} 503=every:1")
    result = project.run(rng=lambda: 0.01)
    assert (result.counts["unsettled"], result.counts["deferred"]) == (2, 0)
    assert {issue.value for issue in result.issues} == {"R0000", "R0002"}


@contextmanager
def gateway_page(status: int) -> Iterator[str]:
    """A platform whose list of events is answered with a gateway's page; yields its base URL."""

    class Platform(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = self.path.startswith("/api/public/v1/events")
            body = b"<html>Blocked</html>" if page else b'{"docs":[],"totalDocs":0,"limit":100}'
            self.send_response(status if page else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Platform)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("status", [403, 404])
def test_a_gateways_page_is_no_missing_scope_and_nothing_is_created_blindly(
    status: int, tmp_path: Path
) -> None:
    with gateway_page(status) as base_url:
        project = Project(tmp_path, base_url)
        project.add(3)
        result = project.run()
    assert (result.counts["deferred"], result.exit_code) == (3, 75)
    assert "could not be read" in result.issues[-1].message
