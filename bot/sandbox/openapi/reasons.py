"""What a JSON schema's validator says of a value → where the value is at fault, and why, in our words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError


@dataclass(frozen=True, slots=True)
class Fault:
    """A dotted field ("" for the whole), and what is wrong with it."""

    field: str
    reason: str


def faults(errors: Iterable[ValidationError]) -> Iterator[Fault]:
    """Name each error; of the kinds that a value may be of, those of the one that it was meant to be."""
    from jsonschema_rs import ValidationErrorKind as Kind

    for error in errors:
        match error.kind:
            case Kind.OneOfNotValid(context) if values := _values(context):
                yield Fault(_dotted(*error.instance_path), f"is none of {', '.join(map(str, values))}")
            case Kind.OneOfNotValid(context) | Kind.AnyOf(context):
                yield from faults(_meant(error, context))
            case Kind.Required(name):
                yield Fault(_dotted(*error.instance_path, name), "is missing")
            case _:
                yield Fault(_dotted(*error.instance_path), _reason(error))


def _values(kinds: list[list[ValidationError]]) -> tuple[object, ...]:
    """List the values of which it should be one, where the kinds are nothing but values; else none."""
    from jsonschema_rs import ValidationErrorKind as Kind

    firsts = [kind[0].kind for kind in kinds if len(kind) == 1]
    values = tuple(first.expected_value for first in firsts if isinstance(first, Kind.Constant))
    return values if len(values) == len(kinds) else ()


def _meant(error: ValidationError, kinds: list[list[ValidationError]]) -> list[ValidationError]:
    """Choose the kind of which the value is least unlike: of its type first, then with the fewest errors.

    Of kinds that are as near as each other the last is chosen: the first is often null.
    """

    def distance(kind: list[ValidationError]) -> tuple[int, int]:
        return sum(_tells_apart(error, each) for each in kind), len(kind)

    return min(reversed(kinds), key=distance)


def _tells_apart(whole: ValidationError, part: ValidationError) -> bool:
    """Tell whether an error says that the whole is of another kind, rather than that it is wrong."""
    below = part.instance_path[len(whole.instance_path) :]
    return (not below and part.kind.name == "type") or (below == ["type"] and part.kind.name in ("enum", "const"))


def _dotted(*path: str | int) -> str:
    return ".".join(map(str, path))


def _reason(error: ValidationError) -> str:
    from jsonschema_rs import ValidationErrorKind as Kind

    match error.kind:
        case Kind.Type(types):
            return f"is not of the type {' or '.join(types)}"
        case Kind.Enum(options):
            return f"is none of {', '.join(map(str, options[:20]))}"
        case Kind.Constant(expected):
            return f"is not {expected}"
        case Kind.MaxLength(limit):
            return f"is longer than {limit}"
        case Kind.MinLength(limit):
            return f"is shorter than {limit}"
        case Kind.Maximum(limit):
            return f"is more than {limit}"
        case Kind.Minimum(limit):
            return f"is less than {limit}"
        case Kind.MaxItems(limit) | Kind.MaxProperties(limit):
            return f"holds more than {limit}"
        case Kind.MinItems(limit) | Kind.MinProperties(limit):
            return f"holds less than {limit}"
        case Kind.UniqueItems():
            return "holds one thing twice"
        case Kind.AdditionalProperties(unexpected):
            return f"has unknown keys: {', '.join(unexpected[:20])}"
        case Kind.Format(name) | Kind.Pattern(name):
            return f"is not of the form {name}"
        case Kind.OneOfMultipleValid():
            return "is of more than one of the kinds of which it must be one"
        case other:
            return f"breaks the rule {other.name}"
