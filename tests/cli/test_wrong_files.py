"""A source that is not what it should be: said in one sentence, nothing sent, nothing lost."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.cli.project import HALL, PROGRAMME, Project

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


def test_a_mapping_file_that_is_not_there_is_named(published: Project) -> None:
    done = published.importer("run", "mappings/hal.yaml")
    published.refuses(done, 2, "there is no such file", "      mappings/hal.yaml")


def test_a_source_that_is_not_there_is_named_with_the_nearest_name(published: Project) -> None:
    (published.folder / "programme.csv").rename(published.folder / "programme-2.csv")
    done = published.importer("run", HALL)
    published.refuses(done, 2, "programme.csv does not exist. Did you mean programme-2.csv?")


def test_an_empty_file_is_an_error_and_not_an_empty_programme(published: Project) -> None:
    published.write("programme.csv", "")
    done = published.importer("run", HALL)
    published.refuses(done, 2, "programme.csv is empty (0 bytes): was it saved completely?")


def test_a_table_with_only_its_header_is_stopped_by_a_guard(published: Project) -> None:
    published.write("programme.csv", PROGRAMME.splitlines()[0])
    done = published.importer("run", HALL)
    published.refuses(done, 4, "guard.empty_source  The source has no rows, but 3 upcoming")


def test_a_folder_in_place_of_the_source_is_named(published: Project) -> None:
    done = published.importer("run", HALL, "mappings")
    published.refuses(done, 2, "mappings is a folder: give the file inside it")


def test_a_folder_in_place_of_the_mapping_is_named(published: Project) -> None:
    done = published.importer("run", "mappings")
    published.refuses(done, 2, "this is a folder, not a mapping file")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("page.csv", b"<!doctype html><html><body>Sign in</body>", "page.csv is a web page (HTML)"),
        ("page.xlsx", b"<html><body><table></table>", "a web page (HTML), not a workbook"),
        ("feed.ics", b"<html><body>Sign in", "feed.ics is a web page (HTML)"),
        ("season.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "season.csv is a PDF document"),
        ("poster.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "poster.csv is a picture (PNG)"),
        ("data.csv", b'{"events": []}', "data.csv is JSON data"),
        ("empty.zip", b"PK\x05\x06" + bytes(18), "empty.zip"),
    ],
)
def test_the_wrong_kind_of_file_behind_a_right_name_is_called_what_it_is(
    name: str, content: bytes, words: str, published: Project
) -> None:
    published.write(name, content)
    published.refuses(published.importer("run", HALL, name), 2, words)


def test_a_workbook_whose_download_was_cut_off_is_called_that(published: Project) -> None:
    whole = (SAMPLES / "riverside-hall.xlsx").read_bytes()
    published.write("season.xlsx", whole[: len(whole) // 2])
    done = published.importer("run", HALL, "season.xlsx")
    published.refuses(done, 2, "season.xlsx is a workbook or archive that is cut off or damaged")


def test_a_csv_file_named_like_a_workbook_is_read_and_its_name_is_mentioned(
    published: Project,
) -> None:
    shutil.copy(published.folder / "programme.csv", published.folder / "programme.xlsx")
    done = published.importer("run", HALL, "programme.xlsx", "--json")
    assert (done.code, done.result["unchanged"], published.writes()) == (0, 3, [])
    assert "named like a workbook" in " ".join(done.result["notes"])


def test_a_file_that_the_stated_encoding_cannot_read_is_refused_with_the_way_out(
    published: Project,
) -> None:
    published.write("programme.csv", PROGRAMME.replace("Tin", "Tïn").encode("cp1252"))
    stated = "{location: ../programme.csv, encoding: utf-8}"
    mapping = (published.folder / HALL).read_text()
    published.write(HALL, mapping.replace("{location: ../programme.csv}", stated))
    done = published.importer("run", HALL)
    published.refuses(done, 2, "programme.csv")
    assert "utf-8" in done.said.lower()


def test_an_encoding_that_nobody_knows_is_refused_in_the_mapping(published: Project) -> None:
    mapping = (published.folder / HALL).read_text()
    wrong = "{location: ../programme.csv, encoding: utf-9}"
    published.write(HALL, mapping.replace("{location: ../programme.csv}", wrong))
    done = published.importer("run", HALL)
    published.refuses(done, 2, "utf-9")


def test_a_pipe_that_nobody_writes_to_is_refused_instead_of_waited_for(published: Project) -> None:
    os.mkfifo(published.folder / "programme.pipe")
    done = published.importer("run", HALL, "programme.pipe")
    published.refuses(done, 2, "programme.pipe is not a regular file: use - to read from a pipe")


def test_a_run_without_standard_input_still_works(published: Project) -> None:
    # As some services and schedulers start their programs.
    done = published.started("run", HALL, "--json", preexec_fn=lambda: os.close(0))
    assert (done.code, done.result["unchanged"]) == (0, 3)
