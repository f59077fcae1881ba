"""A page's stretches of text in; for each the signs that it belongs to the article, or does not, out."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from bot.web.page.soup import Element, Soup, Stretch

Signs = set[str]
Run = tuple[str, str, str, str]

_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"[a-z]{2,20}")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NAMED = ("class", "id", "role", "itemprop", "data-testid", "data-component", "aria-label")
_TELLING = frozenset(
    "nav footer header aside article main form ul ol table figure dl details a button section pre".split()
)
_LISTS = frozenset("ul ol table aside form section article header footer dl figure".split())
# What designers everywhere call the parts of a page; any other name says nothing about a page never seen before.
_NAMES = frozenset(
    """
comment comments reply replies respond disqus author byline bio avatar profile contributor writer footer related
recommended recommendation recommendations recirc trending popular posts share sharing social follow newsletter
subscribe subscription signup optin cta popup modal dialog overlay menu nav navigation navbar breadcrumb breadcrumbs toc
contents widget widgets sidebar aside rail banner disclaimer disclosure thread listing cards card teaser teasers links
pricing faq form button buttons btn tab tabs hide hidden secondary promo promotion ad ads advert advertisement sponsor
sponsored tags tag category categories meta date time timestamp caption credit copyright cookie cookies consent login
account paywall cart post entry article content body story text richtext prose main hero title headline subtitle heading
dek summary intro lead lede excerpt quote pullquote list table info print search pagination pager next prev previous
footnote footnotes references reference citation code highlight language transcript accordion answer question product
products item items feed archive gallery slideshow carousel image figure video media embed header top bottom notice
alert message rating review reviews price offer deal sticky skip legal terms policy privacy contact address phone
location event events job jobs latest read more single detail details description section block markdown
""".split()
)
_NO_NAMES = frozenset[str]()
_WIDE = 0.5
_LONGEST_NAME = 300
_LEAST_TOLD = 50
_LEAST_TITLE = 15
_ENDS = re.compile(r"[.!?…:;][”\"’')\]]*$")
_LENGTHS = (1, 2, 3, 4, 6, 9, 13, 20, 30, 50, 90)
_SIZES = (3, 10, 25, 60, 150, 400, 1000)
_SHARES = (0, 2, 5, 10, 25, 50, 75, 95)
_LINKED = (0, 5, 15, 30, 50, 75)
_PLACES = (1, 2, 4, 7, 12, 20, 50, 60, 70, 80, 90, 95, 98)
_SAID = {
    "read more": r"\b(?:(?:read|learn|see|show|load) (?:more|full|next|also)|view all|continue reading)\b",
    "related": r"^(?:related|recommended|you (?:may|might) also|more (?:from|in|on)|popular|trending|latest"
    r"|recent|most read|up next|further reading|keep reading|explore|similar|next|previous|also read|editor.s picks)\b",
    "subscribe": r"\b(?:subscrib\w+|newsletters?|sign up|inbox|join our|email address|unsubscribe)\b",
    "cookies": r"\bcookies?\b|privacy policy|terms of (?:use|service)",
    "disclosure": r"affiliate|\bcommissions?\b|sponsor",
}
_SAYINGS = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _SAID.items())
_LONGEST_SAYING = 300


def signs(page: Soup, title: str, told: str) -> Iterator[Signs]:
    """What speaks for and against each stretch; `title` is the page's own, `told` its article as JSON-LD tells it."""
    stretches = page.stretches
    around = _Surroundings(page)
    times = Counter(stretch.text for stretch in stretches)
    heading = next((place for place, stretch in enumerate(stretches) if stretch.block == "h1"), len(stretches))
    shapes = [_shape(stretch, stretch.block) for stretch in stretches]
    edge = [_Shape("none", "none", "none", False)] * 2
    framed = [*edge, *shapes, *edge]
    title, runs = title.casefold(), _runs(told)
    total, before = max(page.elements[0].words, 1), 0
    for place, (stretch, shape) in enumerate(zip(stretches, shapes, strict=True)):
        found = set(around.inherited(stretch.element))
        found.update(around.numbers(stretch.element))
        found.update(_of_text(stretch, shape, times[stretch.text]))
        found.update(_of_what_is_known(stretch, shape, title, runs))
        found.add(f"at {bisect_right(_PLACES, 100 * before / total)}")
        if heading < len(stretches) and place < heading:
            found.add("before h1")
        elif 0 < place - heading < 6:
            found.add(f"right after h1 {shape.length}")
        for step, other in zip(
            (-2, -1, 1, 2), (*framed[place : place + 2], *framed[place + 3 : place + 5]), strict=True
        ):
            found.add(f"{step:+d} {other.length} {other.linked}")
            found.add(f"{step:+d} {other.block}")
            found.add(f"{step:+d} {'ends' if other.ends else 'goes on'} {other.length}")
        before += stretch.words
        yield found


class _Shape(NamedTuple):
    """What a stretch is like, roughly."""

    length: str
    linked: str
    block: str
    ends: bool


def _shape(stretch: Stretch, block: str) -> _Shape:
    words, linked = stretch.words, stretch.linked / stretch.words
    length = "long" if words > 12 else "mid" if words > 4 else "short"
    share = "no links" if not linked else "some links" if linked < 0.34 else "links" if linked < 0.9 else "all links"
    return _Shape(length, share, block, _ENDS.search(stretch.text) is not None)


def _of_text(stretch: Stretch, shape: _Shape, times: int) -> Iterator[str]:
    """What the words themselves say."""
    text, length = stretch.text, shape.length
    yield f"{bisect_left(_LENGTHS, stretch.words)} words"
    yield shape.linked
    yield f"{length} {shape.linked}"
    yield shape.block
    yield f"{shape.block} {length}"
    yield f"{'ends' if shape.ends else 'goes on'} {length}"
    if text[0].islower():
        yield "lower case"
    if times > 1:
        yield f"repeated {length}"
    for name, pattern in _SAYINGS:
        if pattern.search(text, 0, _LONGEST_SAYING):
            yield f"says {name} {'at length' if stretch.words > 25 else 'mid' if length == 'long' else length}"


def _of_what_is_known(stretch: Stretch, shape: _Shape, title: str, told: frozenset[Run]) -> Iterator[str]:
    """Whether the words are the page's title, or stand in the article as the page's own data tell it."""
    text = stretch.text.casefold()
    if stretch.words > 2 and (text in title or (len(title) > _LEAST_TITLE and title in text)):
        yield f"title {shape.block}"
    if len(told) > _LEAST_TOLD and (own := _runs(text)):
        yield f"{'told' if len(own & told) > len(own) / 2 else 'untold'} {shape.length}"


def _runs(text: str) -> frozenset[Run]:
    """Every four words of a text that follow one another."""
    words = _WORD.findall(text.casefold())
    return frozenset(zip(words, words[1:], words[2:], words[3:], strict=False))


class _Surroundings:
    """What the elements around a stretch say of it, worked out once for each element."""

    def __init__(self, page: Soup) -> None:
        self._prose = max(page.elements[0].prose, 1)
        self._inherited: dict[Element, frozenset[str]] = {}
        self._numbers: dict[Element, tuple[str, str, str]] = {}
        self._holders: dict[Element, list[str]] = {}
        for share in (0.4, 0.6, 0.9):
            holding = (element for element in page.elements if element.prose >= share * self._prose)
            holder = max(holding, key=lambda element: element.depth, default=page.elements[0])
            self._holders.setdefault(holder, []).append(f"in the densest {share}")
        for element in page.elements:
            self._inherited[element] = self._of(element)

    def _of(self, element: Element) -> frozenset[str]:
        above = self._inherited[element.above] if element.above else frozenset[str]()
        if "in pre" in above:
            # Code is coloured by classes of its own: what is called a comment there is none.
            return above
        own = {*self._holders.get(element, ()), *self._named(element)}
        return above | own if own - above else above

    def _named(self, element: Element) -> Iterator[str]:
        if not element.stretches or element.prose > _WIDE * self._prose:
            # What holds most of the page says little of a part of it; broken pages hold it all in their navigation.
            return
        if element.name in _TELLING:
            yield f"in {element.name}"
            if element.name in _LISTS:
                yield f"in {element.name} {4 * element.linked // max(element.words, 1)}"
        for token in _tokens(element):
            yield f".{token}"

    def inherited(self, element: Element) -> Iterator[str]:
        """What all the elements around say by their names, and the nearest by theirs."""
        yield from self._inherited[element]
        for _ in range(2):
            yield f"<{element.name}"
            if element.above is None:
                return
            if "in pre" not in self._inherited[element.above]:
                for token in _tokens(element):
                    yield f"near {token}"
            element = element.above

    def numbers(self, element: Element) -> Iterator[str]:
        """How much stands in the nearest elements."""
        for label in ("own", "next", "third", "fourth"):
            if element not in self._numbers:
                self._numbers[element] = (
                    f"{bisect_left(_SHARES, 100 * element.prose / self._prose)} share",
                    f"{bisect_left(_LINKED, 100 * element.linked / max(element.words, 1))} linked",
                    f"{bisect_left(_SIZES, element.words)} size",
                )
            for number in self._numbers[element]:
                yield f"{label} {number}"
            element = element.above or element


def _tokens(element: Element) -> frozenset[str]:
    """The words in an element's class, id and role."""
    if element.tokens is None:
        written = " ".join(element.attributes[name][:_LONGEST_NAME] for name in _NAMED if name in element.attributes)
        element.tokens = _NAMES.intersection(_TOKEN.findall(_HUMP.sub(" ", written).lower())) if written else _NO_NAMES
    return element.tokens
