"""`importer status`, `show` and `adopt`: what the state tells of the past, or is told again."""

from __future__ import annotations

import sqlite3

from tests.cli.project import HALL, PROGRAMME, Project


def test_a_story_is_told_whatever_its_hashes_look_like(published: Project) -> None:
    """One hash in 256 begins with the byte of `{`, as a body does."""
    looks_like_json = b"{" + bytes(31)
    with sqlite3.connect(published.folder / "state/importer.db") as state:
        state.execute("UPDATE records SET row_hash = ?, payload_hash = ?", [looks_like_json] * 2)
    state.close()
    (record,) = published.importer("show", "hall", "101", "--json").result["records"]
    assert record["row_hash"] == record["payload_hash"] == looks_like_json.hex()
    assert record["body"]["title"] == record["intents"][0]["body"]["title"] == "Low Orchard"
    assert record["place"] == "programme.csv, row 2"


def test_the_last_run_tells_how_long_it_took(published: Project) -> None:
    (source,) = published.importer("status", "--json").result["sources"]
    assert source["last_run"]["seconds"] > 0


def test_adopt_says_how_many_rows_it_could_not_look_for(published: Project) -> None:
    for file in (published.folder / "state").iterdir():
        file.unlink()
    published.write("programme.csv", PROGRAMME.replace("13/06/2091", "31/06/2091"))
    done = published.importer("adopt", HALL)
    assert (done.code, "Taken over: 2." in done.out) == (0, True)
    assert "1 row is wrong, and not looked for: see `importer plan`" in done.out
