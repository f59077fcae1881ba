"""A title and a post's prose in; its headline, note, carried headlines and their credits out."""

import re
from dataclasses import dataclass, replace
from itertools import groupby

from bot.news.credits import credit, is_date, is_dateline, is_name, is_outlet, outlet
from bot.news.model import Block, BlockKind, Credit, Headline
from bot.news.more import promises_more
from bot.news.prose import Prose


@dataclass(frozen=True, slots=True)
class Outline:
    """How a post is built; its blocks now tell headings, credits and the author's notes from its paragraphs."""

    headline: Headline
    note: str | None
    more_coming: bool
    headlines: tuple[Headline, ...]
    blocks: tuple[Block, ...]


def outline(title: str, prose: Prose) -> Outline:
    """How a post is built: its headline is the feed's title, or else the first line of the post that reads as one."""
    page = _Page(prose.text, list(prose.blocks), prose)
    more = page.mark_promises()
    own, after = page.own_headline(title)
    carried = page.carried(after)
    told = page.own_credit(after, bool(carried)) if own.text else None
    note = page.note(after, carried)
    if not own.text:
        own = carried[0] if carried else Headline(page.opening())
    return Outline(replace(own, credit=told) if told else own, note, more, tuple(carried), tuple(page.blocks))


_PROSE_KINDS: tuple[BlockKind, ...] = ("paragraph", "blockquote", "list")
_FURNITURE_KINDS: tuple[BlockKind, ...] = ("caption", "embed", "boilerplate", "note")
_CREDIT_KINDS: tuple[BlockKind, ...] = ("paragraph", "heading", "blockquote", "credit")
# A headline stands among the first blocks of a post; a credit at most so many below the headline that it belongs to.
_AMONG = 6
_REACH = 4
_SHORT = 120
_LONGEST_HEADLINE = 180
_LONGEST_NOTE = 400
_LONGEST_OPENING = 140

_TRAILING = re.compile(
    r"(?P<head>\S.*\S)(?:\s+[—–|]\s*|\s+-{1,2}\s+|\s*\((?=[^()]+\)$))(?P<credit>[^()—–|]{2,60})\)?$", re.DOTALL
)
_TIME = r"\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\.?)?(?:\s(?:GMT|UTC|BST|CES?T|E[SD]?T|P[SD]?T))?"
_DAY = r"(?:\d{1,2}\s[a-z]{3,9}|[a-z]{3,9}\s\d{1,2},?)(?:\s\d{4})?"
_UPDATE = re.compile(
    rf"""\W{{0,3}}update[ds]?(?:,?\s(?:at\s)?(?:{_TIME}|{_DAY}|(?:no\.?\s|\#)?\d{{1,2}}|[ivx]{{1,4}}))*(?:\s?\([^()]{{1,30}}\))?
        (?:\s?[:—–]|\s-|[*\]]+:?)\s*(?:{_TIME}\s?[:–—-]?\s+)?""",
    re.IGNORECASE | re.VERBOSE,
)
_TIMED = re.compile(rf"{_TIME}\s?[:–—-]?\s+(?=\S)", re.IGNORECASE)
_SECTION = r"""(?:(?:local|world|national|international|breaking|latest|regional|home)\s)?(?:news|sports?|politics
    |business|opinion|culture|science|health|technology|tech|travel|weather|education|environment|football|cricket|rugby|tennis|arts?
    |entertainment|lifestyle|life|comment|editorial|analysis|features?|reviews?|exclusive|live|world|local|media|money
    |economy|crime|courts?|society|history|books|music|film|food|letters?|obituar(?:y|ies)|interviews?|breaking
    |meinung|lokales|kultur|politik|wirtschaft|panorama|société|économie|politique|faits\sdivers|opini[óã]o?n?|cultura|economía|economia
    |política|sociedad|deportes|esportes?|desporto|общество|политика|экономика|культура|мнения?|спорт|новости|суспільство|політика
    |економіка|думк[аи]|новини)"""
_KICKER = re.compile(
    rf"(?-i:[A-ZÀ-Þ&/’' -]{{3,24}}):?|{_SECTION}(?:\s?[|/·>›»,&:—–-]\s?{_SECTION})*:?", re.IGNORECASE | re.VERBOSE
)
_SENTENCE = re.compile(r"(?<=[.!?])\s")


@dataclass(slots=True)
class _Page:
    """A post's blocks while they are told apart."""

    text: str
    blocks: list[Block]
    prose: Prose

    def line(self, index: int) -> str:
        return " ".join(self.text[self.blocks[index].start : self.blocks[index].end].split())

    def become(self, index: int, kind: BlockKind) -> None:
        self.blocks[index] = replace(self.blocks[index], kind=kind)

    def mark_promises(self) -> bool:
        """Whether a line of its own promises more; such lines become notes."""
        marked = False
        for index, block in enumerate(self.blocks):
            may_promise = block.end - block.start <= _SHORT and block.kind not in ("embed", "code", "table")
            if may_promise and promises_more(self.line(index)):
                self.become(index, "note")
                marked = True
        return marked

    # ---- the post's own headline

    def own_headline(self, title: str) -> tuple[Headline, int]:
        """The post's own headline, empty if it has none, and the number of the block that follows it."""
        wanted = _words(title)
        if wanted:
            for index in range(min(_AMONG, len(self.blocks))):
                if _words(self.line(index)) == wanted:
                    return self._head(index, title)
            if self.blocks and self.blocks[0].kind == "paragraph" and _names_a_section(self.line(0)):
                self.become(0, "boilerplate")
            return Headline(title), 0
        first = None
        for index, block in enumerate(self.blocks[:_AMONG]):
            if is_date(self.line(index)):
                # A line above a date that stands above a headline is the blog's name.
                if first is not None and index + 1 < len(self.blocks) and self._reads_as_headline(index + 1):
                    first = None
            elif first is None and self._is_kicker(index):
                continue
            elif first is None and self._reads_as_headline(index):
                first = index
            elif block.kind in _PROSE_KINDS:
                break
        if first is None or self._with_credit(self.blocks[first]):
            return Headline(""), 0
        return self._head(first, self.line(first))

    def _head(self, index: int, headline: str) -> tuple[Headline, int]:
        """Make a block the headline; what stands above it (a date, the blog's name) is not news."""
        self.become(index, "heading")
        shown = [above for above in range(index) if self.blocks[above].kind in ("paragraph", "heading")]
        if all(len(self.line(above)) <= _SHORT for above in shown):
            for above in shown:
                self.become(above, "boilerplate")
        return Headline(headline, None, self.blocks[index].start), index + 1

    def _reads_as_headline(self, index: int) -> bool:
        block, line = self.blocks[index], self.line(index)
        if block.kind == "heading":
            return True
        return block.kind == "paragraph" and _is_headline(line)

    def _is_kicker(self, index: int) -> bool:
        """Whether a line only names the section that its post stands in: "SPORT"."""
        below = index
        while below < min(_AMONG, len(self.blocks)) and _names_a_section(self.line(below)):
            below += 1
        return index < below < len(self.blocks) and self._reads_as_headline(below)

    def opening(self) -> str:
        """The first sentence of a post without a headline, cut between words if it is long."""
        for index, block in enumerate(self.blocks):
            if block.kind in (*_PROSE_KINDS, "heading", "caption"):
                sentence = _SENTENCE.split(self.line(index), maxsplit=1)[0]
                if len(sentence) <= _LONGEST_OPENING:
                    return sentence
                return sentence[:_LONGEST_OPENING].rsplit(" ", 1)[0] + " …"
        return "Untitled"

    # ---- carried headlines

    def carried(self, after: int) -> list[Headline]:
        """The headlines of the articles that the post carries or lists, in order."""
        found: dict[int, Headline] = {}
        for index in range(after, len(self.blocks)):
            block = self.blocks[index]
            headline = self._updated(block) or self._with_credit(block) or self._linked(index)
            if headline and block.kind in (*_PROSE_KINDS, "heading"):
                found[index] = headline
        self._credited(after, found)
        if any(headline.credit and headline.credit.outlet for headline in found.values()):
            found |= self._listed(found)
            for index in range(after, len(self.blocks)):
                if index not in found and self._is_alike(index, found) and len(self.line(index).split()) >= 4:
                    found[index] = Headline(self.line(index), None, self.blocks[index].start)
        for index in found:
            if self.blocks[index].kind != "list":
                self.become(index, "heading")
        return [found[index] for index in sorted(found)]

    def _is_alike(self, index: int, found: dict[int, Headline]) -> bool:
        """Whether a line stands as the headlines do that were found: as a heading, or between two of them."""
        alike = self.blocks[index].kind == "heading" or {index - 1, index + 1} <= found.keys()
        return alike and self._reads_as_headline(index)

    def _listed(self, found: dict[int, Headline]) -> dict[int, Headline]:
        """The items that read as headlines in a list half of whose items are."""
        more: dict[int, Headline] = {}
        for kind, run in groupby(range(len(self.blocks)), key=lambda index: self.blocks[index].kind):
            items = tuple(run)
            if kind == "list" and 2 * sum(index in found for index in items) >= len(items):
                others = [index for index in items if index not in found and _is_headline(self.line(index))]
                more |= {index: Headline(self.line(index), None, self.blocks[index].start) for index in others}
        return more

    def _credited(self, after: int, found: dict[int, Headline]) -> None:
        """Add the headlines below which a credit stands on lines of its own; the credit's blocks become credits."""
        index = after
        while index < len(self.blocks):
            length, told = self._credit_run(index) if index not in found else (1, None)
            if told is None and index - 1 in found and self._is_bare_outlet(index, found[index - 1]):
                told = outlet(self.line(index))
            if told is None and self._is_outlet_below(index, after):
                told = outlet(self.line(index))
            above = self._headline_above(index, after) if told else None
            # A heading between the post's own headline and its author's name is a subtitle.
            subtitle = told is not None and told.outlet is None and above == after > 0
            if told and above is not None and not (subtitle and self.blocks[after].kind == "heading"):
                where = Block("credit", self.blocks[index].start, self.blocks[index + length - 1].end)
                linked = self._linking(told, self.blocks[above], where)
                found[above] = Headline(self.line(above), linked, self.blocks[above].start)
                for at in range(index, index + length):
                    self.become(at, "credit")
            index += length

    def _is_bare_outlet(self, index: int, above: Headline) -> bool:
        """Whether a line below a linked headline is nothing but a name: its outlet's."""
        awaited = above.credit is not None and above.credit.link is not None and above.credit.outlet is None
        return awaited and self.blocks[index].kind == "paragraph" and len(self.line(index)) <= 40

    def _is_outlet_below(self, index: int, after: int) -> bool:
        """Whether a line right below one that reads as a headline is an outlet's name, by its words alone."""
        below = index > after and self.blocks[index].kind == "paragraph" and is_outlet(self.line(index))
        return below and self._reads_as_headline(index - 1)

    def own_credit(self, after: int, carries: bool) -> Credit | None:
        """The credit right below the post's own headline, where it carries nothing else: its byline."""
        near = [index for index in range(after, min(after + _AMONG, len(self.blocks))) if self._may_credit(index)]
        for index, below in zip(near[:3], [*near[1:], None], strict=False):
            length, told = self._credit_run(index)
            if told:
                for at in range(index, index + length):
                    self.become(at, "credit")
                return None if carries else told
            names = is_name(self.line(index)) and " " in self.line(index)
            if is_date(self.line(index)) or (names and below is not None and is_date(self.line(below))):
                self.become(index, "boilerplate" if carries else "credit")
        return None

    def _may_credit(self, index: int) -> bool:
        return self.blocks[index].kind in _CREDIT_KINDS

    def _credit_run(self, index: int) -> tuple[int, Credit | None]:
        """How many blocks from here on are one credit, and what it says."""
        for length in (3, 2, 1):
            run = self.blocks[index : index + length]
            if len(run) < length or not all(self._may_credit(at) for at in range(index, index + length)):
                continue
            if run[-1].end - run[0].start > 2 * _SHORT:
                continue
            lines = [self.line(at) for at in range(index, index + length)]
            if length > 1 and not (lines[0].endswith(",") or is_date(lines[-1])):
                continue
            if told := credit(", ".join(line.strip(" ,") for line in lines)):
                return length, told
        return 1, None

    def _headline_above(self, index: int, after: int) -> int | None:
        for above in range(index - 1, max(after, index - _REACH) - 1, -1):
            if self._reads_as_headline(above):
                return above
            if self.blocks[above].kind not in _FURNITURE_KINDS:
                return None
        return None

    def _with_credit(self, block: Block) -> Headline | None:
        """A headline that gives its credit on the same line: "… — The Meridian", "… (The Meridian, 18 Sep)"."""
        line = self.text[block.start : block.end]
        match = _TRAILING.match(line) if len(line) <= 2 * _SHORT else None
        if (
            not match
            or credit(" ".join(line.split()))
            or len(match["head"].split()) < 3
            or match["head"][-1] in '.,:;”"»'
            or is_dateline(match["head"])
        ):
            return None
        told = outlet(match["credit"])
        return Headline(" ".join(match["head"].split()), self._linking(told, block), block.start) if told else None

    def _updated(self, block: Block) -> Headline | None:
        """What an author adds below ("UPDATE: …") or reports as it happens ("16:40 – …"), a line of news."""
        match = _UPDATE.match(self.text, block.start, min(block.end, block.start + 80))
        if match is None and block.kind == "heading":
            match = _TIMED.match(self.text, block.start, min(block.end, block.start + 80))
        if not match or block.end - match.end() < 8:
            return None
        rest = Block("heading", match.end(), block.end)
        if headline := self._with_credit(rest):
            return headline
        sentence = _SENTENCE.split(self.text[rest.start : rest.end], maxsplit=1)[0]
        return Headline(" ".join(sentence.split()), None, rest.start) if len(sentence) <= 200 else None

    def _linked(self, index: int) -> Headline | None:
        """A heading or a list item that is a link from end to end, and long enough to be a line of news."""
        block, line = self.blocks[index], self.line(index)
        if block.kind not in ("heading", "list") or not 4 <= len(line.split()) <= 28:
            return None
        link = self.prose.link(block.start, block.end)
        whole = link is not None and link.start <= block.start and link.end >= block.end
        return Headline(line, Credit(link=link.address), block.start) if link and whole else None

    def _linking(self, told: Credit, *where: Block) -> Credit:
        """The credit with the address of its article: the first link of these blocks."""
        links = (self.prose.link(block.start, block.end) for block in where)
        link = next((link for link in links if link), None)
        return replace(told, link=link.address) if link else told

    # ---- the author's note

    def note(self, after: int, carried: list[Headline]) -> str | None:
        """A short remark of the author's own, between the post's headline and the first that it carries."""
        starts = {headline.start for headline in carried}
        first = next((index for index, block in enumerate(self.blocks) if block.start in starts), None)
        if first is None:
            return None
        remark = [index for index in range(after, first) if self.blocks[index].kind in ("paragraph", "blockquote")]
        if not 1 <= len(remark) <= 2 or sum(len(self.line(index)) for index in remark) > _LONGEST_NOTE:
            return None
        if self.line(remark[-1]).endswith(":"):
            return None
        for index in remark:
            self.become(index, "note")
        return self.text[self.blocks[remark[0]].start : self.blocks[remark[-1]].end]


def _names_a_section(line: str) -> bool:
    return len(line) <= 40 and len(re.findall(r"\w+", line)) <= 4 and _KICKER.fullmatch(line) is not None


def _is_headline(line: str) -> bool:
    return (
        len(line) <= _LONGEST_HEADLINE
        and 3 <= len(line.split()) <= 28
        and not line[0].islower()
        and line[-1] not in ".,:;…"
        and not line.endswith((".”", '."', ",”", ',"', ".’"))
        and "http" not in line
        and not is_date(line)
    )


def _words(line: str) -> list[str]:
    return re.findall(r"\w+", line.casefold()) if len(line) <= 2 * _LONGEST_HEADLINE else []
