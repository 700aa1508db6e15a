"""A plan says what it would do to which event, field by field."""

from __future__ import annotations

import pytest

from importer.reports.changes import SHOWN
from tests.cli.project import HALL, MAPPING, PROGRAMME, Project

LATER = PROGRAMME.replace("13/06/2091,19:30,Gig", "13/06/2091,21:00,Gig")


def test_an_update_is_shown_field_by_field(published: Project) -> None:
    published.write("programme.csv", LATER.replace("Main hall", "Café", 2))
    lines = [line.strip() for line in published.importer("plan", HALL).out.splitlines()]
    at = lines.index(
        "update 'Paper Weather' on 2091-06-13T21:00:00-04:00 (102; programme.csv, row 3)"
    )
    assert lines[at + 1 : at + 3] == [
        'locationName: "Main hall" → "Café"',
        'startAt: "2091-06-13T19:30:00-04:00" → "2091-06-13T21:00:00-04:00"',
    ]
    assert published.writes() == []


def test_a_script_gets_the_same_as_values_and_new_events_too(published: Project) -> None:
    published.write("programme.csv", f"{LATER}104,Night Walk,15/06/2091,22:00,Gig,\n")
    update, create = published.importer("plan", HALL, "--json").result["changes"]
    assert (update["action"], update["id"], update["title"]) == ("update", "102", "Paper Weather")
    assert update["fields"] == {
        "startAt": {"from": "2091-06-13T19:30:00-04:00", "to": "2091-06-13T21:00:00-04:00"}
    }
    assert (create["action"], create["title"], create["fields"]) == ("create", "Night Walk", {})
    assert create["location"] == "programme.csv, row 5"


def test_what_would_be_set_back_to_draft_is_shown_first(published: Project) -> None:
    published.write(HALL, f"{MAPPING}when_removed: draft\n")
    published.write("programme.csv", "\n".join(LATER.splitlines()[:3]))
    changes = published.importer("plan", HALL, "--json").result["changes"]
    assert [(each["action"], each["title"]) for each in changes] == [
        ("draft", "The Tin Choir"),
        ("update", "Paper Weather"),
    ]


def test_where_a_guard_stops_it_a_plan_shows_the_more_what_would_change(project: Project) -> None:
    rows = [f"{ref},Act {ref},12/06/2091,20:00,Gig,Foyer" for ref in range(201, 213)]
    project.write("programme.csv", "\n".join([PROGRAMME.splitlines()[0], *rows]))
    assert project.importer("run", HALL).code == 0
    moved = [row.replace("20:00", "21:00") for row in rows]
    project.write("programme.csv", "\n".join([PROGRAMME.splitlines()[0], *moved]))
    done = project.importer("plan", HALL)
    assert done.code == 4
    assert done.out.count("update 'Act ") == SHOWN
    assert "… and 2 more; --verbose shows each, -o FILE saves all" in done.out
    assert project.importer("plan", HALL, "--verbose").out.count("update 'Act ") == 12


@pytest.mark.parametrize("command", ["plan", "run"])
def test_new_events_are_counted_and_shown_only_where_that_is_asked_for(
    command: str, project: Project
) -> None:
    assert "Low Orchard" not in project.importer(command, HALL).said
    told = project.importer("plan", HALL, "--verbose").out
    assert ("create 'Low Orchard'" in told) is (command == "plan")
