"""A line of a post in; whether it promises more ("More headlines coming later."), out."""

import re

_WHEN = (
    r"later|soon|shortly|today|tonight|tomorrow|here|below|as|and|when|they|it|we|i|come|comes|arrive|arrives|get|have"
)
_TIMES = (
    r"in|on|this|the|day|evening|afternoon|morning|week|weekend|hour|hours|throughout|during|regularly|frequently|every"
    r"|few|minutes|through|night"
)
_TAIL = rf"(?:\s(?:{_WHEN}|{_TIMES}|up|more|new|news|headlines|information|becomes|available|them|to))*"
_THINGS = (
    r"(?:headlines?|news|stories|articles?|updates?|details?|links?|posts?|reports?|items?|quotes|information|on\sthis)"
)

_MORE = re.compile(
    rf"""[\[(*_\s]*(?:
        (?:(?:there(?:['’]s|\sis|\swill\sbe|\sare)|with)\s)?(?:(?:many|much|some|several|lots)\s)?more\s(?:{_THINGS}\s)?
            (?:(?:is|are|will\sbe)\s)?(?:still\s)?(?:coming|to\s(?:come|follow)|follows?|following|later|soon|shortly){_TAIL}
      | more\s(?:{_THINGS}\s)?(?:as\s(?:we|i)\s(?:get|have|find|hear)\s(?:it|them|more)|tomorrow|tonight){_TAIL}
      | (?:still|yet|more)\sto\scome\s?:.{{3,80}}
      | (?:further|additional|other|latest)\s{_THINGS}\s(?:are\s)?
            (?:to\s(?:come|follow)|coming|will\sfollow|later|soon){_TAIL}
      | {_THINGS}\s(?:to\sfollow|to\scome|will\sfollow|will\sbe\sadded|will\sbe\sposted|coming\s(?:soon|later)){_TAIL}
      | (?:i|we)(?:['’]ll|\swill|\sam|\sare|['’]m|['’]re)\s(?:be\s)?(?:add|adding|post|posting|put\sup|putting\sup)\s
            (?:more|further|other|new|the\sother|some)(?:\s{_THINGS})?{_TAIL}
      | (?:i|we)(?:['’]ll|\swill|\sare|\sam)\s(?:be\s)?(?:updat(?:e|ing)|add(?:ing)?\sto)\s(?:this|the)
            (?:\s(?:post|page|story|article|entry|list|blog))?{_TAIL}
      | (?:this\s(?:post|page|article|story|entry|list|live\sblog|blog)|it)\s
            (?:is\s(?:being|still)|will\sbe|is\sgoing\sto\sbe|is)\s(?:updated|developing|added\sto|continued){_TAIL}
      | (?:this\sis\sa\s)?developing(?:\sstory)? | story\s(?:is\s)?developing
      | (?:please\s)?(?:stay\stuned|check\sback|come\sback|watch\sthis\sspace)
            (?:\s(?:for|{_THINGS}|the|story|develops))*{_TAIL}(?:\sfor\s{_THINGS})?
      | to\sbe\s(?:continued|updated)
    )(?:,\s(?:when|once|as|if|after)\s.{{3,60}})?[\s.!…)\]*_:–—-]*""",
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
    return any(_MORE.fullmatch(sentence) for sentence in {line, *_SENTENCE.split(line)})
