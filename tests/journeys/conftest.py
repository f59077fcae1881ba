"""Every journey begins with a blog and a Discord, and ends with the question whether Discord objected to anything."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journeys.newsroom import Newsroom, opened


@pytest.fixture
async def newsroom(tmp_path: Path) -> AsyncIterator[Newsroom]:
    """A blog and a stand-in for Discord."""
    async with opened(tmp_path) as newsroom:
        yield newsroom
