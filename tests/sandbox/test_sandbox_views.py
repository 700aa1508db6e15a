from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

from importer.sandbox import Answers
from importer.sandbox.fields import FIELDS

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def programme(start: Any, event: Any) -> Any:
    """One published event to come, one published and over, one draft."""
    over = event(title="Over", status="published", startAt="2025-06-12T20:00:00-04:00")
    live = event(title="Jazz & Más", status="published")
    return start(seed_events=(over, live, event(title="Draft")))


def test_the_page_shows_events_by_start_and_escapes_them(start: Any, event: Any) -> None:
    later = event(title="<script>alert(1)</script>", startAt="2026-07-01T20:00:00-04:00")
    platform = start(seed_events=(later, event(title="First", channelId=57)))
    page = platform.http.get("/")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "<script>" not in page.text
    assert page.text.index("First") < page.text.index("&lt;script&gt;alert(1)")
    assert "Old Mill Stage" in page.text
    assert "Friday, 12 June 2026" in page.text


def test_the_page_shows_faults_limits_and_counters(platform: Any) -> None:
    platform.sandbox.control(faults="503=next:1", rate="60/min")
    platform.get("/channels")
    page = platform.http.get("/").text
    assert "503=next:1" in page
    assert "*=60/60s" in page
    assert "<dt>GET /channels</dt><dd>1</dd>" in page
    assert "None yet." in page


def test_a_long_page_says_how_many_rows_it_leaves_out(start: Any, event: Any) -> None:
    page = start(seed_events=(event(),) * 503).http.get("/").text
    assert "3 more stand in the JSON." in page


def test_pages_are_read_only(platform: Any) -> None:
    assert platform.http.post("/").status_code == 405
    assert platform.http.head("/").status_code == 200
    assert platform.http.get("/nowhere").status_code == 404


def test_the_feed_carries_canonical_urls_of_published_events_to_come(programme: Any) -> None:
    [entry] = programme.http.get("/api/llm/events").json()["events"]
    assert entry == {
        "id": 1002,
        "title": "Jazz & Más",
        "startAt": "2026-06-12T20:00:00-04:00",
        "timezone": "America/New_York",
        "channel": "Riverside Hall",
        "url": f"{programme.sandbox.base_url}/events/1002/jazz-mas",
    }
    assert "Jazz &amp; Más" in programme.http.get(entry["url"]).text


@pytest.mark.parametrize("form", ["docs", "list"])
def test_the_feed_has_the_other_forms_too(start: Any, event: Any, form: Any) -> None:
    platform = start(seed_events=(event(status="published"),), answers=Answers(feed=form))
    feed = platform.http.get("/api/llm/events").json()
    assert len(feed if form == "list" else feed["docs"]) == 1


def test_an_event_that_has_begun_is_visible_until_its_end(start: Any, event: Any) -> None:
    running = event(
        status="published",
        startAt="2025-12-31T18:00:00-05:00",
        endAt="2025-12-31T20:00:00-05:00",
    )
    platform = start(seed_events=(running,))
    assert len(platform.http.get("/api/llm/events").json()["events"]) == 1
    platform.sandbox.control(advance="61m")
    assert platform.http.get("/api/llm/events").json()["events"] == []


def test_the_sitemap_lists_what_the_feed_lists(programme: Any) -> None:
    tree = ElementTree.fromstring(programme.http.get("/sitemap.xml").content)
    base = programme.sandbox.base_url
    assert [found.text for found in tree.iter(f"{SITEMAP}loc")] == [f"{base}/events/1002/jazz-mas"]
    assert f"Sitemap: {base}/sitemap.xml" in programme.http.get("/robots.txt").text


def test_a_draft_has_no_public_page(programme: Any) -> None:
    assert programme.http.get("/events/1003/draft").status_code == 404


def test_the_openapi_document_tells_what_is_checked(platform: Any) -> None:
    document = yaml.safe_load(platform.http.get("/api/developer/openapi/public-api-v1").text)
    create = document["components"]["schemas"]["EventCreate"]
    assert set(create["properties"]) == set(FIELDS)
    assert create["required"] == [name for name, field in FIELDS.items() if field.required]
    assert document["servers"] == [{"url": "/api/public/v1"}]


def test_every_operation_of_the_openapi_document_is_answered(platform: Any) -> None:
    document = yaml.safe_load(platform.http.get("/api/developer/openapi/public-api-v1").text)
    for path, operations in document["paths"].items():
        for method in operations:
            answer = platform.http.request(method, "/api/public/v1" + path.replace("{id}", "1"))
            assert answer.status_code in (200, 400, 404), (method, path)
            assert "no route" not in answer.text


def test_every_reference_in_the_openapi_document_leads_somewhere(platform: Any) -> None:
    text = platform.http.get("/api/developer/openapi/public-api-v1").text
    schemas = yaml.safe_load(text)["components"]["schemas"]
    references = set(re.findall(r"#/components/schemas/(\w+)", text))
    assert references
    assert references <= set(schemas)
    assert "&id001" not in text  # written out, not as YAML aliases
