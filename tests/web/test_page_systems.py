"""One invented post, as the known systems put it on a page with all around it, is the post of its feed."""

import pytest

from bot.news.prose import prose
from bot.web.page import article

BODY = """<p>The crews of the island ferries will vote on Monday on whether to stop the last boats of the day until the
rota for the night shift is settled, their spokesperson said on the quay.</p>
<h2>What the crews want</h2>
<p>“Nobody here wants to strand the islands,” said Lena Fors, spokesperson for the ferry crews.</p>
<blockquote><p>We follow the talks, we do not lead them.</p></blockquote>
<figure><img src="/quay.jpg" alt="The quay"><figcaption>The quay at night. Photo: Edda Winther</figcaption></figure>
<ul><li>Two boats at night, not one</li><li>A rota that is known a month ahead</li></ul>
<p>The last boats carry some two hundred passengers to the islands on a winter's evening.</p>"""
TITLE = "Ferry crews vote on Monday"

_TOP = """<header><nav><ul><li><a href="/">Front page</a></li><li><a href="/boats">Boats</a></li>
<li><a href="/about">About</a></li></ul></nav></header>"""
_BOTTOM = "<footer><p>All rights with Quay News. Write to us.</p></footer>"
_SHARE = '<div class="sharedaddy"><h3>Share this:</h3><ul><li><a href="#">Twitter</a></li></ul></div>'
_RELATED = """<div class="related-posts"><h3>Related</h3><ul>
<li><a href="/a">Fog holds up the ferries for a third day in Ansley</a></li>
<li><a href="/b">Auction opens late</a></li></ul></div>"""
_COMMENTS = """<div id="comments" class="comments-area"><h2>2 responses</h2><ol class="comment-list">
<li class="comment"><p>I take that boat each evening and would miss it very much indeed, says I.</p></li></ol>
<form id="commentform"><p>Leave a Reply. Your email address will not be published.</p></form></div>"""
_LETTER = """<div class="newsletter-signup"><p>Sign up for our newsletter and get the harbour in your inbox.</p>
<form><input><button>Subscribe</button></form></div>"""
_BYLINE = """<div class="entry-meta byline"><span class="author">By Ines Okafor</span>
<time datetime="2026-09-18T14:02:00Z">18 September 2026</time></div>"""


def page(inside: str, head: str = "") -> bytes:
    """A page of a site, with its navigation and its foot around what is given."""
    return (
        f"<!DOCTYPE html><html><head><title>{TITLE} | Quay News</title>{head}</head>"
        f"<body>{_TOP}{inside}{_BOTTOM}</body></html>"
    ).encode()


SKINS = {
    "Blogger": page(
        f"""<div class="blog-posts hfeed"><div class="post hentry"><h3 class="post-title entry-title">{TITLE}</h3>
        <div class="post-body entry-content" id="post-body-1">{BODY}</div>
        <div class="post-footer">Posted by Ines Okafor at 14:02</div></div>
        <div class="comments" id="comments"><h4>No comments:</h4></div></div>""",
        "<meta content='blogger' name='generator'>",
    ),
    "WordPress": page(
        f"""<main id="main"><article class="post type-post hentry"><h1 class="entry-title">{TITLE}</h1>{_BYLINE}
        <div class="entry-content">{BODY}{_SHARE}{_RELATED}</div></article>{_COMMENTS}
        <aside class="widget-area sidebar">
        <section class="widget"><h2>Recent posts</h2><ul><li><a href="/x">Fog</a></li></ul></section></aside></main>""",
        '<meta name="generator" content="WordPress 6.8">',
    ),
    "Substack": page(
        f"""<article class="post"><h1 class="post-title">{TITLE}</h1><div class="byline">Ines Okafor</div>
        <div class="available-content"><div class="body markup">{BODY}<div class="subscription-widget-wrap">
        <p>Thanks for reading Quay Letters! Subscribe for free.</p></div></div></div></article>""",
        '<link rel="preconnect" href="https://substackcdn.com">',
    ),
    "Ghost": page(
        f"""<main><article class="gh-article post"><header class="gh-article-header">
        <h1 class="gh-article-title">{TITLE}</h1></header><section class="gh-content gh-canvas">{BODY}</section>
        </article>{_LETTER}</main>""",
        '<meta name="generator" content="Ghost 5.2">',
    ),
    "Medium": page(
        f"""<article><div><section><div><h1 class="pw-post-title">{TITLE}</h1><div class="speechify-ignore">
        <div><a href="/@ines"><p>Ines Okafor</p></a></div><button>Follow</button>
        <div><span>4 min read</span></div></div>
        {BODY}</div></section></div></article><div><h2>More from Ines Okafor</h2>
        <div><a href="/c"><h2>Fog holds up the ferries</h2></a></div></div>"""
    ),
    "Squarespace": page(
        f"""<main><article class="BlogItem hentry"><h1 class="BlogItem-title">{TITLE}</h1>
        <div class="blog-item-content e-content"><div class="sqs-layout"><div class="sqs-block html-block">
        <div class="sqs-block-content"><div class="sqs-html-content">{BODY}</div></div></div></div></div>
        <div class="BlogItem-share"><a href="#">Facebook</a><a href="#">Twitter</a></div></article></main>"""
    ),
    "Wix": page(
        f"""<div id="SITE_CONTAINER"><div data-hook="post"><article><h1 data-hook="post-title">{TITLE}</h1>
        <div data-hook="post-description"><div class="rich-content-viewer">{BODY}</div></div></article>
        <div data-hook="recent-posts"><h2>Recent Posts</h2>
        <a href="/q">Fog holds up the ferries</a></div></div></div>"""
    ),
    "Drupal": page(
        f"""<main role="main"><h1>{TITLE}</h1><div class="region region-content">
        <article class="node node--type-article">
        <div class="node__content"><div class="field field--name-body text-formatted">{BODY}</div></div></article></div>
        </main><aside class="region-sidebar"><h2>Latest</h2><ul><li><a href="/q">Fog</a></li></ul></aside>""",
        '<meta name="Generator" content="Drupal 10 (https://www.drupal.org)">',
    ),
    "Joomla": page(
        f"""<div class="item-page" itemscope itemtype="https://schema.org/Article"><div class="page-header">
        <h1 itemprop="headline">{TITLE}</h1></div><dl class="article-info"><dt>Details</dt>
        <dd>Written by Ines Okafor</dd><dd>Published: 18 September 2026</dd><dd>Hits: 312</dd></dl>
        <div itemprop="articleBody">{BODY}</div>
        <ul class="pager pagenav"><li><a href="/p">Prev</a></li><li><a href="/n">Next</a></li></ul></div>"""
    ),
    "Hugo": page(
        f"""<main><article class="post-single"><header class="post-header"><h1 class="post-title">{TITLE}</h1>
        <div class="post-meta">September 18, 2026 · 3 min · Ines Okafor</div></header>
        <div class="post-content">{BODY}</div><footer class="post-footer">
        <ul class="post-tags"><li><a href="/t">ferries</a></li></ul>
        <nav class="paginav"><a href="/p">« Prev Fog</a></nav></footer></article></main>"""
    ),
    "Jekyll": page(
        f"""<main class="page-content"><div class="wrapper"><article class="post h-entry"><header class="post-header">
        <h1 class="post-title p-name">{TITLE}</h1>
        <p class="post-meta"><time class="dt-published">Sep 18, 2026</time></p></header>
        <div class="post-content e-content">{BODY}</div></article></div></main>"""
    ),
    "a newspaper": page(
        f"""<main><article itemscope itemtype="https://schema.org/NewsArticle"><h1>{TITLE}</h1>
        <p class="article__byline">By Ines Okafor, harbour correspondent</p>
        <div class="social-share"><button>Share</button></div><div class="article__body">{BODY}
        <div class="ad-slot">Advertisement</div></div><section class="newsletter-promo">
        <p>Sign up to the Evening Quay, our newsletter.</p></section></article><section class="recommended">
        <h2>Most read</h2><a href="/1"><h3>Fog holds up the ferries for a third day</h3></a></section></main>"""
    ),
    "nobody known": page(f'<div class="x7"><h1>{TITLE}</h1>{BODY}</div>'),
}

ADDRESS = "https://quaynews.example/2026/09/talks"


def blocks(body: str) -> list[tuple[str, str]]:
    """The kinds and words of a body's blocks, but for what is marked as no part of the post."""
    said = prose(body, "html")
    return [(one.kind, said.text[one.start : one.end]) for one in said.blocks if one.kind != "boilerplate"]


@pytest.mark.parametrize("system", SKINS)
def test_a_post_on_a_page_is_the_post_in_its_feed(system: str) -> None:
    """Block by block, with nothing lost and nothing from around it."""
    entry = article(SKINS[system], ADDRESS)
    assert entry is not None
    assert blocks(entry.body) == blocks(BODY)


@pytest.mark.parametrize("system", SKINS)
def test_a_post_on_a_page_has_its_own_title(system: str) -> None:
    """Without the name of the site."""
    entry = article(SKINS[system], ADDRESS)
    assert entry is not None
    assert entry.title == TITLE


@pytest.mark.parametrize("system", SKINS)
def test_a_post_on_a_page_keeps_its_picture_and_its_place(system: str) -> None:
    """The caption stands below it, as in the feed."""
    entry = article(SKINS[system], ADDRESS)
    assert entry is not None
    assert entry.body.count("<img") == 1
    assert entry.body.index("/quay.jpg") < entry.body.index("The quay at night")
