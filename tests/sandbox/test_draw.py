"""What a terminal is given to show is shown, and never obeyed."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.sandbox.draw import Canvas, drawn

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
