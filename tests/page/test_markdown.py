"""A text is drawn by Discord's rules, holds nothing but what the rules allow, and takes no time to speak of."""

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from bot.sandbox.drawing.markdown import block, inline, plain
from bot.sandbox.drawing.message import Sight

SIGHT = Sight(
    viewer="1",
    people={"1": "mira", "2": "noor"},
    roles={"5": "Readers"},
    channels={"7": "news"},
    picture=lambda address: None,
    commands={"9": "/news"},
)
LONGEST = 4000
QUICK = 1.0
LINK = '<a href="{0}" rel="noopener noreferrer" target="_blank">{1}</a>'
ALLOWED = {
    "a": {"href", "title", "rel", "target"},
    "blockquote": set(),
    "br": set(),
    "button": {"type", "class", "aria-expanded"},
    "code": {"class"},
    "div": {"class"},
    "em": set(),
    "h1": set(),
    "h2": set(),
    "h3": set(),
    "li": set(),
    "ol": {"start"},
    "pre": {"tabindex"},
    "s": set(),
    "span": {"class", "title"},
    "strong": set(),
    "time": {"class", "datetime", "data-style"},
    "u": set(),
    "ul": set(),
}


def line(text: str) -> str:
    """What a text of one line is drawn as, without what every text stands in."""
    return block(text, SIGHT).removeprefix('<div class="markdown"><div class="words">').removesuffix("</div>\n</div>")


def lines(text: str) -> str:
    """What a text of several blocks is drawn as, without the breaks between elements."""
    drawn = block(text, SIGHT).removeprefix('<div class="markdown">').removesuffix("</div>")
    return drawn.replace(">\n", ">").replace('<div class="words">', "<w>").replace("</div>", "</w>")


def covered(words: str) -> str:
    return (
        '<button type="button" class="spoiler" aria-expanded="false"><span class="veil">Spoiler: </span>'
        f'<span class="under">{words}</span></button>'
    )


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("**bold**", "<strong>bold</strong>"),
        ("*italic* and _italic_", "<em>italic</em> and <em>italic</em>"),
        ("__under__", "<u>under</u>"),
        ("~~struck~~", "<s>struck</s>"),
        ("||hidden||", covered("hidden")),
        ("***both***", "<em><strong>both</strong></em>"),
        ("__**both**__", "<u><strong>both</strong></u>"),
        ("`*code*`", "<code>*code*</code>"),
        ("**“Yes,”**she said", "<strong>“Yes,”</strong>she said"),
        ("** spaced **", "<strong> spaced </strong>"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("snake_case_name", "snake_case_name"),
        ("**a *b** c*", "<strong>a *b</strong> c*"),
        ("||a\n\nb||", covered("a\n\nb")),
        ("****", "****"),
        ("|one|", "|one|"),
        ("~one~", "~one~"),
    ],
)
def test_marks_pair_as_in_discord(text: str, drawn: str) -> None:
    """Two underscores underline, and no mark asks what letters stand beside it but a single underscore."""
    assert drawn == line(text)


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        (r"\*plain\* \_plain\_ \|\|plain\|\| \`plain\`", "*plain* _plain_ ||plain|| `plain`"),
        (r"\— \\ \a", r"— \ \a"),
        (r"\<@1> \<t:0>", "&lt;@1&gt; &lt;t:0&gt;"),
        (r"\[words](https://quay.example)", "[words](" + LINK.format(*["https://quay.example"] * 2) + ")"),
        (r"https\://quay.example", "https://quay.example"),
        (r"\# no heading", "# no heading"),
        (r"1\. no list", "1. no list"),
        (r"\> no quote", "&gt; no quote"),
    ],
)
def test_a_backslash_makes_what_follows_plain(text: str, drawn: str) -> None:
    """Any character but a letter, a digit and a space."""
    assert drawn == line(text)


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("# One", "<h1>One</h1>"),
        ("## Two", "<h2>Two</h2>"),
        ("### Three", "<h3>Three</h3>"),
        ("#### Four\n#none\n#", "<w>#### Four\n#none\n#</w>"),
        ("-# small *words*", '<div class="subtext">small <em>words</em></w>'),
        ("-#none", "<w>-#none</w>"),
        ("> one\n> two\nthree", "<blockquote><w>one\ntwo</w></blockquote><w>three</w>"),
        (">none", "<w>&gt;none</w>"),
        ("> > once", "<blockquote><w>&gt; once</w></blockquote>"),
        (">>> one\n\ntwo", "<blockquote><w>one\n\ntwo</w></blockquote>"),
        ("> - one", "<blockquote><ul><li><w>one</w></li></ul></blockquote>"),
        ("- one\n* two", "<ul><li><w>one</w></li><li><w>two</w></li></ul>"),
        ("- one\n  - two", "<ul><li><w>one</w><ul><li><w>two</w></li></ul></li></ul>"),
        ("- one\n - two", "<ul><li><w>one</w><ul><li><w>two</w></li></ul></li></ul>"),
        ("- one\n  more\nelse", "<ul><li><w>one\nmore</w></li></ul><w>else</w>"),
        ("1. one\n2. two", "<ol><li><w>one</w></li><li><w>two</w></li></ol>"),
        ("7. seven", '<ol start="7"><li><w>seven</w></li></ol>'),
        ("-none\n+ none\n1) none", "<w>-none\n+ none\n1) none</w>"),
    ],
)
def test_blocks_are_told_apart_as_in_discord(text: str, drawn: str) -> None:
    """Every mark needs its space; a quote holds no quote and ends with its lines, or never."""
    assert drawn == lines(text)


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("one\ntwo", "<w>one\ntwo</w>"),
        ("one\n\n\ntwo", "<w>one\n\n\ntwo</w>"),
        ("one  two\n   three", "<w>one  two\n   three</w>"),
        ("one\n\n> two\n\nthree", "<w>one</w><br><blockquote><w>two</w></blockquote><br><w>three</w>"),
        ("# one\n\ntwo", "<h1>one</h1><w>two</w>"),
        ("\n\none\n\n", "<w>one</w>"),
    ],
)
def test_every_line_break_is_kept(text: str, drawn: str) -> None:
    """Empty lines too, but those after a heading or a list and around the whole."""
    assert drawn == lines(text)


@pytest.mark.parametrize(
    "text",
    [
        "a\n---\nb",
        "a\n===",
        "    a",
        "| a | b |\n|---|---|",
        "<b>a</b>",
        "&amp;",
        "[a]: https://b.example x",
        "a@b.example",
    ],
)
def test_what_discord_does_not_know_stays_text(text: str) -> None:
    """Rules, underlined headings, code by indent, tables, HTML, entities, references, mail addresses."""
    drawn = html.fromstring(block(text, SIGHT))
    assert text.strip() == drawn.text_content().removesuffix("\n").replace("\n\n", "\n")
    assert {"div"} | ({"a"} if "https" in text else set()) == {each.tag for each in drawn.iter()}


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("```py\nx = 1\n```", '<pre tabindex="0"><code class="language-py">x = 1</code></pre>'),
        ("``` x ```", '<pre tabindex="0"><code> x </code></pre>'),
        ("a ```\n> b\n\n- c\n``` d", 'a <pre tabindex="0"><code>&gt; b\n\n- c</code></pre> d'),
        ("```\n<b>\n```", '<pre tabindex="0"><code>&lt;b&gt;</code></pre>'),
        ("```a\n\nb", "```a\n\nb"),
        ("``a ` b``", "<code>a ` b</code>"),
    ],
)
def test_what_is_fenced_is_drawn_as_it_stands(text: str, drawn: str) -> None:
    """Wherever in a line the fence begins; one that never ends is none."""
    assert drawn == line(text)


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("[words](https://quay.example/a_(b))", LINK.format("https://quay.example/a_(b)", "words")),
        ("[words](<https://quay.example/a>)", LINK.format("https://quay.example/a", "words")),
        (
            '[words](https://quay.example "to the quay")',
            LINK.replace(" rel", ' title="to the quay" rel').format("https://quay.example", "words"),
        ),
        ("[**bold**](https://quay.example)", LINK.format("https://quay.example", "<strong>bold</strong>")),
        ("<https://quay.example>", LINK.format(*["https://quay.example"] * 2)),
        ("https://quay.example/a.", LINK.format(*["https://quay.example/a"] * 2) + "."),
        ("(https://quay.example/a_(b))", "(" + LINK.format(*["https://quay.example/a_(b)"] * 2) + ")"),
        ("**https://quay.example**", "<strong>" + LINK.format(*["https://quay.example"] * 2) + "</strong>"),
        ("[words]()", "[words]()"),
        ("[](https://quay.example)", "[](" + LINK.format(*["https://quay.example"] * 2) + ")"),
        ("![picture](https://quay.example)", "!" + LINK.format("https://quay.example", "picture")),
        ("[||hidden||](https://quay.example)", LINK.format("https://quay.example", "||hidden||")),
    ],
)
def test_addresses_of_the_web_lead_there(text: str, drawn: str) -> None:
    """Bare, in brackets and behind words; the punctuation of the sentence is not theirs."""
    assert drawn == line(text)


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "file:///etc", "//quay.example", "/here", "ftp://a", "https://"],
)
def test_nothing_else_is_followed(address: str) -> None:
    """Not by words, nor in brackets, nor bare."""
    assert "href" not in block(f"[words]({address}) <{address}> {address}", SIGHT)


def test_words_that_look_like_an_address_hide_no_other() -> None:
    """Discord shows such a link as it was written, so that nobody is led astray."""
    drawn = html.fromstring(block("[https://quay.example](https://evil.example)", SIGHT))
    assert drawn.text_content().strip() == "[https://quay.example](https://evil.example)"
    assert [(each.get("href"), each.text) for each in drawn.iter("a")] == [
        ("https://quay.example", "https://quay.example"),
        ("https://evil.example", "https://evil.example"),
    ]


def test_what_a_spoiler_covers_cannot_be_followed() -> None:
    """A link within what can be pressed is reached by no key and named by no screen reader."""
    drawn = html.fromstring(block("||[words](https://quay.example)||", SIGHT))
    assert [each.get("title") for each in drawn.iter("span") if each.get("class") == "link"] == ["https://quay.example"]
    assert list(drawn.iter("a")) == []


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("<@1>", '<span class="mention me">@mira</span>'),
        ("<@!2>", '<span class="mention">@noor</span>'),
        ("<@3>", '<span class="mention">@unknown-user</span>'),
        ("<@&5> <@&6>", '<span class="mention">@Readers</span> <span class="mention">@unknown-role</span>'),
        ("<#7> <#8>", '<span class="mention">#news</span> <span class="mention">#unknown</span>'),
        ("</news latest:9>", '<span class="mention">/news latest</span>'),
        ("</quote by:10>", '<span class="mention">/quote by</span>'),
        ("@everyone", '<span class="mention me">@everyone</span>'),
        ("@here!", '<span class="mention me">@here</span>!'),
        ("@everyones", "@everyones"),
        ("<:wave:12> <a:wave:12>", '<span class="emoji">:wave:</span> <span class="emoji">:wave:</span>'),
        ("<@x> <#> <@٣>", "&lt;@x&gt; &lt;#&gt; &lt;@٣&gt;"),
    ],
)
def test_who_and_what_is_named_stands_by_its_name(text: str, drawn: str) -> None:
    """People, roles, channels, commands, everyone and a server's own emoji."""
    assert drawn == line(text)


@pytest.mark.parametrize(
    ("style", "words"),
    [
        ("", "21 September 2026 18:02"),
        (":t", "18:02"),
        (":T", "18:02:03"),
        (":d", "21/09/2026"),
        (":D", "21 September 2026"),
        (":f", "21 September 2026 18:02"),
        (":F", "Monday, 21 September 2026 18:02"),
        (":s", "21/09/2026 18:02"),
        (":S", "21/09/2026 18:02:03"),
        (":R", "21 September 2026 18:02"),
    ],
)
def test_a_moment_is_worded_in_its_style(style: str, words: str) -> None:
    """In UTC, until the page words it in the reader's own zone."""
    stamp = '<time class="stamp" datetime="2026-09-21T18:02:03+00:00" data-style="{}">{}</time>'
    assert stamp.format(style[1:] or "f", words) == line(f"<t:1790013723{style}>")


def test_a_moment_before_1970_is_one_too() -> None:
    """Discord counts backwards as well."""
    assert 'datetime="1969-12-31T23:59:59+00:00"' in line("<t:-1>")


@pytest.mark.parametrize("text", ["<t:99999999999999>", "<t:-99999999999999:R>", "<t:1:x>", "<t:>", "<t:1.5>"])
def test_what_is_no_moment_stays_text(text: str) -> None:
    """Beyond every calendar, in no known style, or no number."""
    assert text == html.fromstring(block(text, SIGHT)).text_content().strip()
    assert "<time" not in block(text, SIGHT)


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        (
            "**bold** __u__ `code` <:wave:1>",
            '<strong>bold</strong> <u>u</u> <code>code</code> <span class="emoji">:wave:</span>',
        ),
        ("<@1> <t:0>", "&lt;@1&gt; &lt;t:0&gt;"),
        ("[words](https://quay.example)", "[words](https://quay.example)"),
        ("https://quay.example", "https://quay.example"),
        ("# one\n> two", "# one &gt; two"),
    ],
)
def test_a_title_has_marks_and_leads_nowhere(text: str, drawn: str) -> None:
    """Discord names nobody in a title, and leads from it only where the whole title leads."""
    assert drawn == inline(text, SIGHT)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("# **One** [two](https://quay.example)\n> three <@1>", "One two three @mira"),
        ("a ||hidden|| b", "a [spoiler] b"),
        ("- one\n- two\n```py\nx\n```", "one two x"),
        ("<b> & \\*", "<b> & *"),
        ("", ""),
    ],
)
def test_plain_words_have_no_marks_and_give_no_spoiler_away(text: str, words: str) -> None:
    """On one line, not yet escaped."""
    assert words == plain(text, SIGHT)


def test_nothing_is_drawn_of_nothing() -> None:
    """An empty text has no element that takes room."""
    assert [block("", SIGHT), block(" \n ", SIGHT), inline("", SIGHT), plain("", SIGHT)] == [""] * 4


HOSTILE = {
    "stars": "*" * LONGEST,
    "brackets": "[" * LONGEST,
    "brackets that lead": "[" * (LONGEST - 2) + "](",
    "quotes": ">" * LONGEST,
    "spaced quotes": "> " * (LONGEST // 2),
    "spoilers": "||" * (LONGEST // 2),
    "mixed": "__*" * (LONGEST // 3),
    "nested": "*a _b **c __d ~~e ||f " * 90 + " f|| e~~ d__ c** b_ a*" * 90,
    "opened": "**a__b~~c||d*e_f" * (LONGEST // 16),
    "links": "[a](https://b.example " * (LONGEST // 22),
    "nested links": "[" * 1000 + "a" + "](https://b)" * 250,
    "titles": '[a](https://b "' * (LONGEST // 15),
    "labels": "](" * (LONGEST // 2),
    "backticks": "".join("`" * length + "x" for length in range(88)),
    "fences": "```a" * (LONGEST // 4),
    "lists": "- " * (LONGEST // 2),
    "nested lists": "\n".join(" " * depth + "- a" for depth in range(86)),
    "numbers": "1. " * (LONGEST // 3),
    "addresses": "https://" * (LONGEST // 8),
    "parentheses": "https://a" + "()" * 1000 + ")" * 1990,
    "mentions": "<@1" * (LONGEST // 3),
    "commands": "</a" * (LONGEST // 3),
    "backslashes": "\\" * LONGEST,
    "empty lines": "> a" + "\n" * (LONGEST - 6) + "> b",
    "everything": "*_~|`[](<>\\#-\n" * (LONGEST // 14),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_text_takes_long_or_nests_deep(text: str) -> None:
    """The longest message that Discord takes, written to be slow, is drawn in well under a second of CPU."""
    for draw in (block, inline, plain):
        began = time.process_time()
        draw(text, SIGHT)
        assert time.process_time() - began < QUICK
    deepest = max(sum(1 for _ in each.iterancestors()) for each in html.fromstring(block(text, SIGHT)).iter())
    assert deepest < 80


MARKS = """** * __ _ ~~ || \\ > >>> # ## -# - 1. < <@1> <@&5> <#7> <:a:1> <t:1> <t:-1:R> @everyone & &lt; " '
https://pier.example https:// <https://pier.example/a> javascript: <script> onclick=x style=x é ש""".split()
GAPS = [" ", "\n", "\n\n", "\t", "\r\n", "  ", "\n    ", "\n> ", "\n- ", "\n# ", "\n>>> "]
HIDING = ["`", "```", "[", "](", ")", "[a](https://pier.example)", "</news:9>", "\x00", "\ud800"]
WORDS = ["quay", "ferry"]


def written(*pieces: str) -> st.SearchStrategy[str]:
    """Texts of these pieces, words among them."""
    return st.lists(st.sampled_from([*pieces, *WORDS]), max_size=40).map("".join)


@given(st.text() | written(*MARKS, *GAPS, *HIDING))
def test_whatever_is_written_only_what_is_allowed_is_drawn(text: str) -> None:
    """No element, attribute or address but those the page expects; nothing within a link or a button is another."""
    for drawn in (block(text, SIGHT), inline(text, SIGHT)):
        for each in html.fragment_fromstring(drawn, create_parent="div").iterdescendants():
            assert each.tag in ALLOWED
            assert set(each.attrib) <= ALLOWED[each.tag]
            assert each.get("href", "https://").startswith(("https://", "http://"))
            if each.tag in ("a", "button"):
                assert [inside.tag for inside in each.iterdescendants("a", "button")] == []


@given(written(*MARKS, *GAPS))
def test_no_word_is_lost_and_none_is_said_twice(text: str) -> None:
    """Marks may take one another away, but never what they stand around."""
    for drawn in (block(text, SIGHT), inline(text, SIGHT)):
        shown = html.fragment_fromstring(drawn, create_parent="div").text_content()
        assert [text.count(word) for word in WORDS] == [shown.count(word) for word in WORDS]


@given(st.text() | written(*MARKS, *GAPS, *HIDING))
def test_plain_words_stand_on_one_line_that_can_be_sent(text: str) -> None:
    """Whatever halves of characters and line breaks the text has."""
    words = plain(text, SIGHT)
    assert words == " ".join(words.encode().decode().split())


def test_the_address_of_a_message_that_is_known_here_leads_to_it() -> None:
    """Nobody leaves the page for Discord's own site; the address of any other message is an address as any other."""
    sight = replace(SIGHT, channels={"12": "news"})
    known = block("[digest](https://discord.com/channels/1/12/345)", sight)
    assert '<a class="jump" href="#" data-jump-channel="12" data-jump-message="345">digest</a>' in known
    for other in ("1/13/345", "1/12", "1/12/x", "1/12/345/6"):
        assert f'href="https://discord.com/channels/{other}"' in block(f"<https://discord.com/channels/{other}>", sight)
