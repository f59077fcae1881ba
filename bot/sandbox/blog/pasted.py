"""A title and a text that somebody wrote in → a post for the blog, plain and bounded."""

import re

from bot.sandbox.blog.post import CannotBe, Draft

LONGEST_TITLE = 300
LONGEST_TEXT = 40_000
MOST = 50
"""How many posts can be written in: enough to try things, and a memory that stays small."""

# XML 1.0, 2.2: no other character may stand in a document, not even as a reference.
_NOT_IN_XML = re.compile(r"[^\t\n\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
_NUMBERED = 3_100_000_000_000_000_000


def pasted(name: str, title: str, text: str) -> Draft:
    """The post of a name such as "pasted-3"; raises `CannotBe` where title or text is missing or too long."""
    if len(title) > LONGEST_TITLE:
        raise CannotBe(f"The title is {len(title)} characters long: shorten it to {LONGEST_TITLE}.")
    if len(text) > LONGEST_TEXT:
        raise CannotBe(f"The text is {len(text):,} characters long: shorten it to {LONGEST_TEXT:,}.")
    title, text = " ".join(_clean(title).split()), _clean(text)
    if not title or not text.strip():
        raise CannotBe("A post needs a title and a text: write both.")
    number = _NUMBERED + int(name.removeprefix("pasted-"))
    return Draft(name=name, number=str(number), slug=name, title=title, labels=(), text=text)


def _clean(text: str) -> str:
    """What of a text can stand in XML, with the line ends that everybody reads alike."""
    return _NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
