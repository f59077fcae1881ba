"""An edition in; its embeds, or its text alone, out: each story is shown, as fully as there is room, or counted."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from bot.news.model import Brief, Edition, Passage
from cogs import lines, text
from cogs.lines import DESCRIPTION, INK, Json

MOST_BRIEFS = 25
ROOM = 5800
"""Characters of all embeds of a message together: under Discord's 6000, however it counts them."""

GAP = "\n\n"


def embeds(edition: Edition) -> list[Json]:
    """An edition as it stands in a channel."""
    return [{"description": page, "color": INK} for page in _pages(edition, DESCRIPTION, ROOM)]


def content(edition: Edition, room: int) -> str:
    """The same in text alone, of so many characters at most."""
    return GAP.join(_pages(edition, room, room))


def _pages(edition: Edition, page: int, room: int) -> Sequence[str]:
    """The fullest edition that fits so many characters in all, on pages of so many each."""
    versions = [_versions(place, brief) for place, brief in enumerate(edition.briefs[:MOST_BRIEFS], 1)]
    steps = range(sum(len(each) - 1 for each in versions))

    def tried(step: int) -> Sequence[str]:
        return _packed(_pieces(edition, _shortened(versions, step)), page, room)

    # After the last step no story is told, and that fits.
    return tried(bisect_left(steps, True, key=lambda step: bool(tried(step))))


def _shortened(versions: Sequence[Sequence[str]], steps: int) -> Sequence[str]:
    """The stories after so many steps; each step takes one of them to its next version, the last one first."""
    if not versions:
        return ()
    rounds, more = divmod(steps, len(versions))
    told = (each[rounds + (place >= len(versions) - more)] for place, each in enumerate(versions))
    return tuple(filter(None, told))


def _pieces(edition: Edition, told: Sequence[str]) -> Iterable[str]:
    return filter(None, (_header(edition), *_by_age(edition, told), "\n".join(_closing(edition, len(told)))))


def _packed(pieces: Iterable[str], page: int, room: int) -> Sequence[str]:
    """These pieces on pages, each piece whole; nothing where they do not fit."""
    pages = [""]
    for piece in pieces:
        longer = f"{pages[-1]}{GAP}{piece}" if pages[-1] else piece
        if text.size(longer) <= page:
            pages[-1] = longer
        else:
            pages.append(piece)
        room -= text.size(piece) + len(GAP)
        if room < 0 or text.size(pages[-1]) > page:
            return ()
    return pages


def _header(edition: Edition) -> str:
    told, owed = len(edition.briefs), edition.owed
    count = f"{told} of {told + owed} headlines" if owed else f"{told} headline{'' if told == 1 else 's'}"
    at = lines.moment(edition.hour, "f")
    parts = [f"**{text.within(text.plain(edition.name), 100)}**"]
    parts += [count] if told else []
    if edition.late:
        return f"{' · '.join(parts)} (late: meant for {at})"
    return " · ".join((*parts, at))


def _by_age(edition: Edition, told: Sequence[str]) -> Iterator[str]:
    """The stories, with a word where those begin that an earlier edition promised, and where those end."""
    for place, shown in enumerate(told):
        if place == 0 and edition.held_over:
            since = f" from {lines.hour(edition.held_from, edition.hour)}" if edition.held_from else ""
            yield f"Held over{since}:\n{shown}"
        elif place == edition.held_over and place:
            yield f"Since then:\n{shown}"
        else:
            yield shown


def _closing(edition: Edition, told: int) -> Iterator[str]:
    """What is not in the edition, and why."""
    if left := len(edition.briefs) - told:
        yield f"… and {left} more"
    if edition.owed:
        at = f" at {lines.hour(edition.next_at, edition.hour)}" if edition.next_at else ""
        yield f"More headlines coming later — {edition.owed} more{at}"
    if edition.dropped:
        yield f"{edition.dropped} older {'headline' if edition.dropped == 1 else 'headlines'} dropped"
    if edition.withdrawn == 1:
        yield "1 headline was taken back by its blog"
    elif edition.withdrawn:
        yield f"{edition.withdrawn} headlines were taken back by their blogs"
    if not (edition.briefs or edition.owed or edition.dropped or edition.withdrawn):
        yield "Nothing new since the last edition."


def _versions(place: int, brief: Brief) -> Sequence[str]:
    """A story as an edition tells it, ever shorter: one quote, none, no lead, no other outlets, no link, not at all."""
    words, outlet = lines.title(brief.headline), text.within(text.plain(brief.outlet.title), 60)
    linked, whence = f"{place} **{text.link(words, brief.link)}**", f" — {outlet}" if outlet else ""
    others = lines.also(brief.also)
    head = f"{linked}{whence}" + (f" · {others}" if others else "")
    lead = [text.plain(brief.lead)] if brief.lead else []
    quotes = list(_quotes(brief.passages))
    first = next((place for place, line in enumerate(quotes, 1) if line.startswith("> ")), 0)
    versions = (
        [head, *quotes, *lead],
        [head, *quotes[:first], *lead],
        [head, *lead],
        [head],
        [f"{linked}{whence}"],
        [f"{place} **{text.within(words, 100)}**{whence}"],
    )
    state = ["More headlines coming later in this post"] if brief.more_coming else []
    state += [lines.updated(brief.updated)] if brief.updated else []
    return *("\n".join((*told, *state)) for told in versions), ""


def _quotes(passages: Sequence[Passage]) -> Iterator[str]:
    """What is said, on a line each; what another outlet quotes stands under its name."""
    for passage in passages:
        said = [shown for one in passage.quotes if (shown := lines.short_quote(one))]
        if passage.headline and said:
            yield f"{lines.credit(passage.headline.credit) or lines.headline(passage.headline)}:"
        yield from said
