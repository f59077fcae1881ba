"""Words → bold, spoilers, links, mentions, times and what else Discord draws within a line.

Discord pairs marks more freely than CommonMark: two or more of a kind open and close wherever they stand, one `*` looks
at the space beside it and one `_` at the letters (Discord's documentation: Reference, Message Formatting).
"""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.parser_inline import RuleFuncInlineType
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline import link as any_link
from markdown_it.rules_inline.state_inline import Delimiter

from bot.sandbox.drawing import stamps
from bot.sandbox.drawing.blocks import FENCE
from bot.sandbox.drawing.elements import is_web
from bot.sandbox.drawing.sight import Sight

_ID = "[0-9]{1,20}"
_EMOJI = re.compile(rf"<a?(:[A-Za-z0-9_]{{1,32}}:){_ID}>")
_MENTION = re.compile(rf"<(@!?|@&|#)({_ID})>|</([^<>:\s][^<>:\n]{{0,99}}):({_ID})>")
_EVERYONE = re.compile(r"@(?:everyone|here)\b")
_TIME = re.compile(r"<t:(-?[0-9]{1,17})(?::([tTdDfFsSR]))?>")
_BRACKETED = re.compile(r"<(https?://[^\s<>]+)>")
_BARE = re.compile(r"https?://(?:(?!\|\||\*\*|~~|\]\()[^\s<>`])+")
_FENCED = re.compile(rf"{FENCE}(?:([A-Za-z0-9_+\-.#]+)\n)?\n*([^\n].*?)\n*{FENCE}\n?", re.DOTALL)
_OPENS = re.compile(r"\]\(\s*")
_TRAILING = ".,:;!?\"'*_~|]"
_PAIRED = {ord("~"): "s", ord("|"): "spoiler"}
_DEEPEST = 20


def marks(md: MarkdownIt) -> None:
    """Teach a parser the marks that Discord draws everywhere: emphasis, strikes, spoilers, escapes, emoji."""
    inline = md.inline
    inline.add_terminator_char("|")
    inline.ruler.at("escape", escaped)
    inline.ruler.at("strikethrough", doubled("~"))
    inline.ruler.at("emphasis", emphasis)
    inline.ruler.push("discord_spoiler", doubled("|"))
    inline.ruler.push("discord_emoji", emoji)
    inline.ruler2.after("balance_pairs", "discord_pairs", paired)
    inline.ruler2.after("balance_pairs", "discord_depth", bounded)
    md.enable(["escape", "backticks", "strikethrough", "emphasis"])
    inline.ruler2.disable("strikethrough")


def references(md: MarkdownIt) -> None:
    """Teach a parser what Discord draws in texts and not in titles: code blocks, links, mentions, times."""
    md.inline.add_terminator_char("h")
    md.inline.ruler.before("backticks", "discord_fence", fenced)
    md.inline.ruler.at("link", masked)
    for name, rule in (("bare", bare), ("bracketed", bracketed), ("time", time), ("mention", mention)):
        md.inline.ruler.push(f"discord_{name}", rule)
    md.enable("link")


def escaped(state: StateInline, silent: bool) -> bool:
    """Read a backslash and the character that it makes plain: any but a space, or a letter or digit of ASCII."""
    after = state.src[state.pos + 1 : state.pos + 2] if state.src[state.pos] == "\\" else ""
    if not after or state.pos + 2 > state.posMax or after.isspace() or (after.isascii() and after.isalnum()):
        return False
    if not silent:
        state.append_pending(after)
    state.pos += 2
    return True


def doubled(mark: str) -> RuleFuncInlineType:
    """A rule for a mark that stands twice before and twice after what it marks."""

    def rule(state: StateInline, silent: bool) -> bool:
        if silent or not state.src.startswith(mark * 2, state.pos, state.posMax):
            return False
        if mark == "|" and state.linkLevel:
            # A spoiler is pressed and a link is followed; one cannot stand in the other.
            return False
        _push_mark(state, mark * 2, length=0, opens=True, closes=True)
        state.pos += 2
        return True

    return rule


def emphasis(state: StateInline, silent: bool) -> bool:
    """Read one or more `*` or `_`."""
    start, mark = state.pos, state.src[state.pos]
    if silent or mark not in "*_":
        return False
    end = start
    while end < state.posMax and state.src[end] == mark:
        end += 1
    before = state.src[start - 1] if start else " "
    after = state.src[end] if end < state.posMax else " "
    if end - start > 1:
        opens = closes = True
    elif mark == "*":
        opens, closes = not after.isspace(), not before.isspace()
    else:
        opens, closes = not _is_of_a_word(before), not _is_of_a_word(after)
    for _ in range(start, end):
        _push_mark(state, mark, length=end - start, opens=opens, closes=closes)
    state.pos = end
    return True


def _is_of_a_word(character: str) -> bool:
    return character == "_" or (character.isascii() and character.isalnum())


def _push_mark(state: StateInline, mark: str, *, length: int, opens: bool, closes: bool) -> None:
    state.push("text", "", 0).content = mark
    state.delimiters.append(Delimiter(ord(mark[0]), length, len(state.tokens) - 1, -1, opens, closes))


def bounded(state: StateInline) -> None:
    """Part the pairs that stand too deep in others: their marks stay as they were written."""
    for delimiters in _delimiters(state):
        ends: list[int] = []
        for place, each in enumerate(delimiters):
            while ends and ends[-1] <= place:
                ends.pop()
            if each.end >= 0 and len(ends) >= _DEEPEST:
                each.end = -1
            elif each.end >= 0:
                ends.append(each.end)


def paired(state: StateInline) -> None:
    """Turn the pairs of doubled marks into elements."""
    for delimiters in _delimiters(state):
        for opening in delimiters:
            kind = _PAIRED.get(opening.marker)
            if kind is None or opening.end < 0:
                continue
            for place, name, nesting in ((opening.token, "open", 1), (delimiters[opening.end].token, "close", -1)):
                token = state.tokens[place]
                token.type, token.tag, token.content = f"{kind}_{name}", kind, ""
                token.nesting = 1 if nesting > 0 else -1


def _delimiters(state: StateInline) -> Iterator[list[Delimiter]]:
    yield state.delimiters
    yield from (meta["delimiters"] for meta in state.tokens_meta if meta and "delimiters" in meta)


def emoji(state: StateInline, silent: bool) -> bool:
    """Read a server's own emoji, shown by its name."""
    found = _at(_EMOJI, state, "<")
    return _found(state, silent, found, "emoji", found[1] if found else "")


def fenced(state: StateInline, silent: bool) -> bool:
    """Read a block of code, which Discord begins anywhere in a line."""
    found = _at(_FENCED, state, "`")
    if found and not silent:
        token = state.push("fence", "code", 0)
        token.info, token.content = found[1] or "", found[2]
    if found:
        state.pos = found.end()
    return found is not None


def masked(state: StateInline, silent: bool) -> bool:
    """Read words that lead to an address; words that are an address themselves, or none, are shown as they stand."""
    if state.src[state.pos] != "[" or state.linkLevel or state.src.find("](", state.pos, state.posMax) < 0:
        return False
    end = state.md.helpers.parseLinkLabel(state, state.pos, True)
    label = state.src[state.pos + 1 : end]
    if end < 0 or not label.strip() or "://" in label:
        return False
    begins = _OPENS.match(state.src, end, state.posMax)
    leads = state.md.helpers.parseLinkDestination(state.src, begins.end(), state.posMax) if begins else None
    return leads is not None and leads.ok and is_web(leads.str) and any_link(state, silent)


def bare(state: StateInline, silent: bool) -> bool:
    """Read an address that stands in the text, without the punctuation after it."""
    found = None if state.linkLevel else _at(_BARE, state, "h")
    if found is None:
        return False
    address = found[0].rstrip(_TRAILING)
    while address.endswith(")") and address.count(")") > address.count("("):
        address = address[:-1].rstrip(_TRAILING)
    return _address(state, silent, address, state.pos + len(address))


def bracketed(state: StateInline, silent: bool) -> bool:
    """Read an address in angle brackets, which keep Discord from showing a preview."""
    found = None if state.linkLevel else _at(_BRACKETED, state, "<")
    return found is not None and _address(state, silent, found[1], found.end())


def _address(state: StateInline, silent: bool, address: str, end: int) -> bool:
    if not is_web(address):
        return False
    if not silent:
        state.push("link_open", "a", 1).attrs = {"href": state.md.normalizeLink(address)}
        state.push("text", "", 0).content = address
        state.push("link_close", "a", -1)
    state.pos = end
    return True


def time(state: StateInline, silent: bool) -> bool:
    """Read a moment, in seconds since 1970; one that no calendar holds stays text."""
    found = _at(_TIME, state, "<")
    moment = stamps.after(int(found[1])) if found else None
    if found is None or moment is None:
        return False
    style = found[2] or "f"
    return _found(state, silent, found, "time", stamps.words(moment, style), moment=moment, style=style)


def mention(state: StateInline, silent: bool) -> bool:
    """Read who or what is named: a person, a role, a channel, a command, everyone."""
    everyone = _at(_EVERYONE, state, "@")
    if everyone:
        return _found(state, silent, everyone, "mention", everyone[0], me=True)
    found = _at(_MENTION, state, "<")
    if found is None:
        return False
    sight: Sight = state.env["sight"]
    me = False
    match found[1]:
        case "@" | "@!":
            name, me = "@" + sight.people.get(found[2], "unknown-user"), found[2] == sight.viewer
        case "@&":
            name = "@" + sight.roles.get(found[2], "unknown-role")
        case "#":
            name = "#" + sight.channels.get(found[2], "unknown")
        case _:
            root, *rest = found[3].split()
            name = " ".join((sight.commands.get(found[4], f"/{root}"), *rest))
    return _found(state, silent, found, "mention", name, me=me)


def _at(pattern: re.Pattern[str], state: StateInline, begins: str) -> re.Match[str] | None:
    return pattern.match(state.src, state.pos, state.posMax) if state.src[state.pos] == begins else None


def _found(
    state: StateInline, silent: bool, found: re.Match[str] | None, kind: str, shown: str, **meta: object
) -> bool:
    if found and not silent:
        token = state.push(kind, "", 0)
        token.content, token.meta = shown, meta
    if found:
        state.pos = found.end()
    return found is not None
