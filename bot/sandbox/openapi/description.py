"""Requests and answers, and Discord's OpenAPI description → where they are unlike it.

The description is a file that whoever wants to know names; without one nothing is held against it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import quote

from bot.sandbox.keep import Unreadable
from bot.sandbox.ledger import Violation
from bot.sandbox.openapi.gaps import IN_ANSWERS, IN_REQUESTS, amended
from bot.sandbox.openapi.reasons import Fault, faults
from bot.sandbox.things import Json

if TYPE_CHECKING:
    from jsonschema_rs import Registry, Validator

MOST_FAULTS = 20
"""How many faults of one body are told; whoever has more knows enough."""

_NAMED = "urn:description"
_EXTRA = "holding requests against a description needs jsonschema-rs, which the extra “openapi” brings"


@dataclass(slots=True)
class Schemas:
    """The schemas of a description, each made ready when it is first wanted."""

    description: Json
    _registry: Registry
    _ready: dict[tuple[str, ...], Validator] = field(default_factory=dict)

    @classmethod
    def of(cls, description: Json) -> Self:
        """Take a description as it is; raises `Unreadable` where nothing is installed that could read it."""
        try:
            from jsonschema_rs import Draft202012, Registry
        except ImportError:
            raise Unreadable(_EXTRA) from None
        return cls(description, Registry([(_NAMED, description)], draft=Draft202012))

    def faults(self, place: tuple[str, ...], value: object) -> tuple[Fault, ...]:
        """List where a value is unlike the schema that stands at a place, at most so many."""
        from jsonschema_rs import ReferencingError

        try:
            schema = self._ready.get(place) or self._made_ready(place)
        except (ValueError, ReferencingError):
            return (Fault("", "has a schema that is none"),)
        try:
            return () if schema.is_valid(value) else tuple(islice(faults(schema.iter_errors(value)), MOST_FAULTS))
        except UnicodeEncodeError:  # "\\ud800" is JSON, and no text
            return (Fault("", "holds half a character"),)

    def _made_ready(self, place: tuple[str, ...]) -> Validator:
        from jsonschema_rs import validator_for

        pointer = "/".join(quote(part.replace("~", "~0").replace("/", "~1"), safe="~") for part in place)
        self._ready[place] = validator_for(
            {"$ref": f"{_NAMED}#/{pointer}"},
            registry=self._registry,
            validate_formats=True,
            offline=True,
            mask="it",  # else each error would write out the whole value, for a message that nobody reads
        )
        return self._ready[place]


@dataclass(frozen=True, slots=True)
class OpenApi:
    """Discord's description of its API, against which requests and answers are held."""

    requests: Schemas
    answers: Schemas
    routes: tuple[tuple[str, ...], ...]

    @classmethod
    def read(cls, path: Path) -> OpenApi:
        """Read a description; raises `Unreadable` where there is none, or nothing that could read it."""
        try:
            return _read(path, path.stat().st_mtime_ns)
        except OSError as missing:
            raise Unreadable(f"{path} cannot be read: {missing.strerror}") from missing

    @classmethod
    def of(cls, description: Json) -> OpenApi:
        """Take a description that is read already; raises `Unreadable` where nothing could hold anything against it."""
        requests = Schemas.of(amended(description, IN_REQUESTS))
        answers = Schemas.of(amended(description, IN_ANSWERS))
        routes = (tuple(path.split("/")) for path in description["paths"])
        return cls(requests, answers, tuple(sorted(routes, key=lambda parts: [part[:1] == "{" for part in parts])))

    def route(self, method: str, path: str) -> str | None:
        """Find the route that a path is of, by the description's names; None where it describes none."""
        asked = path.split("/")
        for parts in self.routes:
            if len(parts) == len(asked) and all(
                part == mine or (part.startswith("{") and mine) for part, mine in zip(parts, asked, strict=True)
            ):
                route = "/".join(parts)
                return route if method.lower() in self.answers.description["paths"][route] else None
        return None

    def request(self, method: str, path: str, body: object) -> tuple[Violation, ...]:
        """Hold the JSON of a request against the description (None: it has none); what is not described passes."""
        route = self.route(method, path)
        if route is None:
            return ()
        place = ("paths", route, method.lower(), "requestBody")
        described = _at(self.requests.description, place)
        if described is None or (body is None and not described.get("required")):
            return ()
        if body is None:
            return (_violation(Fault("", "has no body")),)
        found = self.requests.faults((*place, "content", "application/json", "schema"), body)
        return tuple(_violation(fault) for fault in found)

    def answer(self, method: str, path: str, status: int, body: str) -> tuple[str, ...]:
        """Hold an answer and its text against the description; a fault of the server's own (5xx) is not described."""
        if status >= 500:
            return ()
        return tuple(f"{method} {route} {status}: {told}" for route, told in self._unlike(method, path, status, body))

    def _unlike(self, method: str, path: str, status: int, body: str) -> Iterator[tuple[str, str]]:
        route = self.route(method, path)
        if route is None:
            if status != 404:
                yield path, "there is no such route"
            return
        place = self._place(("paths", route, method.lower(), "responses"), status)
        if place is None:
            yield route, "it has no such status"
            return
        place = (*place, "content", "application/json", "schema")
        if _at(self.answers.description, place) is None:
            if body:
                yield route, "it says something, where there is nothing to say"
            return
        try:
            parsed: object = json.loads(body)
        except (ValueError, RecursionError):
            yield route, "it is not JSON"
            return
        for fault in self.answers.faults(place, parsed):
            yield route, f"{fault.field or 'the whole'} {fault.reason}"

    def _place(self, place: tuple[str, ...], status: int) -> tuple[str, ...] | None:
        """Find the place of the answers with a status, which may be described where others are too."""
        described = _at(self.answers.description, place) or {}
        key = next((key for key in (str(status), f"{status // 100}XX", "default") if key in described), None)
        if key is None:
            return None
        reference = described[key].get("$ref")
        return tuple(reference.removeprefix("#/").split("/")) if reference else (*place, key)

    def value(self, schema: str, value: object) -> tuple[str, ...]:
        """Hold a value of the stand-in's, such as a part of an event, against a schema by its name."""
        found = self.answers.faults(("components", "schemas", schema), value)
        return tuple(f"{schema}: {fault.field or 'the whole'} {fault.reason}" for fault in found)


@lru_cache(maxsize=2)
def _read(path: Path, modified: int) -> OpenApi:
    """Read a description once for as long as its file stays as it is."""
    try:
        description = json.loads(path.read_bytes())
        if not isinstance(description["paths"], dict) or not isinstance(description["components"]["schemas"], dict):
            raise TypeError("its parts are not objects")
    except (ValueError, KeyError, TypeError, RecursionError) as broken:
        raise Unreadable(f"{path} is not an OpenAPI description ({broken!r})") from broken
    return OpenApi.of(description)


def _at(description: Json, place: tuple[str, ...]) -> Json | None:
    """Find what stands at a place of a description; None where nothing does."""
    found: Json | None = description
    for part in place:
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _violation(fault: Fault) -> Violation:
    return Violation("discord", 50035, fault.field, "OPENAPI", fault.reason)
