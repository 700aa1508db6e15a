"""The OpenAPI document, made from the routes and fields that the sandbox checks by."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import orjson

from importer.sandbox.calls import Route
from importer.sandbox.fields import FIELDS
from importer.sandbox.refusals import Answer
from importer.sandbox.routes import BASE_PATH, LARGEST_PAGE, ROUTES

Schema = dict[str, object]

_ERRORS = {
    "400": "invalid_request",
    "401": "invalid_api_key",
    "403": "forbidden or insufficient_scope",
    "404": "not_found",
    "409": "conflict",
    "429": "rate_limited",
}
_PAGED = ("GET /channels", "GET /events")
_DOCUMENT = {"$ref": "#/components/schemas/EventDocument"}


@cache
def openapi_yaml() -> Answer:
    """Return the document as YAML, as the platform publishes it."""
    import yaml

    unshared = orjson.loads(orjson.dumps(openapi_document()))  # else YAML writes aliases
    text = yaml.safe_dump(unshared, sort_keys=False, allow_unicode=True)
    return Answer(200, text.encode(), "application/yaml")


def openapi_document() -> Schema:
    paths: dict[str, Schema] = {}
    for route in ROUTES.values():
        method, _, path = route.name.partition(" ")
        paths.setdefault(path, {})[method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Pinned Events Public API (sandbox)", "version": "v1"},
        "servers": [{"url": BASE_PATH}],
        "security": [{"bearer": []}, {"apiKey": []}],
        "paths": paths,
        "components": {"schemas": _schemas(), "securitySchemes": _security()},
    }


def _operation(route: Route) -> Schema:
    operation: Schema = {"summary": route.summary, "operationId": _operation_id(route.name)}
    if route.scope is not None:
        operation["description"] = f"Needs the scope `{route.scope}`."
    parameters = _parameters(route.name)
    if parameters:
        operation["parameters"] = parameters
    body = _body(route.name)
    if body is not None:
        operation["requestBody"] = {"required": True, "content": body}
    operation["responses"] = _responses(route.name)
    return operation


def _operation_id(name: str) -> str:
    method, _, path = name.partition(" ")
    return "".join([method.lower(), *(part.strip("{}").title() for part in path.split("/"))])


def _parameters(name: str) -> list[Schema]:
    if name in _PAGED:
        whole: Schema = {"type": "integer", "minimum": 1}
        capped = {**whole, "description": f"capped at {LARGEST_PAGE}"}
        return [_parameter("page", "query", whole), _parameter("limit", "query", capped)]
    if name == "POST /events":
        key: Schema = {"type": "string", "minLength": 1, "maxLength": 255}
        return [_parameter("Idempotency-Key", "header", key)]
    if "{id}" in name:
        return [{**_parameter("id", "path", {"type": "string"}), "required": True}]
    return []


def _parameter(name: str, place: str, schema: Schema) -> Schema:
    return {"name": name, "in": place, "schema": schema}


def _body(name: str) -> Schema | None:
    if name == "POST /media":
        part: Schema = {"type": "object", "required": ["file"]}
        part["properties"] = {"file": {"type": "string", "format": "binary"}}
        return {"multipart/form-data": {"schema": part}}
    schema = {"POST /events": "EventCreate", "PATCH /events/{id}": "EventUpdate"}.get(name)
    if schema is None:
        return None
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}


def _responses(name: str) -> Schema:
    good = "201" if name.startswith("POST") else "200"
    success: Schema = {"description": "success"}
    answered = _answered(name)
    if answered is not None:
        success["content"] = {"application/json": {"schema": answered}}
    error = {"schema": {"$ref": "#/components/schemas/Error"}}
    errors: Schema = {
        status: {"description": code, "content": {"application/json": error}}
        for status, code in _ERRORS.items()
    }
    return {good: success, **errors}


def _answered(name: str) -> Schema | None:
    if name == "GET /events":
        return _object("docs totalDocs limit page", {"docs": {"type": "array", "items": _DOCUMENT}})
    if name == "GET /channels":
        docs = {"docs": {"type": "array", "items": {"$ref": "#/components/schemas/Channel"}}}
        names = "docs page limit totalDocs totalPages hasNextPage hasPrevPage"
        return _object(names, docs)
    if "/events" in name:
        return _object("doc", {"doc": _DOCUMENT})
    return None


def _object(required: str, properties: Mapping[str, object]) -> Schema:
    return {"type": "object", "required": required.split(), "properties": properties}


def _schemas() -> Schema:
    properties: Schema = {name: dict(field.schema) for name, field in FIELDS.items()}
    required = [name for name, field in FIELDS.items() if field.required]
    create: Schema = {"type": "object", "required": required, "properties": properties}
    stamps: Schema = {
        "id": {"type": ["integer", "string"]},
        "createdAt": {"type": "string", "format": "date-time"},
        "updatedAt": {"type": "string", "format": "date-time"},
    }
    text: Schema = {"type": "string"}
    error = _object("code message requestId", {"code": text, "message": text, "requestId": text})
    return {
        "EventCreate": create,
        "EventUpdate": {"type": "object", "properties": properties},
        "EventDocument": _object("id title startAt status", {**stamps, **properties}),
        "Channel": _object("id name slug", {"id": {"type": "integer"}, "name": text, "slug": text}),
        "Error": _object("error", {"error": error}),
    }


def _security() -> Schema:
    return {
        "bearer": {"type": "http", "scheme": "bearer"},
        "apiKey": {"type": "apiKey", "in": "header", "name": "x-api-key"},
    }
