"""Lines → quotes, headings, subtext, lists and words, as Discord tells them apart.

Discord's blocks are not CommonMark's: a quote needs a space after its mark, holds no other quote and ends with its
line, `>>>` quotes all that follows, and empty lines between blocks are seen (Discord's help: Markdown Text 101).
"""

import re

from markdown_it import MarkdownIt
from markdown_it.parser_block import RuleFuncBlockType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block import heading as any_heading

FENCE = "```"
_HEADING = re.compile(r"#{1,3}[ \t]+[^\s#]")
_SUBTEXT = re.compile(r"-#[ \t]+(?=\S)(?!-#)")
_ITEM = re.compile(r"(?:[-*]|(?P<number>[0-9]{1,9})\.)[ \t]+(?=\S)")
_DEEPEST = 20
_SWALLOWS = ("heading_close", "bullet_list_close", "ordered_list_close")


def blocks(md: MarkdownIt) -> None:
    """Teach a parser Discord's blocks; its environment must hold `quoted` and `top`."""
    for name, rule in (("quote", quote), ("heading", heading), ("subtext", subtext), ("list", listed)):
        md.block.ruler.before("paragraph", f"discord_{name}", _spaced(rule))
    md.block.ruler.at("paragraph", _spaced(words))


def quote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read lines that begin with `> `, or all that follows `>>> `; a quote holds no quote."""
    if state.env["quoted"]:
        return False
    to_the_end = _starts(state, start, ">>> ")
    if not to_the_end and not _starts(state, start, "> "):
        return False
    if silent:
        return True
    last = start + 1
    while not to_the_end and last < end and state.sCount[last] >= state.blkIndent and _starts(state, last, "> "):
        last += 1
    saved = state.bMarks[start:last], state.tShift[start:last], state.sCount[start:last], state.blkIndent
    for line in range(start, last):
        _begin_after(state, line, state.bMarks[line] + state.tShift[line] + (4 if to_the_end else 2))
    inside = end if to_the_end else last
    above = state.env["top"]
    state.env.update(quoted=True, top=start)
    state.blkIndent = 0
    state.push("blockquote_open", "blockquote", 1)
    state.md.block.tokenize(state, start, inside)
    state.push("blockquote_close", "blockquote", -1)
    state.env.update(quoted=False, top=above)
    state.bMarks[start:last], state.tShift[start:last], state.sCount[start:last], state.blkIndent = saved
    state.line = inside
    return True


def heading(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a heading of one to three marks, a space and words."""
    return _matches(_HEADING, state, start) is not None and any_heading(state, start, end, silent)


def subtext(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a line of small words after `-# `."""
    found = _matches(_SUBTEXT, state, start)
    if found and not silent:
        state.push("subtext_open", "div", 1).attrSet("class", "subtext")
        _push_words(state, state.src[found.end() : state.eMarks[start]].rstrip())
        state.push("subtext_close", "div", -1)
        state.line = start + 1
    return found is not None


def listed(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a list; whatever stands further in than an item's mark belongs to the item."""
    found = _matches(_ITEM, state, start)
    if found is None or state.level >= _DEEPEST:
        return False
    if silent:
        return True
    number, line = found["number"], start
    kind, tag = ("bullet_list", "ul") if number is None else ("ordered_list", "ol")
    opened = state.push(f"{kind}_open", tag, 1)
    if number is not None and int(number) != 1:
        opened.attrSet("start", int(number))
    while found is not None and (found["number"] is None) == (number is None):
        _item(state, line, end, found.end())
        line = state.skipEmptyLines(state.line)
        belongs = line < end and state.sCount[line] >= state.blkIndent
        found = _matches(_ITEM, state, line) if belongs else None
    state.push(f"{kind}_close", tag, -1)
    return True


def _item(state: StateBlock, line: int, end: int, begins: int) -> None:
    saved = state.bMarks[line], state.tShift[line], state.sCount[line], state.blkIndent, state.listIndent
    indent = state.sCount[line]
    state.listIndent = indent + begins - state.bMarks[line] - state.tShift[line]
    state.blkIndent = indent + 1
    state.bMarks[line], state.tShift[line], state.sCount[line] = begins, 0, indent + 1
    state.push("list_item_open", "li", 1)
    state.md.block.tokenize(state, line, end)
    state.push("list_item_close", "li", -1)
    state.bMarks[line], state.tShift[line], state.sCount[line], state.blkIndent, state.listIndent = saved


def words(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read lines up to the next block, with the empty ones between them; what is fenced may look like a block."""
    if silent:
        return True
    last = _past_fences(state, start, end)
    while True:
        line = state.skipEmptyLines(last)
        if line >= end or state.sCount[line] < state.blkIndent or _begins_a_block(state, line, end):
            break
        last = _past_fences(state, line, end)
    state.push("words_open", "div", 1).attrSet("class", "words")
    _push_words(state, state.getLines(start, last, max(state.blkIndent, state.listIndent), False))
    state.push("words_close", "div", -1)
    state.line = last
    return True


def _begins_a_block(state: StateBlock, line: int, end: int) -> bool:
    return any(rule(state, line, end, True) for rule in (quote, heading, subtext, listed))


def _past_fences(state: StateBlock, line: int, end: int) -> int:
    """The line after this one, or after that on which the last fence closes that opens here."""
    position = state.bMarks[line]
    while (opening := state.src.find(FENCE, position, state.eMarks[line])) >= 0:
        closing = state.src.find(FENCE, opening + len(FENCE), state.eMarks[end - 1])
        if closing < 0:
            break
        position = closing + len(FENCE)
        while state.eMarks[line] < position:
            line += 1
    return line + 1


def _push_words(state: StateBlock, content: str) -> None:
    token = state.push("inline", "", 0)
    token.content, token.children = content, []


def _spaced(rule: RuleFuncBlockType) -> RuleFuncBlockType:
    """A rule whose block keeps its distance: the empty lines before it are drawn too."""

    def spaced(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        if silent:
            return rule(state, start, end, True)
        if not rule(state, start, end, True):
            return False
        before = state.tokens[-1] if state.tokens else None
        if before and before.nesting < 1 and before.type not in _SWALLOWS:
            line = start - 1
            while line >= state.env["top"] and state.isEmpty(line):
                state.push("blank", "br", 0)
                line -= 1
        return rule(state, start, end, False)

    return spaced


def _starts(state: StateBlock, line: int, mark: str) -> bool:
    return state.src.startswith(mark, state.bMarks[line] + state.tShift[line], state.eMarks[line])


def _matches(pattern: re.Pattern[str], state: StateBlock, line: int) -> re.Match[str] | None:
    return pattern.match(state.src, state.bMarks[line] + state.tShift[line], state.eMarks[line])


def _begin_after(state: StateBlock, line: int, position: int) -> None:
    """Let a line begin at a position, as if nothing stood before it."""
    indent = min(state.skipSpaces(position), state.eMarks[line]) - position
    state.bMarks[line], state.tShift[line], state.sCount[line] = position, indent, indent
