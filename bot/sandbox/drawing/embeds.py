"""The embeds of a message → their cards, those with one address merged into the first (Documentation: Embed Object)."""

from collections.abc import Iterator, Mapping, Sequence

from bot.sandbox.drawing import figures, given, stamps
from bot.sandbox.drawing.elements import Html, element, joined, link
from bot.sandbox.drawing.markdown import block, inline
from bot.sandbox.drawing.sight import Sight
from bot.sandbox.things import Json

_MOST_PICTURES = 4
_MOST_COLUMNS = 3


def embeds(all_of_them: Sequence[Json], files: Mapping[str, Json], sight: Sight) -> Html:
    """Draw the cards that Discord shows: of several with one `url` the first, with the pictures of all."""
    return joined(_embed(first, pictures, files, sight) for first, pictures in _merged(all_of_them))


def named_files(all_of_them: Sequence[Json]) -> frozenset[str]:
    """The addresses of everything that embeds show as a picture: such a file is not shown again beneath them."""
    return frozenset(
        given.text(given.an_object(each, place), key)
        for each in all_of_them
        for place, key in (("image", "url"), ("thumbnail", "url"), ("author", "icon_url"), ("footer", "icon_url"))
    )


def colour(number: int | None) -> str | None:
    """A colour as Discord numbers it, written as style sheets do; None where there is none."""
    return None if number is None or not 0 <= number <= 0xFFFFFF else f"#{number:06x}"


def _merged(all_of_them: Sequence[Json]) -> list[tuple[Json, list[Json]]]:
    shown: list[tuple[Json, list[Json]]] = []
    first_with: dict[str, list[Json]] = {}
    for each in all_of_them:
        address, picture = given.text(each, "url"), given.an_object(each, "image")
        if address in first_with:
            first_with[address] += [picture] if picture else []
            continue
        pictures = [picture] if picture else []
        shown.append((each, pictures))
        if address:
            first_with[address] = pictures
    return shown


def _embed(what: Json, pictures: Sequence[Json], files: Mapping[str, Json], sight: Sight) -> Html:
    thumbnail = given.an_object(what, "thumbnail")
    shown = [figures.picture(*figures.media(each, files), sight) for each in pictures[:_MOST_PICTURES]]
    said = element("div", *_said(what, files, sight), class_="said")
    beside = figures.picture(*figures.media(thumbnail, files), sight, "thumbnail") if thumbnail else ""
    video = element("p", "Not drawn: a video", class_="not-drawn") if given.an_object(what, "video") else ""
    return element(
        "div",
        said,
        beside,
        figures.gallery(shown),
        video,
        _footer(what, files, sight),
        class_="embed",
        data_colour=colour(given.number(what, "color")),
    )


def _said(what: Json, files: Mapping[str, Json], sight: Sight) -> Iterator[Html]:
    provider, author = given.an_object(what, "provider"), given.an_object(what, "author")
    if given.text(provider, "name"):
        yield element("p", given.text(provider, "name"), class_="provider")
    if given.text(author, "name"):
        name = _led(author, given.text(author, "name"))
        yield element("p", _icon(author, files, sight), name, class_="by")
    if given.text(what, "title"):
        yield element("p", _title(what, inline(given.text(what, "title"), sight)), class_="title")
    if given.text(what, "description"):
        yield element("div", block(given.text(what, "description"), sight), class_="description")
    fields = given.objects(what, "fields")
    if fields:
        yield element("div", *(_row(row, sight) for row in _rows(fields)), class_="fields")


def _led(what: Json, words: str) -> Html:
    return link(given.text(what, "url"), words) if given.text(what, "url") else element("span", words)


def _title(what: Json, words: Html) -> Html:
    """The title, and where it leads: what can be pressed in it stands beside the link, not in it."""
    if "<button" not in words:
        return _led(what, words)
    return joined((words, " ", link(given.text(what, "url"), "Open") if given.text(what, "url") else ""))


def _icon(what: Json, files: Mapping[str, Json], sight: Sight) -> Html:
    """The small picture beside a name, which says nothing that the name does not say."""
    address, _ = figures.media({"url": what.get("icon_url")}, files)
    source = sight.picture(address) if address else None
    return element("img", src=source, alt="", class_="icon", loading="lazy") if source else Html("")


def _rows(fields: Sequence[Json]) -> list[list[Json]]:
    """Fields row by row: neighbours that are inline stand beside each other, up to three."""
    rows: list[list[Json]] = []
    for each in fields:
        last = rows[-1] if rows else []
        if last and each.get("inline") is True and last[-1].get("inline") is True and len(last) < _MOST_COLUMNS:
            last.append(each)
        else:
            rows.append([each])
    return rows


def _row(row: Sequence[Json], sight: Sight) -> Html:
    drawn = (
        element(
            "div",
            element("p", inline(given.text(each, "name"), sight), class_="field-name"),
            block(given.text(each, "value"), sight),
            class_="field",
        )
        for each in row
    )
    return element("div", *drawn, class_=f"columns of-{len(row)}")


def _footer(what: Json, files: Mapping[str, Json], sight: Sight) -> Html:
    footer, moment = given.an_object(what, "footer"), stamps.written(given.text(what, "timestamp"))
    parts = [element("span", given.text(footer, "text"))] if given.text(footer, "text") else []
    parts += [stamps.stamp(moment, "f")] if moment else []
    if not parts:
        return Html("")
    between = Html(element("span", " · ", class_="dot")).join(parts)
    return element("p", _icon(footer, files, sight), Html(between), class_="footer")
