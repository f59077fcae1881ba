"""Names, attributes and words → HTML in which nothing from outside can be markup."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from urllib.parse import urlsplit

_UNSEEN = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(127, 160)))
_VOID = ("hr", "img")


class Html(str):
    """Markup made here, to be shown as it is; every other text is escaped."""

    __slots__ = ()


def seen(text: str) -> str:
    """A text without control characters and halves of characters, which no page can show."""
    return text.translate(_UNSEEN).encode("utf-8", "replace").decode("utf-8")


def html(text: str) -> Html:
    """A text as markup: itself where it is markup already, else its words."""
    return text if isinstance(text, Html) else Html(escape(seen(text)))


def joined(parts: Iterable[str]) -> Html:
    """The parts one after another."""
    return Html("".join(map(html, parts)))


def attributes(**given: str | int | float | bool | None) -> Html:
    """The attributes of an element, each with a space before it.

    Of a name a `_` at the end falls away and any other becomes `-`; True stands alone, None and False leave it out.
    """
    return Html(
        "".join(
            f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{escape(seen(str(value)))}"')
            for key, value in given.items()
            if value is not None and value is not False
        )
    )


def element(name: str, *inside: str, **given: str | int | bool | None) -> Html:
    """An element with its attributes and what is inside it."""
    opened = f"<{name}{attributes(**given)}>"
    return Html(opened if name in _VOID else f"{opened}{joined(inside)}</{name}>")


def link(address: str, *inside: str, class_: str | None = None, title: str | None = None) -> Html:
    """What leads to an address of the web in a tab of its own, or the words alone where the address is none."""
    if not is_web(address):
        return element("span", *inside, class_=class_, title=title)
    return element("a", *inside, class_=class_, title=title, href=address, rel="noopener noreferrer", target="_blank")


def is_web(address: str) -> bool:
    """Tell whether an address is one of the web: http or https, with a host."""
    return address.lower().startswith(("http://", "https://")) and host(address) is not None


def host(address: str) -> str | None:
    """The name of the machine that an address names, None where it names none."""
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
