"""What `init` proposes where the rows say that the likeliest name is the wrong one."""

from __future__ import annotations

from test_suggest import chosen, table

from importer.mapping.suggesting import suggest


def test_of_two_ends_the_one_that_stands_after_the_start_is_taken() -> None:
    sample = table("""
        Race;startDate;endDate;entriesEnd
        Hill;2026-07-03;2026-07-04;2026-06-20 16:00
        Lake;2026-07-10;2026-07-12;2026-06-27 18:30
        Dam;2026-07-17;2026-07-17;2026-07-04 16:00
    """)
    made = suggest(sample, "a")
    assert chosen(sample)["endAt"] == "endDate"
    assert not [words for words in made.open if "before" in words]
