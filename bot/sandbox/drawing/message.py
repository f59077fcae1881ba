"""A Discord message as JSON and who looks → one `<article>`, much as a chat client shows it."""

from collections.abc import Iterator
from zlib import crc32

from bot.sandbox.drawing import components, embeds, figures, given, stamps
from bot.sandbox.drawing.components import not_drawn
from bot.sandbox.drawing.elements import Html, element
from bot.sandbox.drawing.markdown import block, plain
from bot.sandbox.drawing.sight import Sight
from bot.sandbox.things import Json

__all__ = ["Sight", "drawn"]

HUES = 6
_CROSSPOSTED, _SUPPRESS_EMBEDS, _HAS_THREAD, _EPHEMERAL, _LOADING, _SILENT = 1, 1 << 2, 1 << 5, 1 << 6, 1 << 7, 1 << 12
_PLAIN, _PINNED, _JOINED, _FOLLOWED, _THREAD, _REPLY, _COMMAND, _STARTER, _MENU = 0, 6, 7, 12, 18, 19, 20, 21, 23
_HAPPENED = {
    _PINNED: "pinned a message to this channel.",
    _JOINED: "joined the server.",
    _FOLLOWED: "lets this channel follow another:",
    _THREAD: "started a thread:",
}
_DRAWN = (_PLAIN, _REPLY, _COMMAND, _STARTER, _MENU)
_LEFT_OUT = {
    "poll": "a poll",
    "sticker_items": "a sticker",
    "message_snapshots": "a forwarded message",
    "call": "a call",
    "activity": "an invitation to an activity",
}
_LONGEST = 160


def drawn(message: Json, sight: Sight) -> str:
    """Draw a message: what it answers, who wrote it and when, what it says and shows, and what can be done with it.

    Any JSON object is drawn; what the page does not know is named in it, and what is broken is left out.
    """
    author = given.an_object(message, "author")
    message_id, author_id = given.text(message, "id"), given.text(author, "id")
    name = _name(message, sight)
    return element(
        "article",
        _answered(message, sight),
        _used(message, sight),
        element("div", _initials(name), class_=f"avatar hue-{crc32(author_id.encode()) % HUES}", aria_hidden="true"),
        _head(message, name),
        element("div", *_body(message, name, sight), class_="body"),
        class_="message for-you" if _is_for(message, sight.viewer) else "message",
        id=f"m-{message_id}",
        data_id=message_id,
        data_channel=given.text(message, "channel_id"),
        data_author=author_id,
        tabindex="-1",
        aria_labelledby=f"h-{message_id}",
    )


def _name(message: Json, sight: Sight) -> str:
    """What the author is called here: by their name in the server, else their own."""
    nick = given.text(given.an_object(message, "member"), "nick")
    return nick or _person(given.an_object(message, "author"), sight)


def _person(who: Json, sight: Sight) -> str:
    known = sight.people.get(given.text(who, "id"))
    return known or given.text(who, "global_name") or given.text(who, "username") or "Somebody"


def _initials(name: str) -> str:
    words = name.split() or ["?"]
    return "".join(word[0] for word in words[:2]).upper()


def _is_for(message: Json, viewer: str) -> bool:
    named = any(given.text(who, "id") == viewer for who in given.objects(message, "mentions"))
    return named or message.get("mention_everyone") is True


def _flag(message: Json, flag: int) -> bool:
    return bool((given.number(message, "flags") or 0) & flag)


def _answered(message: Json, sight: Sight) -> Html:
    """The line to the message that this one answers; Discord keeps it when that message is gone."""
    answered = given.an_object(message, "referenced_message")
    if not answered:
        gone = given.number(message, "type") == _REPLY
        return element("p", "Original message was deleted", class_="reply gone") if gone else Html("")
    return element(
        "button",
        element("span", _name(answered, sight), class_="name"),
        " ",
        element("span", _first_line(answered, sight), class_="excerpt"),
        type="button",
        class_="reply",
        data_goto=given.text(answered, "id"),
    )


def _first_line(message: Json, sight: Sight) -> str:
    """The first words that a message shows, for the line of what answers it."""
    for text in _texts(message):
        first = next((words for line in text.split("\n") if (words := plain(line[: 4 * _LONGEST], sight))), "")
        if first:
            return first if len(first) <= _LONGEST else first[:_LONGEST].rstrip() + "…"
    return "Press to see the message"


def _texts(message: Json) -> Iterator[str]:
    yield given.text(message, "content")
    for embed in given.objects(message, "embeds"):
        yield given.text(embed, "title")
        yield given.text(embed, "description")
    for component in given.objects(message, "components"):
        yield given.text(component, "content")
        yield from (given.text(inside, "content") for inside in given.objects(component, "components"))


def _used(message: Json, sight: Sight) -> Html:
    """Whose command this answers."""
    kind, origin = given.number(message, "type"), given.an_object(message, "interaction_metadata")
    if kind not in (_COMMAND, _MENU):
        return Html("")
    named = given.text(given.an_object(message, "interaction"), "name") or given.text(origin, "name")
    what = "a command" if not named else named if kind == _MENU else f"/{named.removeprefix('/')}"
    who = element("span", _person(given.an_object(origin, "user"), sight), class_="name")
    return element("p", who, " used ", element("span", what, class_="command"), class_="used")


def _head(message: Json, name: str) -> Html:
    author, at = given.an_object(message, "author"), stamps.written(given.text(message, "timestamp"))
    parts = [element("span", name, class_="name")]
    if author.get("bot") is True:
        parts.append(element("span", "APP", class_="app"))
    if at:
        parts.append(stamps.stamp(at, "t", "at"))
    if _flag(message, _SILENT):
        parts.append(element("span", "@silent", class_="silent", title="Sent without a notification"))
    if _flag(message, _CROSSPOSTED):
        parts.append(
            element("span", "Published", class_="published", title="Sent to the channels that follow this one")
        )
    return element("header", Html(" ".join(parts)), class_="head", id=f"h-{given.text(message, 'id')}")


def _body(message: Json, name: str, sight: Sight) -> Iterator[Html]:
    kind = given.number(message, "type") or _PLAIN
    if _flag(message, _LOADING):
        yield element("p", f"{name} is thinking…", class_="thinking")
    elif kind in _HAPPENED:
        about = element("strong", plain(given.text(message, "content"), sight))
        yield element("p", f"{name} {_HAPPENED[kind]} ", about, class_="happened")
    else:
        if kind not in _DRAWN:
            yield not_drawn(f"what a message of kind {kind} says")
        yield from _shown(message, sight)
    if _flag(message, _HAS_THREAD) or given.an_object(message, "thread"):
        yield _thread(message)
    if _flag(message, _EPHEMERAL):
        dismiss = element("button", "Dismiss message", type="button", class_="dismiss", data_dismiss=True)
        yield element("p", "Only you can see this · ", dismiss, class_="only-you")


def _shown(message: Json, sight: Sight) -> Iterator[Html]:
    """What a message says and shows; a file that an embed or a component shows is not shown twice."""
    cards = [] if _flag(message, _SUPPRESS_EMBEDS) else given.objects(message, "embeds")
    laid_out, files = given.objects(message, "components"), given.objects(message, "attachments")
    named = (embeds.named_files(cards) | components.named_files(laid_out)) - {""}
    by_name = figures.by_name(files)
    said = block(given.text(message, "content"), sight)
    edited = stamps.written(given.text(message, "edited_timestamp"))
    mark = element("span", "(edited)", class_="edited") if edited else ""
    if said or mark:
        yield element("div", said, " " if said and mark else "", mark, class_="content")
    shown_elsewhere = named | {given.text(by_name[address], "url") for address in named if address in by_name}
    yield figures.attached([file for file in files if given.text(file, "url") not in shown_elsewhere], sight)
    yield embeds.embeds(cards, by_name, sight)
    yield components.components(laid_out, sight, by_name)
    for key, what in _LEFT_OUT.items():
        if message.get(key):
            yield not_drawn(what)


def _thread(message: Json) -> Html:
    thread = given.an_object(message, "thread")
    called = given.text(thread, "name")
    line = f"Thread: {called}" if called else "A thread starts here"
    return element("p", line, class_="thread", data_thread=given.text(thread, "id") or None)
