"""A text in, the words out that tell what it is about: stems, names and figures, in the order of the text."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 12
"""Characters of a figure, and of a word of a quote, that are kept."""

_STEM = 6


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text: a stem or a number, the other being empty."""

    stem: str = ""
    number: str = ""
    is_name: bool = False


_WORD = re.compile(r"\d+(?:[.,:]\d+)*(?:[-–]\d+(?!\d))?|[^\W_]+(?:['’][^\W\d_]+)?")
_ELISION = re.compile(r"^(?:[cdjlmnst]|qu)'(?=.)|'s?$")
_SCORE = re.compile(r"(\d\d+)[-–](\d\d+)")
_DIGITS = re.compile(r"\d[\d.,:–-]*")
_THOUSANDS = re.compile(r"[.,](?=\d{3}\b)")
_IDEOGRAPHS = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]{2,}")
_OPENING = re.compile(r"(?:^|[.!?…:;\n“”\"«»„•|–—])[\s“”\"«»„'‘]*$")
_ENDING = re.compile(r"(?:ings?|ies|ied|ed|es|en|s|e|y|n)$")


def words(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """The words of a text: where each stands, and how it is compared."""
    for match in _WORD.finditer(text):
        yield match, _ELISION.sub("", match[0].casefold().replace("’", "'"))


def tokens(text: str) -> Iterator[Token]:
    """The words of a text that tell anything; a run of ideographs is told by its pairs."""
    for match, word in words(text):
        if any(character.isdigit() for character in word):
            yield from (Token(number=number) for number in _numbers(word))
        elif word in _NUMBERS:
            yield Token(number=_NUMBERS[word])
        elif _IDEOGRAPHS.fullmatch(word):
            yield from (Token(stem=word[at : at + 2]) for at in range(len(word) - 1))
        elif word not in FUNCTION_WORDS and len(stem := _stem(word)) > 2:
            opens = _OPENING.search(text[max(match.start() - 4, 0) : match.start()])
            yield Token(stem=stem, is_name=match[0][0].isupper() and not opens)


def _numbers(word: str) -> Iterator[str]:
    """The figure that a word is, and of a score its two sides as well: "76–74" is elsewhere "by 76 votes to 74"."""
    digits = _DIGITS.match(word)
    yield _THOUSANDS.sub("", digits[0] if digits else word).replace("–", "-")[:LONGEST]
    if score := _SCORE.fullmatch(word):
        yield from (side[:LONGEST] for side in score.groups())


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
_WEEK = """
    monday montag lundi lunes lunedì segunda понеділок понеділка понедельник понедельника
    tuesday dienstag mardi martes martedì terça вівторок вівторка вторник вторника
    wednesday mittwoch mercredi miércoles mercoledì quarta середа середу середи среда среду среды
    thursday donnerstag jeudi jueves giovedì quinta четвер четверга четверг
    friday freitag vendredi viernes venerdì sexta п'ятниця п'ятницю п'ятниці пятница пятницу пятницы
    saturday samstag sonnabend samedi sábado sabato субота суботу суботи суббота субботу субботы
    sunday sonntag dimanche domingo domenica неділя неділю неділі воскресенье воскресенья
"""
FUNCTION_WORDS = frozenset((_FUNCTION + _WEEK).split())
"""Words that tell nothing of what a text is about; weekdays are among them."""

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
