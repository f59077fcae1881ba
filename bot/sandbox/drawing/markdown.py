"""A text with Discord's markdown → HTML that holds nothing but what its marks mean, or its words alone."""

from collections.abc import Sequence

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from bot.sandbox.drawing import elements, grammar, stamps
from bot.sandbox.drawing.elements import Html, element
from bot.sandbox.drawing.sight import Sight

DEEPEST = 24
_COVERED = "covered"
_MESSAGES = "https://discord.com/channels/"


def block(text: str, sight: Sight) -> Html:
    """Draw a text as Discord does in a message, in an embed's description and in a field's value; "" where it is empty.

    Line breaks stay in it as they are: the style sheet keeps them.
    """
    drawn = _TEXT.render(elements.seen(text).strip(), _environment(sight))
    return element("div", Html(drawn), class_="markdown") if drawn else Html("")


def inline(text: str, sight: Sight) -> Html:
    """Draw one line as Discord does in an embed's title and a field's name, where nothing leads anywhere."""
    return Html(_TITLE.renderInline(_one_line(elements.seen(text)), _environment(sight)))


def plain(text: str, sight: Sight) -> str:
    """The words of a text on one line, without its marks; what a spoiler hides stays hidden."""
    words: list[str] = []
    covered = False
    for token in _TEXT.parse(elements.seen(text).strip(), _environment(sight)):
        words.append(" ")
        for each in token.children or ():
            if each.type == "spoiler_open":
                words.append("[spoiler]")
            covered = each.type == "spoiler_open" or (covered and each.type != "spoiler_close")
            words.append("" if covered else f" {each.content} " if each.type == "fence" else each.content)
    return _one_line("".join(words))


def _environment(sight: Sight) -> EnvType:
    """What the rules are told, and where they keep what they know: whether in a quote, and from which line on."""
    return {"sight": sight, "quoted": False, "top": 0}


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _within(address: str, sight: Sight) -> Html | None:
    """What leads to a message of a channel that is known here; None for any other address.

    Discord writes a message's address as https://discord.com/channels/GUILD/CHANNEL/MESSAGE.
    """
    match address.removeprefix(_MESSAGES).split("/"):
        case [_, channel, message] if address.startswith(_MESSAGES) and channel in sight.channels:
            if message.isdecimal():
                return elements.attributes(
                    class_="jump", href="#", data_jump_channel=channel, data_jump_message=message
                )
    return None


class _Renderer(RendererHTML):
    """Discord's tokens as elements; those of the library's own kinds as it draws them."""

    def strong_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "<u>" if tokens[idx].markup == "__" else "<strong>"

    def strong_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</u>" if tokens[idx].markup == "__" else "</strong>"

    def spoiler_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        env[_COVERED] = True
        veil = element("span", "Spoiler: ", class_="veil")
        return f'<button type="button" class="spoiler" aria-expanded="false">{veil}<span class="under">'

    def spoiler_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        env[_COVERED] = False
        return "</span></button>"

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        # What can be pressed holds nothing that can be followed: no browser and no screen reader could tell them apart.
        address, title = tokens[idx].attrs["href"], tokens[idx].attrs.get("title")
        if env.get(_COVERED):
            return f"<span{elements.attributes(class_='link', title=str(address))}>"
        if here := _within(str(address), env["sight"]):
            return f"<a{here}>"
        followed = elements.attributes(href=address, title=title, rel="noopener noreferrer", target="_blank")
        return f"<a{followed}>"

    def link_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</span>" if env.get(_COVERED) else "</a>"

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        language = tokens[idx].info
        code = element("code", tokens[idx].content, class_=f"language-{language.lower()}" if language else None)
        return element("pre", code, tabindex=None if env.get(_COVERED) else 0)

    def emoji(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return element("span", tokens[idx].content, class_="emoji")

    def mention(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return element("span", tokens[idx].content, class_="mention me" if tokens[idx].meta["me"] else "mention")

    def time(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return stamps.stamp(tokens[idx].meta["moment"], tokens[idx].meta["style"])


_TEXT = grammar.of_texts(deepest=DEEPEST, renderer=_Renderer)
_TITLE = grammar.of_titles(deepest=DEEPEST, renderer=_Renderer)
