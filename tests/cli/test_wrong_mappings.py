"""A mapping or setting that cannot be right: every problem with its line, before anything is sent."""

from __future__ import annotations

import pytest

from tests.cli.project import HALL, MAPPING, PROGRAMME, TITLES, Project


def test_all_columns_that_the_source_lacks_are_named_with_line_and_nearest_header(
    published: Project,
) -> None:
    published.write("programme.csv", PROGRAMME.replace("Ref,Act,", "Reff,Akt,"))
    done = published.importer("run", HALL, "--json")
    assert [(issue["message"], issue["location"]) for issue in done.result["issues"]] == [
        (
            "there is no column 'Ref': did you mean 'Reff'? (in programme.csv)",
            "mappings/hall.yaml, line 3",
        ),
        (
            "there is no column 'Act': did you mean 'Akt'? (in programme.csv)",
            "mappings/hall.yaml, line 6",
        ),
    ]
    published.refuses(done, 2)


@pytest.mark.parametrize(
    ("right", "wrong", "words"),
    [
        ("America/New_York", "Amerika/New_York", "did you mean America/New_York?"),
        ('"{Act}"', "{Act}", 'put quotes around {Act}: "{Act}"'),
        ("channelId", "channelld", "unknown key `channelld` in `event`: did you mean `channelId`?"),
        ("format:", "fromat:", "did you mean `format`?"),
        ("identity:", "name:", "`name` stands twice"),
        ("'%d/%m/%Y %H:%M'", "'%d/%m/%Y'", "which has no hours"),
    ],
)
def test_a_word_that_the_mapping_cannot_mean_is_refused_with_its_line_and_the_right_one(
    right: str, wrong: str, words: str, published: Project
) -> None:
    broken = MAPPING.replace(right, wrong)
    line = next(n for n, text in enumerate(broken.splitlines(), 1) if wrong in text)
    line = 3 if wrong == "name:" else line
    published.write(HALL, broken)
    done = published.importer("run", HALL)
    published.refuses(done, 2, words, f"{HALL}, line {line}")


def test_a_classification_that_the_platform_does_not_have_costs_its_rows_and_suggests_the_nearest(
    project: Project,
) -> None:
    project.write(HALL, MAPPING.replace("Gig: music", "Gig: musik"))
    done = project.importer("run", HALL, "--json")
    assert (done.code, done.result["created"], done.result["rejected"]) == (1, 1, 2)
    assert done.codes == ["classification.unknown"] * 2
    issue = done.result["issues"][0]
    assert (issue["value"], issue["suggestion"]) == ("musik", "music")
    assert (issue["row"], issue["column"], issue["field"]) == (2, "Kind", "classifications")
    assert project.titles() == ["The Tin Choir"]
    project.put_right()
    assert project.importer("run", HALL, "--json").result["created"] == 2
    assert project.titles() == TITLES


def test_a_row_with_an_unknown_zone_is_rejected_and_the_others_go_out(project: Project) -> None:
    zones = ["Zone", "America/New_York", "Europe/Pari", "Europe/London"]
    lines = [f"{line},{zone}" for line, zone in zip(PROGRAMME.splitlines(), zones, strict=True)]
    project.write("programme.csv", "\n".join(lines))
    project.write(HALL, MAPPING.replace("America/New_York", '"{Zone}"'))
    done = project.importer("run", HALL, "--json")
    assert (done.code, done.codes) == (1, ["zone.unknown"])
    issue = done.result["issues"][0]
    assert (issue["row"], issue["value"], issue["suggestion"]) == (3, "Europe/Pari", "Europe/Paris")
    assert project.titles() == ["Low Orchard", "The Tin Choir"]


def test_two_mappings_with_one_name_are_told_apart_before_they_mix_their_events(
    published: Project,
) -> None:
    published.write("mappings/other.yaml", MAPPING)
    done = published.importer("run", "mappings/other.yaml")
    published.refuses(
        done,
        2,
        "The name 'hall' already belongs to the mapping mappings/hall.yaml",
        "--same-source",
    )


def test_a_mapping_that_was_moved_goes_on_where_it_was_once_that_is_said(
    published: Project,
) -> None:
    (published.folder / HALL).rename(published.folder / "mappings/moved.yaml")
    done = published.importer("run", "mappings/moved.yaml", "--same-source", "--json")
    assert (done.code, done.result["unchanged"], published.writes()) == (0, 3, [])


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("state = [", "importer.toml cannot be read: "),
        ("conections = 3", "conections is not known; did you mean 'connections'?"),
        ("[profiles.hall]\napi_key = 'x'", "keys do not belong into this file"),
        ("connections = 0", "connections is a number from 1 to 200"),
        (b"\xff\xfe\xfa", "importer.toml cannot be read: "),
    ],
)
def test_settings_that_cannot_be_read_are_refused_by_file_and_word(
    toml: str | bytes, words: str, published: Project
) -> None:
    published.write("importer.toml", toml)
    done = published.importer("run", HALL)
    published.refuses(done, 2, words)
    assert str(published.folder / "importer.toml") in done.said


def test_a_profile_that_no_setting_knows_is_named(published: Project) -> None:
    published.write("importer.toml", "[profiles.riverside]\nbase_url = 'https://pinned.events'")
    published.write(HALL, "profile: rivrside\n" + MAPPING)
    done = published.importer("run", HALL)
    published.refuses(done, 2, "'rivrside' is not in", "did you mean 'riverside'?")
