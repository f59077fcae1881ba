"""Words from outside become text that Discord shows as they stand: no markup, no mention, no trick, within a length."""

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import urlsplit

_UNSEEN = re.compile(
    "["
    "\u0000-\u0008\u000b-\u001f\u007f-\u009f"  # controls
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u2060-\u2064\ufeff"  # soft hyphen, marks of direction, zero widths
    "\u202a-\u202e\u2066-\u206f"  # bidirectional embeddings, overrides and isolates
    "\ufff9-\ufffb\U000e0000-\U000e007f"  # annotations and tags
    "]"
)
_MARKUP = re.compile(r"([\\*_~|`\[\]<>@])")
_AT_LINE_START = re.compile(r"^(\s*)(#{1,3}(?=\s)|-(?=[\s#])|\+(?=\s))")
_NUMBERED = re.compile(r"^(\s*\d+)\.(?=\s)")
_ADDRESS = re.compile(r"(?<=[A-Za-z]):(?=//)")
_SENTENCE_END = re.compile(r"""[.!?…]["”’»)\]]*(?=\s)""")


def plain(text: str) -> str:
    """The words of `text` on one line, each character of markup made harmless.

    Discord's own library leaves `](`, `<#…>`, `<t:…>`, bidirectional and zero-width characters and tags; a feed's
    text may hold any of them. Joiners stay: some scripts and many emoji need them.
    """
    folded = " ".join(_UNSEEN.sub("", text).split())
    escaped = _MARKUP.sub(r"\\\1", folded)
    escaped = _AT_LINE_START.sub(r"\1\\\2", escaped)
    escaped = _NUMBERED.sub(r"\1\\.", escaped)
    return _ADDRESS.sub(r"\\:", escaped)


def clean(text: str) -> str:
    """The words of `text` on one line for a place where Discord draws no markup, such as a footer or a button."""
    return " ".join(_UNSEEN.sub("", text).split())


def size(text: str) -> int:
    """The length of a text as Discord may count it: in UTF-16 code units, the strictest way of counting."""
    return len(text) + sum(character > "\uffff" for character in text)


def within(text: str, limit: int) -> str:
    """The text, or as many of its whole words as fit `limit`, with an ellipsis that is ours."""
    if size(text) <= limit:
        return text
    kept = _prefix(text, limit - 2)
    space = kept.rfind(" ")
    if space > len(kept) // 2:
        kept = kept[:space]
    return kept.rstrip(" ,;:–—-") + " …"


def sentences_within(text: str, limit: int) -> str | None:
    """The text, or as many of its whole sentences as fit `limit`; None where not even the first one fits."""
    if size(text) <= limit:
        return text
    # A character takes one unit or two, so no sentence that ends beyond the limit can fit it.
    ends = [match.end() for match in _SENTENCE_END.finditer(text, 0, limit)]
    fitting = (text[:end] + " […]" for end in reversed(ends) if size(text[:end]) + 4 <= limit)
    return next(fitting, None)


def parts(text: str, limit: int) -> Iterator[str]:
    """The text in pieces that fit `limit`: of whole sentences where one fits, else of whole words where one does."""
    rest = text
    while size(rest) > limit:
        # Of backslashes alone no beginning is left; half the limit parts no pair of them and fits, whatever it holds.
        begun = _prefix(rest, limit) or rest[: limit // 4 * 2]
        ends = [match.end() for match in _SENTENCE_END.finditer(rest, 0, len(begun) + 1) if match.end() <= len(begun)]
        end = ends[-1] if ends else begun.rfind(" ")
        piece = begun[:end] if end > 0 else begun
        yield piece
        rest = rest[len(piece) :].lstrip()
    if rest:
        yield rest


def link(words: str, address: str | None) -> str:
    """Words that lead to an address, or the words alone where the address cannot stand in a link."""
    return f"[{words}]({address})" if address and is_web(address) else words


def is_web(address: str) -> bool:
    """Whether an address is one of the web and can stand in a message without breaking out of its place."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and len(address) <= 1500
        and not re.search(r"[\s<>()\[\]\\`|\"']", address)
    )


def site(address: str | None) -> str | None:
    """The name of the site that an address leads to, without a leading "www."."""
    if not address or not is_web(address):
        return None
    return clean((urlsplit(address).hostname or "").removeprefix("www.")) or None


def _prefix(text: str, limit: int) -> str:
    """The longest beginning of a text that fits and splits no escape, accent, joined emoji or flag."""
    kept: list[str] = []
    used = 0
    for character in text:
        used += size(character)
        if used > limit:
            break
        kept.append(character)
    rest, whole = text[len(kept) :], "".join(kept)
    while kept and rest and (unicodedata.combining(rest[0]) or rest[0] in "\u200d\ufe0f" or kept[-1] in "\\\u200d"):
        rest = kept.pop() + rest
    # Accents upon accents and nothing else: there is no better place to part them.
    return "".join(kept) or whole.rstrip("\\")
