"""Write the three sample files from the text in `source/`.

    python samples/build.py            overwrites the samples beside this script
    python samples/build.py FOLDER     writes them into FOLDER instead

For maintainers: change the text, run this, commit both. The same text gives the same bytes on any
machine: zip members are stored with one fixed time, XML is canonical, document times are fixed.
"""

from __future__ import annotations

import csv
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, time
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import canonicalize

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

SAMPLES = Path(__file__).parent
SOURCE = SAMPLES / "source"
TICKETS = "https://tickets.example.org"

SAVED_AT = "2026-09-01T08:00:00Z"
ZIP_TIME = (2026, 9, 1, 8, 0, 0)
TITLES = ("Riverside Hall, Marlow Falls", "Autumn season, September 8 to December 12, 2026", None)
SAME_DATE = '"'
PROGRAMME_COLUMNS = {  # heading: (width in characters, number format)
    "Ref": (7, "0"),
    "Publish": (9, "General"),
    "State": (11, "General"),
    "Date": (18, "ddd, mmm d, yyyy"),
    "Starts": (10, "h:mm AM/PM"),
    "Ends": (10, "h:mm AM/PM"),
    "Room": (11, "General"),
    "Kind": (16, "General"),
    "Act": (48, "General"),
    "With": (30, "General"),
    "Price": (8, '"$"0'),
    "Ticket link": (44, "General"),
    "About": (90, "General"),
}
HOUSE_NOTES = (
    ("Subject", "Note"),
    ("Box office", "Opens ninety minutes before the first show of the evening"),
    ("Main Hall", "380 seats, 520 standing when the stalls are out"),
    ("Loft", "90 seats, step-free by the east lift"),
    ("Publish column", "yes, y or x: goes out. no or empty: stays in the house"),
    ("Contacts", "At the stage door; nobody's number belongs in this file"),
)
FOLD_AT = 75  # octets without the line end, RFC 5545 section 3.1


def table_lines(name: str) -> Iterator[list[str]]:
    """Yield the cells of each line of a source table, its headings first; `#` starts a comment."""
    for line in (SOURCE / name).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield [cell.strip() for cell in line.split("|")]


def riverside_hall() -> bytes:
    """Return the concert hall's workbook: real dates and times, two sheets, merged dates."""
    workbook = Workbook()
    workbook.properties.creator = TITLES[0]
    workbook.properties.title = TITLES[1]
    programme = workbook.worksheets[0]
    programme.title = "Programme"
    for title in TITLES:
        programme.append([title])
    programme.append(list(PROGRAMME_COLUMNS))
    header_row = programme.max_row
    headings, *shows = table_lines("riverside-hall.txt")
    for show in shows:
        add_show(programme, dict(zip(headings, show, strict=True)))
    lay_out(programme, header_row)
    notes = workbook.create_sheet("House notes")
    for line in HOUSE_NOTES:
        notes.append(line)
    notes.column_dimensions["A"].width, notes.column_dimensions["B"].width = 18, 60
    file = BytesIO()
    workbook.save(file)
    return repacked(file)


def add_show(programme: Worksheet, show: dict[str, str]) -> None:
    """Append one show; a date said to be the same is merged with the cell above."""
    same_date = show["Date"] == SAME_DATE
    cells = {
        **show,
        "Ref": int(show["Ref"]),
        "Date": None if same_date else date.fromisoformat(show["Date"]),
        "Starts": time.fromisoformat(show["Starts"]),
        "Ends": time.fromisoformat(show["Ends"]) if show["Ends"] else None,
        "Price": int(show["Price"]) if show["Price"] else None,
        "Ticket link": f"{TICKETS}/riverside/{show['Ref']}" if show["Price"] else None,
    }
    programme.append([cells[heading] or None for heading in PROGRAMME_COLUMNS])
    row = programme.max_row
    for column, (_, number_format) in enumerate(PROGRAMME_COLUMNS.values(), start=1):
        programme.cell(row, column).number_format = number_format
    if same_date:
        dates = get_column_letter(list(PROGRAMME_COLUMNS).index("Date") + 1)
        programme.merge_cells(f"{dates}{row - 1}:{dates}{row}")


def lay_out(programme: Worksheet, header_row: int) -> None:
    """Give titles, headings and columns the looks of a sheet that somebody works in."""
    programme.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(PROGRAMME_COLUMNS))
    programme["A1"].font = Font(bold=True, size=16)
    for column, (width, _) in enumerate(PROGRAMME_COLUMNS.values(), start=1):
        heading = programme.cell(header_row, column)
        heading.font = Font(bold=True, color="FFFFFF")
        heading.fill = PatternFill("solid", fgColor="1F3A4D")
        programme.column_dimensions[get_column_letter(column)].width = width
    for merged in programme.merged_cells.ranges:
        programme.cell(merged.min_row, merged.min_col).alignment = Alignment(vertical="center")
    programme.freeze_panes = f"A{header_row + 1}"


def repacked(workbook: BytesIO) -> bytes:
    """Return the workbook with everything fixed that a clock, zlib or XML library would vary."""
    file = BytesIO()
    with zipfile.ZipFile(workbook) as saved, zipfile.ZipFile(file, "w") as fixed:
        for part in saved.namelist():
            xml = canonicalize(saved.read(part).decode())
            xml = re.sub(r"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rf"\g<1>{SAVED_AT}", xml)
            member = zipfile.ZipInfo(part, ZIP_TIME)
            member.create_system = 3  # Unix; the default is the machine's own
            fixed.writestr(member, f'<?xml version="1.0" encoding="UTF-8"?>\n{xml}')
    return file.getvalue()


def city_guide() -> bytes:
    """Return the guide's export: cp1252, semicolons, CRLF, one line with a semicolon too many."""
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    headings, *events = table_lines("city-guide.txt")
    writer.writerow(headings)
    for cells in events:
        number, unquoted = cells[0].lstrip("!"), cells[0].startswith("!")
        event = dict(zip(headings, [number, *cells[1:]], strict=True))
        event["Description"] = event["Description"].replace("¶", "\n")
        event["Billetterie"] = f"{TICKETS}/guide/{number}" if event["Billetterie"] else ""
        if unquoted:
            text.write(";".join(event.values()) + "\r\n")
        else:
            writer.writerow(event.values())
    return text.getvalue().encode("cp1252")


def community_centre() -> bytes:
    """Return the community centre's feed: UTF-8, CRLF, folded."""
    lines = (SOURCE / "community-centre.ics").read_text(encoding="utf-8").splitlines()
    return b"".join(piece + b"\r\n" for line in lines for piece in folded(line))


def folded(line: str) -> Iterable[bytes]:
    """Yield one content line in pieces of at most 75 octets; no character is torn apart."""
    piece = b""
    for character in map(str.encode, line):
        if len(piece) + len(character) > FOLD_AT:
            yield piece
            piece = b" "
        piece += character
    yield piece


def main(folder: Path) -> None:
    (folder / "riverside-hall.xlsx").write_bytes(riverside_hall())
    (folder / "city-guide.csv").write_bytes(city_guide())
    (folder / "community-centre.ics").write_bytes(community_centre())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES)
