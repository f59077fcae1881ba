"""A message that was posted is amended: what follows below, what no longer comes, who else carries it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.news import amend
from bot.news.model import Also, Brief, Digest, Edition, Masthead

NOW = datetime(2026, 9, 18, 18, 0, tzinfo=UTC)
QUAY = Also("Quay News", "https://quaynews.example/talks")
DIGEST = Digest(Masthead("Harbour Light Blog"), "Talks", None, None, True, (), None, 0, None, None)


def brief(name: str) -> Brief:
    """A story in an edition, by its name."""
    return Brief((name,), Also("Harbour Light Blog", None), name, None, (), None, None, more_coming=True)


EDITION = Edition("Evening edition", NOW, (brief("talks"), brief("fog")))


def test_a_digest_says_once_that_something_follows() -> None:
    """The first follow-up is where a reader goes on; the later ones stand below it."""
    once = amend.updated(DIGEST, "talks", NOW)
    assert once == replace(DIGEST, updated=NOW)
    assert amend.updated(once, "talks", NOW + timedelta(hours=1)) == once


def test_only_the_story_that_was_followed_up_says_so_in_an_edition() -> None:
    """The other stories stand as they stood."""
    amended = amend.updated(EDITION, "fog", NOW)
    assert amended == replace(EDITION, briefs=(brief("talks"), replace(brief("fog"), updated=NOW)))


def test_a_promise_is_taken_out_where_it_stands() -> None:
    """In a digest, or in one story of an edition."""
    assert amend.closed(DIGEST, "talks") == replace(DIGEST, more_coming=False)
    amended = amend.closed(EDITION, "talks")
    assert amended == replace(EDITION, briefs=(replace(brief("talks"), more_coming=False), brief("fog")))


def test_another_outlet_is_named_once() -> None:
    """However many stories of it are of the event; and the digest's own outlet is not named again."""
    once = amend.joined(DIGEST, "talks", QUAY, "other")
    assert once == replace(DIGEST, also=(QUAY,))
    assert amend.joined(once, "talks", QUAY, "another") == once
    assert amend.joined(DIGEST, "talks", Also("Harbour Light Blog", None), "other") == DIGEST


def test_an_edition_knows_the_story_that_joined_one_of_its_own() -> None:
    """So that what follows on that story is marked in the same place."""
    joined = amend.joined(EDITION, "fog", QUAY, "other")
    assert joined == replace(
        EDITION, briefs=(brief("talks"), replace(brief("fog"), story_ids=("fog", "other"), also=(QUAY,)))
    )
    assert amend.updated(joined, "other", NOW) == amend.updated(joined, "fog", NOW) != joined
