"""What breaks a description of an API is found, with its field and a reason, and nothing else is."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.keep import Unreadable
from bot.sandbox.openapi.description import MOST_FAULTS, OpenApi, Schemas
from bot.sandbox.openapi.gaps import IN_ANSWERS, IN_REQUESTS, Gap, amended
from bot.sandbox.openapi.reasons import Fault
from bot.sandbox.things import Json
from tests.sandbox.described import description, needs_description

SMALL: Json = {
    "paths": {
        "/tides/{tide}": {
            "get": {
                "responses": {
                    "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Tide"}}}},
                    "204": {},
                    "4XX": {"$ref": "#/components/responses/Wrong"},
                }
            },
            "put": {
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Tide"}}},
                },
                "responses": {},
            },
            "patch": {
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Tide"}}}}
            },
            "delete": {"responses": {"204": {}}},
        },
        "/tides/@now": {"get": {"responses": {"204": {}}}},
    },
    "components": {
        "responses": {
            "Wrong": {"content": {"application/json": {"schema": {"type": "object", "required": ["message"]}}}}
        },
        "schemas": {
            "SnowflakeType": {"type": "string", "pattern": "^[0-9]+$"},
            "Tide": {
                "type": "object",
                "required": ["height"],
                "properties": {
                    "height": {"type": "integer", "minimum": 0, "maximum": 12},
                    "name": {"type": ["string", "null"], "minLength": 1, "maxLength": 8},
                    "harbour": {"$ref": "#/components/schemas/SnowflakeType"},
                    "at": {"type": "string", "format": "date-time"},
                    "kind": {"enum": ["ebb", "flood"]},
                    "moon": {"oneOf": [{"title": "new", "const": 0}, {"title": "full", "const": 1}]},
                    "marks": {"type": "array", "minItems": 1, "maxItems": 2, "uniqueItems": True},
                    "seen": {
                        "oneOf": [
                            {"type": "null"},
                            {"$ref": "#/components/schemas/Buoy"},
                            {"$ref": "#/components/schemas/Pier"},
                        ]
                    },
                },
            },
            "Buoy": {
                "type": "object",
                "required": ["type", "colour", "light"],
                "properties": {"type": {"enum": [1]}, "colour": {"type": "string"}, "light": {"type": "integer"}},
                "additionalProperties": False,
            },
            "Pier": {
                "type": "object",
                "required": ["type"],
                "properties": {"type": {"const": 2}, "steps": {"type": "integer"}},
                "additionalProperties": False,
            },
        },
    },
}


@pytest.fixture(scope="module")
def small() -> OpenApi:
    """Take a small description that nobody publishes."""
    return OpenApi.of(SMALL)


@pytest.mark.parametrize(
    ("body", "field", "what"),
    [
        ([], "", "is not of the type object"),
        ({}, "height", "is missing"),
        ({"height": "high"}, "height", "is not of the type integer"),
        ({"height": 13}, "height", "is more than 12"),
        ({"height": -1}, "height", "is less than 0"),
        ({"height": 1, "name": ""}, "name", "is shorter than 1"),
        ({"height": 1, "name": "Spring tide"}, "name", "is longer than 8"),
        ({"height": 1, "harbour": "x"}, "harbour", "is not of the form ^[0-9]+$"),
        ({"height": 1, "at": "noon"}, "at", "is not of the form date-time"),
        ({"height": 1, "kind": "neap"}, "kind", "is none of ebb, flood"),
        ({"height": 1, "moon": 2}, "moon", "is none of 0, 1"),
        ({"height": 1, "marks": []}, "marks", "holds less than 1"),
        ({"height": 1, "marks": [1, 2, 3]}, "marks", "holds more than 2"),
        ({"height": 1, "marks": [1, 1]}, "marks", "holds one thing twice"),
        ({"height": 1, "seen": {"type": 1, "light": 1}}, "seen.colour", "is missing"),
        ({"height": 1, "seen": {"type": 2, "steps": "many"}}, "seen.steps", "is not of the type integer"),
        ({"height": 1, "seen": {"type": 2, "colour": "red"}}, "seen", "has unknown keys: colour"),
        ({"height": 1, "seen": {"type": 3}}, "seen.type", "is not 2"),
        ({"height": 1, "seen": 7}, "seen", "is not of the type object"),
    ],
)
def test_a_request_that_breaks_the_description_is_told_where_and_why(
    small: OpenApi, body: object, field: str, what: str
) -> None:
    """Of the kinds that a value may be of, it is held against the one that it says it is."""
    (found,) = small.request("PUT", "/tides/1", body)
    assert (found.field, found.what) == (field, what)
    assert (found.kind, found.code, found.sign) == ("discord", 50035, "OPENAPI")


def test_what_keeps_to_the_description_passes(small: OpenApi) -> None:
    """So does what it says nothing of."""
    whole = {"height": 3, "name": None, "harbour": "1", "at": "2026-11-23T10:00:00Z", "kind": "ebb", "more": 1}
    assert small.request("PUT", "/tides/1", whole) == ()
    assert small.request("DELETE", "/tides/1", {"height": -1}) == ()
    assert small.request("PUT", "/ships/1", {"height": -1}) == ()


NAMES = st.sampled_from(sorted(SMALL["components"]["schemas"]["Tide"]["properties"])) | st.sampled_from(
    ["type", "light"]
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from([2**70, "\ud800", "\0", "ebb"])
    | st.text()
)
BODIES = st.recursive(LEAVES, lambda below: st.lists(below) | st.dictionaries(NAMES | st.text(), below))


@given(body=BODIES)
def test_no_body_breaks_it(small: OpenApi, body: object) -> None:
    """Whatever is sent is well or told, in at most so many words."""
    found = small.request("PUT", "/tides/1", body)
    assert len(found) <= MOST_FAULTS
    assert isinstance(body, dict) or found
    assert all(each.what for each in found)


def test_a_body_is_wanted_where_it_is_required(small: OpenApi) -> None:
    """One that may be left out is not missed."""
    (found,) = small.request("PUT", "/tides/1", None)
    assert found.what == "has no body"
    assert small.request("PATCH", "/tides/1", None) == ()


def test_of_many_faults_the_first_are_told(small: OpenApi) -> None:
    """A body that is wrong a hundred times is told of twenty."""
    many = {f"Part{number}": {"$ref": "#/components/schemas/Tide"} for number in range(100)}
    schemas = Schemas.of(
        SMALL
        | {
            "components": SMALL["components"]
            | {"schemas": {**SMALL["components"]["schemas"], "Many": {"properties": many}}}
        }
    )
    assert len(schemas.faults(("components", "schemas", "Many"), {name: {} for name in many})) == MOST_FAULTS


@pytest.mark.parametrize("schema", [{"$ref": "#/components/schemas/Nobody"}, {"type": "tide"}, {"pattern": "("}])
def test_a_schema_that_is_none_is_told(schema: Json) -> None:
    """A broken copy breaks nothing else."""
    schemas = Schemas.of({"components": {"schemas": {"Broken": schema}}})
    assert schemas.faults(("components", "schemas", "Broken"), "x") == (Fault("", "has a schema that is none"),)


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/tides/@now", "/tides/@now"),
        ("/tides/12", "/tides/{tide}"),
        ("/tides/", None),
        ("/tides/1/2", None),
        ("/ships/1", None),
    ],
)
def test_a_path_is_of_the_route_that_names_most_of_it(small: OpenApi, path: str, route: str | None) -> None:
    """A word of its own goes before a name for any."""
    assert small.route("GET", path) == route


@pytest.mark.parametrize(
    ("method", "status", "body", "unlike"),
    [
        ("GET", 200, '{"height": 1}', ()),
        ("GET", 200, '{"height": 13}', ("GET /tides/{tide} 200: height is more than 12",)),
        ("GET", 200, "[]", ("GET /tides/{tide} 200: the whole is not of the type object",)),
        ("GET", 200, "high", ("GET /tides/{tide} 200: it is not JSON",)),
        ("GET", 204, "", ()),
        ("GET", 204, "{}", ("GET /tides/{tide} 204: it says something, where there is nothing to say",)),
        ("GET", 302, "", ("GET /tides/{tide} 302: it has no such status",)),
        ("GET", 404, '{"message": "Unknown Tide"}', ()),
        ("GET", 404, "{}", ("GET /tides/{tide} 404: message is missing",)),
        ("GET", 503, "anything", ()),
        ("POST", 200, "{}", ("POST /tides/7 200: there is no such route",)),
        ("POST", 404, "{}", ()),
    ],
)
def test_an_answer_is_held_against_what_its_status_says(
    small: OpenApi, method: str, status: int, body: str, unlike: tuple[str, ...]
) -> None:
    """Exactly, or where all of its hundred are described; what the server breaks is not."""
    assert small.answer(method, "/tides/7", status, body) == unlike


def test_a_number_for_an_id_is_taken_and_never_given(small: OpenApi) -> None:
    """What is known of Discord mends the description on the side where it is known."""
    assert small.request("PUT", "/tides/1", {"height": 1, "harbour": 7}) == ()
    assert small.answer("GET", "/tides/1", 200, '{"height": 1, "harbour": 7}') == (
        "GET /tides/{tide} 200: harbour is not of the type string",
    )


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"paths": {}}', '{"paths": [], "components": {"schemas": {}}}', "[" * 9999]
)
def test_what_is_no_description_is_unreadable(tmp_path: Path, text: str) -> None:
    """The message names the file."""
    file = tmp_path / "description.json"
    file.write_text(text)
    with pytest.raises(Unreadable, match=r"description\.json"):
        OpenApi.read(file)


def test_a_description_that_is_not_there_is_unreadable(tmp_path: Path) -> None:
    """Naming one that is missing is a mistake, not a wish for none."""
    with pytest.raises(Unreadable, match="nothing"):
        OpenApi.read(tmp_path / "nothing.json")


def test_a_description_is_read_once(tmp_path: Path) -> None:
    """Whoever opens many stand-ins pays for it once."""
    file = tmp_path / "description.json"
    file.write_text(json.dumps(SMALL))
    assert OpenApi.read(file) is OpenApi.read(file)


def test_without_the_library_the_extra_is_named(tmp_path: Path) -> None:
    """Where it is not installed the message says what brings it."""
    file = tmp_path / "description.json"
    file.write_text(json.dumps(SMALL))
    script = f"""
import sys
from pathlib import Path
sys.modules["jsonschema_rs"] = None
from bot.sandbox.openapi.description import OpenApi, Unreadable
try:
    OpenApi.read(Path({str(file)!r}))
except Unreadable as error:
    print(error)
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "“openapi”" in ran.stdout


@needs_description
@pytest.mark.parametrize("gap", {gap.place: gap for gap in (*IN_REQUESTS, *IN_ANSWERS)}.values())
def test_every_gap_is_still_one(gap: Gap) -> None:
    """A newer description may have mended it, and then nothing is to be passed over any more."""
    path = description()
    assert path is not None
    published = json.loads(path.read_bytes())
    assert amended(published, (gap,)) != published
