"""What a terminal is given to show is shown, and never obeyed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox import Json
from bot.sandbox.terminal.draw import Canvas, Look, drawn, form, runs

NOW = datetime(2026, 9, 18, 18, 0, tzinfo=UTC)


def test_nothing_in_a_message_is_for_the_terminal_to_obey() -> None:
    """Neither an escape sequence nor a lone control character, wherever in the message it stands."""
    evil = "\x1b]0;owned\x07 \x9b2J\rand so on"
    embed = {"title": evil, "description": evil, "url": evil, "author": {"name": evil}, "footer": {"text": evil}}
    shown = drawn({"content": evil, "author": {"username": evil}, "embeds": [embed]}, Canvas())
    assert [character for character in shown if not character.isprintable() and character != "\n"] == []
    assert shown.count("and so on") == 7


def test_a_moment_beyond_every_calendar_is_drawn_all_the_same() -> None:
    """Twelve digits are more than Python's years can hold."""
    assert "999999999999" in drawn({"content": "at <t:999999999999:R>"}, Canvas())


@pytest.mark.parametrize(
    ("style", "shown"),
    [
        ("", "18 September 2026 17:45"),
        (":f", "18 September 2026 17:45"),
        (":F", "Friday, 18 September 2026 17:45"),
        (":D", "18 September 2026"),
        (":d", "18/09/2026"),
        (":t", "17:45"),
        (":T", "17:45:00"),
        (":R", "15 minutes ago"),
    ],
)
def test_a_moment_is_drawn_as_the_message_asks(style: str, shown: str) -> None:
    """An hour is not how long ago it was."""
    moment = int((NOW - timedelta(minutes=15)).timestamp())
    assert drawn({"content": f"at <t:{moment}{style}>"}, Canvas(now=NOW)) == f"at {shown}"


def test_what_is_answered_is_named_by_the_first_words_that_it_shows() -> None:
    """An edition has no title: its first line tells which it is."""
    edition = {"embeds": [{"description": "**Evening edition** · 5 headlines\n\n1 **Fog**"}]}
    shown = drawn({"content": "More fog", "referenced_message": edition}, Canvas())
    assert shown.split("\n")[0] == "╭─ in reply to: Evening edition · 5 headlines"


def lines(message: Json, canvas: Canvas | None = None) -> list[str]:
    """Draw a message, line by line."""
    return drawn(message, canvas or Canvas()).split("\n")


def test_markup_is_drawn_as_blocks_and_words() -> None:
    """A heading is a line, a quote and a list have their marks, and a code block keeps its lines and its spaces."""
    content = "# Fog\n> held the **boats**\n\n- one\n  - two\n3. three\n4. four\n-# small\n```py\nx  = 1\n\ny\n```\nend"
    assert lines({"content": content}) == [
        "Fog",
        "┃ held the boats",
        "",
        "• one",
        "  • two",
        "3. three",
        "4. four",
        "small",
        "x  = 1",
        "",
        "y",
        "end",
    ]


def test_what_a_terminal_cannot_show_keeps_its_marks() -> None:
    """Without them struck words would read as if they were meant."""
    assert lines({"content": "~~stop~~ ||hidden|| `**code**` \\*plain\\*"}) == [
        "~~stop~~ ||hidden|| `**code**` *plain*"
    ]


def test_a_stretch_of_words_has_one_look() -> None:
    """Looks add up, and end where their marks do."""
    found = list(runs("a **b *c*** __d__ [e](https://a.example/)", Canvas(), Look()))
    assert [(words, look) for words, look in found if words.strip()] == [
        ("a ", Look()),
        ("b ", Look(bold=True)),
        ("c", Look(bold=True, italic=True)),
        ("d", Look(underline=True)),
        ("e", Look(link=True)),
    ]


def test_colour_is_for_terminals_that_have_it() -> None:
    """The words are the same with it and without."""
    assert lines({"content": "a **b**"}, Canvas(colour=True)) == ["a \x1b[1mb\x1b[0m"]


def test_names_stand_for_ids() -> None:
    """A channel, a person or a role is known by its name, where the canvas has it."""
    canvas = Canvas(channels={"1": "news"}, people={"2": "mira"}, roles={"3": "Readers"})
    assert lines({"content": "<#1> <@2> <@&3> <@4>"}, canvas) == ["#news @mira @Readers @unknown-user"]


def test_a_long_line_is_broken_between_words() -> None:
    """What belongs to a quote stays beside its mark; a word that is longer than the line stands alone."""
    assert lines({"content": "> one two three fourteenletter"}, Canvas(width=10)) == [
        "┃ one two",
        "┃ three",
        "┃ fourteenletter",
    ]


def test_components_are_drawn_in_their_order() -> None:
    """A container has a bar, a picture its words, a button its label, and a list what it offers."""
    inside = [
        {"type": 10, "content": "## Fog"},
        {"type": 14},
        {"type": 14, "divider": False},
        {
            "type": 9,
            "components": [{"type": 10, "content": "No boats"}],
            "accessory": {"type": 11, "media": {"url": "https://quay.example/a.png"}},
        },
        {"type": 12, "items": [{"media": {"url": "https://quay.example/b.png"}, "description": "The quay"}]},
        {"type": 13, "file": {"url": "attachment://feeds.opml"}},
        {
            "type": 1,
            "components": [{"type": 2, "label": "More", "custom_id": "m"}, {"type": 2, "emoji": {"name": "⏩"}}],
        },
        {"type": 1, "components": [{"type": 3, "custom_id": "l", "options": [{"label": "A"}, {"label": "B"}]}]},
        {"type": 1, "components": [{"type": 8, "custom_id": "c", "placeholder": "Where"}]},
        {"type": 77},
    ]
    assert lines({"flags": 1 << 15, "components": [{"type": 17, "components": inside}], "attachments": [{}]}) == [
        "│ Fog",
        "│ ────────────────────",
        "│",
        "│ No boats",
        "│ [picture: https://quay.example/a.png]",
        "│ [picture: The quay]",
        "│ [file: attachment://feeds.opml]",
        "│ ⟨More⟩ ⟨⏩⟩",
        "│ ⟨Choose …: A / B⟩",
        "│ ⟨Where …: a channel⟩",
        "│ [not drawn: a component of kind 77]",
    ]


def test_files_are_named() -> None:
    """A picture by its name, another file by its size too."""
    files = [
        {"filename": "quay.png", "content_type": "image/png", "size": 10},
        {"filename": "feeds.opml", "content_type": "text/xml", "size": 12345},
    ]
    assert lines({"attachments": files}) == ["[picture: quay.png]", "[file: feeds.opml, 12,345 bytes]"]


def test_an_answer_to_components_is_named_by_their_first_words() -> None:
    """What has neither embeds nor a text of its own is known by its first text display."""
    answered = {"components": [{"type": 17, "components": [{"type": 14}, {"type": 10, "content": "**Fog**\nmore"}]}]}
    assert lines({"content": "More fog", "referenced_message": answered})[0] == "╭─ in reply to: Fog"


def test_a_message_says_that_it_is_published() -> None:
    """In an announcement channel that is told beside its name."""
    message = {"author": {"username": "Late Edition", "bot": True}, "timestamp": NOW.isoformat(), "flags": 1}
    assert lines(message, Canvas(now=NOW)) == ["Late Edition [APP]  18:00:00  (published)"]


def test_a_form_shows_its_fields() -> None:
    """In the old manner and in the new, with what stands in them."""
    modal = {
        "title": "Digest \x1b[2Jthis",
        "components": [
            {"type": 10, "content": "Read **first**"},
            {"type": 1, "components": [{"type": 4, "label": "Words", "custom_id": "w", "value": "fog\nboats"}]},
            {
                "type": 18,
                "label": "Where",
                "description": "Any channel",
                "component": {"type": 8, "custom_id": "c", "placeholder": "Here"},
            },
        ],
    }
    assert form(modal, Canvas()).split("\n") == [
        "Digest [2Jthis",
        "┆ Read first",
        "┆ Words",
        "┆ [fog boats]",
        "┆ Where",
        "┆ Any channel",
        "┆ ⟨Here …: a channel⟩",
    ]


@given(st.text(), st.integers(1, 100))
def test_every_text_can_be_drawn(text: str, columns: int) -> None:
    """Wherever it stands, nothing in it is for the terminal to obey."""
    embed = {"title": text, "description": text, "fields": [{"name": text, "value": text}], "footer": {"text": text}}
    button = {"type": 1, "components": [{"type": 2, "label": text}]}
    shown = drawn({"content": text, "embeds": [embed], "components": [button]}, Canvas(width=columns))
    assert [character for character in shown if character < " " and character != "\n"] == []


@given(st.lists(st.text("abcdefgh", min_size=1), max_size=30), st.integers(10, 60))
def test_no_word_is_lost(words: list[str], columns: int) -> None:
    """However wide the terminal is, the words stand in it in their order, each line no wider unless by one word."""
    shown = lines({"content": " ".join(words)}, Canvas(width=columns)) if words else []
    assert " ".join(shown).split() == words
    assert all(len(line) <= columns or " " not in line for line in shown)
