"""What Blogger exports and serves beside posts never becomes an entry."""

from tests.news.feed.samples import atom, only, read


def entry_of(kind: str, more: str = "") -> str:
    """An entry of a Blogger export."""
    return f"""<entry><id>{kind}</id><title>{kind}</title><content type='html'>words</content>{more}
        <category scheme='http://schemas.google.com/g/2005#kind'
                  term='http://schemas.google.com/blogger/2008/kind#{kind}'/></entry>"""


def test_pages_comments_and_settings_are_never_entries() -> None:
    """A Blogger export holds them beside the posts."""
    document = read(atom("".join(entry_of(kind) for kind in ("settings", "template", "page", "comment", "post"))))
    assert [entry.entry_id for entry in document.entries] == ["post"]


def test_drafts_are_never_entries() -> None:
    """Neither by the old mark of a draft nor by the new one."""
    old = entry_of("post", "<app:control><app:draft>yes</app:draft></app:control>")
    new = """<entry><id>new</id><title>n</title><blogger:type>POST</blogger:type>
        <blogger:status>DRAFT</blogger:status></entry>"""
    live = """<entry><id>live</id><title>l</title><blogger:type>POST</blogger:type>
        <blogger:status>LIVE</blogger:status></entry>"""
    comment = "<entry><id>c</id><title>c</title><blogger:type>COMMENT</blogger:type></entry>"
    document = read(atom(old + new + live + comment, root="xmlns:blogger='http://schemas.google.com/blogger/2018'"))
    assert [entry.entry_id for entry in document.entries] == ["live"]


def test_comments_are_never_entries_and_the_feed_says_so() -> None:
    """A feed of comments is a feed, and none of its entries is a post."""
    document = read(atom(entry_of("comment") * 2))
    assert document.entries == ()
    assert document.problems == ("2 of its entries are comments, not posts.",)


def test_blogs_feed_of_comments_gives_no_posts_though_it_marks_none() -> None:
    """`/feeds/comments/default` has an id that ends so, and entries that answer posts."""
    comment = """<entry><id>tag:blogger.com,1999:blog-7.post-12</id><title>Well said</title>
        <thr:in-reply-to href='https://harbourlight.example/1' ref='tag:blogger.com,1999:blog-7.post-11'/></entry>"""
    comments = read(atom(comment, "<id>tag:blogger.com,1999:blog-7.comments</id><title>t</title>"))
    elsewhere = read(atom(comment, "<id>https://social.example/@ines</id><title>t</title>"))
    assert comments.entries == ()
    assert comments.problems == ("1 of its entries are comments, not posts.",)
    assert len(elsewhere.entries) == 1


def test_what_was_thrown_away_is_never_an_entry() -> None:
    """The newer form of an export keeps what lies in the bin."""
    trashed = """<entry><id>1</id><title>n</title><blogger:type>POST</blogger:type><blogger:status>LIVE</blogger:status>
        <blogger:trashed>1426000000</blogger:trashed></entry>"""
    live = "<entry><id>2</id><title>n</title><blogger:type>POST</blogger:type><blogger:trashed/></entry>"
    document = read(atom(trashed + live, root="xmlns:blogger='http://schemas.google.com/blogger/2018'"))
    assert [entry.entry_id for entry in document.entries] == ["2"]


def test_a_post_keeps_its_id_when_its_date_moves_with_a_comment() -> None:
    """`updated` says that somebody commented; nothing else about the post changes."""
    post = "<entry><id>tag:blogger.com,1999:blog-7.post-11</id><title>x</title><updated>{}</updated></entry>"
    before, after = (only(atom(post.format(date))) for date in ("2015-09-19T10:00:00Z", "2026-01-01T10:00:00Z"))
    assert before.entry_id == after.entry_id == "tag:blogger.com,1999:blog-7.post-11"
    assert before.updated != after.updated


def test_what_kind_of_thing_it_is_is_no_category() -> None:
    """Blogger marks posts as posts by a category that is for programs."""
    assert only(atom(entry_of("post", "<category term='port'/>"))).categories == ("port",)
