"""Payloads as the exact bytes that are hashed, kept and sent."""

from __future__ import annotations

from hashlib import sha256

import orjson
from hypothesis import given
from hypothesis import strategies as st

from importer.payloads import canonical, payload_hash

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


def test_canonical_bytes_are_utf8_json_with_sorted_keys_at_every_depth() -> None:
    payload = {"title": "Café\n", "approxLocation": {"city": {"placeId": "p", "name": "Köln"}}}
    assert canonical(payload) == (
        '{"approxLocation":{"city":{"name":"Köln","placeId":"p"}},"title":"Café\\n"}'.encode()
    )


def test_lists_keep_their_order_because_it_means_something() -> None:
    assert canonical({"classifications": ["music", "jazz"]}) != canonical(
        {"classifications": ["jazz", "music"]}
    )


@given(st.dictionaries(st.text(max_size=5), JSON, max_size=5))
def test_canonical_bytes_do_not_depend_on_the_order_of_fields_and_lose_nothing(
    payload: dict[str, object],
) -> None:
    backwards = dict(reversed(payload.items()))
    assert canonical(backwards) == canonical(payload)
    assert orjson.loads(canonical(payload)) == payload


def test_a_payload_hash_is_the_sha256_of_the_bytes_that_are_sent() -> None:
    assert payload_hash(b'{"title":"A"}') == sha256(b'{"title":"A"}').digest()
