"""A line of a post in; whether it is an embed, a caption or boilerplate rather than prose, out."""

import re
from typing import Literal

Furniture = Literal["caption", "embed", "boilerplate"]

_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"

_TWEET_LINK = re.compile(r"(?:pic\.twitter\.com/|https?://t\.co/)\w+\W{0,3}$")
_TWEET_SIGNATURE = re.compile(
    rf"\(@\w{{1,20}}\)\s+(?:{_MONTH} \d{{1,2}}, \d{{4}}|\d{{1,2}} {_MONTH},? \d{{4}})\W{{0,3}}$", re.IGNORECASE
)
_CAPTION = re.compile(
    r"""^(?:file\s)?(?:photo(?:graph)?|picture|image|illustration|credit|caption)s?
        (?:\s(?:by|credit|courtesy(?:\sof)?))?\s?[:/]
      | ©\s*(?!\d|copyright)\w
      | \((?:file\s)?(?:photo|image|picture|credit|photograph)\b[^()]{0,80}\)\W?$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_AGENCY = re.compile(r"[(/]\s?(?:AP|AFP|Reuters|EPA|PA|Getty(?:\sImages)?)(?:/[\w.\s]{1,40})?(?:\sphoto)?\)?\.?$")
_BOILERPLATE = re.compile(
    r"""(?:
        (?:no|\d+)\s(?:comments?|responses?|replies)(?:\son\s.*)?:?
      | (?:post|leave|add|write)\sa\s(?:comment|reply|response)\W*
      | note:\s?only\sa\smember\sof\sthis\sblog\smay\spost\sa\scomment\W*
      | comments?(?:\s\(\d+\))? | view\s(?:all\s)?(?:\d+\s)?comments? | add\scomment | reply | replies
      | (?:please\s)?(?:share|like|follow|tweet|pin|email|print)(?:\s(?:this|it|on|us|me|to|via|with|by))*
        (?:\s(?:post|story|article|page|facebook|twitter|x|linkedin|whatsapp|reddit|pinterest|email|friends|instagram|
        youtube|telegram|mastodon|bluesky|newsletter|and|or|a|friend|in|new|window|click|opens))*\W*
      | email\sthisblogthis!.*
      | (?:facebook|twitter|linkedin|whatsapp|pinterest|reddit|tumblr|email|print|telegram|copy\slink|more|x|share|
          \W|like)+
      | like\sthis:? | (?:like\s)?loading\.*
      | (?:click\shere\sto\s)?(?:read|see|learn|find\sout)\s(?:the\s)?(?:more|rest|full\s(?:story|article|post))
        (?:\s(?:at|on|here|of|from|about)\s?.{0,80})?\W*
      | (?:click\shere\sto\s)?continue\sreading\b.{0,120} | keep\sreading\W* | (?:full\sstory|read\son)\W*
      | \[?(?:…|\.\.\.|&hellip;)\]?
      | the\spost\s.{1,300}\sappeared\sfirst\son\s.{1,200}
      | this\s(?:post|article|story)\s(?:was\s)?(?:first|originally)\s(?:appeared|published)\s(?:on|in|at)\s.{1,200}
      | posted\s(?:by|on|in|at)\s.{1,120} | labels?:\s.{0,200} | tags?:\s.{0,200} | filed\sunder\W.{0,200}
      | (?:newer|older)\sposts?(?:\s(?:older|newer)\sposts?)?(?:\shome)? | home
      | (?:subscribe|sign\sup|join\s(?:us|our|the\snewsletter|[\d,.]+k?\s))\b.{0,160}
        (?:newsletter|email|inbox|updates|subscribers?|posts|free|feed|atom|channel|mailing\slist|paid)\b.{0,80}
      | subscribe(?:\s(?:now|here|today|free|to\sthis\sblog|via\srss))?\W* | sign\s(?:up|in)\W* | log\sin\W*
      | thanks\sfor\sreading\b.{0,200} | (?:get|receive)\s.{0,60}(?:in|to)\syour\sinbox\b.{0,80}
      | .{0,120}\bis\sa\sreader[-\s]supported\spublication\b.{0,200}
      | (?:support|donate|buy\sme)\s(?:us|me|this\sblog|a\scoffee|our\swork|now|today)\b.{0,120}
      | (?:©|\(c\)|copyright)\s.{0,200} | all\srights\sreserved\W*
      | advertisements?\W* | sponsored(?:\scontent)?\W* | story\scontinues\sbelow\W*.{0,40}
      | (?:related|see\salso|more\son\sthis|you\smay\salso\slike|recommended|trending)
        (?:\s(?:posts?|articles?|stories|story|coverage|links|content|topics?|reading|news))?\W*
      | powered\sby\s.{0,60} | skip\sto\s(?:main\s)?content | back\sto\stop | view\smy\scomplete\sprofile
    )""",
    re.IGNORECASE | re.VERBOSE,
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
    if _BOILERPLATE.fullmatch(line):
        return "boilerplate"
    if _CAPTION.search(line) or (_AGENCY.search(line) and not any(mark in line for mark in '“”"«»„')):
        return "caption"
    return None


def signs_a_tweet(line: str) -> bool:
    """Whether a line is only a tweet's signature, so that the tweet itself is the line before it."""
    return len(line) < 120 and _TWEET_SIGNATURE.search(line) is not None and not _TWEET_LINK.search(line)


def begins_comments(line: str) -> bool:
    """Whether what follows a line is readers' comments and the form for them, to the end of the post."""
    return len(line) < 120 and _COMMENTS_BEGIN.fullmatch(line) is not None
