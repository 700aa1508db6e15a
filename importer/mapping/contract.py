"""The create payload as the platform's contract has it: the last check before a row is frozen as bytes.

Converters give each field its form and say what is wrong in the row's own words. This holds the result
against the contract as a whole, so that nothing reaches the wire in another shape, not even by `extra`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Annotated, Any, Literal, NotRequired

from pydantic import ConfigDict, Field, PositiveInt, TypeAdapter, ValidationError
from typing_extensions import TypedDict

from importer.payloads import Payload

Text = Annotated[str, Field(min_length=1)]
Instant = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$")]
_OPEN = ConfigDict(extra="allow", strict=True)  # fields this version does not know pass as they are


class City(TypedDict):
    __pydantic_config__ = _OPEN  # type: ignore[misc]  # how pydantic configures a TypedDict

    placeId: Text
    name: NotRequired[Text]
    countryCode: NotRequired[Annotated[str, Field(pattern="^[A-Z]{2}$")]]


class Place(TypedDict):
    __pydantic_config__ = _OPEN  # type: ignore[misc]  # as above

    city: City


class Offer(TypedDict):
    __pydantic_config__ = _OPEN  # type: ignore[misc]  # as above

    name: NotRequired[Text]
    url: NotRequired[Text]
    availability: NotRequired[Text]


class EventPayload(TypedDict):
    """Body of POST /events. startAt, endAt carry the offset of their zone at that instant."""

    __pydantic_config__ = _OPEN  # type: ignore[misc]  # as above

    channelId: PositiveInt
    title: Text
    startAt: Instant
    timezone: Text
    classifications: Annotated[list[Text], Field(min_length=1)]
    approxLocation: Place
    endAt: NotRequired[Instant]
    status: NotRequired[Literal["draft", "published"]]
    locationName: NotRequired[Text]
    description: NotRequired[Text]
    capacity: NotRequired[Annotated[int, Field(ge=0)]]
    coverImage: NotRequired[PositiveInt]
    offers: NotRequired[list[Offer]]


@cache
def _validate() -> Callable[[Payload], object]:
    return TypeAdapter(EventPayload).validator.validate_python


def breaches(payload: Payload) -> list[tuple[str, str, Any]]:
    """(field path, what is wrong, value) of everything in a payload that the contract does not allow."""
    try:
        _validate()(payload)
    except ValidationError as problem:
        return [
            (".".join(map(str, error["loc"])), error["msg"], error.get("input"))
            for error in problem.errors(include_url=False)
        ]
    return []
