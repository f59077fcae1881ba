"""A story becomes plain data: what other programs read, with the names that the documentation promises."""

from typing import Any

from bot.news.model import Headline, Quote, Story

SCHEMA = 1
"""Raised when a name changes its meaning or goes; new names may come without."""


def as_data(story: Story) -> dict[str, Any]:
    """A story as JSON takes it; offsets count characters of `text`, `key` is a quote's rank among the key quotes."""
    ranks = {key.quote: (rank, key.reasons) for rank, key in enumerate(story.key_quotes, start=1)}
    return {
        "schema": SCHEMA,
        "id": story.entry_id,
        "url": story.link,
        "author": story.author,
        "published": story.published.isoformat() if story.published else None,
        "headline": story.headline.text,
        "headlines": [_headline(headline) for headline in story.headlines],
        "note": story.note,
        "lead": story.lead,
        "more_coming": story.more_coming,
        "blocks": [{"kind": block.kind, "start": block.start, "end": block.end} for block in story.blocks],
        "text": story.text,
        "quotes": [_quote(quote, *ranks.get(quote, (None, ()))) for quote in story.quotes],
        "image": story.picture.address if story.picture else None,
        "caption": story.picture.caption if story.picture else None,
        "credit": story.picture.credit if story.picture else None,
    }


def _headline(headline: Headline) -> dict[str, Any]:
    credit = headline.credit
    return {
        "text": headline.text,
        "outlet": credit.outlet if credit else None,
        "author": credit.author if credit else None,
        "date": credit.date if credit else None,
        "url": credit.link if credit else None,
    }


def _quote(quote: Quote, key: int | None, reasons: tuple[str, ...]) -> dict[str, Any]:
    return {
        "start": quote.start,
        "end": quote.end,
        "text": quote.text,
        "kind": quote.kind,
        "speaker": quote.speaker,
        "name": quote.name,
        "role": quote.role,
        "cue": quote.cue,
        "key": key,
        "missing_mark": quote.missing_mark,
        "reasons": list(reasons),
    }
