"""A short line in; the credit that it gives a carried article (outlet, author, date as printed), out."""

import re

from bot.news.model import Credit

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
# German, French, Spanish, Portuguese, Russian and Ukrainian, as they stand behind a day.
_MONTH_ABROAD = r"""(?:januar|jänner|februar|märz|mai|juni|juli|oktober|dezember
    |janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre
    |enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre
    |janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro
    |января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря
    |ene|abr|ago|dic|janv|févr|avr|juil|déc|dez|fev|out
    |січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня)"""
_WEEKDAY = r"""(?:(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?
    |(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch | lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche
    |lunes|martes|miércoles|jueves|viernes|sábado|domingo | (?:segunda|terça|quarta|quinta|sexta)(?:-feira)?
    |понедельник|вторник|среда|четверг|пятница|суббота|воскресенье
    |понеділок|вівторок|середа|четвер|п['’]ятниця|субота|неділя)\.?,?\s+)?"""
_DATE = re.compile(
    rf"""\b{_WEEKDAY}(?:
        \d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:,?\s+\d{{4}})?
      | \d{{1,2}}(?:er|\.|º)?\s+(?:de\s+)?(?:{_MONTH_ABROAD}|{_MONTH})
            (?:\s+(?:de\s+|del\s+)?\d{{4}}(?:\s(?:г|р)\.|\sгода|\sроку)?)?
      | {_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?
      | \d{{4}}-\d{{2}}-\d{{2}} | \d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}
    )(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
_DIGIT = re.compile(r"\d")
_TIME = re.compile(
    r"(?:\b(?:at|à|um|в|о|об|às|a\slas)\s+)?\b\d{1,2}[:.h]\d{2}\s*(?:[ap]\.?m\.?)?\s*(?:GMT|UTC|BST|CET|EST|EDT|ET|PT|Uhr|h)?(?!\w)"
    r"|\b\d{1,2}\s?[ap]m\b",
    re.IGNORECASE,
)
_CUE = re.compile(
    r"^(?:[—–―-]{1,2}|(?:sources?|quellen?|fuentes?|fontes?|источник|джерело|credit)\s?:|via:?\s|from:?\s|by\s)\s*",
    re.IGNORECASE,
)
_BY = re.compile(
    r"(?:^|[\s,(—–-])(?:written\s|reported\s)?by:?\s+|^(?:von|par|por|(?:автор|текст)\s?:|(?:autora?|auteur)\s?:)\s+",
    re.IGNORECASE,
)
# Without a digit, a cue or a comma no line is a credit, and most lines of a post have none of them.
_MAY_CREDIT = re.compile(r"\d|^\W|[,:]|\b(?:via|from|by|von|par|por)\s", re.IGNORECASE)
_NO_WRITING = re.compile(
    r"(?:^updated?\b.*|(?<!report)ed|photograph[sy]|music|lyrics|art|illustrations?|photos?|pictures?|video|design|images?)$",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"^(?:(?:first|last|published|posted|updated|modified|issued|on|publi[ée]|mis\sà\sjour|veröffentlicht|aktualisiert|stand"
    r"|publicad[oa]|a[ct]{1,2}ualizad[oa]|опубликовано|обновлено|опубліковано|оновлено|le|am|vom|el|em)\b:?\s*)+",
    re.IGNORECASE,
)
_AGO = re.compile(
    r"\b(?:updated|a[ct]{1,2}ualizad[oa]|mis\sà\sjour|обновлено|оновлено)\s(?:há|hace|il\sy\sa)\s\d+\s\w+$",
    re.IGNORECASE,
)
_CAPITAL = "A-ZÀ-ÖØ-ÞА-ЯЁІЇЄҐŁŚŻŽČŠĐĀĒĪŪŐŰŞİĞ"
_SEPARATOR = re.compile(r"\s+[—–|·•-]\s+|[,;|·•\n()]+|\s*[—–]\s*")
_NAME = re.compile(
    rf"(?:[{_CAPITAL}0-9][\w.'’&+-]*|&)(?:\s+(?:[{_CAPITAL}0-9][\w.'’&+-]*|of|the|and|for|d[aeo]s?|e|la|le|du|von|van|der|in|&))*"
)
_BRACKETED = re.compile(r"(?P<place>[^()]{3,60})\((?P<outlet>[^()]{2,60})\)\W*")
# Titles in Cyrillic have one capital: «Заречный вестник».
_NAME_ABROAD = re.compile(r"[«“\"]?[А-ЯЁІЇЄҐ][\w'’-]*(?:\s[\w'’«»-]+){0,3}[»”\"]?")
_SITE = re.compile(r"(?:[a-z0-9-]+\.)+(?:[a-z]{2,})(?:/\S*)?", re.IGNORECASE)
_OUTLET = re.compile(
    r"\b(?:News|Times|Post|Herald|Gazette|Guardian|Telegraph|Tribune|Chronicle|Courier|Journal|Observer|Mail|Star|Press"
    r"|Review|Wire|Today|Daily|Weekly|Dispatch|Examiner|Mirror|Reuters|AFP|BBC|CNN|RT|Radio|TV)$|\.[a-z]{2,}$"
)
_PLACE = re.compile(r"\s(?:at|in)\s[A-ZÀ-Þ][\w’' -]{1,40}$")
_TRADE = re.compile(
    r"(?:[\w’'&-]+\s){0,4}(?:correspondent|editor|reporter|writer|columnist|critic|contributor|staff|korrespondent(?:in)?|redakteur(?:in)?)",
    re.IGNORECASE,
)
_LONGEST = 120


def is_date(line: str) -> bool:
    """Whether a line is a date and nothing else."""
    if not _DIGIT.search(line):
        return False
    line = _PUBLISHED.sub("", line.strip(" ()[].,—–-"))
    line = _AGO.sub("", line).strip()
    if len(line) > 60:
        return False
    match = _DATE.search(line)
    return match is not None and not _TIME.sub("", line[: match.start()] + line[match.end() :]).strip(" ,.|—–-")


def is_dateline(words: str) -> bool:
    """Whether some words are a place and a date, as agencies begin with them: "ODRAVA, Feb 3", "New York, 3 May"."""
    match = _DATE.search(words) if len(words) <= 60 else None
    if match is None:
        return False
    place = words[: match.start()].strip(" ,")
    return place.isupper() or (place.istitle() and len(place.split()) <= 2 and not words[match.end() :].strip(" ,—–-"))


def is_outlet(line: str) -> bool:
    """Whether a line is nothing but a name that only an outlet has: "Valley Herald", "meridian.example"."""
    return len(line) <= 40 and is_name(line) and _OUTLET.search(line) is not None


def credit(line: str) -> Credit | None:
    """The credit that a whole line gives; None where a line says anything else.

    An outlet's name alone is no credit: something must mark it as one (a date, a dash, "By", "Source:").
    """
    line = line.rstrip(" .-–—")
    if not 2 < len(line) <= _LONGEST or "“" in line or '"' in line:
        return None
    if not _MAY_CREDIT.search(line):
        return None
    return _read(line, _CUE.match(line) is not None)


def outlet(name: str) -> Credit | None:
    """The credit in words that stand where only a credit would (in brackets or behind a dash at a headline's end)."""
    return _read(name, True) if len(name) <= 60 else None


def _read(line: str, marked: bool) -> Credit | None:
    if (inside := _BRACKETED.fullmatch(line)) and is_dateline(inside["place"]):
        line = f"{inside['outlet']}, {inside['place'].rpartition(',')[2]}"
    rest, date = _AGO.sub("", line), None
    found = _DATE.search(rest)
    if found:
        date = " ".join(found[0].split())
        rest = f"{rest[: found.start()]},{rest[found.end() :]}"
    rest = _TIME.sub(",", rest)
    by = _BY.search(rest)
    if by and _NO_WRITING.search(rest, 0, by.start()):
        return None
    author = None
    parts = [
        _PUBLISHED.sub("", part.strip()).strip(" .:") for part in _SEPARATOR.split(rest[by.end() :] if by else rest)
    ]
    if by:
        author, *parts = parts or [""]
        author = _PLACE.sub("", author)
        parts = [part.strip(" .:") for part in _SEPARATOR.split(rest[: by.start()])] + parts
        if not author or not _NAME.fullmatch(author) or len(author.split()) > 6:
            return None
    parts = [part if by else _CUE.sub("", part) for part in parts]
    parts = [part for part in parts if part and not (author and _TRADE.fullmatch(part))]
    if not all(is_name(part) for part in parts) or len(parts) > 3:
        return None
    if not author and len(parts) >= 2 and len(parts[0].split()) in (2, 3) and parts[1].startswith("The "):
        author, *parts = parts
    if not (author or parts) or not (marked or author or date):
        return None
    if date and not marked and not by and len(parts[0].split()) > 5:
        return None
    return Credit(parts[0] if parts else None, author, date)


def is_name(words: str) -> bool:
    """Whether some words are nothing but a name, of a person or of an outlet."""
    return len(words.split()) <= 6 and any(form.fullmatch(words) for form in (_NAME, _SITE, _NAME_ABROAD))
