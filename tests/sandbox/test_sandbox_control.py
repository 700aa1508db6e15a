from __future__ import annotations

from dataclasses import fields
from typing import Any

import httpx
import pytest

from importer.sandbox import Answers, Key, Windows, parse_faults, parse_rate
from importer.sandbox.control import WORDS


def settings(platform: Any) -> Any:
    return platform.sandbox.state("settings")["settings"]


def test_faults_limits_and_windows_change_while_it_runs(platform: Any) -> None:
    platform.sandbox.control(faults="502=every:2", rate="5/min", windows="10m,5s")
    assert [platform.get("/channels").status_code for _ in range(6)] == [200, 502] * 2 + [200, 429]
    found = settings(platform)
    assert found["faults"] == ["502=every:2"]
    assert found["windows"] == {"succeeded_s": 600, "in_progress_s": 5}
    platform.sandbox.control(faults=None, rate=None)
    assert (settings(platform)["faults"], settings(platform)["rate"]) == ([], "off")


def test_control_takes_what_the_parsers_return(platform: Any) -> None:
    platform.sandbox.control(
        faults=parse_faults("503=1%"), rate=parse_rate("9/s"), windows=Windows(1, 2)
    )
    assert settings(platform)["faults"] == ["503=1%"]
    assert settings(platform)["windows"] == {"succeeded_s": 1, "in_progress_s": 2}


def test_control_over_http_answers_what_it_added(platform: Any, event: Any) -> None:
    added = platform.http.post("/sandbox/control", json={"add_events": [event(), event()]})
    assert added.json() == {"ok": True, "added": [1001, 1002]}


def test_events_are_added_edited_and_removed_by_other_hands(platform: Any, event: Any) -> None:
    hands = platform.sandbox.control
    hands(add_events=[event(title="One"), event(title="Two"), event(title="Three")])
    hands(edit_events={"1002": {"title": "Second"}}, remove_events=[1001])
    assert platform.titles() == ["Second", "Three"]
    assert platform.sandbox.state("events")["events"][0]["key"] == "other hands"
    hands(remove_events="all")
    assert platform.titles() == []


def test_the_clock_is_advanced_and_windows_lapse(platform: Any, event: Any) -> None:
    platform.create(event(), "k")
    platform.sandbox.control(advance="15m")
    platform.create(event(), "k")
    assert len(platform.titles()) == 2
    assert settings(platform)["now"] == "2026-01-01T00:15:00.000Z"


def test_the_date_header_can_be_skewed(platform: Any) -> None:
    platform.sandbox.control(skew=-3600)
    assert platform.get("/channels").headers["Date"] == "Wed, 31 Dec 2025 23:00:00 GMT"


def test_keys_are_added_changed_and_revoked(start: Any, event: Any) -> None:
    platform = start(keys=(Key("test-key", "mine"),))
    hands = platform.sandbox.control
    hands(edit_key={"label": "mine", "scopes": ["events:read"]})
    assert platform.create(event()).status_code == 403
    hands(edit_key={"label": "mine", "scopes": ["events:create"], "channels": [43]})
    assert platform.create(event()).json()["error"]["code"] == "forbidden"
    hands(add_key={"secret": "second", "label": "new"}, revoke_key="mine")
    assert platform.create(event()).status_code == 401
    platform.http.headers["Authorization"] = "Bearer second"
    assert platform.create(event()).status_code == 201


def test_all_keys_can_be_revoked_where_any_key_works(platform: Any) -> None:
    platform.get("/channels")
    platform.sandbox.control(revoke_key="*")
    assert platform.get("/channels").status_code == 401


def test_scheduled_words_take_effect_between_two_requests(start: Any, event: Any) -> None:
    platform = start(seed_events=tuple(event(title=f"Event {n}") for n in range(4)))
    act = {"after": 2, "route": "GET /events", "do": {"remove_events": [1001]}}
    platform.sandbox.control(schedule=[act])
    platform.get("/channels")
    totals = [platform.get("/events").json()["totalDocs"] for _ in range(3)]
    assert totals == [4, 4, 3]
    assert settings(platform)["scheduled"] == []


def test_a_scheduled_word_that_fails_is_told_in_the_state(platform: Any) -> None:
    platform.sandbox.control(schedule=[{"after": 1, "do": {"remove_events": [5]}}])
    assert platform.get("/channels").status_code == 200
    assert settings(platform)["troubles"] == ["scheduled after GET /channels: there is no event 5"]


def test_the_log_and_counters_are_cleared(platform: Any) -> None:
    platform.get("/channels")
    platform.sandbox.control(clear_log=True)
    assert platform.sandbox.state("log")["log"] == []
    assert platform.count("requests") == 0


def test_chance_is_repeated_from_its_seed(platform: Any) -> None:
    def run() -> list[int]:
        platform.sandbox.control(seed=5, faults="503=50%")
        return [platform.get("/channels").status_code for _ in range(20)]

    first = run()
    assert set(first) == {200, 503}
    assert run() == first


@pytest.mark.parametrize("name", [field.name for field in fields(Answers)])
def test_every_form_of_an_answer_has_a_name_in_control(platform: Any, name: str) -> None:
    value = getattr(Answers(), name)
    platform.sandbox.control(answers={name: value})
    assert settings(platform)["answers"][name] == value


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ({"fault": "500=1%"}, "did you mean 'faults'?"),
        ({"faults": "50=1%"}, "is no fault"),
        ({"faults": 5}, "must be text"),
        ({"rate": ["5/s"]}, "must be text"),
        ({"windows": "long"}, "unit of time"),
        ({"seed": "x"}, "must be a whole number"),
        ({"advance": True}, "must be text"),
        ({"answers": {"ordr": "newest"}}, "did you mean 'order'?"),
        ({"answers": {"order": "newst"}}, "did you mean 'newest'?"),
        ({"answers": "newest"}, "must be an object"),
        ({"add_key": {"label": "x"}}, "needs a secret"),
        ({"add_key": {"secret": "s", "label": "x", "scope": []}}, "did you mean 'scopes'?"),
        ({"add_key": {"secret": "s", "label": "x", "scopes": ["event:read"]}}, "'events:read'?"),
        ({"edit_key": {"label": "nobody"}}, "no key is labelled 'nobody'"),
        ({"revoke_key": "nobody"}, "no key is labelled 'nobody'"),
        ({"add_events": [{}]}, "channelId: is required"),
        ({"add_events": {}}, "must be a list"),
        ({"edit_events": {"7": {}}}, "there is no event 7"),
        ({"edit_events": [7]}, "must be an object"),
        ({"remove_events": [7]}, "there is no event 7"),
        ({"clear_log": False}, "takes true"),
        ({"schedule": [{"after": 1, "do": {"fault": ""}}]}, "did you mean 'faults'?"),
        ({"schedule": [{"after": 1, "route": "GET /event", "do": {}}]}, "'GET /events'?"),
        ({"schedule": [{"do": {}}]}, "must be a whole number"),
    ],
)
def test_a_wrong_control_word_is_a_400_with_the_right_one(
    platform: Any, words: dict[str, object], hint: str
) -> None:
    refused = platform.http.post("/sandbox/control", json=words)
    assert refused.status_code == 400
    assert hint in refused.json()["error"]["message"]


def test_one_unknown_word_keeps_all_others_from_taking_effect(platform: Any) -> None:
    with pytest.raises(ValueError, match="control word"):
        platform.sandbox.control(faults="500=100%", wndows="1m")
    assert settings(platform)["faults"] == []


def test_a_web_page_cannot_post_to_control(platform: Any) -> None:
    plain = platform.http.post("/sandbox/control", content=b"{}", headers={"Content-Type": "text"})
    assert plain.status_code == 400
    assert platform.http.get("/sandbox/control").status_code == 405


def test_state_shows_events_and_log_but_never_a_key(platform: Any, event: Any) -> None:
    platform.create(event(status="published"), "create-1")
    text = platform.http.get("/sandbox/state").text
    assert "test-key" not in text
    state = platform.sandbox.state()
    [stored], [logged] = state["events"], state["log"]
    assert stored["payload"] == event(status="published")
    assert (stored["id"], stored["key"]) == (1001, "key 1")
    assert logged == {
        "at": "2026-01-01T00:00:00.000Z",
        "method": "POST",
        "route": "POST /events",
        "status": 201,
        "key": "key 1",
        "idempotency_key": "create-1",
        "event": "1001",
        "replayed": False,
        "fault": None,
        "too_early": None,
    }


def test_parts_of_the_state_can_be_asked_for(platform: Any) -> None:
    assert set(platform.http.get("/sandbox/state?only=counters,log").json()) == {"counters", "log"}
    assert platform.http.get("/sandbox/state?only=coutners").status_code == 400


def test_looking_at_the_sandbox_counts_as_no_request(platform: Any) -> None:
    platform.http.get("/")
    platform.http.get("/sandbox/state")
    assert platform.count("requests") == 0


def test_the_docs_name_every_control_word_and_fault(request: pytest.FixtureRequest) -> None:
    from importer.sandbox.faults import FAULTS

    text = (request.config.rootpath / "docs" / "sandbox.md").read_text(encoding="utf-8")
    assert [word for word in (*WORDS, *FAULTS) if f"`{word}`" not in text] == []


def test_control_does_not_need_a_key(platform: Any) -> None:
    url = f"{platform.sandbox.base_url}/sandbox/control"
    assert httpx.post(url, json={}, verify=False, trust_env=False).json() == {"ok": True}
