"""Only pictures of this machine are shown, and only those that are there."""

from __future__ import annotations

import pytest

from bot.sandbox import StandIn, World
from bot.sandbox.page.pictures import Gallery, Pictures, no_pictures


async def one_picture(address: str) -> tuple[bytes, str] | None:
    """Know of one picture."""
    return (b"GIF89a", "image/gif") if address == "http://127.0.0.1:1/quay.gif" else None


def shown(address: str, pictures: Pictures = one_picture) -> bool:
    """Tell whether a message would show the picture at an address; "…" stands for the stand-in's own origin."""
    world = World.small()
    world.files.update({11: b"\x89PNG", 12: b"<svg/>"})
    discord = StandIn(world, port=7)
    own = Gallery(discord, pictures).own_address(address.replace("…", "http://127.0.0.1:7"))
    assert own is None or own.startswith("/picture?of=http%3A%2F%2F")
    return own is not None


@pytest.mark.parametrize(
    ("address", "is_shown"),
    [
        ("…/attachments/1/11/quay.png", True),
        ("…/attachments/1/12/quay.svg", False),
        ("…/attachments/1/99/gone.png", False),
        ("…/attachments/quay.png", False),
        ("…/attachments/", False),
        ("http://127.0.0.1:1/quay.gif", True),
        ("http://localhost:1/quay.gif", True),
        ("https://quay.example/quay.gif", False),
        ("http://127.0.0.1@quay.example/quay.gif", False),
        ("//127.0.0.1/quay.gif", False),
        ("file:///quay.gif", False),
        ("http://[quay.gif", False),
        ("", False),
    ],
)
def test_a_picture_is_shown_where_it_may_be_on_this_machine(address: str, is_shown: bool) -> None:
    """A file that hangs on a message is when it is still there; elsewhere nothing is ever asked for."""
    assert shown(address) is is_shown


def test_without_pictures_only_files_on_messages_are_shown() -> None:
    """Else the page would ask for what cannot be there."""
    assert not shown("http://127.0.0.1:1/quay.gif", no_pictures)
    assert shown("…/attachments/1/11/quay.png", no_pictures)
