"""How one person sees a channel: the names they know, and which pictures the page shows them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Sight:
    """Who looks, the names of people, roles, channels and commands by id, and where a picture is to be had.

    `picture` gives the page's own address for an address; None means that it is not loaded.
    """

    viewer: str
    people: Mapping[str, str]
    roles: Mapping[str, str]
    channels: Mapping[str, str]
    picture: Callable[[str], str | None]
    commands: Mapping[str, str] = field(default_factory=dict)
