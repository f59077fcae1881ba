"""Discord's rules of markdown → the parsers that know them: one for texts, one for titles."""

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML, RendererProtocol

from bot.sandbox.drawing.blocks import blocks
from bot.sandbox.drawing.elements import is_web
from bot.sandbox.drawing.inlines import marks, references


class _Parser(MarkdownIt):
    """A parser that starts with words alone and follows no address but those of the web."""

    def validateLink(self, url: str) -> bool:
        return is_web(url)


def of_texts(*, deepest: int, renderer: type[RendererProtocol] = RendererHTML) -> MarkdownIt:
    """The parser of messages, an embed's description and a field's value; marks nest `deepest` deep at most."""
    return of_titles(deepest=deepest, renderer=renderer).use(references).use(blocks)


def of_titles(*, deepest: int, renderer: type[RendererProtocol] = RendererHTML) -> MarkdownIt:
    """The parser of an embed's title and a field's name, where nothing leads anywhere."""
    return _Parser("zero", {"maxNesting": deepest}, renderer_cls=renderer).use(marks)
