"""A file with the bytes of the last run ends the next one after one hash, unless something else decides otherwise."""

from __future__ import annotations

from tests.cli.project import HALL, MAPPING, PROGRAMME, Project

TOLD = "so it was not read again"


def was_read(project: Project, *args: str) -> bool:
    """Whether a run with nothing to send read the programme."""
    done = project.importer("run", HALL, *args, "--json")
    assert (done.code, done.result["unchanged"], project.writes()) == (0, 3, []), done.said
    return TOLD not in " ".join(done.result["notes"])


def test_an_unchanged_file_is_not_read_again(published: Project) -> None:
    assert not was_read(published)
    published.write("programme.csv", PROGRAMME)  # saved anew, with the same bytes
    assert not was_read(published)
    assert "unchanged" in published.importer("run", HALL).out


def test_a_file_with_another_byte_is_read(published: Project) -> None:
    published.write("programme.csv", PROGRAMME + "\n")
    assert was_read(published)
    assert not was_read(published)


def test_an_edited_mapping_reads_the_file(published: Project) -> None:
    published.write(HALL, MAPPING + "removed_after: 3\n")
    assert was_read(published)


def test_an_edited_lookup_reads_the_file(published: Project) -> None:
    place = "value,placeId,name,countryCode,timezone\nNew York,place-nyc,{},US,America/New_York\n"
    published.write("places.csv", place.format("New York"))
    city = "city: {from: New York, lookup: places}"
    mapping = MAPPING.replace("city: {placeId: place-nyc, name: New York, countryCode: US}", city)
    published.write(HALL, mapping + "lookups: {places: ../places.csv}\n")
    assert was_read(published)
    assert not was_read(published)
    published.write("places.csv", place.format("Manhattan"))
    done = published.importer("run", HALL, "--json")
    assert (done.code, done.result["updated"]) == (0, 3), done.said


def test_a_picture_beside_the_file_may_change_while_the_file_does_not(published: Project) -> None:
    published.write("hall.png", b"\x89PNG\r\n\x1a\none")
    published.write(HALL, MAPPING + '  image: "../hall.png"\n')
    assert published.importer("run", HALL, "--json").result["updated"] == 3
    published.write("hall.png", b"\x89PNG\r\n\x1a\ntwo")
    assert published.importer("run", HALL, "--json").result["updated"] == 3


def test_a_row_that_stays_rejected_is_told_every_night(published: Project) -> None:
    published.write("programme.csv", f"{PROGRAMME}104,Late,32/06/2091,20:00,Gig,Foyer\n")
    told = [published.importer("run", HALL, "--json") for _ in range(3)]
    assert [(each.code, each.codes) for each in told] == [(1, ["time.unparseable"])] * 3


def test_a_plan_is_always_made_from_the_file(published: Project) -> None:
    done = published.importer("plan", HALL, "--json")
    assert (done.result["unchanged"], done.result["notes"]) == (3, [])


def test_a_saved_plan_has_the_file_read(published: Project) -> None:
    assert published.importer("plan", HALL, "-o", "saved.plan").code == 0
    assert was_read(published, "--plan", "saved.plan")


def test_another_profile_knows_nothing_of_what_this_one_read(published: Project) -> None:
    assert not was_read(published)
    toml = f"[profiles.other]\nbase_url = '{published.platform.base_url}'\nkey_env = 'PINNED_EVENTS_API_KEY'\n"
    published.write("importer.toml", toml)
    published.write(HALL, f"profile: other\n{MAPPING}")
    done = published.importer("run", HALL, "--json")
    assert done.result["deferred"] == 3  # what is there already is not from this profile
