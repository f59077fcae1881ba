"""What a terminal is given to show is shown, and never obeyed."""

from bot.sandbox.draw import Canvas, drawn


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
