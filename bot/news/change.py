"""A story before and now in; its fingerprint, and what the later revision adds, out."""

import hashlib
import re
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit

from bot.news.digest import passages
from bot.news.model import BlockKind, FollowUp, Passage, Quote, Story

MOST = 5

_WORD = re.compile(r"\w+")
# Parameters that tell where a reader came from, not what is read.
_TRACKING = re.compile(
    r"(?:utm|mtm|pk|piwik|hsa|vero|oly|wt|at)_\w+|_hs\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|igshid|"
    r"mc_[ce]id|mkt_tok|ref|ref_src|ref_url|source|src|cmp|cmpid|campaign_id|ocid|ito|spm|m|spref|share|shared|s",
    re.IGNORECASE,
)
_NOISE: frozenset[BlockKind] = frozenset({"boilerplate", "embed", "credit", "caption"})


def fingerprint(story: Story) -> str:
    """A story's identity in its words: the SHA-256, in hex, of its headline, its text and where it stands.

    Dates, comments, embeds, captions, credits, white space, marks and tracking parameters do not count.
    """
    texts = (story.text[block.start : block.end] for block in story.blocks if block.kind not in _NOISE)
    said = (_address(story.link or ""), _folded(story.headline.text), _folded(" ".join(texts)))
    return hashlib.sha256("\n".join(said).encode("utf-8", "replace")).hexdigest()


def follow_up(before: Story, now: Story) -> FollowUp | None:
    """What a later revision adds: headlines and quotes that were not there before; None where it gained neither."""
    known = f" {_folded(before.headline.text)} {_folded(before.text)} "
    headlines = [headline for headline in now.headlines if _is_new(headline.text, known)][:MOST]
    quotes = _most_telling([quote for quote in now.quotes if _is_new(quote.text, known)])
    if not headlines and not quotes:
        return None
    gained = passages(now, headlines, quotes)
    return FollowUp(
        headline=now.headline.text,
        link=now.link,
        passages=tuple(one if one.headline in headlines else Passage(None, one.quotes) for one in gained),
        more_coming=now.more_coming,
        closed=before.more_coming and not now.more_coming,
    )


def _is_new(words: str, known: str) -> bool:
    """Whether these words are not among the known ones; what holds no word at all says nothing new."""
    folded = _folded(words)
    return bool(folded) and f" {folded} " not in known


def _most_telling(quotes: Sequence[Quote]) -> list[Quote]:
    """The first five, those with a speaker before the others."""
    return sorted(quotes, key=lambda quote: (quote.speaker is None, quote.start))[:MOST]


def _folded(words: str) -> str:
    """Words alone, so that no mark and no white space makes a difference."""
    return " ".join(_WORD.findall(words.casefold()))


def _address(link: str) -> str:
    """An address without its scheme, its fragment and what only tells where its reader came from."""
    try:
        parts = urlsplit(link)
        query = sorted((name, value) for name, value in parse_qsl(parts.query) if not _TRACKING.fullmatch(name))
    except ValueError:
        return link
    host = parts.netloc.casefold().removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}?{urlencode(query)}"
