"""What the tests of the web share."""

from collections.abc import AsyncIterator

import pytest

from tests.web.asking import FEED
from tests.web.site import Site, answer


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """A site with one feed."""
    async with Site() as site:
        site.pages["/feed"] = answer(FEED, headers={"Content-Type": "application/atom+xml", "ETag": '"1"'})
        yield site
