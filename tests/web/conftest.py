"""What the tests of the web share."""

import ssl
from collections.abc import AsyncIterator

import pytest
import trustme

from tests.web.asking import FEED
from tests.web.site import Site, answer


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """A site with one feed."""
    async with Site() as site:
        site.pages["/feed"] = answer(FEED, headers={"Content-Type": "application/atom+xml", "ETag": '"1"'})
        yield site


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """Whoever signs the certificates of the tests' sites."""
    return trustme.CA()


@pytest.fixture(scope="session")
def trust(authority: trustme.CA) -> ssl.SSLContext:
    """To believe that authority alone."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority.configure_trust(context)
    return context


@pytest.fixture
async def secure(authority: trustme.CA) -> AsyncIterator[Site]:
    """A site with https, under two names."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("quay.example", "meridian.example").configure_cert(context)
    async with Site(tls=context) as site:
        site.pages["/feed"] = answer(FEED)
        yield site
