"""What a written scene is made of: each thing that is done or expected, and the line that says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

WITHIN = 20.0
"""How many seconds a scene waits for something where it does not say."""

INDENT = "    "


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is: a channel, of a server where it is named; None is the bot's direct messages."""

    channel: str | None
    server: str | None = None

    def __str__(self) -> str:
        """Write it as a scene does."""
        if self.channel is None:
            return "DM"
        return f"#{self.channel}" + (f" of {self.server}" if self.server else "")


@dataclass(frozen=True, slots=True)
class As:
    """From here on this person acts, in this place."""

    person: str
    place: Place

    def __str__(self) -> str:
        """Write it as a scene does."""
        return f"as {self.person} in {self.place}"


@dataclass(frozen=True, slots=True)
class Command:
    """A command is typed, as it would be in a chat client."""

    line: str

    def __str__(self) -> str:
        """Write it as a scene does."""
        return self.line


@dataclass(frozen=True, slots=True)
class Say:
    """Somebody says something to everybody in the channel."""

    text: str

    def __str__(self) -> str:
        """Write it as a scene does."""
        return f"say {quoted(self.text)}"


@dataclass(frozen=True, slots=True)
class Act:
    """The newsroom does something with a post, which is called by its name or its title."""

    act: str
    post: str

    def __str__(self) -> str:
        """Write it as a scene does."""
        return f"{self.act} {quoted(self.post)}"


@dataclass(frozen=True, slots=True)
class Paste:
    """The newsroom publishes a post that the scene brings along."""

    title: str
    text: str

    def __str__(self) -> str:
        """Write it as a scene does."""
        return f"paste {quoted(self.title)}\n{_indented(self.text)}"


@dataclass(frozen=True, slots=True)
class Rewrite:
    """The newsroom writes a pasted post anew."""

    post: str
    title: str
    text: str

    def __str__(self) -> str:
        """Write it as a scene does."""
        return f"rewrite {quoted(self.post)} as {quoted(self.title)}\n{_indented(self.text)}"


@dataclass(frozen=True, slots=True)
class Pause:
    """So many seconds pass."""

    seconds: float

    def __str__(self) -> str:
        """Write it as a scene does."""
        return f"wait {_spoken(self.seconds)}"


@dataclass(frozen=True, slots=True)
class Messages:
    """So many messages of the bot, or more, come to the channel from the beginning of the scene on."""

    count: int
    within: float = WITHIN

    def __str__(self) -> str:
        """Write it as a scene does."""
        return f"wait for {counted(self.count)} within {_spoken(self.within)}"


@dataclass(frozen=True, slots=True)
class Text:
    """A message of the channel says this."""

    text: str
    within: float = WITHIN

    def __str__(self) -> str:
        """Write it as a scene does."""
        return f"wait for {quoted(self.text)} within {_spoken(self.within)}"


@dataclass(frozen=True, slots=True)
class Bot:
    """The bot is connected, and its commands are known."""

    within: float = WITHIN

    def __str__(self) -> str:
        """Write it as a scene does."""
        return f"wait for the bot within {_spoken(self.within)}"


@dataclass(frozen=True, slots=True)
class Press:
    """A button is pressed: on the newest message that has it, and says `on`."""

    label: str
    on: str = ""

    def __str__(self) -> str:
        """Write it as a scene does."""
        return f"press {quoted(self.label)}{_on(self.on)}"


@dataclass(frozen=True, slots=True)
class Choose:
    """Something is chosen from the list of the newest message that offers it, and says `on`."""

    options: tuple[str, ...]
    on: str = ""

    def __str__(self) -> str:
        """Write it as a scene does."""
        return f"choose {' and '.join(map(quoted, self.options))}{_on(self.on)}"


@dataclass(frozen=True, slots=True)
class Menu:
    """A command is chosen from the menu of a message: of the newest one that says `on`."""

    name: str
    on: str = ""

    def __str__(self) -> str:
        """Write it as a scene does."""
        return f"menu {quoted(self.name)}{_on(self.on)}"


@dataclass(frozen=True, slots=True)
class Fill:
    """A field of the form that has opened is filled; in one that offers a choice, each line chooses."""

    field: str
    text: str

    def __str__(self) -> str:
        """Write it as a scene does."""
        text = f"\n{_indented(self.text)}" if "\n" in self.text else f" {self.text}" if self.text else ""
        return f"fill {quoted(self.field)}:{text}"


@dataclass(frozen=True, slots=True)
class Submit:
    """The form that has opened is sent."""

    def __str__(self) -> str:
        """Write it as a scene does."""
        return "submit"


@dataclass(frozen=True, slots=True)
class Holds:
    """The last answer says this."""

    text: str

    def __str__(self) -> str:
        """Write it as a scene does."""
        return f"expect {quoted(self.text)}"


@dataclass(frozen=True, slots=True)
class Lacks:
    """The last answer does not say this."""

    text: str

    def __str__(self) -> str:
        """Write it as a scene does."""
        return f"expect no {quoted(self.text)}"


@dataclass(frozen=True, slots=True)
class Refused:
    """Discord did not let the last thing be done, and its words hold this."""

    text: str = ""

    def __str__(self) -> str:
        """Write it as a scene does."""
        return f"expect refused {quoted(self.text)}" if self.text else "expect refused"


@dataclass(frozen=True, slots=True)
class Counted:
    """Exactly so many messages of the bot have come to the channel since the beginning of the scene."""

    count: int

    def __str__(self) -> str:
        """Write it as a scene does."""
        return f"expect {counted(self.count)}"


@dataclass(frozen=True, slots=True)
class Unobjected:
    """The stand-in has objected to nothing that the bot sent since the beginning of the scene."""

    def __str__(self) -> str:
        """Write it as a scene does."""
        return "expect no objections"


@dataclass(frozen=True, slots=True)
class Jump:
    """The clock is moved on by so many seconds."""

    seconds: int

    def __str__(self) -> str:
        """Write it as a scene does."""
        return f"jump {_spoken(self.seconds)}"


@dataclass(frozen=True, slots=True)
class JumpTo:
    """The clock is moved on to the next such hour ("18:00", UTC), or to the next edition ("edition")."""

    moment: str

    def __str__(self) -> str:
        """Write it as a scene does."""
        return "jump to the edition" if self.moment == "edition" else f"jump to {self.moment}"


@dataclass(frozen=True, slots=True)
class Health:
    """From here on Discord, or the blog, is well or in trouble."""

    whose: Literal["discord", "blog"]
    health: str

    def __str__(self) -> str:
        """Write it as a scene does."""
        return f"{self.whose} {self.health}"


@dataclass(frozen=True, slots=True)
class Show:
    """A channel is shown as the person who acts sees it; None is the one they are in."""

    place: Place | None = None

    def __str__(self) -> str:
        """Write it as a scene does."""
        return f"show {self.place}" if self.place else "show"


Deed: TypeAlias = Command | Say | Press | Choose | Menu | Submit
"""What a person does, and Discord or the bot answers."""

Does: TypeAlias = (
    As | Deed | Fill | Act | Paste | Rewrite | Jump | JumpTo | Health | Pause | Messages | Text | Bot
    | Holds | Lacks | Refused | Counted | Unobjected | Show
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a scene, and the number of the line on which it stands, from 1."""

    line: int
    does: Does


def written(steps: tuple[Step, ...]) -> str:
    """Write steps as a scene, a line or more for each."""
    return "".join(f"{step.does}\n" for step in steps)


def quoted(text: str) -> str:
    """Put a text in quotation marks; a mark or a backslash in it gets a backslash before it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _indented(text: str) -> str:
    return "\n".join(INDENT + line if line else "" for line in text.split("\n"))


def _on(text: str) -> str:
    return f" on {quoted(text)}" if text else ""


def counted(count: int) -> str:
    """Write how many messages."""
    return f"{count} message{'' if count == 1 else 's'}"


def _spoken(seconds: float) -> str:
    """Write seconds, to a thousandth."""
    return f"{seconds:.3f}".rstrip("0").rstrip(".") + " s"
