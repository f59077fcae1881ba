"""A line of a post in; whether it is an embed, a caption or boilerplate rather than prose, out."""

import re
from typing import Literal

Furniture = Literal["caption", "embed", "boilerplate"]

_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"

_TWEET_LINK = re.compile(r"(?:pic\.twitter\.com/|https?://t\.co/)\w+\W{0,3}$")
# The year is left out by those who copy a tweet of this year.
_TWEET_SIGNATURE = re.compile(
    rf"\(@\w{{1,20}}\)(?:\s+|\s?·\s?)(?:{_MONTH} \d{{1,2}}(?:, \d{{4}})?|\d{{1,2}} {_MONTH}(?:,? \d{{4}})?)\W{{0,3}}$"
    r"|^[—–-]\s?[^()]{1,60}\(@\w{1,20}\)\W{0,3}$",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"""^(?:file\s)?(?:photo(?:graph)?|picture|image|illustration|credit|caption)s?
        (?:\s(?:by|credit|courtesy(?:\sof)?|above|below|top|left|right))?\s?[:/]
      | ©\s*(?!\d|copyright)\w
      | \((?:file\s)?(?:photo|image|picture|credit|photograph)\b[^()]{0,80}\)\W?$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_AGENCY = re.compile(r"[(/]\s?(?:AP|AFP|Reuters|EPA|PA|Getty(?:\sImages)?)(?:/[\w.\s]{1,40})?(?:\sphoto)?\)?\.?$")
_NAME = r"(?-i:[A-ZÀ-Þ][\w.'’&-]*(?:\s(?:[A-ZÀ-Þ][\w.'’&-]*|of|the|and|de|van|von)){0,5})"
_COMMENTS = r"""
    (?:no|\d+)\s(?:comments?|responses?|replies)(?:\son\s.*)?:?
  | (?:post|leave|add|write)\sa\s(?:comment|reply|response)(?:\scancel\sreply)?\W*
  | note:\s?only\sa\smember\sof\sthis\sblog\smay\spost\sa\scomment\W*
  | comments?(?:\s\(\d+\))? | view\s(?:all\s)?(?:\d+\s)?comments? | add\scomment | reply | replies
  | comments\sare\s(?:now\s)?closed\W* | (?:this|the)\s(?:live\s)?(?:blog|thread|page)\sis\s(?:now\s)?closed\b.{0,80}
"""
_PLACES = r"""facebook|twitter|x|linkedin|whatsapp|reddit|pinterest|tumblr|telegram|mastodon|bluesky|threads|instagram
    |youtube|e-?mail|print|copy\slink"""
_SHARING = rf"""
    (?:please\s)?(?:share|like|follow|tweet|pin|email|print)(?:\s(?:this|it|on|us|me|to|via|with|by))*
        (?:\s(?:post|story|article|page|friends|newsletter|and|or|a|friend|in|new|window|click|opens|{_PLACES}))*\W*
  | (?:share|like|follow|tweet|print)(?:\s(?:this|on|us|via))?\s?:(?:\W*(?:more|{_PLACES}))*\W*
  | (?:more|share|like|\W|{_PLACES})+ | email\sthis\W*blogthis!.* | share\s{_NAME}
  | (?:reblog|like|\W)+(?:(?:one|\d+)\sbloggers?\slikes?\sthis\W*)? | (?:one|\d+)\sbloggers?\slikes?\sthis\W*
  | like\sthis:? | (?:like\s)?loading\.* | clap | listen | \d+\smin(?:ute)?s?\sread\W*
  | (?:you\s(?:can\s)?)?follow\s(?:me|us|him|her|them|@\w+|the\sauthor)\b.{{0,40}}
        (?:@|twitter|mastodon|bluesky|medium).{{0,80}}
"""
_ELSEWHERE = rf"""
    (?:click\shere\sto\s)?(?:read|see|learn|find\sout)\s(?:the\s)?(?:more|rest|full\s(?:story|article|post))
        (?:\s(?:at|on|here|of|from|about)\s?.{{0,80}})?\W*
  | (?:click\shere\sto\s)?continue\sreading\b.{{0,120}} | keep\sreading\W* | (?:full\sstory|read\son)\W*
  | \[?(?:…|\.\.\.|&hellip;)\]? | story\scontinues\sbelow\W*.{{0,40}}
  | (?:(?:newer|older|next|previous)\sposts?|home|\W)+ | skip\sto\s(?:main\s)?content | back\sto\stop
  | (?:related|see\salso|more\son\sthis|you\smay\salso\slike|recommended|trending)
        (?:\s(?:posts?|articles?|stories|story|coverage|links|content|topics?|reading|news))?(?:\s?:\s.{{1,300}}|\W*)
  | (?:discover\smore\sfrom|more\sfrom|view\sall\sposts\sby)\s{_NAME} | view\smy\scomplete\sprofile
"""
_ORIGINS = rf"""
    the\spost\s.{{1,300}}\sappeared\sfirst\son\s.{{1,200}}
  | this\s(?:post|article|story|piece|essay)\s(?:was\s)?(?:first|originally)\s(?:appeared|published|posted)
        \s(?:on|in|at|by)\s.{{1,200}}
  | (?:first|originally)\s(?:published|posted)\s(?:on|in|at|by)\s[^,]{{2,80}}
        (?:,\swhere\speople\sare\scontinuing\sthe\sconversation\b.{{0,80}})?
  | \((?:additional\s|further\s)?(?:reporting|writing|editing|compiled|edited)\sby\s[^()]{{3,200}}\)\W*
  | additional\s(?:reporting|writing)\sby\s{_NAME}(?:\sin\s{_NAME})?\W*
  | reporting\sby\s[^.]{{3,80}};\sediting\sby\s[^.]{{3,80}}\W*
  | posted\s(?:by|on|in|at)\s.{{1,120}} | labels?:\s.{{0,200}} | tags?:\s.{{0,200}} | filed\sunder\W.{{0,200}}
  | (?:©|\(c\)|copyright)\s.{{0,200}} | all\srights\sreserved\W* | powered\sby\s.{{0,60}}
"""
_LETTERS = rf"""
    (?:subscribe|sign\sup|join\s(?:us|our|the\snewsletter|[\d,.]+k?\s))\b.{{0,160}}(?:newsletter|email|inbox|updates
        |subscribers?|posts|free|feed|atom|channel|mailing\slist|paid|spam|unsubscribe)\b.{{0,80}}
  | subscribe(?:\s(?:to\s{_NAME}|now|here|today|free|to\sthis\sblog|via\srss))?\W* | sign\s(?:up|in)\W* | log\sin\W*
  | (?:type|enter)\syour\se-?mail(?:\saddress)?\W*(?:subscribe|sign\sup)?\W*
  | (?:get|receive)\s.{{0,60}}(?:in|to)\syour\sinbox\b.{{0,80}}
  | this\s(?:post|episode|article)\sis\s(?:only\s)?for\s(?:paid\s|paying\s)?(?:subscribers|members)(?:\sonly)?\W*
  | upgrade\sto\s(?:a\s)?(?:paid|founding)(?:\ssubscription)?\W* | give\sa\sgift\ssubscription\W*
  | already\sa\s(?:paid\s)?(?:member|subscriber)\?\s(?:sign|log)\sin\W*
  | get\smore\sfrom\s.{{1,80}}\sin\sthe\ssubstack\sapp\W* | sign\sup\sto\sdiscover\shuman\sstories\b.{{0,80}}
  | (?:become|be)\sa\s(?:paid\s|founding\s)?(?:member|subscriber|patron)\W*
  | join\sthe\s(?:conversation|discussion)\W*
"""
_REQUESTS = r"""
    (?:support|donate|buy\sme)\s(?:us|me|this\sblog|a\scoffee|our\swork|now|today)\b.{0,120}
  | support\s(?:our|my|independent)\s(?:journalism|work|writing|newsroom)\W*
  | (?:have\syou\s|do\syou\shave\s|got\s|have\s)(?:got\s)?(?:a|any|an)\s(?:news\s)?(?:story|tip|stories|tips|comment)\b
        .{0,60}\?\s(?:e-?mail|call|contact|write|get\sin|let|tell|send|drop|message)\b.{0,200}
  | if\syou\s(?:like|liked|enjoy|enjoyed|find|found)\s(?:this|my|our)
        \s(?:post|piece|article|story|newsletter|blog|essay|work|site|writing|column|podcast)
        \b.{0,60},\s(?:please\s|why\snot\s|you\s(?:can|may)\s)?
        (?:consider|share|subscribe|support|buy|tell|follow|sign|click|clap|leave|become|like|forward|pass)\b.{0,250}
  | advertisements?\W* | sponsored(?:\scontent)?\W*
  | as\san\s\w+\s(?:associate|affiliate),?\s(?:i|we)\searn\b.{0,120}
"""
_PATTERNS = "|".join((_COMMENTS, _SHARING, _ELSEWHERE, _ORIGINS, _LETTERS, _REQUESTS))
_BOILERPLATE = re.compile(f"(?:{_PATTERNS})", re.IGNORECASE | re.VERBOSE)
# These are known by words in their midst, which are sought first: it takes a tenth of the time.
_TELLTALES = ("commission", "affiliate link", "thanks for reading", "supported publication", "is free today")
_TOLD_BY_ITS_MIDST = re.compile(
    r"""(?:
        (?=.*\b(?:affiliate|links?|buy|bought|purchases?|partners?|shop)\b)
        .{0,200}\b(?:we|i)\s(?:(?:may|might|will|can|could)\s)?(?:earn|receive|get)\s(?:an?|some)
            \s(?:small\s|affiliate\s)?commission\b.{0,150}
      | .{0,120}\bcontains?\saffiliate\slinks?\b.{0,200}
      | (?:.{0,120}[.!?]\s)?thanks\sfor\sreading\b.{0,200}
      | .{0,120}\bis\sa\sreader[-\s]supported\spublication\b.{0,200}
      | .{1,80}\bis\sfree\stoday\.\sBut\sif\syou\senjoyed\b.{0,250}
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_TRADE = (
    r"(?:editor|writer|reporter|journalist|columnist|correspondent|critic|author|blogger|producer|contributor|novelist"
    r"|photographer|essayist)"
)
_BIOGRAPHY = re.compile(
    rf"""(?:[A-ZÀ-Þ][\w.'’-]*\s){{2,4}}(?:is|was)\s(?:an?|the|our)\s(?:[\w’'-]+\s){{0,4}}{_TRADE}\b[^“”"]{{0,300}}""",
    re.VERBOSE,
)
_WHERE_TO_FIND = re.compile(
    r"@\w|\b(?:[Ff]ollow|[Rr]each|[Cc]ontact|[Ee]mail)\s(?:him|her|them)\b|\bcan\sbe\s(?:reached|found|followed)\b"
)
_COMMENTS_BEGIN = re.compile(
    r"(?:(?:no|\d+)\s(?:comments?|responses|replies):|post\sa\scomment|leave\sa\s(?:reply|comment)"
    r"|note:\s?only\sa\smember\sof\sthis\sblog.*)\W*",
    re.IGNORECASE,
)

_LONGEST = 400


def furniture(line: str) -> Furniture | None:
    """What a line is if it is not prose, judged by its words alone."""
    if len(line) > _LONGEST:
        return None
    if _TWEET_LINK.search(line) or _TWEET_SIGNATURE.search(line):
        return "embed"
    if _is_boilerplate(line):
        return "boilerplate"
    if _CAPTION.search(line) or (_AGENCY.search(line) and not any(mark in line for mark in '“”"«»„')):
        return "caption"
    return None


def _is_boilerplate(line: str) -> bool:
    if _BOILERPLATE.fullmatch(line) or (_WHERE_TO_FIND.search(line) and is_biography(line)):
        return True
    lowered = line.lower()
    return any(words in lowered for words in _TELLTALES) and _TOLD_BY_ITS_MIDST.fullmatch(line) is not None


def signs_a_tweet(line: str) -> bool:
    """Whether a line is only a tweet's signature, so that the tweet itself is the line before it."""
    return len(line) < 120 and _TWEET_SIGNATURE.search(line) is not None and not _TWEET_LINK.search(line)


def begins_comments(line: str) -> bool:
    """Whether what follows a line is readers' comments and the form for them, to the end of the post."""
    return len(line) < 120 and _COMMENTS_BEGIN.fullmatch(line) is not None


def is_biography(line: str) -> bool:
    """Whether a line tells who wrote the post, as stands below one: "Ines Okafor is a staff writer …"."""
    return len(line) <= _LONGEST and _BIOGRAPHY.fullmatch(line) is not None
