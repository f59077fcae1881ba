"""An address or a page of a known system in; where that system keeps the feed out, by rule and without asking."""

import re
from urllib.parse import parse_qs, urljoin, urlsplit

from bot.web.named import tags

_NAME = r"[\w.%-]+"
_REST = r"(?:[/?].*)?"

# Names of a system's own pages, which look like those of people and of what they publish.
_MEDIUMS_OWN = r"(?!(?:about|creators|explore-topics|jobs|m|me|membership|p|plans|s|search|tag|topics?|u)(?:[/?]|\Z))"
_GITHUBS_OWN = (
    r"(?!(?:about|apps|collections|customer-stories|enterprise|events|explore|features|issues|login|marketplace"
    r"|notifications|orgs|pricing|pulls|readme|search|security|settings|site|solutions|sponsors|stars|team|topics"
    r"|trending)(?:[/?]|\Z))"
)
_TUMBLRS_OWN = (
    r"(?!(?:about|apps|blog|buttons|communities|dashboard|developers|docs|explore|help|inbox|likes|login|logo|policy"
    r"|press|privacy|radar|register|search|security|settings|tagged|themes)(?:[/?]|\Z))"
)
_VIMEOS_OWN = (
    r"(?!(?:about|blog|categories|channels|features|groups|help|join|log_in|ondemand|search|upload|watch)(?:[/?]|\Z))"
)
_DEVS_OWN = r"(?!(?:about|contact|enter|faq|listings|pod|privacy|search|t|tags|terms|top|videos)(?:[/?]|\Z))"

_BLOGSPOT = r"(?:www\.)?([\w-]+)\.blogspot\.(?:[a-z]{2,3}|com?\.[a-z]{2})"
_WORDPRESS_COM = r"(?!(?:developer|en|public-api|www)\.)([\w-]+)\.wordpress\.com"
_SUBSTACK = r"(?!(?:api|on|open|support|www)\.)([\w-]+)\.substack\.com"
_TUMBLR = r"(?!(?:api|assets|help|staff-help|www)\.)([\w-]+)\.tumblr\.com"
_YOUTUBE = r"(?:(?:www|m|music)\.)?youtube(?:-nocookie)?\.com"
_REDDIT = r"(?:(?:www|old|new|np|m|sh)\.)?reddit\.com"
_MASTODON = r"((?:mastodon|mstdn)\.[\w.-]+|mas\.to|fosstodon\.org|hachyderm\.io|infosec\.exchange)"
_LEMMY = r"(lemmy\.[\w.-]+|beehaw\.org|programming\.dev|sh\.itjust\.works)"
_GITHUB = r"(?:www\.)?github\.com"

# An address without its scheme, and where the feed then is for certain. The sources: what Blogger, WordPress.com,
# Substack, Medium, Ghost, Tumblr, Reddit, Vimeo and dev.to tell their users of feeds; YouTube's guide to push
# notifications (its topics are these feeds); what GitHub's, GitLab's and Forgejo's own pages link to; the routes in the
# sources of Mastodon (its profiles, with ".rss"), Lemmy and Bluesky (which leads from a name to its identifier).
_RULES = tuple(
    (re.compile(pattern), feed)
    for pattern, feed in (
        # Country domains (blogspot.de) lead to the same blog.
        (_BLOGSPOT + _REST, r"https://\1.blogspot.com/feeds/posts/default"),
        (_WORDPRESS_COM + _REST, r"https://\1.wordpress.com/feed/"),
        (r"open\.substack\.com/pub/([\w-]+)" + _REST, r"https://\1.substack.com/feed"),
        (_SUBSTACK + _REST, r"https://\1.substack.com/feed"),
        (r"(?!(?:help|policy|www)\.)([\w-]+)\.medium\.com" + _REST, r"https://\1.medium.com/feed"),
        (r"(?:www\.)?medium\.com/(@[\w.-]+|tag/[\w-]+)" + _REST, r"https://medium.com/feed/\1"),
        (rf"(?:www\.)?medium\.com/{_MEDIUMS_OWN}([\w-]+){_REST}", r"https://medium.com/feed/\1"),
        (r"([\w-]+)\.ghost\.io" + _REST, r"https://\1.ghost.io/rss/"),
        (_TUMBLR + _REST, r"https://\1.tumblr.com/rss"),
        (rf"(?:www\.)?tumblr\.com/(?:blog/(?:view/)?)?{_TUMBLRS_OWN}([\w-]+){_REST}", r"https://\1.tumblr.com/rss"),
        (rf"{_YOUTUBE}/channel/(UC[\w-]{{22}}){_REST}", r"https://www.youtube.com/feeds/videos.xml?channel_id=\1"),
        # Mixes (RD…) and what one person keeps for later (WL, LL) have no feed.
        (
            rf"{_YOUTUBE}/playlist\?(?:[^#]*&)?list=((?:FL|OLAK|PL|UU)[\w-]+)(?:&.*)?",
            r"https://www.youtube.com/feeds/videos.xml?playlist_id=\1",
        ),
        (rf"{_REDDIT}/r/([\w+]+){_REST}", r"https://www.reddit.com/r/\1/.rss"),
        (rf"{_REDDIT}/u(?:ser)?/([\w-]+){_REST}", r"https://www.reddit.com/user/\1/.rss"),
        (rf"{_MASTODON}/@(\w+){_REST}", r"https://\1/@\2.rss"),
        (rf"{_LEMMY}/(c|u)/(\w+){_REST}", r"https://\1/feeds/\2/\3.xml?sort=New"),
        (r"bsky\.app/profile/([\w.:-]+)" + _REST, r"https://bsky.app/profile/\1/rss"),
        (rf"{_GITHUB}/{_GITHUBS_OWN}({_NAME}/{_NAME})/(tags|commits)/?(?:\?.*)?", r"https://github.com/\1/\2.atom"),
        (rf"{_GITHUB}/{_GITHUBS_OWN}({_NAME}/{_NAME}/commits/[^?]+?)/?(?:\?.*)?", r"https://github.com/\1.atom"),
        (rf"{_GITHUB}/{_GITHUBS_OWN}({_NAME}/{_NAME}?)(?:\.git)?{_REST}", r"https://github.com/\1/releases.atom"),
        (rf"{_GITHUB}/(?:orgs/)?{_GITHUBS_OWN}({_NAME}){_REST}", r"https://github.com/\1.atom"),
        (rf"gitlab\.com/((?:{_NAME}/)+-/releases){_REST}", r"https://gitlab.com/\1.atom"),
        (rf"gitlab\.com/((?:{_NAME}/)+-/(?:tags|commits/[^?]+?))/?(?:\?.*)?", r"https://gitlab.com/\1?format=atom"),
        (rf"codeberg\.org/(?!explore/|user/|-/)({_NAME}/{_NAME}){_REST}", r"https://codeberg.org/\1/releases.rss"),
        (
            rf"(?:www\.)?vimeo\.com/(channels/[\w-]+|{_VIMEOS_OWN}[a-z]\w+)(?:/videos)?/?",
            r"https://vimeo.com/\1/videos/rss",
        ),
        (r"dev\.to/t/(\w+)" + _REST, r"https://dev.to/feed/tag/\1"),
        (rf"dev\.to/{_DEVS_OWN}(\w+){_REST}", r"https://dev.to/feed/\1"),
    )
)
_IS_FEED = re.compile(
    r"[/=](?:feeds?|rss|atom)(?:[/?&]|\Z)|\.(?:xml|rss|atom|rdf|json)(?:\?|\Z)|[?&](?:feed|alt|format)=\w",
    re.IGNORECASE,
)

# Where a system keeps the feed of a whole site, by what gives it away.
_BY_GENERATOR = (
    ("blogger", "/feeds/posts/default"),
    ("wordpress", "/feed/"),
    ("ghost", "/rss/"),
    ("hugo", "/index.xml"),
    ("jekyll", "/feed.xml"),
    ("docusaurus", "/blog/atom.xml"),
    ("hexo", "/atom.xml"),
    ("pelican", "/feeds/all.atom.xml"),
    ("nikola", "/rss.xml"),
    ("astro", "/rss.xml"),
    ("gatsby", "/rss.xml"),
    ("drupal", "/rss.xml"),
    ("movable type", "/atom.xml"),
    ("publii", "/feed.xml"),
    ("discourse", "/latest.rss"),
    ("wix.com", "/blog-feed.xml"),
)
_BY_MARKUP = (
    ("substackcdn.com/", "/feed"),
    ("/wp-content/", "/feed/"),
    ("www.blogger.com/", "/feeds/posts/default"),
    ("cdn-client.medium.com/", "/feed"),
    ("assets.tumblr.com/", "/rss"),
)
# Where YouTube's pages say which channel they are of, the surest first: others are recommended in them.
_BEFORE_A_CHANNEL = (
    '"externalChannelId":"',
    '"externalId":"',
    'itemprop="channelId" content="',
    'itemprop="identifier" content="',
    '"canonical" href="https://www.youtube.com/channel/',
    '"channelId":"',
)
_CHANNEL = re.compile(r"UC[\w-]{22}(?![\w-])")
_SOUNDCLOUD_USER = re.compile(r"soundcloud://users:(\d{1,20})")


def feed_of(address: str) -> str | None:
    """Tell where the feed of an address is for certain, from the address alone; None where only its page could tell.

    None too for what looks like a feed itself: whoever gives a feed's own address means that one.
    """
    host_and_path = address.partition("://")[2]
    if _IS_FEED.search(host_and_path):
        return None
    found = ((rule.fullmatch(host_and_path), feed) for rule, feed in _RULES)
    return next((match.expand(feed) for match, feed in found if match), None)


def feed_of_site(html: str, address: str) -> str | None:
    """Tell where a page's system keeps the feed of the whole site; None for a page of no system that is known."""
    if known := feed_of(address) or _of_a_person(html, address):
        return known
    given = tuple(tags(html, "meta", "link"))
    generators = " ".join(
        tag.get("content", "") for name, tag in given if name == "meta" and tag.get("name", "").lower() == "generator"
    ).lower()
    roots = (tag.get("href", "") for name, tag in given if name == "link" and tag.get("rel") == "https://api.w.org/")
    if feed := _of_wordpress(next(roots, ""), address):
        return feed
    places = (
        *(place for system, place in _BY_GENERATOR if system in generators),
        *(place for sign, place in _BY_MARKUP if sign in html),
    )
    return urljoin(address, places[0]) if places else None


def _of_a_person(html: str, address: str) -> str | None:
    """Where a person's, a channel's or a community's feed is, by their page: at YouTube and on the open networks.

    PeerTube's rule is that of its API's reference; SoundCloud's pages name the user in the links for its apps.
    """
    parts = urlsplit(address)
    match (parts.hostname or "").removeprefix("www.").removeprefix("m."), parts.path.strip("/").split("/"):
        case "consent.youtube.com", _:
            # What Europe is shown instead of a page; where it leads on to says which page was meant.
            return next(filter(None, map(feed_of, parse_qs(parts.query).get("continue", ()))), None)
        case "youtube.com" | "youtu.be", _:
            channel = _channel(html)
            return channel and f"https://www.youtube.com/feeds/videos.xml?channel_id={channel}"
        case "soundcloud.com", _:
            user = _SOUNDCLOUD_USER.search(html)
            return f"https://feeds.soundcloud.com/users/soundcloud:users:{user[1]}/sounds.rss" if user else None
        case _, [profile, *_] if re.fullmatch(r"@\w+", profile) and "mastodon" in html:
            return urljoin(address, f"/{profile}.rss")
        case _, ["c" | "video-channels", name, *_] if 'content="PeerTube"' in html:
            return urljoin(address, f"/feeds/videos.xml?videoChannelName={name}")
        case _, ["a" | "accounts", name, *_] if 'content="PeerTube"' in html:
            return urljoin(address, f"/feeds/videos.xml?accountName={name}")
        case _, ["c" | "u" as kind, name, *_] if "lemmy" in html:
            return urljoin(address, f"/feeds/{kind}/{name}.xml?sort=New")
        case _:
            return None


def _channel(html: str) -> str | None:
    """The channel that a page of YouTube is of, be it its own or that of a video."""
    found = (_CHANNEL.match(html, html.find(sign) + len(sign)) for sign in _BEFORE_A_CHANNEL if sign in html)
    return next((match[0] for match in found if match), None)


def _of_wordpress(interface: str, address: str) -> str | None:
    """Where a WordPress keeps its feed, by the address of its programming interface, which also tells its folder.

    Without readable addresses ("?rest_route=") the feed has none either.
    """
    root, plain, _ = interface.partition("/wp-json/")
    try:
        if not interface or urlsplit(interface).netloc != urlsplit(address).netloc:
            return None
    except ValueError:
        return None
    return f"{root}/feed/" if plain else urljoin(interface, "?feed=rss2")
