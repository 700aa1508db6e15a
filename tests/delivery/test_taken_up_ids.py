"""A record that got another id in the source, and a row that takes up the old one soon after."""

from __future__ import annotations

from importer.sandbox import RunningSandbox
from tests.delivery.project import Project, held


def test_a_row_that_takes_up_an_old_id_at_once_gets_an_event_of_its_own(
    project: Project, sandbox: RunningSandbox
) -> None:
    sandbox.control(windows="1h,400ms")
    project.add(1)
    assert project.run().counts["created"] == 1
    row = project.rows.pop("R0000")
    project.rows["R9000"] = row
    project.write()
    assert project.run().counts["unchanged"] == 1  # the same event under another id
    project.rows["R0000"] = row  # the platform still answers its first key from memory
    project.write()
    result = project.run()
    assert (result.counts["created"], result.counts["unchanged"], result.exit_code) == (1, 1, 0)
    assert held(sandbox) == {row["Title"]: 2}
    for ref in ("R0000", "R9000"):
        project.rows[ref] = {**row, "Title": f"Show {ref}"}
    project.write()
    assert project.run().counts["updated"] == 2
    assert held(sandbox) == {"Show R0000": 1, "Show R9000": 1}
