"""One Chromium for all tests of the page in a browser, a stage for each module of them, a profile for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

if TYPE_CHECKING:
    from playwright.async_api import Browser

    from tests.page.browser import Browse, Open

# What drives a browser is imported where it is first wanted: where there is none, the other tests of the page run.


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """Chromium, with nothing open in it."""
    from tests.page import browser

    async with browser.running() as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def here(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Open]:
    """The whole sandbox, its bot acting and #news following the demo blog."""
    from tests.page import browser

    async with browser.whole(tmp_path_factory.mktemp("sandbox")) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def browse(chromium: Browser) -> AsyncIterator[Browse]:
    """Open tabs; at the end none of them has seen an error, or asked anybody but the page for anything."""
    from tests.page import browser

    browsing = browser.Browse(chromium)
    yield browsing
    await browsing.close()
    assert browsing.faults == []
