"""A short line in; the credit that it gives a carried article (outlet, author, date as printed), out."""

import re

from bot.news.model import Credit

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_DATE = re.compile(
    rf"""\b{_WEEKDAY}(?:
        \d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:,?\s+\d{{4}})?
      | {_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?
      | \d{{4}}-\d{{2}}-\d{{2}} | \d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}
    )(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
_TIME = re.compile(
    r"(?:\bat\s+)?\b\d{1,2}[:.]\d{2}\s*(?:[ap]\.?m\.?)?\s*(?:GMT|UTC|BST|CET|EST|EDT|ET|PT)?(?!\w)|\b\d{1,2}\s?[ap]m\b",
    re.IGNORECASE,
)
_CUE = re.compile(r"^(?:[—–―-]{1,2}|source\s?:|sources\s?:|via:?\s|from:?\s|credit\s?:|by\s)\s*", re.IGNORECASE)
_BY = re.compile(r"(?:^|[\s,(—–-])(?:written\s|reported\s)?by:?\s+", re.IGNORECASE)
_PUBLISHED = re.compile(r"^(?:first\s)?(?:published|posted|updated|last\smodified|on|issued\son)\b:?\s*", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s+[—–|·•-]\s+|[,;|·•\n()]+|\s*[—–]\s*")
_NAME = re.compile(
    r"(?:[A-Z0-9ÀÖØ-Þ][\w.'’&+-]*|&)(?:\s+(?:[A-Z0-9ÀÖØ-Þ][\w.'’&+-]*|of|the|and|for|de|la|le|du|von|van|der|in|&))*"
)
_BRACKETED = re.compile(r"(?P<place>[^()]{3,60})\((?P<outlet>[^()]{2,60})\)\W*")
_SITE = re.compile(r"(?:[a-z0-9-]+\.)+(?:[a-z]{2,})(?:/\S*)?", re.IGNORECASE)
_OUTLET = re.compile(
    r"\b(?:News|Times|Post|Herald|Gazette|Guardian|Telegraph|Tribune|Chronicle|Courier|Journal|Observer|Mail|Star|Press"
    r"|Review|Wire|Today|Daily|Weekly|Dispatch|Examiner|Mirror|Reuters|AFP|BBC|CNN|RT|Radio|TV)$|\.[a-z]{2,}$"
)
_PLACE = re.compile(r"\s(?:at|in)\s[A-ZÀ-Þ][\w’' -]{1,40}$")
_LONGEST = 120


def is_date(line: str) -> bool:
    """Whether a line is a date and nothing else."""
    line = line.strip(" ()[].,—–-")
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
    return len(line) <= 40 and _is_name(line) and _OUTLET.search(line) is not None


def credit(line: str) -> Credit | None:
    """The credit that a whole line gives; None where a line says anything else.

    An outlet's name alone is no credit: something must mark it as one (a date, a dash, "By", "Source:").
    """
    if not 2 < len(line) <= _LONGEST or "“" in line or '"' in line:
        return None
    marked = _CUE.match(line) is not None
    return _read(line, marked)


def outlet(name: str) -> Credit | None:
    """The credit in words that stand where only a credit would (in brackets or behind a dash at a headline's end)."""
    return _read(name, True) if len(name) <= 60 else None


def _read(line: str, marked: bool) -> Credit | None:
    if (inside := _BRACKETED.fullmatch(line)) and is_dateline(inside["place"]):
        line = f"{inside['outlet']}, {inside['place'].rpartition(',')[2]}"
    rest, date = line, None
    found = _DATE.search(line)
    if found:
        date = " ".join(found[0].split())
        rest = f"{line[: found.start()]},{line[found.end() :]}"
    rest = _TIME.sub(",", rest)
    by = _BY.search(rest)
    author = None
    parts = [_PUBLISHED.sub("", part).strip(" .:") for part in _SEPARATOR.split(rest[by.end() :] if by else rest)]
    if by:
        author, *parts = parts or [""]
        author = _PLACE.sub("", author)
        parts = [part.strip(" .:") for part in _SEPARATOR.split(rest[: by.start()])] + parts
        if not author or not _NAME.fullmatch(author) or len(author.split()) > 6:
            return None
    parts = [part if by else _CUE.sub("", part) for part in parts]
    parts = [part for part in parts if part]
    if not all(_is_name(part) for part in parts) or len(parts) > 3:
        return None
    if not author and len(parts) >= 2 and len(parts[0].split()) in (2, 3) and parts[1].startswith("The "):
        author, *parts = parts
    if not (author or parts) or not (marked or author or date):
        return None
    if date and not marked and not by and len(parts[0].split()) > 5:
        return None
    return Credit(parts[0] if parts else None, author, date)


def _is_name(words: str) -> bool:
    return len(words.split()) <= 6 and bool(_NAME.fullmatch(words) or _SITE.fullmatch(words))
