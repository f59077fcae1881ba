"""Every message is drawn, says what it holds, and is nothing but what the page expects."""

import re
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from bot.sandbox.drawing import message as page
from bot.sandbox.drawing.message import Sight, drawn
from bot.sandbox.things import Json

STATIC = files("bot.sandbox.page") / "static"
BOT: Json = {"id": "9", "username": "Late Edition", "bot": True}
MIRA: Json = {"id": "1", "username": "mira", "global_name": "Mira"}
NOOR: Json = {"id": "2", "username": "noor", "global_name": "Noor"}
HERE = "http://127.0.0.1:8080/{}"
SILENT, EPHEMERAL, LOADING, CROSSPOSTED, HAS_THREAD, SUPPRESS_EMBEDS = 1 << 12, 1 << 6, 1 << 7, 1, 1 << 5, 1 << 2


def page_picture(address: str) -> str | None:
    """The page has the pictures of this machine and no other."""
    return "/picture?of=" + address.rpartition("/")[2] if address.startswith("http://127.0.0.1") else None


SIGHT = Sight(
    viewer="1",
    people={"1": "Mira", "2": "Noor", "9": "Late Edition"},
    roles={"5": "Readers"},
    channels={"7": "news"},
    picture=page_picture,
)


def written(author: Json = BOT, **given: object) -> Json:
    """A message as Discord writes it."""
    plain: Json = {"id": "100", "channel_id": "7", "type": 0, "flags": 0, "timestamp": "2026-09-21T18:02:00+00:00"}
    return plain | {"author": author, "content": ""} | given


def seen(message: Json) -> html.HtmlElement:
    """The article that is drawn of a message."""
    return html.fragment_fromstring(drawn(message, SIGHT))


def one(message: Json, class_: str) -> html.HtmlElement:
    """The one element of a class in what is drawn of a message."""
    (found,) = seen(message).find_class(class_)
    return found


def texts(message: Json, class_: str) -> list[str]:
    """What the elements of a class say."""
    return [" ".join(each.text_content().split()) for each in seen(message).find_class(class_)]


def in_row(*components: Json) -> Json:
    return written(components=[{"type": 1, "components": list(components)}])


def test_an_article_says_which_message_it_is_and_whose() -> None:
    """By what the page finds it, and by what a screen reader calls it."""
    article = seen(written(MIRA, content="Good **morning**"))
    assert dict(article.attrib) == {
        "class": "message",
        "id": "m-100",
        "data-id": "100",
        "data-channel": "7",
        "data-author": "1",
        "tabindex": "-1",
        "aria-labelledby": "h-100",
    }
    head = article.get_element_by_id("h-100")
    assert head.text_content() == "Mira 18:02"
    assert [(time.get("class"), time.get("datetime")) for time in head.iter("time")] == [
        ("at", "2026-09-21T18:02:00+00:00")
    ]
    (avatar,) = article.find_class("avatar")
    assert (avatar.text, avatar.get("aria-hidden")) == ("M", "true")
    assert [strong.text for strong in article.iter("strong")] == ["morning"]


def test_an_app_is_known_by_its_badge() -> None:
    """And by the first letters of both its names."""
    assert texts(written(), "app") == ["APP"]
    assert texts(written(), "avatar") == ["LE"]
    assert texts(written(MIRA), "app") == []


def test_a_person_is_called_by_their_name_in_the_server() -> None:
    """Then by the name that the reader knows, then by their own."""
    assert texts(written(MIRA, member={"nick": "Captain"}), "name") == ["Captain"]
    assert texts(written({"id": "3", "username": "odd", "global_name": "Odd Falk"}), "name") == ["Odd Falk"]
    assert texts(written({"id": "3", "username": "odd", "global_name": None}), "name") == ["odd"]


def test_an_author_keeps_their_colour() -> None:
    """Whatever they say."""
    first, second = (seen(written(NOOR, content=text)).find_class("avatar")[0].get("class") for text in "ab")
    assert first == second


@pytest.mark.parametrize(
    ("answered", "excerpt"),
    [
        ({"content": "**One** <@2>\ntwo"}, "One @Noor"),
        ({"embeds": [{"title": "A *title*", "description": "words"}]}, "A title"),
        ({"embeds": [{"description": "\n> words"}]}, "words"),
        ({"components": [{"type": 17, "components": [{"type": 10, "content": "# Inside"}]}]}, "Inside"),
        ({}, "Press to see the message"),
        ({"content": "word " * 100}, "word " * 31 + "word…"),
    ],
)
def test_a_reply_leads_to_what_it_answers(answered: Json, excerpt: str) -> None:
    """By its author and the first words that it shows."""
    reply = one(written(type=19, referenced_message=written(MIRA, id="99") | answered), "reply")
    assert ("button", "99", f"Mira {excerpt}") == (reply.tag, reply.get("data-goto"), reply.text_content())


def test_a_reply_to_nothing_says_so() -> None:
    """What it answered was deleted."""
    reply = one(written(type=19, referenced_message=None), "reply")
    assert (reply.tag, reply.text) == ("p", "Original message was deleted")


@pytest.mark.parametrize(
    ("kind", "origin", "line"),
    [
        (20, {"user": MIRA, "name": "news latest"}, "Mira used /news latest"),
        (20, {"user": MIRA}, "Mira used a command"),
        (23, {"user": MIRA, "name": "Quotes in this"}, "Mira used Quotes in this"),
        (20, {}, "Somebody used a command"),
    ],
)
def test_an_answer_says_whose_command_it_answers(kind: int, origin: Json, line: str) -> None:
    """As far as Discord tells it."""
    assert [line] == texts(written(type=kind, interaction_metadata=origin), "used")


@pytest.mark.parametrize(
    ("flags", "class_", "words"),
    [
        (SILENT, "silent", "@silent"),
        (CROSSPOSTED, "published", "Published"),
        (HAS_THREAD, "thread", "A thread starts here"),
        (EPHEMERAL, "only-you", "Only you can see this · Dismiss message"),
        (LOADING, "thinking", "Late Edition is thinking…"),
    ],
)
def test_what_a_flag_means_is_said(flags: int, class_: str, words: str) -> None:
    """And only where the flag is set."""
    assert [words] == texts(written(flags=flags), class_)
    assert texts(written(), class_) == []


def test_what_only_one_person_sees_can_be_dismissed() -> None:
    """By a button."""
    dismiss = one(written(flags=EPHEMERAL), "dismiss")
    assert (dismiss.tag, "data-dismiss" in dismiss.attrib) == ("button", True)


def test_a_thread_is_named_where_it_starts() -> None:
    """Under its message, and in the line that tells of it."""
    assert texts(written(thread={"id": "77", "name": "The ferries"}), "thread") == ["Thread: The ferries"]
    assert texts(written(NOOR, type=18, content="The ferries"), "happened") == ["Noor started a thread: The ferries"]


def test_an_edit_is_marked_beside_the_words() -> None:
    """And stands alone where there are none."""
    edited = "2026-09-21T18:05:00+00:00"
    assert texts(written(content="words", edited_timestamp=edited), "content") == ["words (edited)"]
    assert texts(written(edited_timestamp=edited), "content") == ["(edited)"]
    assert texts(written(content="words"), "edited") == []


def test_a_message_that_names_the_reader_stands_out() -> None:
    """One that names somebody else does not."""
    assert "for-you" in seen(written(mentions=[MIRA])).classes
    assert "for-you" in seen(written(mention_everyone=True)).classes
    assert "for-you" not in seen(written(mentions=[NOOR])).classes


CARD: Json = {
    "author": {"name": "Harbour *Light*", "url": "https://light.example"},
    "title": "Port **reopens**",
    "url": "https://light.example/port",
    "description": "> “Soon,”\n— [Ines](https://light.example/ines)",
    "color": 0x0C5500,
    "thumbnail": {"url": HERE.format("small.png")},
    "image": {"url": "https://quay.example/large.png", "description": "The quay at dusk"},
    "footer": {"text": "light.*example*"},
    "timestamp": "2026-09-21T18:00:00Z",
}


def test_a_card_shows_all_its_parts_by_their_own_rules() -> None:
    """Marks in its title, everything in its words, nothing in its author and its footer."""
    card = one(written(embeds=[CARD]), "embed")
    said = {
        class_: html.tostring(card.find_class(class_)[0], encoding="unicode") for class_ in ("by", "title", "footer")
    }
    assert card.get("data-colour") == "#0c5500"
    assert ">Harbour *Light*</a>" in said["by"]
    assert ">Port <strong>reopens</strong></a>" in said["title"]
    assert "<span>light.*example*</span>" in said["footer"]
    assert 'datetime="2026-09-21T18:00:00+00:00"' in said["footer"]
    assert [" ".join(each.text_content().split()) for each in card.iter("blockquote")] == ["“Soon,”"]
    assert [each.get("href") for each in card.iter("a")] == [
        "https://light.example",
        "https://light.example/port",
        "https://light.example/ines",
    ]
    assert [(each.get("src"), each.get("alt"), each.get("loading")) for each in card.iter("img")] == [
        ("/picture?of=small.png", "Picture", "lazy")
    ]


def test_a_picture_of_elsewhere_is_named_and_not_loaded() -> None:
    """With what it shows; no address outside this machine is where a browser would load it from."""
    absent = one(written(embeds=[CARD]), "absent")
    assert [each.text for each in absent] == ["picture on quay.example, not loaded here", "The quay at dusk"]
    assert not re.search(r"(src|srcset|data|poster)=\"https?:", drawn(written(embeds=[CARD]), SIGHT))


def test_fields_stand_three_in_a_row_where_they_may() -> None:
    """One that may not stands alone, and parts those before it from those after it."""
    fields = [{"name": f"{place} `x`", "value": "- v", "inline": place != 4} for place in range(6)]
    card = one(written(embeds=[{"fields": fields}]), "embed")
    assert [len(row) for row in card.find_class("columns")] == [3, 1, 1, 1]
    assert "<code>x</code>" in html.tostring(card.find_class("field-name")[0], encoding="unicode")
    assert len(list(card.iter("li"))) == 6


def test_cards_with_one_address_are_one_with_all_their_pictures() -> None:
    """Discord shows the first, and of the others only what they picture, four at most."""
    cards: list[Json] = [
        {"title": str(place), "url": "https://light.example", "image": {"url": HERE.format(place)}}
        for place in range(6)
    ]
    article = seen(written(embeds=[*cards, {"title": "other", "url": "https://quay.example"}]))
    assert [each.text_content() for each in article.find_class("title")] == ["0", "other"]
    assert [f"/picture?of={place}" for place in range(4)] == [each.get("src") for each in article.iter("img")]
    assert [each.get("class") for each in article.find_class("gallery")] == ["gallery of-4"]


def test_cards_that_are_suppressed_are_not_drawn() -> None:
    """The words of the message are."""
    assert texts(written(embeds=[CARD], flags=SUPPRESS_EMBEDS), "embed") == []


def test_what_is_covered_in_a_title_stands_beside_its_link() -> None:
    """What can be pressed cannot be followed."""
    (title,) = seen(written(embeds=[{"title": "||a||", "url": "https://light.example"}])).find_class("title")
    assert [each.tag for each in title] == ["button", "a"]


PICTURE: Json = {"filename": "quay.png", "url": HERE.format("quay.png"), "size": 1234, "content_type": "image/png"}
ROTA: Json = {"filename": "rota.pdf", "url": HERE.format("rota.pdf"), "size": 123456, "content_type": "application/pdf"}


def test_pictures_are_shown_and_other_files_named_with_their_size() -> None:
    """A file leads to its bytes."""
    article = seen(written(attachments=[PICTURE | {"description": "the quay"}, ROTA]))
    assert [(each.get("src"), each.get("alt")) for each in article.iter("img")] == [
        ("/picture?of=quay.png", "the quay")
    ]
    assert [each.text_content() for each in article.find_class("file")] == ["rota.pdf123 kB"]
    assert [ROTA["url"]] == [each.get("href") for each in article.iter("a")]


def test_a_file_that_a_card_shows_is_not_shown_twice() -> None:
    """By whichever of its addresses the card speaks of it."""
    for address in ("attachment://quay.png", PICTURE["url"]):
        article = seen(written(attachments=[PICTURE], embeds=[{"image": {"url": address}}]))
        assert [each.get("src") for each in article.iter("img")] == ["/picture?of=quay.png"]


def test_a_spoiler_is_covered_until_it_is_pressed() -> None:
    """A picture, a file, a container: behind a line that says so."""
    hidden = PICTURE | {"filename": "SPOILER_quay.png"}
    box = {"type": 17, "spoiler": True, "components": [{"type": 10, "content": "inside"}]}
    for message in (written(attachments=[hidden]), written(components=[box])):
        (covered,) = seen(message).iter("details")
        assert (covered[0].tag, covered.get("open")) == ("summary", None)


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (1500, "1.5 kB"), (25_000_000, "25 MB"), (10**13, "10000 GB")],
)
def test_a_size_is_told_in_steps_of_a_thousand(size: int, words: str) -> None:
    """With one figure more where there is but one."""
    assert [words] == texts(written(attachments=[ROTA | {"size": size}]), "size")


@pytest.mark.parametrize(("style", "class_"), [(1, "primary"), (2, "secondary"), (3, "success"), (4, "danger")])
def test_a_button_can_be_pressed_by_its_id(style: int, class_: str) -> None:
    """In the style that it has."""
    button = one(in_row({"type": 2, "style": style, "label": "Why this?", "custom_id": "le:why:1"}), "button")
    assert ("button", f"button {class_}", "le:why:1", "Why this?") == (
        button.tag,
        button.get("class"),
        button.get("data-press"),
        button.text_content(),
    )


def test_a_button_may_be_shut_have_an_emoji_or_lead_away() -> None:
    """What leads away is a link, and is none where its address is not of the web."""
    shut = one(in_row({"type": 2, "style": 1, "label": "a", "custom_id": "b", "disabled": True}), "button")
    assert "disabled" in shut.attrib
    assert texts(in_row({"type": 2, "style": 1, "label": "News", "emoji": {"name": "📰"}}), "button") == ["📰 News"]
    assert texts(in_row({"type": 2, "style": 1, "emoji": {"name": "wave", "id": "5"}}), "button") == [":wave:"]
    link: Json = {"type": 2, "style": 5, "label": "Open", "url": "https://light.example"}
    assert one(in_row(link), "button").get("href") == "https://light.example"
    assert one(in_row(link | {"url": "javascript:alert(1)"}), "button").tag == "span"
    assert one(in_row(link | {"disabled": True}), "button").tag == "span"


def test_a_select_offers_its_options() -> None:
    """With their descriptions; what stands chosen is, and a hint comes first."""
    options: list[Json] = [
        {"label": "Light", "value": "1", "description": "hourly", "emoji": {"name": "📰"}},
        {"label": "Quay", "value": "2", "default": True},
    ]
    select: Json = {"type": 3, "custom_id": "feed", "placeholder": "Choose a feed", "options": options}
    (chooses,) = seen(in_row(select)).iter("select")
    assert (
        chooses.get("data-choose"),
        chooses.get("data-least"),
        chooses.get("data-most"),
        chooses.get("aria-label"),
    ) == ("feed", "1", "1", "Choose a feed")
    assert [(each.get("value"), each.text, "selected" in each.attrib) for each in chooses] == [
        ("", "Choose a feed", False),
        ("1", "📰 Light — hourly", False),
        ("2", "Quay", True),
    ]
    (several,) = seen(in_row(select | {"min_values": 0, "max_values": 2, "disabled": True})).iter("select")
    assert (
        several.get("data-least"),
        several.get("data-most"),
        "multiple" in several.attrib,
        "disabled" in several.attrib,
        len(several),
    ) == ("0", "2", True, True, 2)


@pytest.mark.parametrize(("kind", "named"), [(5, "user"), (6, "role"), (7, "mentionable"), (8, "channel")])
def test_a_select_of_names_says_of_what_kind(kind: int, named: str) -> None:
    """The page asks for the names; those that stand chosen are there."""
    defaults = [{"id": "7", "type": "channel"}, {"id": "5", "type": "role"}, {"id": "8", "type": "user"}]
    component = {"type": kind, "custom_id": "x", "default_values": defaults, "channel_types": [0, 5], "max_values": 3}
    (chooses,) = seen(in_row(component)).iter("select")
    assert (named, "0,5") == (chooses.get("data-kind"), chooses.get("data-types"))
    assert [(each.get("value"), each.text) for each in chooses] == [("7", "news"), ("5", "Readers"), ("8", "8")]


def test_components_of_the_second_kind_stand_in_one_another() -> None:
    """A container with its colour, a section with what is beside it, pictures, a file, a line between."""
    inside: list[Json] = [
        {"type": 10, "content": "# Head"},
        {
            "type": 9,
            "components": [{"type": 10, "content": "words"}],
            "accessory": {"type": 2, "style": 1, "label": "Go"},
        },
        {
            "type": 9,
            "components": [{"type": 10, "content": "words"}],
            "accessory": {"type": 11, "media": {"url": HERE.format("t.png")}, "description": "a crane"},
        },
        {"type": 12, "items": [{"media": {"url": HERE.format(place)}} for place in "ab"]},
        {"type": 13, "file": {"url": "attachment://rota.pdf"}},
        {"type": 14},
        {"type": 14, "divider": False, "spacing": 2},
        {"type": 1, "components": [{"type": 2, "style": 4, "label": "Unfollow", "custom_id": "u"}]},
    ]
    box = {"type": 17, "accent_color": 0xFF, "components": inside}
    article = seen(written(flags=1 << 15, components=[box], attachments=[ROTA]))
    (container,) = article.find_class("container")
    assert container.get("data-colour") == "#0000ff"
    assert [each.get("class") for each in container] == [
        "markdown",
        "section",
        "section",
        "gallery of-2",
        "file",
        "separator",
        "separator large",
        "row",
    ]
    assert [each.text_content() for each in container.find_class("accessory")[0]] == ["Go"]
    assert [each.get("alt") for each in container.iter("img")] == ["a crane", "Picture", "Picture"]
    assert [each.text_content() for each in article.find_class("file")] == ["rota.pdf123 kB"]
    assert [each.tag for each in container.find_class("separator")] == ["hr", "div"]


def deep(levels: int) -> Json:
    return {"type": 17, "components": [deep(levels - 1)] if levels else []}


@pytest.mark.parametrize(
    ("message", "note"),
    [
        (written(components=[{"type": 99}]), "Not drawn: a component of kind 99"),
        (written(components=[{}]), "Not drawn: a component of kind nothing"),
        (written(components=[deep(20)]), "Not drawn: components that stand too deep in others"),
        (in_row({"type": 2, "style": 6, "sku_id": "1"}), "Not drawn: a button of style 6"),
        (written(poll={"question": {"text": "?"}}), "Not drawn: a poll"),
        (written(sticker_items=[{"id": "1"}]), "Not drawn: a sticker"),
        (written(message_snapshots=[{}]), "Not drawn: a forwarded message"),
        (written(type=42), "Not drawn: what a message of kind 42 says"),
        (written(embeds=[{"video": {"url": "https://light.example/v"}}]), "Not drawn: a video"),
    ],
)
def test_what_is_not_drawn_is_named(message: Json, note: str) -> None:
    """Nothing is left out without a word."""
    assert [note] == texts(message, "not-drawn")


EVIL = "\"><script>alert(1)</script><img src=x onerror=alert(1)>' onclick=x \x00\x1b"


def test_nothing_from_outside_is_markup() -> None:
    """Neither in words nor in attributes, in whichever part of a message it stands."""
    who: Json = {"id": EVIL, "username": EVIL, "bot": True}
    pressed: Json = {"type": 2, "style": 1, "label": EVIL, "custom_id": EVIL, "emoji": {"name": EVIL}}
    chosen: Json = {"type": 3, "custom_id": EVIL, "placeholder": EVIL, "options": [{"label": EVIL, "value": EVIL}]}
    named: Json = {
        "type": 8,
        "custom_id": EVIL,
        "channel_types": [EVIL],
        "default_values": [{"id": EVIL, "type": EVIL}],
    }
    media: Json = {"url": "https://" + EVIL, "description": EVIL}
    card: Json = {"title": EVIL, "description": EVIL, "url": "https://" + EVIL, "image": media, "timestamp": EVIL}
    card |= {"footer": {"text": EVIL}, "author": {"name": EVIL, "url": EVIL}, "fields": [{"name": EVIL, "value": EVIL}]}
    message = written(
        who,
        id=EVIL,
        channel_id=EVIL,
        timestamp=EVIL,
        content=EVIL,
        type=19,
        referenced_message=written(who, id=EVIL, content=EVIL),
        embeds=[card],
        attachments=[{"filename": EVIL, "url": EVIL, "size": EVIL}],
        components=[
            {"type": 1, "components": [pressed, chosen, named]},
            {"type": 12, "items": [{"media": media}, {"media": {"url": HERE.format(EVIL)}}]},
            {"type": 13, "file": {"url": EVIL}},
        ],
        thread={"id": EVIL, "name": EVIL},
    )
    article = seen(message)
    assert list(article.iter("script")) == []
    assert [key for each in article.iter() for key in each.attrib if key.startswith("on") or key == "style"] == []
    assert [each.get("src")[:12] for each in article.iter("img")] == ["/picture?of="]
    assert article.text_content().count("<script>") >= 12


KEYS = """
id channel_id author username global_name bot member nick content timestamp edited_timestamp type flags mentions thread
mention_everyone referenced_message interaction_metadata user name embeds title description url color fields value poll
inline image thumbnail footer text icon_url attachments filename size content_type components accessory custom_id label
style emoji options placeholder max_values channel_types default_values items media file spoiler accent_color
""".split()
KINDS = [1, 2, 3, 5, 9, 10, 11, 12, 13, 14, 17, 18, 19, 20, 99]
ODD = [None, True, -1, 1.5, float("nan"), 1 << 12, 10**400, "", "https://light.example", "attachment://x", "\ud800"]
SHAPED = st.recursive(
    st.sampled_from([*KINDS, *ODD, HERE.format("x")]),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inside, max_size=6),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(KEYS), SHAPED, max_size=12))
def test_any_json_is_drawn_and_can_be_sent(message: Json) -> None:
    """Whatever stands where something else is expected, the page has one article and no exception."""
    written = drawn(message, SIGHT)
    written.encode()
    assert html.fragment_fromstring(written).tag == "article"


def luminance(colour: str) -> float:
    """How bright a colour is (WCAG 2.2: relative luminance)."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


STYLE = (STATIC / "message.css").read_text()
COLOURS = re.findall(
    r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", (STATIC / "theme.css").read_text(encoding="utf-8")
)
THEMES = [{name: colours[dark] for name, *colours in COLOURS} for dark in (1, 0)]


@pytest.mark.parametrize("theme", THEMES, ids=["dark", "light"])
def test_words_on_a_colour_can_be_read(theme: dict[str, str]) -> None:
    """Every rule that sets both the ground and the words on it keeps 4.5 to 1 (WCAG 2.2, 1.4.3), in both themes."""
    pairs = re.findall(r"background: var\(--([a-z-]+)\);[^}]*?(?<!-)color: var\(--([a-z-]+)\)", STYLE)
    assert len(pairs) > 10
    assert [pair for pair in pairs if contrast(theme[pair[0]], theme[pair[1]]) < 4.5] == []


def test_every_colour_is_the_themes() -> None:
    """So that light and dark are told in one place."""
    used = set(re.findall(r"var\(--([a-z-]+)", STYLE)) - {"bar", "edge"}
    assert used <= set(THEMES[0])
    assert re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(", STYLE) == []


def test_every_author_colour_is_in_the_style_sheet() -> None:
    """As many as are given out."""
    assert [f"hue-{place}" for place in range(page.HUES)] == re.findall(r"^\.(hue-\d)", STYLE, re.MULTILINE)
