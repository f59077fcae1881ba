"""The components of a message → buttons, choices, texts, pictures and what holds them (Documentation: Components)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.sandbox.drawing import figures, given
from bot.sandbox.drawing.elements import Html, element, joined, link
from bot.sandbox.drawing.embeds import colour
from bot.sandbox.drawing.markdown import block
from bot.sandbox.drawing.sight import Sight
from bot.sandbox.things import Json

LINK = 5
_STYLES = {1: "primary", 2: "secondary", 3: "success", 4: "danger"}
_CHOOSES = {5: "user", 6: "role", 7: "mentionable", 8: "channel"}
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Place:
    """Where components stand: in whose sight, beside which files of the message, and how deep in others."""

    sight: Sight
    files: Mapping[str, Json]
    depth: int = 0


def components(laid_out: Sequence[Json], sight: Sight, files: Mapping[str, Json]) -> Html:
    """Draw the components of a message; what is not known to the page says so."""
    return _all(laid_out, Place(sight, files))


def named_files(laid_out: Sequence[Json]) -> frozenset[str]:
    """The addresses of the files that components show."""
    found: set[str] = set()
    waiting = list(laid_out)
    while waiting:
        each = waiting.pop()
        media = [each, *given.objects(each, "items")]
        found |= {given.text(given.an_object(one, key), "url") for one in media for key in ("media", "file")}
        waiting += given.objects(each, "components")
        waiting += [given.an_object(each, "accessory")] if given.an_object(each, "accessory") else []
    return frozenset(found)


def not_drawn(what: str) -> Html:
    """The note that stands for what the page does not draw."""
    return element("p", f"Not drawn: {what}", class_="not-drawn")


def _all(laid_out: Sequence[Json], place: Place) -> Html:
    return joined(_component(each, place) for each in laid_out)


def _component(what: Json, place: Place) -> Html:
    kind = given.number(what, "type")
    draw = _KINDS.get(-1 if kind is None else kind)
    if draw is None:
        return not_drawn(f"a component of kind {'nothing' if kind is None else kind}")
    if place.depth > _DEEPEST:
        return not_drawn("components that stand too deep in others")
    return draw(what, Place(place.sight, place.files, place.depth + 1))


def _inside(what: Json, place: Place) -> Html:
    return _all(given.objects(what, "components"), place)


def _row(what: Json, place: Place) -> Html:
    return element("div", _inside(what, place), class_="row")


def _button(what: Json, place: Place) -> Html:
    del place
    style, shut = given.number(what, "style"), what.get("disabled") is True
    label = _label(what)
    if style == LINK and not shut:
        return link(given.text(what, "url"), label, class_="button link")
    if style == LINK:
        return element("span", label, class_="button link", aria_disabled="true")
    if style not in _STYLES:
        return not_drawn(f"a button of style {style}")
    return element(
        "button",
        label,
        type="button",
        class_=f"button {_STYLES[style]}",
        data_press=given.text(what, "custom_id"),
        disabled=shut,
    )


def _label(what: Json) -> Html:
    emoji = given.an_object(what, "emoji")
    name = given.text(emoji, "name")
    # One of a server's own has an id and, beside it, only a name; any other is its own character.
    shown = element("span", f":{name}:" if emoji.get("id") else name, class_="emoji") if name else ""
    words = given.text(what, "label")
    return joined((shown, " " if shown and words else "", words or ("" if shown else "…")))


def _select(what: Json, place: Place) -> Html:
    kind = given.number(what, "type") or 0
    least, most = given.number(what, "min_values"), given.number(what, "max_values")
    hint = given.text(what, "placeholder") or "Make a selection"
    several = most is not None and most > 1
    options = (
        _named(what, place.sight) if kind in _CHOOSES else [_option(each) for each in given.objects(what, "options")]
    )
    types = what.get("channel_types")
    return element(
        "select",
        "" if several else element("option", hint, value=""),
        *options,
        aria_label=hint,
        data_choose=given.text(what, "custom_id"),
        data_least=1 if least is None else least,
        data_most=1 if most is None else most,
        data_kind=_CHOOSES.get(kind),
        data_types=",".join(map(str, types)) if isinstance(types, list) else None,
        multiple=several,
        disabled=what.get("disabled") is True,
    )


def _option(what: Json) -> Html:
    # An option of a page holds words alone: the emoji stands among them, the description after them.
    emoji, more = given.text(given.an_object(what, "emoji"), "name"), given.text(what, "description")
    words = " ".join(filter(None, (emoji, given.text(what, "label"))))
    shown = f"{words} — {more}" if more else words
    return element("option", shown, value=given.text(what, "value"), selected=what.get("default") is True)


def _named(what: Json, sight: Sight) -> list[Html]:
    """The options that stand chosen from the beginning, by their names; the page asks for the others."""
    names = {"user": sight.people, "role": sight.roles, "channel": sight.channels}
    return [
        element(
            "option",
            names.get(given.text(each, "type"), {}).get(given.text(each, "id"), given.text(each, "id")),
            value=given.text(each, "id"),
            selected=True,
        )
        for each in given.objects(what, "default_values")
    ]


def _section(what: Json, place: Place) -> Html:
    beside = given.an_object(what, "accessory")
    accessory = element("div", _component(beside, place), class_="accessory") if beside else ""
    return element("div", element("div", _inside(what, place), class_="said"), accessory, class_="section")


def _text(what: Json, place: Place) -> Html:
    return block(given.text(what, "content"), place.sight)


def _thumbnail(what: Json, place: Place) -> Html:
    return _picture(what, place, "thumbnail")


def _picture(what: Json, place: Place, class_: str = "picture") -> Html:
    address, alt = figures.media(given.an_object(what, "media"), place.files)
    shown = figures.picture(address, given.text(what, "description") or alt, place.sight, class_)
    return figures.covered(shown, what.get("spoiler") is True)


def _gallery(what: Json, place: Place) -> Html:
    return figures.gallery([_picture(each, place) for each in given.objects(what, "items")])


def _file(what: Json, place: Place) -> Html:
    address = given.text(given.an_object(what, "file"), "url")
    told: Json = {"name": address.removeprefix(figures.ATTACHED).rsplit("/", 1)[-1], "url": address}
    size = {"size": what.get("size")}
    return figures.covered(figures.file_line(told | size | place.files.get(address, {})), what.get("spoiler") is True)


def _separator(what: Json, place: Place) -> Html:
    del place
    class_ = "separator large" if given.number(what, "spacing") == 2 else "separator"
    return element("div", class_=class_) if what.get("divider") is False else element("hr", class_=class_)


def _container(what: Json, place: Place) -> Html:
    accent = colour(given.number(what, "accent_color"))
    drawn = element("div", _inside(what, place), class_="container", data_colour=accent)
    return figures.covered(drawn, what.get("spoiler") is True)


_KINDS: Mapping[int, Callable[[Json, Place], Html]] = {
    1: _row,
    2: _button,
    3: _select,
    **dict.fromkeys(_CHOOSES, _select),
    9: _section,
    10: _text,
    11: _thumbnail,
    12: _gallery,
    13: _file,
    14: _separator,
    17: _container,
}
