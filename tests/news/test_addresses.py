"""Two links that lead to one page are one address; what only tracks readers is no part of it."""

import pytest

from bot.news.addresses import address, canonical

TALKS = "https://harbourlight.example/talks"


@pytest.mark.parametrize(
    "link",
    [
        "http://www.harbourlight.example/talks/",
        f"{TALKS}#comments",
        f"{TALKS}?utm_source=feed&utm_medium=rss",
        f"{TALKS}?fbclid=abc",
    ],
)
def test_what_makes_no_difference_is_no_part_of_an_address(link: str) -> None:
    """Scheme, www, a slash at the end, a fragment, and where a reader came from."""
    assert address(link) == address(TALKS)


def test_what_says_which_page_it_is_stays() -> None:
    """In whatever order."""
    assert address(f"{TALKS}?p=1&page=2") == address(f"{TALKS}?page=2&p=1&utm_source=x") != address(TALKS)


@pytest.mark.parametrize(
    "link", [TALKS, f"{TALKS}?p=1&p=2#c1", f"{TALKS}?q=a%20b+c", "urn:uuid:1", "", "http://[broken"]
)
def test_a_link_that_tracks_nobody_stays_to_the_letter(link: str) -> None:
    """It is the name of an entry in many feeds, and names do not change."""
    assert canonical(link) == link


def test_a_link_loses_what_tracks_its_readers() -> None:
    """And nothing else."""
    assert canonical(f"{TALKS}?p=1&utm_source=feed#c1") == f"{TALKS}?p=1#c1"
