"""Small checks of one value (its type, its size) → the violations found; larger rules are put together from them."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping
from typing import Literal, TypeAlias

from bot.sandbox.ledger import Violation
from bot.sandbox.refusals import form

Check: TypeAlias = Callable[[object, str], Iterator[Violation]]
"""Reads a value that stands at a dotted field and yields what is wrong with it; null is right unless it is needed."""

_LINK = re.compile(r"(?:https?|attachment)://\S+", re.IGNORECASE)
_SNOWFLAKE = re.compile(r"[0-9]{1,20}")


def text(most: int, least: Literal[0, 1] = 0) -> Check:
    """Check a string's length in characters; with `least` 1 it may not be empty."""

    def check(value: object, at: str) -> Iterator[Violation]:
        if not isinstance(value, str):
            yield form(at, "STRING_TYPE_CONVERT", "Could not interpret the value as string.")
        elif least and not value:
            yield form(at, "BASE_TYPE_REQUIRED", "This field is required")
        elif len(value) > most:
            yield form(at, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")

    return check


def link(most: int) -> Check:
    """Check an address: http, https or attachment, and its length."""
    length = text(most, 1)

    def check(value: object, at: str) -> Iterator[Violation]:
        yield from length(value, at)
        if isinstance(value, str) and not _LINK.fullmatch(value):
            yield form(at, "URL_TYPE_INVALID_URL", "Not a well formed URL.")

    return check


def whole(least: int, most: int) -> Check:
    """Check a whole number's range."""

    def check(value: object, at: str) -> Iterator[Violation]:
        if isinstance(value, bool) or not isinstance(value, int):
            yield form(at, "NUMBER_TYPE_COERCE", "Value is not int.")
        elif not least <= value <= most:
            yield form(at, "NUMBER_TYPE_RANGE", f"int value should be between {least} and {most}.")

    return check


def number(value: object, at: str) -> Iterator[Violation]:
    """Check that a value is a number, whole or not."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield form(at, "FLOAT_TYPE_COERCE", "Value is not a number.")


def yes_or_no(value: object, at: str) -> Iterator[Violation]:
    """Check that a value is true or false."""
    if not isinstance(value, bool):
        yield form(at, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")


def snowflake(value: object, at: str) -> Iterator[Violation]:
    """Check an id; Discord takes it as a string of digits and as a number."""
    if isinstance(value, bool) or not _SNOWFLAKE.fullmatch(str(value) if isinstance(value, int | str) else ""):
        yield form(at, "NUMBER_TYPE_COERCE", f"Value {value!r} is not snowflake."[:200])


def anything(value: object, at: str) -> Iterator[Violation]:
    """Let any value pass."""
    yield from ()


def one_of(allowed: Container[object], words: str) -> Check:
    """Check that a value is among some; `words` says among which."""

    def check(value: object, at: str) -> Iterator[Violation]:
        if isinstance(value, bool | list | dict) or value not in allowed:
            yield form(at, "BASE_TYPE_CHOICES", f"Value must be one of {words}.")

    return check


def many(each: Check, most: int, least: int = 0) -> Check:
    """Check a list's length, then each of its values."""

    def check(value: object, at: str) -> Iterator[Violation]:
        if not isinstance(value, list):
            yield form(at, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType.")
        elif not least <= len(value) <= most:
            yield form(at, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
        else:
            for index, one in enumerate(value):
                yield from each(one, f"{at}.{index}")

    return check


def shape(needed: Mapping[str, Check], allowed: Mapping[str, Check]) -> Check:
    """Check an object: what it needs is there, and what is there is right; keys that neither names are let be."""

    def check(value: object, at: str) -> Iterator[Violation]:
        if not isinstance(value, dict):
            yield form(at, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType.")
            return
        for key, each in needed.items():
            if value.get(key) is None:
                yield form(under(at, key), "BASE_TYPE_REQUIRED", "This field is required")
            else:
                yield from each(value[key], under(at, key))
        for key, each in allowed.items():
            if value.get(key) is not None:
                yield from each(value[key], under(at, key))

    return check


def under(at: str, key: str) -> str:
    """Name the field of a key within the object at a field."""
    return f"{at}.{key}" if at else key
