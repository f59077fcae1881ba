"""Discord's description of its API → the same, mended where it is known that Discord does otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

from bot.sandbox.things import Json


@dataclass(frozen=True, slots=True)
class Gap:
    """A place in the description's schemas, dotted, that is wrong: which keys are otherwise in truth, and why."""

    place: str
    instead: Json
    why: str


_MEDIA = Gap(
    "ChannelTypes",
    {"oneOf": [{"minimum": 0, "maximum": 16}]},
    "there are media channels (16), which a command's option may ask for",
)
IN_REQUESTS: tuple[Gap, ...] = (
    _MEDIA,
    Gap(
        "SnowflakeType",
        {"type": ["string", "integer"]},
        "ids are taken as numbers too; discord.py sends them so",
    ),
    *(
        Gap(
            f"{schema}.properties.default_member_permissions",
            {"type": ["string", "integer", "null"]},
            "permissions are a string in Discord's documentation, here as everywhere",
        )
        for schema in (
            "ApplicationCommandCreateRequest",
            "ApplicationCommandPatchRequestPartial",
            "ApplicationCommandUpdateRequest",
        )
    ),
)
IN_ANSWERS: tuple[Gap, ...] = (
    _MEDIA,
    Gap(
        "InnerErrors.properties._errors",
        {"items": {"type": "object", "required": ["code", "message"]}},
        "what is wrong with a field has a word for its code, such as BASE_TYPE_REQUIRED, where Error wants a number",
    ),
    Gap(
        "CreateMessageInteractionCallbackResponse.properties.type",
        {"enum": [4, 5]},
        "a deferred answer (5) tells its message as well",
    ),
)


def amended(description: Json, gaps: tuple[Gap, ...]) -> Json:
    """Write a description anew with its gaps mended; a place that it has not needs no mending."""
    schemas: Json = description["components"]["schemas"]
    mended = reduce(lambda mending, gap: _mended(mending, gap.place.split("."), gap.instead), gaps, schemas)
    return description | {"components": description["components"] | {"schemas": mended}}


def _mended(schema: Json, place: list[str], instead: Json) -> Json:
    """Write a schema anew with other keys at a place below it."""
    if not place:
        return schema | instead
    below = schema.get(place[0])
    return schema | {place[0]: _mended(below, place[1:], instead)} if isinstance(below, dict) else schema
