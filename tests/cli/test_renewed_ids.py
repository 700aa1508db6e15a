"""A producer that invents new ids: the events are kept, said once, and what cannot be told apart is held."""

from __future__ import annotations

from collections.abc import Iterable

from tests.cli.project import HALL, MAPPING, Done, Project

DRAFT = "when_removed: draft\n"


def programme(ids: Iterable[object], *, hall: str = "Main hall", act: str = "Act") -> str:
    """One event a day from 1 June 2091, under these ids."""
    rows = (
        f"{one},{act} {day},{day % 28 + 1:02}/{6 + day // 28:02}/2091,20:00,Gig,{hall}\n"
        for day, one in enumerate(ids)
    )
    return "Ref,Act,Date,Doors,Kind,Hall\n" + "".join(rows)


def told(done: Done) -> list[str]:
    return [f"{each['code']}: {each['message'].split(',')[0]}" for each in done.result["issues"]]


def run(project: Project, content: str, *args: str, mapping: str = MAPPING + DRAFT) -> Done:
    project.platform.control(clear_log=True)
    project.write(HALL, mapping)
    project.write("programme.csv", content)
    return project.importer("run", HALL, *args, "--json")


def test_a_whole_export_under_new_ids_keeps_its_events_and_says_so_in_one_line(
    project: Project,
) -> None:
    run(project, programme(range(120)))
    for night in (1, 2):
        done = run(project, programme(range(1000 * night, 1000 * night + 120)))
        assert (done.code, done.result["unchanged"], project.writes()) == (0, 120, [])
        assert told(done) == ["row.renewed_identity: 120 records have a new id in the source"]
    quiet = run(project, programme(range(2000, 2120)) + "\n")
    assert (quiet.code, quiet.result["unchanged"], quiet.codes) == (0, 120, [])
    assert len(project.titles()) == 120


def test_what_changed_together_with_the_ids_is_changed_and_nothing_else(project: Project) -> None:
    run(project, programme(range(4)))
    done = run(project, programme(range(10, 14), hall="Foyer"))
    assert (done.result["updated"], len(project.writes()), len(project.titles())) == (4, 4, 4)


def test_the_guard_stops_only_what_cannot_be_relinked(project: Project) -> None:
    run(project, programme(range(20)))
    done = run(project, programme(range(100, 120), act="Turn"))
    assert (done.code, done.codes[0], project.writes()) == (4, "guard.identity_changed", [])
    mixed = programme(range(100, 117)) + "\n".join(
        programme(range(200, 220), act="Turn").splitlines()[18:]
    )
    done = run(project, mixed)
    assert (done.code, done.result["created"], done.result["removed"]) == (0, 3, 3)
    assert told(done) == ["row.renewed_identity: 17 records have a new id in the source"]


TWINS = "Ref,Act,Date,Doors,Kind,Hall\n{},Yoga,12/06/2091,20:00,Gig,{}\n{},Yoga,12/06/2091,20:00,Gig,{}\n"


def test_twins_are_told_apart_by_their_place(project: Project) -> None:
    run(project, TWINS.format(1, "Main hall", 2, "Foyer"))
    done = run(project, TWINS.format(11, "Foyer", 12, "Main hall"))
    assert (done.code, done.result["unchanged"], project.writes()) == (0, 2, [])
    moved = run(project, TWINS.format(21, "Foyer", 22, "Attic"))
    assert (moved.code, moved.result["unchanged"], moved.result["updated"]) == (0, 1, 1)


def test_of_twins_equal_in_everything_any_will_do(project: Project) -> None:
    run(project, TWINS.format(1, "Foyer", 2, "Foyer"))
    done = run(project, TWINS.format(11, "Foyer", 12, "Foyer"))
    assert (done.code, done.result["unchanged"], project.writes()) == (0, 2, [])


def test_twins_that_nothing_tells_apart_are_held_and_their_events_stay(project: Project) -> None:
    run(project, TWINS.format(1, "Main hall", 2, "Foyer"))
    again = TWINS.format(11, "Attic", 12, "Cellar")
    for _ in range(2):
        done = run(project, again)
        assert (done.code, done.result["deferred"], project.writes()) == (1, 2, [])
        assert done.codes == ["publish.possible_duplicate"] * 2
    back = run(project, TWINS.format(1, "Main hall", 2, "Foyer"))
    assert (back.code, back.result["unchanged"], project.writes()) == (0, 2, [])


def test_a_person_may_say_that_twins_are_other_events(project: Project) -> None:
    run(project, TWINS.format(1, "Main hall", 2, "Foyer"))
    done = run(project, TWINS.format(11, "Attic", 12, "Cellar"), "--allow", "identity")
    assert (done.code, done.result["created"], done.result["removed"]) == (0, 2, 2)


def test_an_event_that_is_over_is_not_sent_again_under_a_new_id(project: Project) -> None:
    every = MAPPING + DRAFT + "publish: {skip_past: false}\n"
    long_ago = programme([1, 2]).replace("2091", "2021")
    assert run(project, long_ago, mapping=every).result["created"] == 2
    done = run(project, long_ago.replace("\n1,", "\n7,"), mapping=every)
    assert (done.code, done.result["unchanged"], project.writes()) == (0, 2, [])
