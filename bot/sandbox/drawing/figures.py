"""Addresses of pictures and files → figures, placeholders that name the domain, and lines for files."""

from collections.abc import Mapping, Sequence

from bot.sandbox.drawing import given
from bot.sandbox.drawing.elements import Html, element, host, joined, link
from bot.sandbox.drawing.sight import Sight
from bot.sandbox.things import Json

ATTACHED = "attachment://"
_SPOILER = "SPOILER_"
_UNITS = ("bytes", "kB", "MB", "GB")


def picture(address: str, alt: str, sight: Sight, class_: str = "picture") -> Html:
    """A picture as the page loads it, or what stands in its place: whose it is, and what it shows."""
    source = sight.picture(address) if address else None
    if source is not None:
        return element("figure", element("img", src=source, alt=alt or "Picture", loading="lazy"), class_=class_)
    note = f"picture on {host(address) or 'an unknown machine'}, not loaded here"
    shows = element("span", alt, class_="alt") if alt else ""
    return element("figure", element("span", note, class_="whose"), shows, class_=f"{class_} absent")


def gallery(pictures: Sequence[Html]) -> Html:
    """Pictures side by side; one alone stands by itself."""
    if len(pictures) < 2:
        return joined(pictures)
    return element("div", *pictures, class_=f"gallery of-{min(len(pictures), 4)}")


def covered(inside: Html, spoiler: bool) -> Html:
    """What is a spoiler, behind a line that shows it when pressed."""
    if not spoiler:
        return inside
    return element("details", element("summary", "Spoiler: press to show"), inside, class_="covered")


def attached(files: Sequence[Json], sight: Sight) -> Html:
    """The files that hang on a message: pictures together, then the others line by line."""
    pictures = [_picture_of(file, sight) for file in files if _is_picture(file)]
    return joined((gallery(pictures), *(file_line(file) for file in files if not _is_picture(file))))


def file_line(file: Json) -> Html:
    """A file by its name and its size."""
    name = given.text(file, "filename") or given.text(file, "name") or "a file"
    size = given.number(file, "size")
    told = "" if size is None else element("span", size_in_words(size), class_="size")
    line = element("p", link(given.text(file, "url"), name, class_="name-of-file"), told, class_="file")
    return covered(line, name.startswith(_SPOILER))


def size_in_words(size: int) -> str:
    """A number of bytes as people say it, in steps of a thousand."""
    amount, unit = float(max(size, 0)), 0
    while amount >= 1000 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    return f"{amount:.0f} {_UNITS[unit]}" if amount >= 10 or not unit else f"{amount:.1f} {_UNITS[unit]}"


def by_name(files: Sequence[Json]) -> Mapping[str, Json]:
    """Files by the address under which the rest of their message speaks of them."""
    return {ATTACHED + given.text(file, "filename"): file for file in files}


def media(what: Json, files: Mapping[str, Json]) -> tuple[str, str]:
    """The address and the alt text of a picture in an embed or a component, be it a file of the message or not."""
    address = given.text(what, "url")
    file = files.get(address, {})
    return given.text(file, "url") or address, given.text(what, "description") or given.text(file, "description")


def _is_picture(file: Json) -> bool:
    return given.text(file, "content_type").startswith("image/")


def _picture_of(file: Json, sight: Sight) -> Html:
    name = given.text(file, "filename")
    shown = picture(given.text(file, "url"), given.text(file, "description") or name, sight)
    return covered(shown, name.startswith(_SPOILER))
