"""A digest or an edition as it stands in; the same as it is to stand from now on, out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.news.model import Also, Brief, Digest, Edition

Standing = Digest | Edition


def updated(standing: Standing, story_id: str, at: datetime) -> Standing:
    """Say that something follows below, unless that is said of this story already."""
    match standing:
        case Digest():
            return replace(standing, updated=standing.updated or at)
        case Edition():
            return _with(standing, story_id, lambda brief: replace(brief, updated=brief.updated or at))


def closed(standing: Standing, story_id: str) -> Standing:
    """Say no longer that more is coming of this story."""
    match standing:
        case Digest():
            return replace(standing, more_coming=False)
        case Edition():
            return _with(standing, story_id, lambda brief: replace(brief, more_coming=False))


def joined(standing: Standing, story_id: str, outlet: Also, other_id: str) -> Standing:
    """Name another outlet that carries this story's event, once, with its own story `other_id`."""
    match standing:
        case Digest():
            known = {standing.masthead.title, *(also.title for also in standing.also)}
            return standing if outlet.title in known else replace(standing, also=(*standing.also, outlet))
        case Edition():
            return _with(standing, story_id, lambda brief: _brief_joined(brief, outlet, other_id))


def leads(standing: Standing, outlet: str, story_id: str) -> bool:
    """Whether a message was posted for this story of that outlet, and not for another of the same event.

    A digest is led by whoever is not named as carrying the event too: its feed may be called otherwise by now.
    """
    match standing:
        case Digest():
            return outlet not in {also.title for also in standing.also}
        case Edition():
            return any(brief.story_ids[0] == story_id for brief in standing.briefs)


def _brief_joined(brief: Brief, outlet: Also, other_id: str) -> Brief:
    known = {brief.outlet.title, *(also.title for also in brief.also)}
    also = brief.also if outlet.title in known else (*brief.also, outlet)
    return replace(brief, also=also, story_ids=tuple(dict.fromkeys((*brief.story_ids, other_id))))


def _with(edition: Edition, story_id: str, change: Callable[[Brief], Brief]) -> Edition:
    briefs = (change(brief) if story_id in brief.story_ids else brief for brief in edition.briefs)
    return replace(edition, briefs=tuple(briefs))
