"""A line of a post in; whether it promises more ("More headlines coming later."), out."""

import re

from bot.news.abroad import promises_more_abroad

_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_PART_OF_DAY = (
    r"(?:day|evening|afternoon|morning|night|noon|lunch(?:time)?|midnight|break|week(?:end)?|hours?|minutes?)"
)
_TIME = rf"""(?:
    (?:later|soon|shortly|today|tonight|tomorrow|here|below|up|regularly|frequently|hourly|daily|constantly|now|then)
  | (?:(?:later|in|on|over|by|at|through|throughout|during|after|before|until|all|this|next|the|every|few|coming
        |{_DAY})\s)+(?:{_PART_OF_DAY}|{_DAY}|top|(?:in|on)\sthe\sway)
  | on\s{_DAY} | {_DAY}
)"""
_THINGS = r"""(?:(?:news\s)?(?:headlines?|news|stories|articles?|updates?|details?|links?|posts?|reports?|items?|quotes?
    |information|entries|pictures|photos|reaction|background|coverage|of\sthis))"""
_MORE = rf"(?:(?:many|much|some|several|lots|plenty|a\slot)\s)?more(?:\s{_THINGS})?(?:\son\sthis(?:\sstory)?)?"
_OTHERS = r"(?:the\s)?(?:further|additional|other|latest|new|full|fuller|longer|live|remaining)"
_PAGE = r"""(?:(?:this|the|our)\s(?:(?:breaking|developing|live|news)\s)*
    (?:post|page|article|story|entry|list|blog|liveblog|thread|report|piece|round-?up)|this)"""
_WE = r"(?:i|we)(?:['’](?:ll|m|re)|\s(?:will|shall|am|are))"
_COMES = r"(?:(?:is|are|will\sbe)\s)?(?:still\s)?(?:coming|to\s(?:come|follow)|follows?|following|on\s(?:the|its)\sway)"
_WILL_COME = rf"(?:{_COMES}|will\s(?:follow|come|be\s(?:added|posted)))"

# What may go on behind a promise: when, for how long, for what; and on what it depends.
_UNTIL = rf"""(?:,?\s(?:{_TIME}|on\sthis(?:\sstory)?|with\s{_MORE}|for\s(?:{_MORE}|{_THINGS}|part\s\w+)
    |as\s(?:the|this)\sstory\sdevelops))*"""
_ONCE = r"(?:,?\s(?:as|when|once|if|after|until)\s[^.!?“”\"]{2,60})?"
# A mere "More as …" goes on about the news alone: "More as a friend than a teacher" does not.
_AS_IT_COMES = r"(?:as\s(?:we|i|it|they|news|details|things|events)\s[^.!?“”\"]{2,60}|when\s[^.!?“”\"]{2,60})"

_PROMISE = rf"""(?:
    {_MORE}\s{_WILL_COME}
  | there(?:['’](?:s|ll\sbe)|\sis|\sare|\swill\sbe)\s(?:(?:much|many|some|several|lots)\s)?more\s{_THINGS}
        \s(?:{_WILL_COME}|{_TIME})
  | (?:with\s|there(?:['’]ll|\swill)\sbe\s)?{_MORE}\s(?:{_TIME}|{_AS_IT_COMES})
  | (?:still|yet|more)\s(?:to\scome|coming)\s?:\s[^.!?]{{3,80}}
  | {_OTHERS}\s{_THINGS}\s(?:{_WILL_COME}|{_TIME}|{_AS_IT_COMES})
  | (?:full|fuller|longer)\s(?:story|report)\s(?:{_WILL_COME}|{_TIME})
  | {_THINGS}\s(?:to\s(?:come|follow)|will\s(?:follow|be\s(?:added|posted))|coming\s(?:soon|later|shortly))
  | {_WE}\s(?:be\s|keep\s)?(?:add(?:ing)?|post(?:ing)?|put(?:ting)?\sup|bring(?:ing)?\syou)
        \s(?:{_MORE}|(?:{_OTHERS}|some|the\sother)(?:\s{_THINGS})?|{_THINGS}|to\s(?:{_PAGE}|it))
  | (?:{_WE}|will)\s(?:be\s|keep\s)?updat(?:e|ing)(?:\s(?:{_PAGE}|it))?
  | {_WE}\s(?:have|bring\syou)\s(?:much\s|some\s)?more\b[^.!?]{{0,40}}\s(?:{_TIME}|{_AS_IT_COMES})
  | {_WE}\skeep\s(?:you\s(?:posted|updated|informed)|adding(?:\sto\s(?:{_PAGE}|it))?)
  | (?:{_PAGE}|it)\s(?:is|will|is\sgoing\sto)\s(?:(?:still|be|being|continually|constantly|regularly)\s)*
        (?:updated|developing|added\sto|continued|growing)
  | (?:this\sis\s(?:a|still\sa)\s)?developing(?:\snews)?(?:\sstory)? | story(?:\sis)?(?:\sstill)?\sdeveloping
  | (?:(?:and\s)?will\sbe\s)?updated\s(?:{_TIME}|{_AS_IT_COMES}) | (?:and\s)?will\sbe\supdated | updating
  | (?:keep\s)?(?:check(?:ing)?|come|coming)\sback(?=\s?(?:$|[.!…)\]])|\s(?:for|in|on|{_TIME})\b)
  | stay\stuned | watch\sthis\sspace
  | (?:refresh|check|keep\srefreshing)(?:\s(?:{_PAGE}|it))?\sfor\s(?:{_MORE}|(?:the\slatest\s)?{_THINGS})
  | to\sbe\s(?:continued|updated)
  | (?:(?:the\s)?(?:second|third|next|last|final|other)\spart|part\s(?:\d|two|three|four|ii|iii|iv)|the\srest
        |follow-?up)(?:\s(?:of|in)\sthis\s\w+)?\s(?:{_WILL_COME}(?:\s{_TIME})?|{_TIME})
){_UNTIL}{_ONCE}"""
_ANNOUNCED = r"(?:(?:breaking(?:\snews)?|note|please\snote|live|p\.?s\.?)\s?[:–—,-]\s)?(?:please\s)?"
_MARKED = re.compile(
    rf"[\[(*_\s–—-]*{_ANNOUNCED}{_PROMISE}(?:(?:[,:;]|\s[–—-]|\sand)\s(?:please\s)?{_PROMISE})*[\s.!…)\]*_:–—-]*",
    re.IGNORECASE | re.VERBOSE,
)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+")
_LONGEST = 120


def promises_more(line: str) -> bool:
    """Whether a line promises more in a sentence of its own.

    A sentence about something else that has such words in it does not count, nor does a sentence of a long paragraph.
    """
    if len(line) > _LONGEST:
        return False
    line = " ".join(line.split())
    sentences = {line, *_SENTENCE.split(line)}
    return any(_MARKED.fullmatch(sentence) for sentence in sentences) or promises_more_abroad(line)
