"""The OpenAPI description: what ninja knows of the operations, and what it does not."""

from dataclasses import dataclass
from typing import Any

from api.problems import MEDIA_TYPE
from api.service import service

PREFIX = "/api/v1/"
PROBLEM = {
    "title": "Problem",
    "description": "What went wrong (RFC 9457).",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong and what to do, in words."},
        "problems": {
            "type": "array",
            "description": "Every place that cannot be read.",
            "items": {
                "type": "object",
                "properties": {"place": {"type": "string"}, "message": {"type": "string"}, "text": {"type": "string"}},
            },
        },
        "conflicts": {
            "type": "array",
            "description": "Answers that somebody changed meanwhile: yours, and what stands now.",
            "items": {"type": "object"},
        },
    },
}
ALWAYS = {
    401: "No token, or one that does not work",
    404: "Not there, or not for this person",
    405: "Another method; Allow names those that there are",
    422: "Something that was sent cannot be read",
    429: "Too often; Retry-After says when again",
}
WRITING = {
    400: "Not JSON",
    403: "The token may only read",
    409: "Changed in the meantime",
    413: "Too large, or no room left",
    507: "The server cannot store anything at the moment",
}


def describe() -> dict[str, Any]:
    """Return the OpenAPI description of every operation, with the problems that each may answer."""
    told = dict(service.get_openapi_schema(path_prefix=PREFIX))
    told["components"]["schemas"]["Problem"] = PROBLEM
    for operations in told["paths"].values():
        for method, operation in operations.items():
            _add_problems(operation, ALWAYS if method == "get" else ALWAYS | WRITING)
    return told


def _add_problems(operation: dict[str, Any], problems: dict[int, str]) -> None:
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status, words in problems.items():
        operation["responses"][status] = {"description": words, "content": content}


@dataclass(frozen=True, kw_only=True)
class ShownOperation:
    """An operation as the page for people lists it."""

    method: str
    path: str
    summary: str
    writes: bool
    parameters: tuple[str, ...]


def list_operations() -> list[ShownOperation]:
    """Return every operation, in the order of its address."""
    return [
        ShownOperation(
            method=method.upper(),
            path=path,
            summary=operation["summary"],
            writes=method != "get",
            parameters=tuple(
                parameter["name"] for parameter in operation.get("parameters", ()) if parameter["in"] == "query"
            ),
        )
        for path, operations in describe()["paths"].items()
        for method, operation in operations.items()
    ]
