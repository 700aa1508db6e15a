"""A table of events as venues have them: 15 columns, accents, now and then a line break in a cell."""

from __future__ import annotations

import random
from pathlib import Path

MAPPING = """
name: generated
source: {location: ../events.csv}
identity: [Ref]
event:
  channelId: 42
  title: "{Act}[ (with {Support})]"
  startAt: {from: "{Date} {Doors}", format: '%d/%m/%Y %H:%M'}
  endAt: {from: "{Date} {Ends}", format: '%d/%m/%Y %H:%M', next_day_if_earlier: true}
  timezone: America/New_York
  classifications: {from: "{Kind}", split: ',', map: {Gig: music, Class: workshop}, default: [community]}
  approxLocation: {city: {placeId: p-1, name: "{Town}", countryCode: US}}
  locationName: "{Venue}[, {Room}]"
  description: {from: "{Blurb}", text: html}
  offers: [{name: Tickets, url: "{Link}", availability: available}]
"""
HEADER = "Ref,Date,Doors,Ends,Act,Support,Kind,Venue,Room,Town,Link,Price,Blurb,Notes,Updated"
BLURB = (
    "A lovely évening with music and more words to fill the line, so that it is long enough{}"
    "and a second part that goes on for a while with accents éàü and more text here"
)


def project(folder: Path, rows: int) -> Path:
    """A project in an empty folder with a CSV of so many rows; returns its mapping file."""
    chance = random.Random(1)
    with (folder / "events.csv").open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER + "\r\n")
        file.writelines(_row(number, chance) for number in range(rows))
    (folder / "mappings").mkdir()
    mapping = folder / "mappings" / "events.yaml"
    mapping.write_text(MAPPING, encoding="utf-8")
    return mapping


def _row(number: int, chance: random.Random) -> str:
    day = f"{chance.randrange(1, 29):02}/{chance.randrange(1, 13):02}/2032"
    blurb = BLURB.format("\n" if number % 20 == 0 else " ")
    return (
        f'R{number:07},{day},{chance.randrange(17, 22)}:30,23:15,"Café Orchestra {number}",,'
        f"{chance.choice(['Gig', 'Class'])},Hall {number % 40},Room {number % 7},Springfield,"
        f'https://tickets.example.org/{number},"12,50","{blurb}",note {number},2031-01-01\r\n'
    )
