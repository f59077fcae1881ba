"""Bodies of every make are cut into blocks that tell prose from its furniture."""

import time

import pytest

from bot.news.headlines import outline
from bot.news.hypertext import MOST_BLOCKS
from bot.news.markup import plain
from bot.news.prose import Prose, prose


def kinds(said: Prose) -> list[tuple[str, str]]:
    """Each block's kind and words."""
    return [(block.kind, said.text[block.start : block.end]) for block in said.blocks]


def html(body: str) -> list[tuple[str, str]]:
    """The blocks of an HTML body."""
    return kinds(prose(body, "html"))


def text(body: str) -> list[tuple[str, str]]:
    """The blocks of a plain text."""
    return kinds(prose(body, "text"))


# ---------------------------------------------------------------------------------------------------------- paragraphs


@pytest.mark.parametrize(
    "body",
    [
        "<p>One of them.</p><p>Two of them.</p>",
        "One of them.<br><br>Two of them.",
        "One of them.<br />\n&nbsp;<br/>Two of them.",
        "<div class='MsoNormal'>One of them.</div><div>&nbsp;</div><div>Two of them.</div>",
        "One of them.<div><br></div><div>Two of them.</div>",
        "<p>One of them.<p>Two of them.",
        "One of them.<a name='more'></a><br><br>Two of them.",
        "<span>One of <b>them</b>.</span><hr>Two&nbsp;of&#160;them.",
    ],
)
def test_paragraphs_are_marked_in_many_ways(body: str) -> None:
    """Tags, doubled line breaks and word processors' divisions all part paragraphs."""
    assert html(body) == [("paragraph", "One of them."), ("paragraph", "Two of them.")]


def test_words_keep_together_across_inline_tags() -> None:
    """A tag inside a word parts nothing, white space around it folds to one space."""
    assert html("<p>A <i>night</i>ly  <b> walk </b>, at\n last.</p>") == [("paragraph", "A nightly walk , at last.")]


def test_headings_are_told_by_their_tags_and_by_bold_print_from_end_to_end() -> None:
    """A bold line that ends like a sentence stays a paragraph."""
    assert html("<h2>Port news</h2><p><b>Ferry crews vote on Monday</b></p><p><strong>They voted.</strong></p>") == [
        ("heading", "Port news"),
        ("heading", "Ferry crews vote on Monday"),
        ("paragraph", "They voted."),
    ]


def test_what_somebody_says_in_bold_is_no_heading() -> None:
    """An interview prints its questions so; a headline may quote."""
    assert html("<p><b>The Lantern: “Do you dream in glass?”</b></p><p><b>Minister: “no plans” to step in</b></p>") == [
        ("paragraph", "The Lantern: “Do you dream in glass?”"),
        ("heading", "Minister: “no plans” to step in"),
    ]


def test_lists_tables_code_and_quotations_are_told_apart() -> None:
    """Each by its own tag; a cell that holds prose is a paragraph."""
    cell = " ".join(["word"] * 30)
    body = f"<ul><li>One<li><p>Two</p></ul><table><tr><td>3</td><td>{cell}</td></tr></table><pre>a\n  b</pre>"
    assert html(f"{body}<blockquote><p>Said.</p></blockquote>") == [
        ("list", "One"),
        ("list", "Two"),
        ("table", "3"),
        ("paragraph", cell),
        ("code", "a\n  b"),
        ("blockquote", "Said."),
    ]


def test_what_no_reader_sees_is_dropped() -> None:
    """Scripts, styles, drawings, frames, forms and hidden text are no part of a post."""
    hidden = "<script>var a = '<p>x</p>';</script><style>p {}</style><svg><text>y</text></svg><iframe>z</iframe>"
    more = "<form><button>Send</button></form><div style='display:none'>secret</div><!-- note --><noscript>n</noscript>"
    assert html(f"<p>Seen{hidden}{more}And seen.</p>") == [
        ("paragraph", "Seen"),
        ("paragraph", "And seen."),
    ]


def test_a_form_that_never_closes_hides_nothing() -> None:
    """Only what is closed can be dropped without losing the post."""
    assert html("<form><p>Still here.</p>") == [("paragraph", "Still here.")]


# ------------------------------------------------------------------------------------------------- plain text


def test_a_plain_text_is_kept_as_it_is() -> None:
    """Its own white space too."""
    body = "  One line.\r\n\r\n\tAnother  line.\n"
    assert prose(body, "text").text == body
    assert text(body) == [("paragraph", "One line."), ("paragraph", "Another  line.")]


def test_each_line_of_a_plain_text_is_a_block() -> None:
    """Posts that were copied from pages have one paragraph to a line."""
    body = "The ministers met on Friday.\nThey spoke for an hour.\n\nThen they left."
    assert [words for _, words in text(body)] == body.replace("\n\n", "\n").split("\n")


def test_lines_that_were_broken_to_fit_a_page_are_joined() -> None:
    """Text in which lines go on in lower case is broken, and so are its other lines."""
    paragraph = (
        "The harbour was full that night and\nnobody could say where the boats had\n"
        "come from, or when they would\nleave. Mayor\nBrandt went home."
    )
    assert text(f"{paragraph}\n\nNext one.") == [("paragraph", paragraph), ("paragraph", "Next one.")]


# -------------------------------------------------------------------------------------------------------- furniture


@pytest.mark.parametrize(
    "line",
    [
        "No comments:",
        "12 comments",
        "Post a Comment",
        "Note: only a member of this blog may post a comment.",
        "Share this:",
        "Share on Facebook",
        "Email ThisBlogThis!Share to XShare to Facebook",
        "Read more »",
        "Continue reading →",
        "The post Port and city talk appeared first on Harbour Light.",
        "Subscribe to our newsletter",
        "Sign up here to get the week in your inbox",
        "Thanks for reading Low Water! Subscribe for free to receive new posts and support my work.",
        "Posted by Ines at 10:14",
        "Labels: harbour, strike",
        "Newer Post Older Post Home",
        "Related posts",
        "Advertisement",
        "© 2026 Harbour Light. All rights reserved.",
        "[…]",
        "Type your email… Subscribe",
        "Enter your email address",
        "Reblog Like One blogger likes this.",
        "5 bloggers like this.",
        "Like Loading...",
        "Older post | Home",
        "Older Posts",
        "← Older Post",
        "Newer Post → Home",
        "Previous post",
        "Got a story? Email the newsdesk or call us on 01632 960001.",
        "Got a tip? Write to tips@meridian.example",
        "Do you have a story? Get in touch.",
        "Do you have a story to share? Contact our newsdesk.",
        "SHARE THIS: Facebook · Twitter · WhatsApp · Print",
        "Tweet",
        "(Reporting by Magnus Oyelowo-Hart; editing by Pia Strand)",
        "(Additional reporting by Pia Strand in Odrava.)",
        "Additional reporting by Pia Strand",
        "Reporting by Pia Strand; Editing by Tom Reyes",
        "Ottoline Mbeki-Strand is a contributing editor of The Salt Marsh Review. Follow her at @ottoline_ms.",
        "Jane Doe is a freelance writer. You can follow her on Mastodon: @jane@quay.example",
        "Buy these books from our partners. We may earn a commission.",
        "If you buy through our links, we may earn a small commission.",
        "This post contains affiliate links.",
        "As an Amazon Associate I earn from qualifying purchases.",
        "If you enjoyed this post, consider buying me a coffee. Comments are closed.",
        "Comments are closed.",
        "You may also like: The last bell founder | Ten kilns",
        "Related: Ten kilns to see",
        "Sign up for Byte-sized. No spam. Unsubscribe anytime.",
        "Subscribe to Low Water",
        "Already a member? Sign in",
        "This post is for paid subscribers",
        "This post is for subscribers only",
        "Upgrade to paid",
        "Leave a comment",
        "Give a gift subscription",
        "Get more from Ines Okafor in the Substack app",
        "Share Low Water",
        "Thanks for reading Low Water! This post is public so feel free to share it.",
        "Discover more from Harbour Light",
        "Subscribe to get the latest posts sent to your email.",
        "Originally published at harbour.example",
        "More from Harbour Light",
        "Follow",
        "Clap",
        "Listen",
        "7 min read",
        "Sign up to discover human stories that deepen your understanding of the world.",
        "Support our journalism",
        "Become a member",
        "This blog is now closed. Thank you for reading.",
        "Follow us on Twitter",
        "Join the conversation",
        "View all posts by Ines Okafor",
        "Email This BlogThis! Share to X",
    ],
)
def test_boilerplate_is_known_by_its_words(line: str) -> None:
    """It frames posts on every system."""
    assert text(f"The port is open again after the long strike of the crews.\n\n{line}")[1] == ("boilerplate", line)


@pytest.mark.parametrize(
    "line",
    [
        "Share prices fell by a third on Monday.",
        "Comments made by the mayor were not well received.",
        "Note the time of the last ferry.",
        "The post was sent on Tuesday.",
        "Join the strike, said the union.",
        "Home is where the harbour is.",
        "Read more books, the minister told pupils in the town hall last week, and watch fewer films.",
        "The picture was taken by a neighbour.",
        "Reporting by The Meridian showed the letter was old.",
        "First published in 1922, the novel was banned at once.",
        "If you like this place, follow the road to the quay.",
        "The mayor said we will get a commission to look into it.",
        "Jane Doe is a writer and lives by the sea.",
        "Got a story out of him at last.",
        "Share prices fell.",
        "The page is turned.",
        "Follow the noise, he said.",
        "Sign up to the union, the crews were told.",
        "Subscribe to the theory or do not: the dam is old.",
        "Like many of them, she stayed in.",
        "Related companies were fined on Monday.",
        "Published by the council in May, the plan was dropped.",
        "Listen to the sea.",
        "Become a member of the council and you will see.",
        "More from the port is expected on Monday.",
        "Discover more about the bell in the museum.",
        "Written by nobody, read by nobody: that is the law.",
        "Previous post holders were fired.",
        "The books may earn us a commission.",
        "Additional reporting by the police took a week.",
        "Enter your email and the machine hums.",
    ],
)
def test_sentences_that_begin_like_boilerplate_are_prose(line: str) -> None:
    """A post may speak of comments, shares and posts."""
    assert text(line) == [("paragraph", line)]


def test_all_that_follows_the_head_of_the_comments_is_boilerplate() -> None:
    """What readers wrote is no part of the post."""
    comments = "2 comments:\n\nWell said, I was there that night.\n\nPost a Comment"
    body = f"The port is open again after the long strike of the crews.\n\n{comments}"
    assert [kind for kind, _ in text(body)] == ["paragraph", "boilerplate", "boilerplate", "boilerplate"]


@pytest.mark.parametrize(
    "line",
    [
        "Minister Ana Duarte on the pier. © Quay Pictures",
        "Photo: Edda Winther",
        "File photo: The pier at low water.",
        "Photo above: Quay Rowing Club",
        "The pier at low water (Photo by Noor Haddad)",
        "Crews at gate four on Friday. (Reuters)",
    ],
)
def test_captions_are_known_by_whose_the_picture_is(line: str) -> None:
    """A caption names the picture's owner where prose does not."""
    assert text(line) == [("caption", line)]


def test_captions_are_known_by_their_tags() -> None:
    """Blogger's, WordPress's and HTML's own."""
    blogger = "<table><tr><td class='tr-caption'>One</td></tr></table>"
    body = "<p class='wp-caption-text'>Two</p><figure><figcaption>Three</figcaption></figure>"
    assert html(f"{blogger}{body}") == [("caption", "One"), ("caption", "Two"), ("caption", "Three")]


def test_tweets_are_embeds_in_blockquotes_and_as_bare_text() -> None:
    """Bare ones are the line with the glued address and the line with the signature below it."""
    tweet = "Crews wait at gate four - Quaysidehttp://t.co/q81Tpic.twitter.com/9zWh"
    bare = f"{tweet}\nQuay News (@quaynews)\u00a0September 17, 2015"
    assert [kind for kind, _ in text(f"Before it.\n{bare}\nAfter it.")] == ["paragraph", "embed", "embed", "paragraph"]
    assert [kind for kind, _ in html("<blockquote class='twitter-tweet'><p>Hello</p>— Q (@q)</blockquote>")] == [
        "embed"
    ] * 2


@pytest.mark.parametrize("line", ["— Quay News (@quaynews)", "Quay News (@quaynews) Jan 9", "Quay (@q) 9 January"])
def test_a_tweets_signature_may_leave_out_the_year_or_the_day(line: str) -> None:
    """Whoever copies a tweet of this year sees none."""
    assert [kind for kind, _ in text(f"The road is gone.\n{line}")] == ["embed", "embed"]


def test_cards_of_other_pages_and_pull_quotes_are_told_by_their_classes() -> None:
    """Ghost's and Medium's, and every magazine's."""
    card = "<div class='kg-card kg-bookmark-card'><div class='kg-bookmark-title'>Crews vote on Monday</div></div>"
    body = f"{card}<div class='kg-signup-card'>No spam</div><aside class='pullquote'><p>We go out.</p></aside>"
    assert html(body) == [
        ("embed", "Crews vote on Monday"),
        ("boilerplate", "No spam"),
        ("blockquote", "We go out."),
    ]


def test_who_wrote_a_post_is_no_part_of_it() -> None:
    """Where it tells how to reach them, or as the last paragraph; elsewhere such a sentence is news."""
    report = "The port is open again after the long strike of the crews."
    author = "Ines Okafor is a staff writer who covers the harbour."
    assert [kind for kind, _ in text(f"{report}\n\n{author}")] == ["paragraph", "boilerplate"]
    assert [kind for kind, _ in text(f"{author}\n\n{report}")] == ["paragraph", "paragraph"]
    assert text("Ines Okafor is a critic. Follow her at @okafor.")[0][0] == "boilerplate"


def test_a_tweet_of_words_alone_is_known_by_its_signature() -> None:
    """The line above a signature is the tweet."""
    assert [kind for kind, _ in text("The road is gone.\nQuay News (@quaynews) January 9, 2026")] == ["embed", "embed"]


def test_a_paragraph_with_a_quotation_is_no_tweet_though_a_signature_follows_it() -> None:
    """Left behind past an empty line it may have lost its tweet; somebody's words are not to be lost with it."""
    signature = "Quay News (@quaynews) January 9, 2026"
    said = "“The road is gone,” Ines Okafor said."
    assert [kind for kind, _ in text(f"{said}\n\n{signature}")] == ["paragraph", "embed"]
    assert [kind for kind, _ in text(f"The road is gone.\n\n{signature}")] == ["embed", "embed"]


def test_a_teaser_at_a_paragraphs_end_is_cut_off() -> None:
    """ "Read more" is no part of the sentence before it."""
    assert html("<p>The road is gone. <a href='x'>Read more about it</a></p>") == [
        ("paragraph", "The road is gone."),
        ("boilerplate", "Read more about it"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Weiterlesen",
        "Lesen Sie auch: Der letzte Schaffner",
        "Keine Kommentare:",
        "À lire aussi : Trente ans de bac",
        "Lire la suite",
        "Abonnez-vous à notre lettre",
        "Leer más: El conductor",
        "Suscríbete ahora",
        "Leia também: A padaria",
        "Compartilhe isso:",
        "Sem comentários:",
        "Читать далее",
        "Читайте также: Паром",
        "Подписывайтесь на наш канал",
        "Читайте також: Міст",
        "Підписуйтесь на нас",
        "Der Beitrag Ein Bahnhof erschien zuerst auf Rodelander Bote.",
        "L’article Le marché est apparu en premier sur Kerouan Info.",
    ],
)
def test_boilerplate_is_known_in_other_languages(line: str) -> None:
    """What systems print there, word for word."""
    assert text(f"Der Hafen ist nach langem Streik seit Montag wieder offen.\n\n{line}")[1] == ("boilerplate", line)


@pytest.mark.parametrize(
    "line",
    [
        "Lire aussi loin dans la nuit fatigue. Elle le sait.",
        "Mehr dazu sagte er nicht.",
        "Подписка на газету подорожала на рубль.",
        "Compartir en familia la mesa es raro ya.",
        "Le commentaire du maire a surpris.",
        "Copyright hygiene is a habit.",
        "The band is free to join us for your wedding.",
        "#1 on the list is the dam",
        "Images of the port were shown to the court.",
        "Above the weir the river is wide.",
        "The correction: nobody had counted.",
        "Watch the tide, he told us.",
    ],
)
def test_sentences_with_such_words_are_prose(line: str) -> None:
    """In every language, and where they stand alone too."""
    assert text(line) == [("paragraph", line)]


@pytest.mark.parametrize(
    "line",
    [
        "Correction: An earlier version gave the bun to number 16.",
        "Editor’s note: the submarine was a pontoon.",
        "This article was amended on 11 January 2026.",
        "An earlier version of this story misstated his age.",
        "This interview has been edited for length and clarity.",
        "Disclosure: the author lives in Weir Lane.",
        "(Adds governor's quotes, market reaction)",
        "Anmerkung der Redaktion: Der Schwan lebt.",
        "От редакции: в школу записались ещё двое.",
        "Cet article a été mis à jour le 12 mars.",
    ],
)
def test_what_an_editor_says_of_the_article_is_a_note(line: str) -> None:
    """It is about the text, not part of the story."""
    assert text(line) == [("note", line)]


@pytest.mark.parametrize(
    "line", ["Interview: Sunniva Drage", "(via oldquay)", "Quelle: Rodelander Bote", "Автор: Марина Соболева", "(AFP)"]
)
def test_who_wrote_it_or_carried_it_is_a_credit_wherever_it_stands(line: str) -> None:
    """By its words alone."""
    assert text(line) == [("credit", line)]


@pytest.mark.parametrize(
    "line",
    [
        "The boat, which has since sunk. Photograph: Harbour Police",
        "Der Wartesaal. Foto: Jost Ahlers/dpx",
        "Le bac à quai. Crédit photo : Yann Tréguier",
        "Глеб Ершов у школы. Фото: Антон Рыжов",
        "Photo by Anneli Storm on Unsplash",
        "Cover image courtesy of the museum",
        "Fotografia de Amadeu Pires",
    ],
)
def test_captions_end_or_begin_with_the_owner(line: str) -> None:
    """In other languages too."""
    assert text(line) == [("caption", line)]


def test_lines_that_begin_as_items_are_a_list() -> None:
    """Bullets, numbers and times, two in a row at least; what people say to each other behind dashes is none."""
    for items in ("- one boat\n- two boats", "1. Cast on\n2. Knit", "0:00 Roof\n(1:02) Wasps", "• flour\n• dulse"):
        assert [kind for kind, _ in text(f"Take these:\n{items}")] == ["paragraph", "list", "list"]
    assert [kind for kind, _ in text("- one boat\nIt sank.")] == ["paragraph", "paragraph"]
    talk = "- Куда ты? - спросил он.\n- Домой, - ответила она."
    assert [kind for kind, _ in text(talk)] == ["paragraph", "paragraph"]


def test_a_line_in_capitals_is_a_heading_in_the_midst_of_a_post() -> None:
    """Where nothing else can mark one."""
    body = "The crane is out of order.\n\nFEES\n\nThey are due."
    assert [kind for kind, _ in text(body)] == ["paragraph", "heading", "paragraph"]


def test_verse_is_no_code_though_it_keeps_its_lines() -> None:
    """Code has signs that words have not."""
    assert html("<pre>The ice came up,\n  and asked.</pre><pre>x = [1]</pre>") == [
        ("paragraph", "The ice came up,\n  and asked."),
        ("code", "x = [1]"),
    ]


def test_what_is_asked_of_readers_below_the_prose_is_boilerplate() -> None:
    """Not above it, and not what somebody said."""
    report = "The port is open again after the long strike of the crews."
    call = "This letter is free. You can support it, and help to keep it so."
    assert [kind for kind, _ in text(f"{report}\n\n{call}")] == ["paragraph", "boilerplate"]
    assert [kind for kind, _ in text(f"{call}\n\n{report}")] == ["paragraph", "paragraph"]
    assert [kind for kind, _ in text(f"{report}\n\n“{call}”")] == ["paragraph", "paragraph"]


def test_a_name_alone_at_the_end_signs_the_post() -> None:
    """Elsewhere it may be anything."""
    report = "The port is open again after the long strike of the crews."
    assert [kind for kind, _ in text(f"{report}\n\nInes Okafor")] == ["paragraph", "credit"]
    assert [kind for kind, _ in text(f"Ines Okafor\n\n{report}")] == ["paragraph", "paragraph"]


def test_escaped_markup_and_shortcodes_are_read_as_they_were_meant() -> None:
    """Feeds escape twice, and editors leave their codes behind."""
    assert html("&lt;p&gt;It held.&lt;/p&gt;&lt;p&gt;We wept.&lt;/p&gt;") == [
        ("paragraph", "It held."),
        ("paragraph", "We wept."),
    ]
    assert html('[caption id="a" width="6"]<img src="a.png"> The weir[/caption]<p>It held.</p>') == [
        ("caption", "The weir"),
        ("paragraph", "It held."),
    ]
    assert html("<p>In HTML, &lt;p&gt; opens a paragraph.</p>") == [("paragraph", "In HTML, <p> opens a paragraph.")]


def test_a_class_that_holds_the_whole_post_hides_nothing() -> None:
    """It names the template."""
    paragraph = "The port is open again after the long strike of the crews."
    assert {kind for kind, _ in html(f"<div class='newsletter'>{f'<p>{paragraph}</p>' * 9}</div>")} == {"paragraph"}


def test_lines_that_fill_a_page_are_joined_though_few_go_on_in_lower_case() -> None:
    """A short report has few lines to judge by."""
    first = "The harbour cat was given the freedom of the town on\nTuesday, which she had already taken."
    second = "“We are only catching up,” mayor Honor Penrose said on\nthe quay."
    assert text(f"{first}\n\n{second}") == [("paragraph", first), ("paragraph", second)]


# ------------------------------------------------------------------------------------------------ links and pictures


def test_links_and_pictures_know_where_they_stand() -> None:
    """A link is a stretch of the text, a picture a place in it; trackers are no pictures."""
    said = prose(
        "<p>See <a href='https://m.example/1'>the Meridian</a>.</p><img src='a.png'><img src='t.gif' width=1>", "html"
    )
    (link,) = said.links
    assert said.text[link.start : link.end] == "the Meridian"
    assert link.address == "https://m.example/1"
    assert [(image.address, image.start) for image in said.images] == [("a.png", len(said.text))]


# --------------------------------------------------------------------------------------------------------- bounded work

HOSTILE = {
    "word": "x" * 300_000,
    "tags": "<a " * 100_000,
    "quoted tags": '<a b=">" ' * 33_000,
    "unclosed values": '<a b="' * 50_000,
    "deep": "<div>" * 66_000,
    "crossed": "<b><p>" * 33_000,
    "closing": "</p>" * 83_000,
    "breaks": "<br>" * 66_000,
    "comments": "<!--" * 66_000,
    "references": "&#9" * 100_000 + "9" * 33_000,
    "brackets": "<" * 300_000,
    "forms": "<form>" * 33_000,
    "lines": "a\n" * 100_000,
    "blank lines": "A.\n\n" * 33_000,
    "spaces": " " * 300_000,
    "sections": "SPORT\n" * 40_000,
    "paragraphs": "<p>SPORT</p>" * 30_000,
    "bold lines": "<b>A b c</b><br>" * 20_000,
    "shortcodes": "[caption " * 40_000 + "[/caption]",
    "escaped": "&lt;p&gt;a" * 35_000,
    "hashtags": ("#a b c " * 55 + "\n") * 900,
}


def test_what_follows_four_thousand_blocks_is_kept_and_not_told_apart() -> None:
    """Nothing of a text is lost."""
    for body, form in (("A line.\n\n" * 5_000, "text"), ("<p>A line.</p>" * 5_000, "html")):
        said = prose(body, "text" if form == "text" else "html")
        assert len(said.blocks) == MOST_BLOCKS + 1
        assert said.blocks[-1].kind == "boilerplate"
        assert said.text.count("A line.") == 5_000
        assert said.blocks[-1].end == len(said.text.rstrip())


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_bodies_cost_no_more_than_long_ones(name: str) -> None:
    """Nothing in a body makes the work grow faster than the body does."""
    for form in ("html", "text"):
        begun = time.process_time()
        outline("", prose(HOSTILE[name], form))
        assert time.process_time() - begun < 0.8


def test_tags_within_a_word_do_not_part_it() -> None:
    """Those of blocks and line breaks do."""
    assert plain("How <i>The Quay</i>’s cranes move<br>again") == "How The Quay’s cranes move again"
    assert plain("<p>One</p><p>Two &amp; three</p>") == "One Two & three"
