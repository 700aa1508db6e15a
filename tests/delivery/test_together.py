"""Two runs at a time: the same source never, different sources at one shared pace."""

from __future__ import annotations

from importer.sandbox import RunningSandbox
from tests.delivery.project import MAPPING, Project, held, result_of, wanted


def test_of_two_runs_started_together_one_publishes_and_the_other_says_who_holds_the_source(
    project: Project, sandbox: RunningSandbox
) -> None:
    project.add(60)
    sandbox.control(faults="POST /events slow=every:1@100ms")
    results = [result_of(process) for process in [project.start(), project.start()]]
    assert sorted(result["exit_code"] for result in results) in ([0, 75], [0, 0])
    assert held(sandbox) == wanted(project)
    for result in results:
        if result["exit_code"] == 75:
            assert "is being imported by process" in result["issues"][0]["message"]


def test_different_sources_side_by_side_keep_to_one_limit(
    project: Project, sandbox: RunningSandbox
) -> None:
    project.add(30)
    other = project.folder / "mappings" / "other.yaml"
    other.write_text(
        MAPPING.replace("name: shows", "name: other").replace("{Title}", "Other {Title}"), "utf-8"
    )
    sandbox.control(rate="20/1s")
    first = project.start()
    second = project.start(mapping=other)
    results = [result_of(first), result_of(second)]
    assert [result["exit_code"] for result in results] == [0, 0]
    assert sum(held(sandbox).values()) == 60
    assert max(held(sandbox).values()) == 1
    counters = sandbox.state("counters")["counters"]
    assert isinstance(counters, dict)
    assert counters["too early"] == 0
    assert counters["rate limited"] == 0
