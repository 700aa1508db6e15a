"""Rows with an event: left alone, or changed by exactly the fields that differ."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
import pytest
from plan_cases import (
    HOUR,
    NOW,
    RULES,
    counts,
    decided,
    event,
    issues,
    only_write,
    published,
    row,
    writes,
)

from importer.intents import Action, Upkeep
from importer.payloads import payload_hash
from importer.planning.plan import changed_fields
from importer.planning.rules import Counted


def test_an_unchanged_row_asks_nothing_of_platform_or_store() -> None:
    assert decided(row(), published()) == [Counted("unchanged")]


def test_a_row_that_changed_without_effect_only_has_its_new_hash_kept() -> None:
    respelled = row()._replace(row_hash=b"other cells, same event")
    assert decided(respelled, published()) == [
        Upkeep(7, row_hash=b"other cells, same event", withdrawn=False),
        Counted("unchanged"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "patch"),
    [
        ({}, {"title": "Jazz Late"}, {"title": "Jazz Late"}),
        ({}, {"locationName": None}, {"locationName": None}),
        ({"locationName": None}, {}, {"locationName": "Riverside Hall"}),
        (
            {},
            {"startAt": "2026-06-12T21:00:00+02:00"},
            {
                "startAt": "2026-06-12T21:00:00+02:00",
                "endAt": "2026-06-12T22:00:00+02:00",
                "timezone": "Europe/Berlin",
            },
        ),
        (
            {},
            {"endAt": None},
            {
                "startAt": "2026-06-12T20:00:00+02:00",
                "endAt": None,
                "timezone": "Europe/Berlin",
            },
        ),
        (
            {"endAt": None},
            {"endAt": None, "timezone": "Europe/Paris"},
            {"startAt": "2026-06-12T20:00:00+02:00", "timezone": "Europe/Paris"},
        ),
        ({}, {"status": "draft"}, {"status": "draft"}),
        (
            {},
            {"approxLocation": {"city": {"placeId": "p2"}}},
            {"approxLocation": {"city": {"placeId": "p2"}}},
        ),
        (
            {"offers": [{"name": "Tickets", "url": "https://a.example"}]},
            {"offers": [{"name": "Tickets", "url": "https://b.example"}]},
            {"offers": [{"name": "Tickets", "url": "https://b.example"}]},
        ),
    ],
)
def test_an_update_holds_exactly_what_changed(
    before: dict[str, Any], after: dict[str, Any], patch: dict[str, Any]
) -> None:
    write = only_write(decided(row(**after), published(**before)))
    assert write.action is Action.UPDATE
    assert orjson.loads(write.body) == patch
    assert write.becomes == event(**after)
    assert write.record_id == 7


def test_fields_that_were_never_sent_are_no_change() -> None:
    assert changed_fields({"title": "A"}, {"title": "A"}) == {}
    assert changed_fields({"title": "A", "endAt": None}, {"title": "A"}) == {}


def test_a_changed_row_of_an_event_that_is_over_is_skipped() -> None:
    changed = row(title="Jazz Late", ends=NOW)
    over = published(changes={"over_at": NOW})
    assert counts(decided(changed, over)) == {"skipped": 1}
    wanted_past = replace(RULES, skip_past=False)
    assert counts(decided(changed, over, wanted_past)) == {"updated": 1}


def test_an_upcoming_event_whose_row_is_corrected_into_the_past_is_updated() -> None:
    assert counts(decided(row(title="Jazz Late", ends=NOW), published())) == {"updated": 1}


def test_an_event_of_the_past_that_moves_to_the_future_is_sent_whole() -> None:
    forgotten = published(startAt="2026-05-30T20:00:00+02:00", changes={"body": None})
    write = only_write(decided(row(), forgotten))
    assert (write.action, orjson.loads(write.body)) == (Action.UPDATE, orjson.loads(event()))


# -- channels ------------------------------------------------------------------------------------


def test_a_changed_channel_alone_is_reported_and_nothing_is_sent() -> None:
    decisions = decided(row(channelId=43), published())
    assert counts(decisions) == {"deferred": 1}
    assert not writes(decisions)
    (issue,) = issues(decisions)
    assert (issue.code, issue.value, issue.field) == ("update.channel_changed", "43", "channelId")
    assert "channel_change: move" in issue.message


def test_other_changes_are_sent_though_the_channel_stays() -> None:
    decisions = decided(row(channelId=43, title="Jazz Late"), published())
    write = only_write(decisions)
    assert orjson.loads(write.body) == {"title": "Jazz Late"}
    assert write.becomes == event(title="Jazz Late")
    assert [issue.code for issue in issues(decisions)] == ["update.channel_changed"]


def test_an_event_moves_to_another_channel_where_the_mapping_says_so() -> None:
    decisions = decided(row(channelId=43), published(), replace(RULES, move_channels=True))
    write = only_write(decisions)
    assert orjson.loads(write.body) == {"channelId": 43}
    assert write.becomes == event(channelId=43)
    assert not issues(decisions)


# -- refused updates -----------------------------------------------------------------------------


def refused_update(body: bytes) -> dict[str, Any]:
    return {
        "refused_hash": payload_hash(body),
        "refused_at": NOW - HOUR,
        "refused_rules": RULES.refusal_rules,
        "refused_because": "title: too long",
    }


def test_an_update_that_was_refused_is_not_sent_again() -> None:
    refused = published(changes=refused_update(event(title="Jazz Late")))
    decisions = decided(row(title="Jazz Late"), refused)
    assert counts(decisions) == {"rejected": 1}
    assert [issue.code for issue in issues(decisions)] == ["api.rejected"]
    assert counts(decided(row(title="Jazz Early"), refused)) == {"updated": 1}


def test_a_refused_update_is_known_again_though_its_row_names_another_channel() -> None:
    refused = published(changes=refused_update(event(title="Jazz Late")))
    decisions = decided(row(title="Jazz Late", channelId=43), refused)
    assert counts(decisions) == {"rejected": 1}
    assert not writes(decisions)


def test_a_row_that_goes_back_to_what_is_published_is_unchanged_again() -> None:
    refused = published(changes=refused_update(event(title="Jazz Late")))
    assert counts(decided(row(), refused)) == {"unchanged": 1}


# -- coming back ---------------------------------------------------------------------------------


def withdrawn(**fields: Any) -> dict[str, Any]:
    """What a record looks like after its event was set back to draft."""
    body = event(**{**fields, "status": "draft"})
    return {"withdrawn": True, "body": body, "payload_hash": payload_hash(body)}


def test_a_withdrawn_event_whose_row_returns_is_published_again() -> None:
    write = only_write(decided(row(), published(changes=withdrawn())))
    assert orjson.loads(write.body) == {"status": "published"}
    assert write.becomes == event()


def test_a_withdrawn_draft_whose_row_returns_is_no_longer_withdrawn() -> None:
    draft = row(status="draft")
    record = replace(published(changes=withdrawn()), row_hash=draft.row_hash)
    assert decided(draft, record) == [
        Upkeep(7, row_hash=draft.row_hash, withdrawn=False),
        Counted("unchanged"),
    ]


def test_a_row_that_is_seen_again_has_no_missed_reads() -> None:
    assert decided(row(), published(changes={"missed": 1})) == [
        Upkeep(7, missed=0),
        Counted("unchanged"),
    ]
