"""The nouns of the news: what a feed gives, what is read in it, and what is said of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

BlockKind = Literal[
    "heading",
    "note",
    "credit",
    "paragraph",
    "blockquote",
    "list",
    "table",
    "code",
    "caption",
    "embed",
    "boilerplate",
]
QuoteKind = Literal["direct", "mixed", "block"]
Length = Literal["short", "medium", "long"]

MOST_DATES = 16
"""Dates of a feed that are kept, to tell how often it publishes."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that an entry brings along; `media_type` and `size` (bytes) are what the feed says, None for nothing."""

    address: str
    media_type: str | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """The feed in which an entry first stood, where another carries it (RFC 4287, 4.2.11); `link` None if unnamed."""

    title: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One post, as the feed gives it.

    `entry_id` is the feed's own id, else the link, else a hash of title and body. `title` is plain text and may be
    empty (Blogger often leaves it so). Times are aware, in UTC, and None where the feed gives none that can be read.
    `summary` is what the feed gives as one beside a fuller body, in the feed's markup, else empty. `summary_only` says
    that the body is no more than a summary of what stands at `link`.
    """

    entry_id: str
    link: str | None
    title: str
    body: str
    form: Literal["html", "text"]
    author: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    image: str | None = None
    summary: str = ""
    summary_only: bool = False
    categories: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Masthead:
    """Who publishes a feed, as it stands above a digest; `site` and `icon` are web addresses, or None."""

    title: str
    site: str | None = None
    icon: str | None = None


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """A feed as parsed: its entries in the feed's order, and in plain words what was wrong with it.

    `identity` is the feed's own id (Atom's `id`), `topic` the address that it calls its own (`rel=self`), `hub` the
    WebSub hub that tells of its changes; each is None where the feed is silent. `pace` is how rarely the feed asks to
    be read (RSS's `ttl`, the syndication module's `sy:updatePeriod`), None where it does not ask.
    """

    masthead: Masthead
    entries: tuple[Entry, ...]
    problems: tuple[str, ...] = ()
    identity: str | None = None
    topic: str | None = None
    hub: str | None = None
    pace: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a story's text, `text[start:end]`, and what kind of thing it is."""

    kind: BlockKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Credit:
    """Where a carried article came from, each field in the words of the post, or None.

    `date` is as printed; `link` is a web address.
    """

    outlet: str | None = None
    author: str | None = None
    date: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Headline:
    """A line of news; `start` is where it stands in the story's text, None for a headline known only from the feed."""

    text: str
    credit: Credit | None = None
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody said, word for word: `story.text[start:end] == text`, without the marks around it.

    `speaker` is the words as printed ("he", "the ministry"), `name` the person or body resolved, `role` as what they
    speak; all three are words of the text, or None where nobody is named. `cue` is the word that attributes ("said").
    `cut` says that the speaker went on: what is shown ends with a sentence, before the end of what was said.
    """

    start: int
    end: int
    text: str
    kind: QuoteKind
    speaker: str | None = None
    name: str | None = None
    role: str | None = None
    cue: str | None = None
    missing_mark: bool = False
    cut: bool = False


@dataclass(frozen=True, slots=True)
class KeyQuote:
    """A quote that carries the story, and why it was chosen, in plain words, the strongest reason first."""

    quote: Quote
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A story's picture: its address, what stands under it, and whose it is (None where the post does not say).

    `address` is None where a text was copied without its pictures and only a caption is left of one.
    """

    address: str | None
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """One entry as read at one moment; every offset counts characters (code points) of `text`.

    `headline` is the post's own, `headlines` those of the articles that it carries or lists, in the post's order;
    `note` is the author's own remark, None if there is none; `lead` is the one or two sentences that stand for the
    story where there is no quote, None where there is no prose. The blocks tile the text but for white space.
    """

    entry_id: str
    link: str | None
    published: datetime | None
    author: str | None
    text: str
    blocks: tuple[Block, ...]
    headline: Headline
    note: str | None
    more_coming: bool
    headlines: tuple[Headline, ...]
    quotes: tuple[Quote, ...]
    key_quotes: tuple[KeyQuote, ...]
    lead: str | None
    picture: Picture | None


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry in its place in the feed; `mark` is a hash of all that the feed says of it.

    `story` is None where the mark is the one under which it was last read: then nothing about it is new. `entry` is
    given beside the story of an entry that is only a summary, for whoever looks for more on its page.
    """

    entry_id: str
    mark: str
    story: Story | None = None
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A feed as read: the document without its entries, and instead of them what each came to, in the feed's order.

    `published` holds the dates of the entries, the newest first, at most `MOST_DATES`. `unread` tells of the entries
    that tripped the reader: the id of each, and what was raised.
    """

    document: FeedDocument
    listed: tuple[Listed, ...]
    published: tuple[datetime, ...] = ()
    unread: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A headline with the quotes shown under it; `headline` is None for what the post itself says."""

    headline: Headline | None
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Also:
    """Another outlet that carries the same event: its name, and where its story stands; None for nowhere."""

    title: str
    link: str | None


@dataclass(frozen=True, slots=True)
class Digest:
    """What is said of a story the first time.

    `quotes_left` counts the story's quotes that are not shown. `also` are other outlets that carry the same event.
    `updated` is when a follow-up was first posted below, None where none was.
    """

    masthead: Masthead
    headline: str
    link: str | None
    note: str | None
    more_coming: bool
    passages: tuple[Passage, ...]
    lead: str | None
    quotes_left: int
    picture: Picture | None
    published: datetime | None
    also: tuple[Also, ...] = ()
    updated: datetime | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """What was told and stands there no more: what it `was`, and what it is `now`, None where it was withdrawn.

    For a quote, `speaker` is whose it was; for a speaker, `was` and `now` are names and `quote` is what was said.
    """

    kind: Literal["headline", "quote", "speaker"]
    was: str
    now: str | None
    speaker: str | None = None
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What a later revision adds and takes back: only what was not told before, in the post's order.

    `paragraphs` are new ones of substance, whole sentences of them. `left` counts what is new beyond what is shown.
    `closed` says that the post no longer promises more. `headline` is the post's own, for readers who look at the reply
    alone. `outlet` is who says it where it is another than the digest's.
    """

    headline: str
    link: str | None
    passages: tuple[Passage, ...]
    more_coming: bool
    closed: bool
    paragraphs: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    left: int = 0
    outlet: Also | None = None


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A post that was told is gone from its blog: its headline as it was told, and where it stood."""

    headline: str
    link: str | None


@dataclass(frozen=True, slots=True)
class Brief:
    """A story as an edition tells it; `story_ids` are the store's names for it, and for those on the same event.

    `passages` hold its key quotes, those of other outlets on the same event beside them, each under its own outlet.
    `lead` stands where there is no quote. The other fields are a digest's.
    """

    story_ids: tuple[str, ...]
    outlet: Also
    headline: str
    link: str | None
    passages: tuple[Passage, ...]
    lead: str | None
    published: datetime | None
    also: tuple[Also, ...] = ()
    more_coming: bool = False
    updated: datetime | None = None


@dataclass(frozen=True, slots=True)
class Edition:
    """What is said of several stories at a set hour.

    `name` is what it is called, as "Evening edition"; `hour` the moment for which it was set, and `late` says that it
    comes well after that. Of `briefs`, the first `held_over` were promised by the edition of `held_from`. `owed` counts
    the headlines that are held back, which come at `next_at`; `dropped` those that grew too old to be told, and
    `withdrawn` those that their blogs took back before they were told.
    """

    name: str
    hour: datetime
    briefs: tuple[Brief, ...]
    owed: int = 0
    next_at: datetime | None = None
    dropped: int = 0
    withdrawn: int = 0
    held_over: int = 0
    held_from: datetime | None = None
    late: bool = False
