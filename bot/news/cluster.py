"""Stories of several feeds in; which of them are of one event, and why, out."""

import math
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from bot.news.model import BlockKind, Headline, Masthead, Story

WINDOW = timedelta(hours=120)
"""Two stories further apart than this are of two events."""

FEWEST_SHARED = 3
"""Two stories that share fewer telling words than this are not known to be of one event.

One of the words is a name to either, unless one of the stories names nobody, as in a script without capitals.
"""

MOST_COMPARED = 16
"""The most stories with which one is compared: those that share the most telling words with it."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What a story shares with others of the same event, small enough to be kept and compared by the thousand.

    All words are stems. `headline` are the significant ones of its headline, `words` those and the ones of its first
    paragraphs, `names` and `numbers` the names and figures there. `days` are the weekdays, "0" for Monday, that its
    headline and first paragraph speak of. `quotes` are the beginnings of its quotes, folded, the key ones first.
    `masthead` are the words of its feed's name. `at` is when it was published, None where nobody knows.
    """

    headline: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    masthead: tuple[str, ...] = ()
    at: datetime | None = None


def same_event(one: Signature, other: Signature) -> str | None:
    """Why two stories are of the same event, as a phrase for people; None where they are not known to be."""
    return _reason(_bag(one), _bag(other))


def pairs(these: Mapping[str, Signature], those: Mapping[str, Signature]) -> Iterator[tuple[str, str, str]]:
    """Every two of these and those that are of the same event, by their names, each with the reason.

    Of more than `MOST_COMPARED` that share enough words with a story, only so many are compared with it.
    """
    shelf = _Shelf(those)
    for name in sorted(these):
        bag = _bag(these[name])
        for other, its_bag in shelf.likely(name, bag):
            if reason := _reason(bag, its_bag):
                yield name, other, reason


def clusters(stories: Mapping[str, Signature]) -> tuple[tuple[str, ...], ...]:
    """The stories by events: the same whatever order they come in, each event's names in order."""
    leader = {name: name for name in stories}

    def led_by(name: str) -> str:
        while leader[name] != name:
            leader[name] = leader[leader[name]]
            name = leader[name]
        return name

    for one, other, _ in pairs(stories, stories):
        leader[led_by(one)] = led_by(other)
    events = defaultdict(list)
    for name in sorted(stories):
        events[led_by(name)].append(name)
    return tuple(sorted(tuple(names) for names in events.values()))


# ------------------------------------------------------------------------------------------------ what speaks for one

# For one event (above 0) and against it; the sum has to be above 0. The weights were fitted to pairs written for it,
# tests/data/events/own.json, and then made stricter: a wrong merge is worse than an event told twice.
_TO_BEGIN_WITH = -1.0
_SHARED_WORDS = 1.9
_SHARED_FIGURES = 1.9
_HEADLINE = 1.5
_SAME_QUOTE = 1.2
_OTHER_QUOTES = -1.0
_OTHER_FIGURES = -0.4
_OTHER_DAYS = -0.8
# What one outlet posts twice is hardly ever the same news.
_SAME_OUTLET = -4.0
_APART = -0.7

# How much less a common word tells than another, and how few words are no measure of what is shared.
_COMMON_WORD = 0.3
_FEW_WORDS = 8.0
# Seconds: closer than this is no closer, and two stories are taken to be so far apart where a date is missing.
_HOUR = 3600.0
_CLOSE, _UNDATED, _WINDOW = 6 * _HOUR, 48 * _HOUR, WINDOW.total_seconds()


@dataclass(frozen=True, slots=True)
class _Bag:
    """A signature as it is compared.

    `stretches` are those by which its quotes are known again, `seconds` its date, since 1970, and `weight` how much all
    its words tell.
    """

    headline: frozenset[str]
    words: frozenset[str]
    telling: frozenset[str]
    common: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[str]
    days: frozenset[str]
    stretches: frozenset[str]
    masthead: tuple[str, ...]
    seconds: float | None
    weight: float


def _bag(signature: Signature) -> _Bag:
    words = frozenset(signature.words)
    telling, common = words - _COMMON_WORDS, words & _COMMON_WORDS
    return _Bag(
        headline=frozenset(signature.headline),
        words=words,
        telling=telling,
        common=common,
        names=frozenset(signature.names),
        numbers=frozenset(signature.numbers),
        days=frozenset(signature.days),
        stretches=frozenset(stretch for quote in signature.quotes for stretch in _stretches(quote)),
        masthead=signature.masthead,
        seconds=signature.at.timestamp() if signature.at else None,
        weight=len(telling) + _COMMON_WORD * len(common),
    )


def _reason(one: _Bag, other: _Bag) -> str | None:
    shared = one.telling & other.telling
    if len(shared) < FEWEST_SHARED:
        return None
    if one.names and other.names and shared.isdisjoint(one.names) and shared.isdisjoint(other.names):
        return None
    dated = one.seconds is not None and other.seconds is not None
    apart = abs((one.seconds or 0) - (other.seconds or 0)) if dated else _UNDATED
    if apart > _WINDOW:
        return None
    told = len(shared) + _COMMON_WORD * len(one.common & other.common)
    figures = one.numbers & other.numbers
    speaks = (
        _TO_BEGIN_WITH
        + _SHARED_WORDS * told / max(min(one.weight, other.weight), _FEW_WORDS)
        + _SHARED_FIGURES * math.log1p(_worth(figures))
        + _APART * math.log1p(max(apart, _CLOSE) / _HOUR)
    )
    if speaks + _HEADLINE + _SAME_QUOTE <= 0:  # as of most pairs: the rest cannot make up for it
        return None
    quoted = not one.stretches.isdisjoint(other.stretches)
    speaks += (
        _HEADLINE * max(_part(one.headline, other.words), _part(other.headline, one.words))
        + (_SAME_QUOTE if quoted else _OTHER_QUOTES if one.stretches and other.stretches else 0)
        + _OTHER_FIGURES * min(_worth(one.numbers - figures), _worth(other.numbers - figures))
        + (_OTHER_DAYS if one.days and other.days and one.days.isdisjoint(other.days) else 0)
        + (_SAME_OUTLET if one.masthead and one.masthead == other.masthead else 0)
    )
    return _phrase(one, other, len(shared), figures, quoted) if speaks > 0 else None


def _phrase(one: _Bag, other: _Bag, shared: int, figures: frozenset[str], quoted: bool) -> str:
    said = [f"{shared} of {min(len(one.telling), len(other.telling))} telling words are the same"]
    if quoted:
        said.append("both quote the same words")
    if long := sorted((figure for figure in figures if len(figure) > 1), key=lambda figure: (-len(figure), figure)):
        said.append(f"both give {', '.join(long[:3])}")
    return "; ".join(said)


def _part(headline: frozenset[str], words: frozenset[str]) -> float:
    return len(headline & words) / len(headline) if headline else 0.0


_YEAR = re.compile(r"(?:19|20)\d\d")


def _worth(numbers: Iterable[str]) -> float:
    """How much figures tell: one of three digits or more is rarely the same by chance, a year or a small one often."""
    return math.fsum(0.3 if _YEAR.fullmatch(number) else (0.4, 1.0, 1.5)[min(len(number), 3) - 1] for number in numbers)


def _stretches(quote: str) -> Iterator[str]:
    """The stretches that are no catchphrase: five words, two of them significant, or eight, or a short quote whole."""
    words = quote.split()
    if len(words) > 3:
        yield quote
    for length, fewest in ((5, 2), (8, 0)):
        for start in range(len(words) - length + 1):
            stretch = words[start : start + length]
            if sum(word not in _FUNCTION_WORDS for word in stretch) >= fewest:
                yield " ".join(stretch)


# -------------------------------------------------------------------------------------------- whom to compare with whom


class _Shelf:
    """Stories in the order of their dates, by the words that they hold: for each word a bit for each story."""

    def __init__(self, stories: Mapping[str, Signature]) -> None:
        bags = {name: _bag(story) for name, story in stories.items()}
        dated = sorted((bag.seconds, name) for name, bag in bags.items() if bag.seconds is not None)
        self._seconds = [seconds for seconds, _ in dated]
        self._names = [*(name for _, name in dated), *sorted(name for name, bag in bags.items() if bag.seconds is None)]
        self._bags = [bags[name] for name in self._names]
        self._everything = (1 << len(self._names)) - 1
        self._nameless = 0
        self._holders: dict[str, int] = defaultdict(int)
        self._namers: dict[str, int] = defaultdict(int)
        for at, bag in enumerate(self._bags):
            self._nameless |= 0 if bag.names else 1 << at
            for word in bag.telling:
                self._holders[word] |= 1 << at
            for word in bag.names & bag.telling:
                self._namers[word] |= 1 << at

    def likely(self, name: str, bag: _Bag) -> Iterator[tuple[str, _Bag]]:
        """The others that may be of the same event, those that share the most telling words first."""
        among = self._near(bag) & self._named(bag)
        found = (at for stories in _by_count(self._counts(bag), among, 0) for at in _bits(stories))
        others = ((self._names[at], self._bags[at]) for at in found if self._names[at] != name)
        return islice(others, MOST_COMPARED)

    def _near(self, bag: _Bag) -> int:
        """The stories that are not too far apart from one in time."""
        if bag.seconds is None:
            return self._everything
        too_early = (1 << bisect_left(self._seconds, bag.seconds - _WINDOW)) - 1
        too_late = (1 << len(self._seconds)) - (1 << bisect_right(self._seconds, bag.seconds + _WINDOW))
        return self._everything & ~(too_early | too_late)

    def _named(self, bag: _Bag) -> int:
        """The stories that share a name with one, or are nameless as one of the two."""
        if not bag.names:
            return self._everything
        found = self._nameless
        for word in bag.telling:
            found |= (self._holders if word in bag.names else self._namers).get(word, 0)
        return found

    def _counts(self, bag: _Bag) -> Sequence[int]:
        """How many of its telling words each story shares, in binary: the ones of all stories, the twos, the fours …"""
        digits = [0] * len(bag.telling).bit_length()
        for word in bag.telling:
            carry, at = self._holders.get(word, 0), 0
            while carry:
                digits[at], carry = digits[at] ^ carry, digits[at] & carry
                at += 1
        return digits


def _by_count(digits: Sequence[int], among: int, count: int) -> Iterator[int]:
    """The stories that share enough words, those that share the most first; `count` is what they share beyond these."""
    if not among or count + (1 << len(digits)) <= FEWEST_SHARED:
        return
    if not digits:
        yield among
        return
    *lower, highest = digits
    yield from _by_count(lower, among & highest, count + (1 << len(lower)))
    yield from _by_count(lower, among & ~highest, count)


def _bits(number: int) -> Iterator[int]:
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest


# ------------------------------------------------------------------------------------------------------- what is shared

_MOST_HEADLINE, _MOST_WORDS, _MOST_NAMES, _MOST_NUMBERS, _MOST_MASTHEAD = 12, 60, 12, 12, 6
_MOST_QUOTES, _MOST_QUOTED = 5, 12
# Characters that are read: what a story is about stands there, and what follows is often of something else.
_REACH = 1_500
_MOST_BLOCKS = 40
_LONGEST = 12
_STEM = 6
_PROSE: frozenset[BlockKind] = frozenset({"paragraph", "blockquote", "list"})
# So much of the shorter of two headlines stands in both where they are of one article.
_SAME_HEADLINE = 0.6


def signature(story: Story, masthead: Masthead) -> Signature:
    """What a story of that feed shares with others; the words of the feed's own name are none of it.

    Of a post that carries several articles only what stands under its own headline counts: a press review is of no
    event.
    """
    own = tuple(_own(story))
    paragraphs = tuple(islice(_paragraphs(story, own), _MOST_BLOCKS))
    head = tuple(_tokens(story.headline.text[:_REACH]))
    first = tuple(_tokens(paragraphs[0])) if paragraphs else ()
    body = tuple(_tokens("\n".join(paragraphs)[:_REACH]))
    name = _first(_MOST_MASTHEAD, (token.stem for token in _tokens(masthead.title[:_REACH])))
    quotes = [*(key.quote for key in story.key_quotes), *story.quotes]
    said = (quote.text for quote in quotes if any(start <= quote.start < end for start, end in own))
    return Signature(
        headline=_first(_MOST_HEADLINE, (token.stem for token in head), name),
        words=_first(_MOST_WORDS, (token.stem for token in (*head, *body)), name),
        names=_first(_MOST_NAMES, (token.stem for token in body if token.is_name), name),
        numbers=_first(_MOST_NUMBERS, (token.number for token in (*head, *body))),
        days=_first(7, (token.day for token in (*head, *first))),
        quotes=_first(_MOST_QUOTES, map(_folded, said)),
        masthead=name,
        at=story.published,
    )


def _own(story: Story) -> Iterator[tuple[int, int]]:
    """The stretches of a post's text that are of its own headline, as offsets."""
    carried = [(headline.start, headline) for headline in story.headlines if headline.start is not None]
    if len(carried) < 2:
        yield 0, len(story.text)
        return
    starts = [start for start, _ in carried]
    yield 0, starts[0]
    own = _stems(story.headline)
    for (start, headline), end in zip(carried, [*starts[1:], len(story.text)], strict=True):
        words = _stems(headline)
        if len(words & own) >= _SAME_HEADLINE * max(min(len(words), len(own)), 1):
            yield start, end


def _stems(headline: Headline) -> set[str]:
    return {token.stem for token in _tokens(headline.text[:_REACH]) if token.stem}


def _paragraphs(story: Story, own: Sequence[tuple[int, int]]) -> Iterator[str]:
    for block in story.blocks:
        if block.kind in _PROSE and any(start <= block.start < end for start, end in own):
            yield story.text[block.start : min(block.end, block.start + _REACH)]


def _first(most: int, words: Iterable[str], without: Sequence[str] = ()) -> tuple[str, ...]:
    """The first so many words, each once, of those that are any."""
    return tuple(islice(dict.fromkeys(word for word in words if word and word not in without), most))


def _folded(quote: str) -> str:
    return " ".join(word[:_LONGEST] for _, word in islice(_words(quote), _MOST_QUOTED))


# ---------------------------------------------------------------------------------------------------------------- words


@dataclass(frozen=True, slots=True)
class _Token:
    """A word of a text: a stem, or a number, or a weekday, the other two being empty."""

    stem: str = ""
    number: str = ""
    day: str = ""
    is_name: bool = False


_WORD = re.compile(r"\d+(?:[.,:]\d+)*(?:[-–]\d+(?!\d))?|[^\W_]+(?:['’][^\W\d_]+)?")
_ELISION = re.compile(r"^(?:[cdjlmnst]|qu)'(?=.)|'s?$")
_DIGITS = re.compile(r"\d[\d.,:–-]*")
_THOUSANDS = re.compile(r"[.,](?=\d{3}\b)")
_IDEOGRAPHS = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]{2,}")
_OPENING = re.compile(r"(?:^|[.!?…:;\n“”\"«»„•|–—])[\s“”\"«»„'‘]*$")
_ENDING = re.compile(r"(?:ings?|ies|ied|ed|es|en|s|e|y|n)$")


def _words(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """The words of a text: where each stands, and how it is compared."""
    for match in _WORD.finditer(text):
        yield match, _ELISION.sub("", match[0].casefold().replace("’", "'"))


def _tokens(text: str) -> Iterator[_Token]:
    """The words of a text that tell anything; a run of ideographs is told by its pairs."""
    for match, word in _words(text):
        if any(character.isdigit() for character in word):
            yield _Token(number=_number(word))
        elif word in _NUMBERS:
            yield _Token(number=_NUMBERS[word])
        elif word in _DAYS:
            yield _Token(day=_DAYS[word])
        elif _IDEOGRAPHS.fullmatch(word):
            yield from (_Token(stem=word[at : at + 2]) for at in range(len(word) - 1))
        elif word not in _FUNCTION_WORDS and len(stem := _stem(word)) > 2:
            opens = _OPENING.search(text[max(match.start() - 4, 0) : match.start()])
            yield _Token(stem=stem, is_name=match[0][0].isupper() and not opens)


def _number(word: str) -> str:
    digits = _DIGITS.match(word)
    return _THOUSANDS.sub("", digits[0] if digits else word).replace("–", "-")[:_LONGEST]


def _stem(word: str) -> str:
    """The beginning of a word, without accents and in one spelling, that its forms have in common."""
    plain = word[:40]
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    plain = plain.replace("our", "or").replace("tyre", "tire")
    short = _ENDING.sub("", plain) if len(plain) > 4 else plain
    return (short if len(short) > 2 else plain)[:_STEM]


_FUNCTION = """
    a aber about above abril according added after afternoon again against agosto al all almost als also although always
    am among an and announced any april are around as asked at au auch auf august aus aux avant avec avril away back be
    because been before began begin bei being below between billion bis both but by called came can can't cannot ce cent
    ces cette come comes como con could couldn't dans das dass day days de december del dem den depuis der des desde
    dezember diciembre did didn't die dijo dit do does doesn't doing don't done dont down drei du durch during each
    early ein eine einem einen einer eines either el elle elles else en end enero entre er era es est esta este estos et
    even evening ever every febrero februar february few first for former found from fue gave get gets give go goes
    going gone good got great ha haben had half han has hasn't hasta hat hatte have having he her here hers him himself
    his hour hours how however i ich if ihr ihre il ils im in into is isn't ist it its itself januar january janvier
    juillet juin juli julio july june juni junio just keep kein keine kept knew know la las last late later le least
    left les less leur leurs like little lo long look los made mai mais make makes making man many march mars marzo may
    mayo me mehr might million minutes mit month months more morning most much must my nach ne near never new next nicht
    night no noch none nor not nothing november novembre noviembre now number nur o october octobre octubre oder of off
    often oktober old on once one only ont onto or other others ou our out over own par para part pas people per percent
    perhaps pero place plus por pour put que qui quite quoi rather really report reported s sa sagte said same sans say
    saying says schon se see seen sein seine selon september septembre septiembre ser ses several shall she should sich
    sie sin since sind so some something son sont soon sous spokesman spokesperson spokeswoman statement still su such
    sur sus t take taken takes taking tell than that the their them then there these they thing things think this those
    though thousand through time to today together told tomorrow tonight too took um un una unas und under une uno unos
    unter until up upon us use used very vom von vor want war waren was wasn't way we week weeks well wenn went werden
    were weren't what when where whether which while who whom whose why wie will wir wird with within without woman
    women won't would wouldn't wurde wurden y ya year years yes yesterday yet you your zu zum zur zwei août après daß
    décembre février für más märz où según était été über або августа але апреля березня був буде будет була були було
    был была были было в вересня вже ви вона вони вы від він грудня декабря для до его ее есть еще жовтня з за и из или
    их июля июня й його как квітня липня листопада лише лютого марта мая ми мы на над не но ноября октября он она они от
    по под после при про під після с сентября серпня сказав сказал сказала січня та также також той только травня ті у
    уже февраля це цей ця червня через что чтобы ще що щоб это як января є і із їх її
"""
_FUNCTION_WORDS = frozenset(_FUNCTION.split())
_COMMON = """
    accident across add agree agreement airport another answer anyone anything area army arrested asking ate attack
    authorities autumn bank beat believe best better big body book bought bridge bring brother brought building bus
    business buy call car case casualties center centre change chief child children city close company cost council
    count country court cut cuts daughter dead deal death decision died dies director door drink drive drove eat
    election emergency ended enough european everyone everything executive expect eye face faces fail fall family father
    fear feel fell felt fifth fire firm follow food friend game goal government group hand hard head hear heard held
    help high hold home hope hoped hospital house hundred hurt husband immediately injured international interview job
    jobs judge killed kind large law lead leader leave led letter life line list live local lost love low main manager
    market match maybe mayor mean media meeting member minister money mother move name named national need news
    newspaper nobody officer open opposition order paid paper party pay photo picture plan play point police power
    president press price prime profit program public quarter question rain raise ran read real reason record region
    regional remember reports research responsible revenue right rise rises road room rose run sales school season sell
    send sent services share shop show side sister small somebody someone somewhere sort speak spend spent spoke spring
    stand start state station stood stop storm story street strike study summer support sure suspect system table talks
    tax team thinking thought town train tried true try turn twice understand union video voice vote voted wait walk
    wall warn water weekend whole wife win window winter won word work worker world worse worst wounded write wrote
    young
"""
# What news of every kind is made of.
_COMMON_WORDS = frozenset(map(_stem, _COMMON.split()))
_WEEK = """
    monday montag lundi lunes lunedì segunda понеділок понеділка понедельник понедельника
    tuesday dienstag mardi martes martedì terça вівторок вівторка вторник вторника
    wednesday mittwoch mercredi miércoles mercoledì quarta середа середу середи среда среду среды
    thursday donnerstag jeudi jueves giovedì quinta четвер четверга четверг
    friday freitag vendredi viernes venerdì sexta п'ятниця п'ятницю п'ятниці пятница пятницу пятницы
    saturday samstag sonnabend samedi sábado sabato субота суботу суботи суббота субботу субботы
    sunday sonntag dimanche domingo domenica неділя неділю неділі воскресенье воскресенья
"""
_DAYS = {word: str(day) for day, words in enumerate(_WEEK.strip().splitlines()) for word in words.split()}
_COUNTED = """
    2 two second zwei deux dos два две дві; 3 three third drei dritte trois tres три; 4 four fourth vier quatre cuatro
    чотири четыре; 5 five fifth fünf cinq cinco п'ять пять; 6 six sixth sechs seis шість шесть; 7 seven sieben sept
    siete сім семь; 8 eight acht huit ocho вісім восемь; 9 nine neun neuf nueve дев'ять девять; 10 ten zehn dix diez
    десять; 11 eleven elf onze одинадцять одиннадцать; 12 twelve dozen zwölf douze doce дванадцять двенадцать; 13
    thirteen dreizehn treize trece; 14 fourteen vierzehn quatorze catorce; 15 fifteen fünfzehn quinze quince; 16 sixteen
    sechzehn seize; 17 seventeen siebzehn; 18 eighteen achtzehn; 19 nineteen neunzehn; 20 twenty zwanzig vingt veinte
    двадцять двадцать; 30 thirty dreißig trente treinta тридцять тридцать; 40 forty vierzig quarante cuarenta сорок; 50
    fifty fünfzig cinquante cincuenta; 60 sixty sechzig soixante sesenta; 70 seventy siebzig setenta; 80 eighty achtzig
    ochenta; 90 ninety neunzig noventa
"""
_NUMBERS = {word: line.split()[0] for line in _COUNTED.split(";") for word in line.split()[1:]}
