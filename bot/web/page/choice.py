"""A page read into stretches in; the places of those that are its article out."""

from bot.web.about import About
from bot.web.page.signs import signs
from bot.web.page.soup import Element, Soup, Stretch
from bot.web.page.weights import START, WEIGHTS

# What is said twice at such length is shown twice, for narrow and for wide screens.
_FEWEST_WORDS_TO_REPEAT = 8
_FARTHEST = 5
_HEADINGS = frozenset({"h1", "h2", "h3"})


def chosen(page: Soup, known: About) -> frozenset[int]:
    """The places of the stretches that are the article: what speaks for each outweighs what speaks against it.

    A caption belongs to the article that stands around it. The article's own title is not in it.
    """
    title = known.title.casefold()
    seen: set[str] = set()
    found: list[int] = []
    captions: list[int] = []
    for place, (stretch, those) in enumerate(zip(page.stretches, signs(page, known.title, known.told), strict=True)):
        if stretch.words >= _FEWEST_WORDS_TO_REPEAT:
            if stretch.text in seen:
                continue
            seen.add(stretch.text)
        if stretch.block in _HEADINGS and stretch.text.casefold() == title:
            continue
        if is_caption(stretch):
            captions.append(place)
        elif START + sum(WEIGHTS.get(sign, 0) for sign in those) > 0:
            found.append(place)
    if not found:
        return frozenset()
    holder = common(page, frozenset(found))
    return frozenset(found).union(place for place in captions if _is_in(page.stretches[place].element, holder))


def is_caption(stretch: Stretch) -> bool:
    """Whether a stretch stands below a picture to tell what is on it."""
    element: Element | None = stretch.element
    for _ in range(_FARTHEST):
        if element is None:
            return False
        if element.name in ("figure", "figcaption"):
            return element.words <= 100
        element = element.above
    return False


def common(page: Soup, places: frozenset[int]) -> Element:
    """The deepest element in which all of these stretches stand."""
    counts = dict.fromkeys(page.elements, 0)
    for place in places:
        counts[page.stretches[place].element] += 1
    for element in reversed(page.elements):
        if element.above is not None:
            counts[element.above] += counts[element]
    return max(
        (element for element in page.elements if counts[element] == len(places)), key=lambda element: element.depth
    )


def _is_in(element: Element | None, holder: Element) -> bool:
    while element is not None and element.depth > holder.depth:
        element = element.above
    return element is holder
