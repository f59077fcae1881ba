"""A page and the places of its article's stretches in; the article's HTML, balanced and without the rest, out."""

from collections.abc import Iterator
from html import escape

from bot.news.markup import attributes
from bot.web.page.choice import common
from bot.web.page.soup import BLOCKS, DROPPED, Element, Soup, Step

_KEPT = ("class", "id", "href", "cite", "datetime")
_LAZY = ("data-src", "data-lazy-src", "data-original", "data-srcset", "srcset")
# Page-wide boxes, and what would hide the words that were kept.
_NO_WRITING = DROPPED | {"html", "body", "button", "form", ""}
_FARTHEST = 50
_LONGEST_VALUE = 4000


def cut(page: Soup, places: frozenset[int]) -> str:
    """The HTML of these stretches in their elements, with the pictures that stand among them."""
    holder = common(page, places)
    kept = _elements(page, places, holder)
    return "".join(_written(page, places, kept)).strip()


def _elements(page: Soup, places: frozenset[int], holder: Element) -> frozenset[Element]:
    """The elements around the stretches' words, as far out as the one that holds all of them."""
    kept = {holder}
    for step in page.steps:
        if step.kind == "text" and step.place in places:
            element: Element | None = step.element
            while element is not None and element not in kept:
                kept.add(element)
                element = element.above
    return frozenset(kept)


def _written(page: Soup, places: frozenset[int], kept: frozenset[Element]) -> Iterator[str]:
    last, parted = -1, True
    for step in page.steps:
        if step.kind == "text":
            if step.place in places:
                if step.place != last and not parted:
                    # What parted the two on the page is gone: a stray end tag, or a stretch that was left out.
                    yield "<br><br>"
                last, parted = step.place, False
                yield escape(step.value, quote=False)
        elif step.kind == "void":
            yield _void(step, places, kept)
        elif step.element in kept and step.element.name not in _NO_WRITING:
            parted = parted or step.element.name in BLOCKS
            yield _tag(step.element) if step.kind == "open" else f"</{step.element.name}>"


def _tag(element: Element) -> str:
    return f"<{element.name}{_attributes(element.attributes, _KEPT)}>"


def _attributes(found: dict[str, str], names: tuple[str, ...]) -> str:
    return "".join(
        f' {name}="{escape(found[name])}"' for name in names if 0 < len(found.get(name, "")) <= _LONGEST_VALUE
    )


def _void(step: Step, places: frozenset[int], kept: frozenset[Element]) -> str:
    name, _, raw = step.value.partition(" ")
    if name != "img":
        return f"<{name}>" if step.element in kept and (step.place in places or step.place - 1 in places) else ""
    element: Element | None = step.element
    for _ in range(_FARTHEST):
        # A picture belongs to whatever words stand nearest to it.
        if element is None or element.stretches:
            break
        element = element.above
    return _picture(attributes(raw)) if element in kept else ""


def _picture(found: dict[str, str]) -> str:
    source = found.get("src", "")
    if not source or source.startswith("data:"):
        # Many pages load their pictures late, and say elsewhere where these are.
        source = next((found[name].strip().split(" ")[0] for name in _LAZY if found.get(name, "").strip()), "")
    if not source:
        return ""
    return f"<img{_attributes({**found, 'src': source}, ('src', 'alt', 'width', 'height', 'class'))}>"
