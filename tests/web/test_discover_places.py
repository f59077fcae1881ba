"""Known systems keep their feeds where they always do; an address that tells enough costs no page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.places import feed_of, feed_of_site

CHANNEL = "UC-harbour_light_00000000"[:24]


@pytest.mark.parametrize(
    ("address", "feed"),
    [
        ("https://harbour.blogspot.com/", "https://harbour.blogspot.com/feeds/posts/default"),
        ("http://harbour.blogspot.com/2026/09/talks.html?m=1", "https://harbour.blogspot.com/feeds/posts/default"),
        ("https://harbour.blogspot.de/", "https://harbour.blogspot.com/feeds/posts/default"),
        ("https://www.harbour.blogspot.com.br/p/about.html", "https://harbour.blogspot.com/feeds/posts/default"),
        ("https://harbour.wordpress.com/2026/09/18/talks/", "https://harbour.wordpress.com/feed/"),
        ("https://harbour.substack.com/p/talks", "https://harbour.substack.com/feed"),
        ("https://open.substack.com/pub/harbour/p/talks?r=1", "https://harbour.substack.com/feed"),
        ("https://medium.com/@ines.okafor/talks-1a2b", "https://medium.com/feed/@ines.okafor"),
        ("https://medium.com/quay-news/talks-1a2b", "https://medium.com/feed/quay-news"),
        ("https://medium.com/tag/ships", "https://medium.com/feed/tag/ships"),
        ("https://harbour.medium.com/talks-1a2b", "https://harbour.medium.com/feed"),
        ("https://harbour.ghost.io/talks/", "https://harbour.ghost.io/rss/"),
        ("https://harbour.tumblr.com/post/1/talks", "https://harbour.tumblr.com/rss"),
        ("https://www.tumblr.com/harbour/1/talks", "https://harbour.tumblr.com/rss"),
        (
            f"https://www.youtube.com/channel/{CHANNEL}/videos",
            f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}",
        ),
        (
            "https://m.youtube.com/playlist?si=x&list=PLharbour",
            "https://www.youtube.com/feeds/videos.xml?playlist_id=PLharbour",
        ),
        ("https://www.reddit.com/r/ships/comments/1/talks/", "https://www.reddit.com/r/ships/.rss"),
        ("https://old.reddit.com/u/ines-o", "https://www.reddit.com/user/ines-o/.rss"),
        ("https://mastodon.example/@ines", "https://mastodon.example/@ines.rss"),
        ("https://fosstodon.org/@ines/112", "https://fosstodon.org/@ines.rss"),
        ("https://lemmy.example/c/ships", "https://lemmy.example/feeds/c/ships.xml?sort=New"),
        ("https://bsky.app/profile/ines.example/post/1", "https://bsky.app/profile/ines.example/rss"),
        ("https://bsky.app/profile/did:plc:1a2b", "https://bsky.app/profile/did:plc:1a2b/rss"),
        ("https://github.com/quay/crane", "https://github.com/quay/crane/releases.atom"),
        ("https://github.com/quay/crane.js.git", "https://github.com/quay/crane.js/releases.atom"),
        ("https://github.com/quay/crane/issues/12?q=x", "https://github.com/quay/crane/releases.atom"),
        ("https://github.com/quay/crane/tags", "https://github.com/quay/crane/tags.atom"),
        ("https://github.com/quay/crane/commits/", "https://github.com/quay/crane/commits.atom"),
        ("https://github.com/quay/crane/commits/fix/rope", "https://github.com/quay/crane/commits/fix/rope.atom"),
        ("https://github.com/quay", "https://github.com/quay.atom"),
        ("https://github.com/orgs/quay/repositories", "https://github.com/quay.atom"),
        ("https://gitlab.com/quay/tools/crane/-/releases", "https://gitlab.com/quay/tools/crane/-/releases.atom"),
        ("https://gitlab.com/quay/crane/-/tags?sort=x", "https://gitlab.com/quay/crane/-/tags?format=atom"),
        ("https://gitlab.com/quay/crane/-/commits/main", "https://gitlab.com/quay/crane/-/commits/main?format=atom"),
        ("https://codeberg.org/quay/crane/issues", "https://codeberg.org/quay/crane/releases.rss"),
        ("https://vimeo.com/harbour", "https://vimeo.com/harbour/videos/rss"),
        ("https://vimeo.com/channels/ships", "https://vimeo.com/channels/ships/videos/rss"),
        ("https://dev.to/ines/talks-1a2b", "https://dev.to/feed/ines"),
        ("https://dev.to/t/ships", "https://dev.to/feed/tag/ships"),
    ],
)
def test_an_address_of_a_known_system_tells_where_its_feed_is(address: str, feed: str) -> None:
    """Be it a home, a post or a page about something else, to all posts; whose address is then asked as it stands."""
    assert feed_of(address) == feed
    assert feed_of(feed) is None


@pytest.mark.parametrize(
    "address",
    [
        "https://harbourlight.example/",
        "https://notblogspot.com/",
        "https://harbour.blogspot.com.evil.example/",
        "https://harbour.blogspot.com/feeds/posts/default/-/Ships",
        "https://harbour.blogspot.com/feeds/comments/default",
        "https://harbour.wordpress.com/2026/09/18/talks/feed/",
        "https://harbour.wordpress.com/?feed=comments-rss2",
        "https://en.wordpress.com/",
        "https://medium.com/",
        "https://medium.com/p/1a2b",
        "https://www.youtube.com/@harbour",
        "https://www.youtube.com/watch?v=1&list=PLharbour",
        "https://www.youtube.com/playlist?list=RDmix",
        f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}",
        "https://www.reddit.com/",
        "https://www.reddit.com/r/ships/new/.rss",
        "https://mastodon.example/@ines@other.example",
        "https://mastodon.example/@ines.rss",
        "https://github.com/",
        "https://github.com/features/actions",
        "https://github.com/quay/crane/releases.atom",
        "https://gitlab.com/quay/crane",
        "https://vimeo.com/1234567",
        "https://vimeo.com/watch",
    ],
)
def test_an_address_that_leaves_a_doubt_is_asked_itself(address: str) -> None:
    """Another site, a system's own pages, a feed that was chosen: no rule stands above them."""
    assert feed_of(address) is None


def generator(name: str) -> str:
    """A page that says what made it."""
    return f"<meta name='viewport' content='x'><meta name='Generator' content='{name}'>"


@pytest.mark.parametrize(
    ("address", "html", "feed"),
    [
        ("https://x.example/2026/09/post.html", generator("blogger"), "https://x.example/feeds/posts/default"),
        ("https://x.example/a/b", generator("WordPress 6.9"), "https://x.example/feed/"),
        ("https://x.example/", generator("Ghost 6.0"), "https://x.example/rss/"),
        ("https://x.example/", generator("Hugo 0.150"), "https://x.example/index.xml"),
        ("https://x.example/", generator("Jekyll v4"), "https://x.example/feed.xml"),
        (
            "https://x.example/",
            generator("Site Kit") + generator("Drupal 11 (https://drupal.example)"),
            "https://x.example/rss.xml",
        ),
        ("https://x.example/p/a", "<img src='https://substackcdn.com/image/1'>", "https://x.example/feed"),
        ("https://x.example/a", "<script src='/wp-content/a.js'></script>", "https://x.example/feed/"),
        ("https://x.example/a", "<link href='https://www.blogger.com/a.css'>", "https://x.example/feeds/posts/default"),
        ("https://x.example/a", "<script src='https://cdn-client.medium.com/a.js'></script>", "https://x.example/feed"),
        (
            "https://x.example/blog/a",
            "<link rel='https://api.w.org/' href='https://x.example/blog/wp-json/'>",
            "https://x.example/blog/feed/",
        ),
        (
            "https://x.example/?p=1",
            "<link rel='https://api.w.org/' href='https://x.example/?rest_route=/'>",
            "https://x.example/?feed=rss2",
        ),
        ("https://harbour.blogspot.com/p/a.html", "", "https://harbour.blogspot.com/feeds/posts/default"),
        ("https://town.example/@ines/112", "<div id='mastodon'></div>", "https://town.example/@ines.rss"),
        (
            "https://tube.example/c/harbour/videos",
            '<meta property="og:platform" content="PeerTube">',
            "https://tube.example/feeds/videos.xml?videoChannelName=harbour",
        ),
        (
            "https://tube.example/a/ines",
            '<meta property="og:platform" content="PeerTube">',
            "https://tube.example/feeds/videos.xml?accountName=ines",
        ),
        ("https://town.example/c/ships", "<a>lemmy</a>", "https://town.example/feeds/c/ships.xml?sort=New"),
        (
            "https://soundcloud.com/harbour",
            '<meta property="al:ios:url" content="soundcloud://users:42">',
            "https://feeds.soundcloud.com/users/soundcloud:users:42/sounds.rss",
        ),
    ],
)
def test_a_page_gives_away_its_system(address: str, html: str, feed: str) -> None:
    """By its address, what it says of itself, or where it keeps its files; a WordPress in a folder by its interface."""
    assert feed_of_site(html, address) == feed


@pytest.mark.parametrize(
    "page",
    [
        f'<meta itemprop="identifier" content="{CHANNEL}">',
        f'<meta itemprop="identifier" content="a-video-id"><script>{{"externalChannelId":"{CHANNEL}"}}</script>',
        f'<link rel="canonical" href="https://www.youtube.com/channel/{CHANNEL}">',
        f'{{"channelId":"UC{"x" * 22}"}} {{"externalId":"{CHANNEL}"}}',
        f'{{"videoDetails":{{"channelId":"{CHANNEL}"}}}}',
    ],
)
def test_pages_of_youtube_lead_to_their_channel(page: str) -> None:
    """A handle's page as well as a video's, and not to a channel that is only recommended there."""
    feed = f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}"
    assert feed_of_site(page, "https://www.youtube.com/@harbour") == feed
    assert feed_of_site(page, "https://youtu.be/1a2b3c") == feed


def test_youtubes_question_for_consent_leads_on() -> None:
    """What stands in its place is named in the address of the question."""
    asked = (
        f"https://consent.youtube.com/m?gl=DE&continue=https%3A%2F%2Fwww.youtube.com%2Fchannel%2F{CHANNEL}%3Fcbrd%3D1"
    )
    assert feed_of_site("", asked) == f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}"
    assert feed_of_site("", "https://consent.youtube.com/m?continue=https%3A%2F%2Fwww.youtube.com%2F%40harbour") is None


@pytest.mark.parametrize(
    "html",
    ["", "<p>Hand-made</p>", "<link rel='https://api.w.org/' href='https://other.example/wp-json/'>"],
)
def test_a_page_of_no_known_system_gives_nothing_away(html: str) -> None:
    """Nor does one that names another site's interface as its own."""
    assert feed_of_site(html, "https://x.example/some/page") is None


@given(st.text(max_size=60), st.text(max_size=200))
def test_no_address_and_no_page_breaks_the_rules(path: str, noise: str) -> None:
    """Whatever stands there, the answer is an address of the web, or none."""
    for site in ("github.com", "www.youtube.com", "harbour.blogspot.com", "medium.com", "x.example"):
        address = f"https://{site}/{path}"
        html = f"<meta name='generator' content='{noise}'><link rel='https://api.w.org/' href='{noise}'>{noise}"
        for found in (feed_of(address), feed_of_site(html, "https://x.example/a")):
            assert found is None or found.startswith("https://")
