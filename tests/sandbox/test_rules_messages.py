"""Every limit of a message: a body at the limit is right, one step further is refused at the field that broke it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.ledger import Violation
from bot.sandbox.refusals import broken, nested
from bot.sandbox.rules import embeds, messages
from bot.sandbox.things import Json, MessageFlag

V2 = int(MessageFlag.COMPONENTS_V2)


def refused(body: Json, laid_out: bool = False) -> list[Violation]:
    """Ask what Discord refuses of a body that creates a message."""
    return list(messages.refused(body, known=messages.CREATING, flags=messages.SENT_FLAGS, laid_out=laid_out))


def fields(body: Json, laid_out: bool = False) -> list[str]:
    """Ask at which fields Discord refuses a body."""
    return [violation.field for violation in refused(body, laid_out)]


def embed(**parts: object) -> Json:
    """Make a body of one embed."""
    return {"embeds": [parts]}


def button(**parts: object) -> Json:
    """Make a button that is right, but for these parts."""
    return {"type": 2, "style": 2, "label": "Why this?", "custom_id": "why"} | parts


def link_button(url: str) -> Json:
    """Make a button that opens an address."""
    return {"type": 2, "style": 5, "label": "In context", "url": url}


def row(*inside: Json) -> Json:
    """Make a body of one row."""
    return {"components": [{"type": 1, "components": list(inside)}]}


def buttons(count: int) -> list[Json]:
    """Make so many buttons with ids of their own."""
    return [button(custom_id=f"b{index}") for index in range(count)]


def select(**parts: object) -> Json:
    """Make a select that is right, but for these parts."""
    return {"type": 3, "custom_id": "pick", "options": [{"label": "one", "value": "1"}]} | parts


def layout(*inside: Json) -> Json:
    """Make a body in Components V2."""
    return {"flags": V2, "components": list(inside)}


def shown(text: str) -> Json:
    """Make a text display."""
    return {"type": 10, "content": text}


def section(*inside: Json, **parts: object) -> Json:
    """Make a section with a button beside it."""
    return {"type": 9, "components": list(inside), "accessory": button()} | parts


def gallery(count: int, **parts: object) -> Json:
    """Make a gallery of so many pictures."""
    return {"type": 12, "items": [{"media": {"url": "https://quay.example/1.jpg"}} | parts] * count}


OPTIONS = [{"label": f"o{n}", "value": f"{n}"} for n in range(26)]
LIMITS: list[tuple[str, Any, Any, str]] = [
    ("content", {"content": "x" * 2000}, {"content": "x" * 2001}, "content"),
    ("nonce", {"nonce": "n" * 25}, {"nonce": "n" * 26}, "nonce"),
    ("number of embeds", {"embeds": [{"title": "t"}] * 10}, {"embeds": [{"title": "t"}] * 11}, "embeds"),
    ("embed title", embed(title="t" * 256), embed(title="t" * 257), "embeds.0.title"),
    ("embed description", embed(description="d" * 4096), embed(description="d" * 4097), "embeds.0.description"),
    (
        "embed fields",
        embed(fields=[{"name": "n", "value": "v"}] * 25),
        embed(fields=[{"name": "n", "value": "v"}] * 26),
        "embeds.0.fields",
    ),
    (
        "field name",
        embed(fields=[{"name": "n" * 256, "value": "v"}]),
        embed(fields=[{"name": "n" * 257, "value": "v"}]),
        "embeds.0.fields.0.name",
    ),
    (
        "field value",
        embed(fields=[{"name": "n", "value": "v" * 1024}]),
        embed(fields=[{"name": "n", "value": "v" * 1025}]),
        "embeds.0.fields.0.value",
    ),
    (
        "field value is there",
        embed(fields=[{"name": "n", "value": "v"}]),
        embed(fields=[{"name": "n", "value": ""}]),
        "embeds.0.fields.0.value",
    ),
    ("footer", embed(footer={"text": "f" * 2048}), embed(footer={"text": "f" * 2049}), "embeds.0.footer.text"),
    ("author", embed(author={"name": "a" * 256}), embed(author={"name": "a" * 257}), "embeds.0.author.name"),
    ("color", embed(title="t", color=0xFFFFFF), embed(title="t", color=0x1000000), "embeds.0.color"),
    ("embed url", embed(url="https://quay.example"), embed(url="quay.example"), "embeds.0.url"),
    (
        "picture",
        embed(image={"url": "https://quay.example/1.jpg"}),
        embed(image={"url": "javascript:alert(1)"}),
        "embeds.0.image.url",
    ),
    (
        "all embeds together",
        {"embeds": [{"description": "d" * 4000}, {"description": "d" * 2000}]},
        {"embeds": [{"description": "d" * 4000}, {"description": "d" * 2001}]},
        "embeds",
    ),
    (
        "all parts of embeds together",
        {"embeds": [{"description": "d" * 4096, "footer": {"text": "f" * 1903}, "author": {"name": "a"}}]},
        {"embeds": [{"description": "d" * 4096, "footer": {"text": "f" * 1904}, "author": {"name": "a"}}]},
        "embeds",
    ),
    (
        "number of rows",
        {"components": [{"type": 1, "components": [b]} for b in buttons(5)]},
        {"components": [{"type": 1, "components": [b]} for b in buttons(6)]},
        "components",
    ),
    ("buttons in a row", row(*buttons(5)), row(*buttons(6)), "components.0.components"),
    ("something in a row", row(button()), row(), "components.0.components"),
    ("one select in a row", row(select()), row(select(), button()), "components.0.components"),
    ("label", row(button(label="l" * 80)), row(button(label="l" * 81)), "components.0.components.0.label"),
    (
        "link",
        row(link_button("https://a.example/" + "p" * 494)),
        row(link_button("https://a.example/" + "p" * 495)),
        "components.0.components.0.url",
    ),
    (
        "custom id",
        row(button(custom_id="c" * 100)),
        row(button(custom_id="c" * 101)),
        "components.0.components.0.custom_id",
    ),
    (
        "custom id is there",
        row(button(custom_id="c")),
        row(button(custom_id="")),
        "components.0.components.0.custom_id",
    ),
    (
        "custom ids differ",
        row(button(custom_id="a"), button(custom_id="b")),
        row(button(custom_id="a"), button(custom_id="a")),
        "components.0.components.1.custom_id",
    ),
    ("options", row(select(options=OPTIONS[:25])), row(select(options=OPTIONS)), "components.0.components.0.options"),
    (
        "placeholder",
        row(select(placeholder="p" * 150)),
        row(select(placeholder="p" * 151)),
        "components.0.components.0.placeholder",
    ),
    (
        "components with the nested",
        layout(*[shown("t")] * 36, {"type": 17, "components": [shown("t")] * 3}),
        layout(*[shown("t")] * 36, {"type": 17, "components": [shown("t")] * 4}),
        "components",
    ),
    ("laid-out text", layout(shown("t" * 4000)), layout(shown("t" * 2000), shown("t" * 2001)), "components"),
    (
        "texts of a section",
        layout(section(*[shown("t")] * 3)),
        layout(section(*[shown("t")] * 4)),
        "components.0.components",
    ),
    (
        "accessory of a section",
        layout(section(shown("t"))),
        layout(section(shown("t"), accessory=None)),
        "components.0.accessory",
    ),
    ("pictures of a gallery", layout(gallery(10)), layout(gallery(11)), "components.0.items"),
    (
        "alt text",
        layout(gallery(1, description="d" * 1024)),
        layout(gallery(1, description="d" * 1025)),
        "components.0.items.0.description",
    ),
    ("content beside a layout", layout(shown("t")), layout(shown("t")) | {"content": "c"}, "content"),
    ("embeds beside a layout", layout(shown("t")), layout(shown("t")) | {"embeds": [{"title": "t"}]}, "embeds"),
    ("text outside a layout", layout(shown("t")), layout(shown("t")) | {"flags": 0}, "components.0.type"),
    ("flags", {"flags": 1 << 2 | 1 << 12}, {"flags": 1 << 6}, "flags"),
    ("known keys", {"content": "c"}, {"content": "c", "embed": {"title": "t"}}, "embed"),
    (
        "parse",
        {"allowed_mentions": {"parse": ["users"]}},
        {"allowed_mentions": {"parse": ["all"]}},
        "allowed_mentions.parse.0",
    ),
    (
        "parse or list",
        {"allowed_mentions": {"parse": ["roles"], "users": ["1"]}},
        {"allowed_mentions": {"parse": ["users"], "users": ["1"]}},
        "allowed_mentions",
    ),
    (
        "listed mentions",
        {"allowed_mentions": {"users": [str(n) for n in range(100)]}},
        {"allowed_mentions": {"users": [str(n) for n in range(101)]}},
        "allowed_mentions.users",
    ),
    (
        "reference",
        {"message_reference": {"message_id": "1"}},
        {"message_reference": {}},
        "message_reference.message_id",
    ),
]


@pytest.mark.parametrize(
    ("right", "wrong", "field"), [limit[1:] for limit in LIMITS], ids=[limit[0] for limit in LIMITS]
)
def test_a_body_at_the_limit_is_right_and_one_beyond_it_is_refused(right: Json, wrong: Json, field: str) -> None:
    """At the limit nothing is refused; beyond it the one field that breaks it is."""
    assert refused(right) == []
    assert fields(wrong) == [field]
    assert broken(refused(wrong)).body["code"] == 50035


@pytest.mark.parametrize(
    "wrong",
    [
        row({"type": 2, "style": 5, "label": "no address"}),
        row({"type": 2, "style": 5, "label": "both", "url": "https://a.example", "custom_id": "c"}),
        row({"type": 2, "style": 1, "label": "no id"}),
        row({"type": 2, "style": 1, "custom_id": "no label"}),
    ],
)
def test_a_button_leads_somewhere_and_says_so(wrong: Json) -> None:
    """A button has an address or an id, never both, and a label or an emoji."""
    assert fields(wrong) == ["components.0.components.0"]


def test_a_message_laid_out_already_stays_laid_out() -> None:
    """An edit of a message in Components V2 is judged as one, whether it names the flag or not."""
    assert fields({"components": [shown("t")]}, laid_out=True) == []
    assert fields({"content": "c"}, laid_out=True) == ["content"]


def test_null_is_as_good_as_nothing() -> None:
    """Discord takes null for every key that may be left out."""
    assert refused(dict.fromkeys(messages.CREATING)) == []


@pytest.mark.parametrize(
    ("content", "embedded", "others", "is_empty"),
    [
        ("", [], [], True),
        (" \n ", [], [], True),
        ("c", [], [], False),
        ("", [{}], [], True),
        ("", [{"color": 1, "url": "https://a.example"}], [], True),
        ("", [{"description": "d"}], [], False),
        ("", [{"image": {"url": "https://a.example/1.jpg"}}], [], False),
        ("", [], [shown("t")], False),
    ],
)
def test_a_message_is_empty_when_it_shows_nothing(
    content: str, embedded: list[Json], others: list[Json], is_empty: bool
) -> None:
    """Blanks and embeds with nothing in them are nothing; one text, picture or layout is something."""
    assert messages.empty(content, embedded, others) is is_empty


@pytest.mark.parametrize(
    ("content", "bare"),
    [
        ("read https://quay.example/1", True),
        ("[read](https://quay.example/1)", True),
        ("read <https://quay.example/1>", False),
        ("[read](<https://quay.example/1>)", False),
        ("`https://quay.example/1`", False),
        ("read quay.example", False),
    ],
)
def test_an_address_in_the_text_is_not_the_houses_way(content: str, bare: bool) -> None:
    """An address outside angle brackets and code draws a preview, unless previews are suppressed."""
    body = {"content": content, "allowed_mentions": {"parse": []}}
    assert [found.sign for found in messages.unlike_the_house(body, 0)] == ["BARE_LINK"] * bare
    assert list(messages.unlike_the_house(body, MessageFlag.SUPPRESS_EMBEDS)) == []


def test_a_body_that_does_not_say_whom_it_may_ping_is_not_the_houses_way() -> None:
    """Every body names its allowed_mentions; the rule is the house's own."""
    (found,) = messages.unlike_the_house({"content": "c"}, 0)
    assert (found.kind, found.code, found.field) == ("house", 0, "allowed_mentions")


def test_embeds_with_one_address_are_merged() -> None:
    """Of embeds with the same address only the first shows; those without one all show."""
    one, two = {"title": "t", "url": "https://a.example"}, {"title": "t", "url": "https://b.example"}
    assert embeds.merged([one, two, one, {"title": "t"}, {"title": "t"}, one]) == [2, 5]


def test_errors_are_nested_as_discord_nests_them() -> None:
    """The errors object mirrors the body, each fault in a list named _errors."""
    errors = nested(refused(embed(fields=[{"name": "n"}])))
    fault = {"code": "BASE_TYPE_REQUIRED", "message": "This field is required"}
    assert errors == {"embeds": {"0": {"fields": {"0": {"value": {"_errors": [fault]}}}}}}


WORDS = [
    *("content", "embeds", "components", "flags", "allowed_mentions", "parse", "users", "message_reference"),
    *("type", "style", "url", "custom_id", "accessory", "items", "media", "options", "fields", "footer", "nonce"),
]
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inside, max_size=4),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(WORDS), anything, max_size=4))
def test_no_body_breaks_the_rules(body: Json) -> None:
    """Whatever JSON comes is judged, never stumbled over."""
    errors = nested(refused(body))
    assert bool(errors) == bool(refused(body))


components = st.recursive(
    st.fixed_dictionaries({"type": st.integers(0, 18)}, optional={"content": st.text(max_size=3), "style": st.just(1)}),
    lambda inside: st.fixed_dictionaries(
        {"type": st.sampled_from([1, 9, 17, 10, 2]), "components": st.lists(inside, max_size=3)},
        optional={"accessory": inside, "custom_id": st.text(max_size=2), "label": st.just("l")},
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(components, max_size=4), st.sampled_from([0, V2]))
def test_no_layout_breaks_the_rules(inside: list[Json], flags: int) -> None:
    """However components are nested, they are judged."""
    for violation in refused({"components": inside, "flags": flags}):
        assert violation.code == 50035
