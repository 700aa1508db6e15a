"""Settling by looking, taking events over, and what is said where nobody may look."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from importer.pipeline import Job
from importer.pipeline.adopting import Adoption, adopt
from importer.sandbox import Key, RunningSandbox, SandboxConfig, Windows, running_sandbox
from tests.delivery.project import KEY, Project, held, wanted

BLIND = frozenset({"channels:read", "events:create", "events:update"})


def take_over(project: Project) -> Adoption:
    return adopt(Job(project.mapping_path, environ=project.environ), lambda _: True)


def codes(result: object) -> set[str]:
    return {issue.code for issue in result.issues}  # type: ignore[attr-defined]


def test_after_deleting_the_state_a_run_creates_nothing_and_adopt_takes_everything_over(
    project: Project, sandbox: RunningSandbox
) -> None:
    project.add(12)
    project.run()
    project.state.unlink()
    blocked = project.run()
    assert (blocked.counts["created"], blocked.counts["deferred"], blocked.exit_code) == (0, 12, 1)
    assert codes(blocked) == {"publish.possible_duplicate"}
    found = take_over(project)
    assert (len(found.matched), found.doubtful, found.new, found.exit_code) == (12, [], 0, 0)
    after = project.run()
    assert (after.counts["unchanged"], after.counts["updated"], after.exit_code) == (12, 0, 0)
    assert held(sandbox) == wanted(project)


def test_an_adopted_event_that_differs_is_updated_by_the_next_run(
    project: Project, sandbox: RunningSandbox
) -> None:
    project.add(2)
    project.run()
    project.state.unlink()
    project.rows["R0000"]["Blurb"] = "New words"
    project.write()
    take_over(project)
    after = project.run()
    assert (after.counts["updated"], after.counts["unchanged"], after.exit_code) == (1, 1, 0)
    assert held(sandbox) == wanted(project)


def test_a_state_restored_from_yesterday_sends_nothing_twice(
    project: Project, sandbox: RunningSandbox
) -> None:
    project.add(5)
    project.run()
    yesterday = project.state.read_bytes()
    project.add(5, first=5)
    project.run()
    project.restore(yesterday)
    for _ in range(2):  # what was held is held tomorrow, too
        again = project.run()
        assert (again.counts["created"], again.counts["deferred"], again.exit_code) == (0, 5, 1)
    assert held(sandbox) == wanted(project)
    assert take_over(project).exit_code == 0
    assert project.run().counts["unchanged"] == 10


def test_adopt_tells_twins_apart_by_all_that_is_in_them(
    project: Project, sandbox: RunningSandbox
) -> None:
    project.add(3)
    for ref, words in (("R0000", "Early set"), ("R0001", "Late set"), ("R0002", "Last set")):
        project.rows[ref] |= {"Date": "01/06/2032", "Start": "20:00", "Title": "Jam"}
        project.rows[ref]["Blurb"] = words
    project.write()
    project.run()
    project.state.unlink()
    project.rows["R0002"]["Blurb"] = "Very last set"  # fits none, but it is the only one left
    project.write()
    found = take_over(project)
    assert (len(found.matched), found.doubtful, found.exit_code) == (3, [], 0)
    after = project.run()
    assert (after.counts["unchanged"], after.counts["updated"]) == (2, 1)
    assert held(sandbox) == wanted(project)


def test_what_adopt_leaves_in_doubt_is_held_by_the_next_runs(
    project: Project, sandbox: RunningSandbox
) -> None:
    project.add(3)
    for ref in ("R0001", "R0002"):
        project.rows[ref] |= {"Date": "01/06/2032", "Start": "20:00", "Title": "Jam"}
    project.write()
    project.run()
    project.state.unlink()
    found = take_over(project)
    assert (len(found.matched), len(found.doubtful), found.exit_code) == (1, 2, 1)
    for _ in range(2):
        after = project.run()
        assert (after.counts["created"], after.counts["deferred"], after.exit_code) == (0, 2, 1)
    assert held(sandbox) == wanted(project)


def test_where_events_came_and_went_a_restored_state_looks_before_it_creates(
    project: Project, sandbox: RunningSandbox
) -> None:
    project.add(6)
    project.run()
    yesterday = project.state.read_bytes()
    project.add(2, first=6)
    project.run()
    events = sandbox.state("events")["events"]
    assert isinstance(events, list)
    sandbox.control(remove_events=[event["id"] for event in events[:3]])
    project.restore(yesterday)
    again = project.run()
    assert (again.counts["created"], again.counts["deferred"]) == (0, 2)
    assert max(held(sandbox).values()) == 1


@pytest.mark.parametrize("adopted", [0, 1])
def test_a_row_that_a_restored_state_does_not_know_is_held_on_whichever_night_it_comes(
    adopted: int, project: Project, sandbox: RunningSandbox
) -> None:
    project.add(3)
    project.run()
    yesterday = project.state.read_bytes()
    project.add(3, first=3)
    project.run()
    project.restore(yesterday)
    away = {ref: project.rows.pop(ref) for ref in ("R0003", "R0004", "R0005")[adopted:]}
    project.add(1, first=6)
    first = project.run()
    assert (first.counts["created"], first.counts["deferred"]) == (1, adopted)
    if adopted:
        assert len(take_over(project).matched) == adopted
    project.add(1, first=7)
    assert project.run().counts["created"] == 1
    project.rows |= away
    project.write()
    back = project.run()
    assert (back.counts["created"], codes(back)) == (0, {"publish.possible_duplicate"})
    assert max(held(sandbox).values()) == 1


def test_events_of_others_are_looked_at_once_and_not_every_night(
    project: Project, sandbox: RunningSandbox
) -> None:
    project.add(1)
    project.run()
    (event,) = sandbox.state("events")["events"]  # type: ignore[misc]
    others = [{**event["payload"], "title": f"By hand {number}"} for number in range(250)]
    sandbox.control(add_events=others)
    requests = []
    for night in range(1, 4):
        project.add(1, first=night)
        requests.append(project.run().requests)
    first_page, three_pages = 1, 3
    assert requests == [first_page + three_pages + 1, first_page + 1, first_page + 1]


def test_events_that_are_listed_in_another_order_on_every_page_are_seen_all_the_same(
    project: Project, sandbox: RunningSandbox
) -> None:
    project.add(1)
    project.run()
    (event,) = sandbox.state("events")["events"]  # type: ignore[misc]
    others = [{**event["payload"], "title": f"By hand {number}"} for number in range(250)]
    sandbox.control(answers={"order": "unstable"}, add_events=others[:200])
    for night in range(1, 7):
        sandbox.control(add_events=[others[200 + night]])
        project.add(1, first=night)
        assert project.run().exit_code == 0


def test_an_event_of_the_same_title_that_nobody_owns_keeps_a_lost_send_in_doubt(
    project: Project, sandbox: RunningSandbox
) -> None:
    project.add(1)
    project.run()
    stranger = sandbox.state("events")["events"][0]["payload"]  # type: ignore[index]
    sandbox.control(add_events=[{**stranger, "title": "Show number 1"}])
    project.add(1, first=1)
    sandbox.control(faults="POST /events drop_before=every:1")
    result = project.run()
    assert (result.counts["unsettled"], result.exit_code) == (1, 1)
    assert [issue.code for issue in result.issues] == ["publish.unsettled"]
    assert "Show number 1" in result.issues[0].message


def test_two_lost_sends_that_look_alike_are_told_apart_by_all_that_was_sent(
    project: Project, sandbox: RunningSandbox
) -> None:
    project.add(2)
    for ref, words in (("R0000", "Early set"), ("R0001", "Late set")):
        project.rows[ref] |= {
            "Date": "01/06/2032",
            "Start": "20:00",
            "Title": "Jam",
            "Blurb": words,
        }
    project.write()
    sandbox.control(faults="POST /events drop_after=every:1")
    result = project.run()
    assert (result.counts["created"], result.exit_code) == (2, 0)
    assert sum(held(sandbox).values()) == 2
    sandbox.control(faults="off")
    assert project.run().counts["unchanged"] == 2


def test_a_lost_send_whose_twin_stands_beside_it_stays_in_doubt(
    project: Project, sandbox: RunningSandbox
) -> None:
    project.add(1)
    lost = "POST /events drop_after=every:1"
    blind = {"faults": f"{lost},GET /events 503=every:1"}
    sandbox.control(faults=lost, schedule=[{"after": 1, "route": "POST /events", "do": blind}])
    project.run(max_seconds=1.0)
    sandbox.control(faults="off")
    event = sandbox.state("events")["events"][0]["payload"]  # type: ignore[index]
    sandbox.control(add_events=[event])
    result = project.run()
    assert (result.counts["unsettled"], result.exit_code) == (1, 1)
    assert sum(held(sandbox).values()) == 2


@pytest.fixture
def blind() -> Iterator[RunningSandbox]:
    config = SandboxConfig(windows=Windows(2.0, 0.3), keys=(Key(KEY, "blind", BLIND),))
    with running_sandbox(config) as running:
        yield running


def test_without_read_scope_lost_answers_lead_to_no_duplicate_and_every_doubt_is_reported(
    tmp_path: Path, blind: RunningSandbox
) -> None:
    project = Project(tmp_path, blind.base_url, in_progress_s=0.3, succeeded_s=2.0)
    project.add(20)
    blind.control(faults="POST /events drop_after=every:3")
    result = project.run()
    assert max(held(blind).values()) == 1
    missing = len(wanted(project) - held(blind))
    assert missing == 0
    assert result.counts["created"] + result.counts["unsettled"] == 20
    assert any("events:read" in note for note in result.notes)


def test_without_read_scope_a_send_that_never_gets_an_answer_stays_in_doubt_for_good(
    tmp_path: Path, blind: RunningSandbox
) -> None:
    project = Project(tmp_path, blind.base_url, in_progress_s=0.3, succeeded_s=1.0)
    project.add(2)
    blind.control(faults="POST /events drop_after=every:1")
    first = project.run()
    blind.control(faults="off")
    second = project.run()
    assert (first.counts["unsettled"], first.exit_code) == (2, 1)
    assert (second.counts["unsettled"], second.counts["created"], second.exit_code) == (2, 0, 1)
    assert [issue.code for issue in second.issues] == ["publish.unsettled"] * 2
    assert held(blind) == wanted(project)


def test_a_key_revoked_midway_stops_at_once_and_the_next_key_finishes(
    project: Project, sandbox: RunningSandbox
) -> None:
    project.add(30)
    sandbox.control(schedule=[{"after": 12, "route": "POST /events", "do": {"revoke_key": "*"}}])
    result = project.run()
    assert result.exit_code == 3
    assert result.counts["created"] + result.counts["deferred"] + result.counts["unsettled"] == 30
    sandbox.control(edit_key={"label": "*", "revoked": False})
    assert project.run().exit_code == 0
    assert held(sandbox) == wanted(project)


def test_without_update_scope_changed_rows_are_reported_and_never_created_again(
    project: Project, sandbox: RunningSandbox
) -> None:
    project.add(4)
    project.run()
    sandbox.control(
        edit_key={"label": "*", "scopes": ["channels:read", "events:create", "events:read"]}
    )
    before = wanted(project)
    project.rows["R0001"]["Title"] = "Another title"
    project.write()
    result = project.run()
    assert (result.counts["deferred"], result.counts["unchanged"], result.exit_code) == (1, 3, 1)
    assert codes(result) == {"update.not_permitted"}
    assert held(sandbox) == before


def test_an_event_removed_on_the_platform_is_reported_and_created_anew_only_if_asked(
    project: Project, sandbox: RunningSandbox
) -> None:
    project.add(3)
    project.run()
    event = sandbox.state("events")["events"][0]  # type: ignore[index]
    title = event["payload"]["title"]
    sandbox.control(remove_events=[event["id"]])
    ref = next(ref for ref, row in project.rows.items() if row["Title"] == title)
    project.rows[ref]["Blurb"] = "Changed"
    project.write()
    result = project.run()
    assert (result.counts["rejected"], result.exit_code, codes(result)) == (1, 1, {"api.not_found"})
    assert sum(held(sandbox).values()) == 2
    project.mapping_path.write_text(project.mapping + "publish: {recreate_missing: true}\n")
    assert project.run().counts["created"] == 1
    assert held(sandbox) == wanted(project)


def test_a_limit_of_writes_leaves_the_rest_for_the_next_run(
    project: Project, sandbox: RunningSandbox
) -> None:
    project.add(10)
    first = project.run(max_writes=4)
    assert (first.counts["created"], first.counts["deferred"], first.exit_code) == (4, 6, 75)
    assert project.run().counts["created"] == 6
    assert held(sandbox) == wanted(project)


def test_out_of_time_is_a_clean_stop(project: Project, sandbox: RunningSandbox) -> None:
    project.add(40)
    sandbox.control(rate="10/1s")
    first = project.run(max_seconds=1.5)
    assert first.exit_code == 75
    assert 0 < first.counts["created"] < 40
    assert first.counts["created"] + first.counts["deferred"] == 40
    sandbox.control(rate="off")
    assert project.run().exit_code == 0
    assert held(sandbox) == wanted(project)
