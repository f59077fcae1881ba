"""What stories and quotes are found by: their words, folded, and an index of those.

A step is history: it says what was true when it was written, and takes nothing from the code of today.
"""

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_PORTION = 500
"""Stories that are held in memory at once."""

_ARCHIVE = {"headline": "A", "said": "B", "body": "D"}
_SAYINGS = {"said": "B", "name": "B", "who": "B"}
_PLACES = {"A": 1_000, "B": 5_000, "D": 10_000}
_LONGEST_TEXT = 100_000

_PLAIN = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i", "ŋ": "n"}
)
# What people leave out: accents, the points of Arabic and Hebrew, and what only tells how letters are joined or drawn.
_LEFT_OUT = re.compile(
    "[\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f"
    "\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0898-\u089f\u08ca-\u08e1\u08e3-\u08ff\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u200c\u200d\u20d0-\u20ff\ufb1e\ufe00-\ufe0f\ufe20-\ufe2f\U000e0100-\U000e01ef]+"
)
_VOICED = re.compile("[\u3040-\u30ff][\u3099\u309a]")
_UNSPACED = re.compile("([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff])")

Rows = list[dict[str, object]]


def upgrade() -> None:
    """Add what is new, and fill it from the stories as they now stand."""
    _table("archive", _ARCHIVE, sa.UniqueConstraint("story_id", name="archive_story_id_once"))
    if _is_postgresql():
        # Out of the way and at hand: what goes through the rows reads few of these vectors, and those as they are.
        op.execute("ALTER TABLE archive SET (toast_tuple_target = 128)")
        for column in _ARCHIVE:
            op.execute(f"ALTER TABLE archive ALTER COLUMN {column} SET STORAGE EXTERNAL")
    _table(
        "sayings",
        _SAYINGS,
        sa.UniqueConstraint("story_id", "position", name="sayings_story_id_position_once"),
        sa.Column("position", sa.Integer, nullable=False),
    )
    for stories in _portions():
        _insert("archive", _ARCHIVE, [_found_by(story_id, story) for story_id, story in stories])
        _insert("sayings", _SAYINGS, [saying for story_id, story in stories for saying in _sayings(story_id, story)])
    if _is_postgresql():
        # Once all is there: an index is made in a fraction of the time that it takes to grow.
        for table, columns in (("archive", ("body", "headline")), ("sayings", ("said", "name", "who"))):
            for column in columns:
                op.create_index(f"{table}_by_{column}", table, [column], postgresql_using="gin")


def _table(name: str, folded: dict[str, str], *more: sa.Constraint | sa.Column[Any]) -> None:
    words = postgresql.TSVECTOR() if _is_postgresql() else sa.Text()
    op.create_table(
        name,
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column(
            "story_id", sa.Text, sa.ForeignKey("stories.story_id", name=f"{name}_story_id_known"), nullable=False
        ),
        *(one for one in more if isinstance(one, sa.Column)),
        *(sa.Column(column, words, nullable=False) for column in folded),
        *(one for one in more if isinstance(one, sa.Constraint)),
    )
    if not _is_postgresql():
        _index(name, list(folded))


def _index(name: str, columns: Sequence[str]) -> None:
    listed, old, new = (", ".join(f"{prefix}{column}" for column in columns) for prefix in ("", "old.", "new."))
    op.execute(
        f"CREATE VIRTUAL TABLE {name}_index USING fts5({listed}, content='{name}', content_rowid='number', "
        "tokenize='ascii', prefix='2 3')"
    )
    op.execute(
        f"CREATE TRIGGER {name}_kept AFTER INSERT ON {name} BEGIN "  # noqa: S608 -- names of our own tables
        f"INSERT INTO {name}_index (rowid, {listed}) VALUES (new.number, {new}); END"
    )
    op.execute(
        f"CREATE TRIGGER {name}_gone AFTER DELETE ON {name} BEGIN "  # noqa: S608 -- as above
        f"INSERT INTO {name}_index ({name}_index, rowid, {listed}) VALUES ('delete', old.number, {old}); END"
    )


def _portions() -> Iterator[list[tuple[str, dict[str, Any]]]]:
    """The stories as they now stand, those that were read first before the others, by portions."""
    in_order = sa.text("SELECT story_id FROM revisions GROUP BY story_id ORDER BY min(read_at), story_id")
    names = op.get_bind().execute(in_order).scalars().all()
    asked = sa.text(
        "SELECT stories.story_id, revisions.document FROM stories JOIN revisions"
        " ON revisions.story_id = stories.story_id AND revisions.revision = stories.revision"
        " WHERE stories.story_id IN :some"
    ).bindparams(sa.bindparam("some", expanding=True))
    for start in range(0, len(names), _PORTION):
        some = names[start : start + _PORTION]
        found = {row.story_id: row.document for row in op.get_bind().execute(asked, {"some": some})}
        yield [(story_id, json.loads(found[story_id])["body"]) for story_id in some if story_id in found]


def _found_by(story_id: str, story: dict[str, Any]) -> dict[str, object]:
    headlines = [headline["text"] for headline in (story["headline"], *story["headlines"])]
    return {
        "story_id": story_id,
        "headline": "\n".join(headlines),
        "said": "\n".join(quote["text"] for quote in story["quotes"]),
        "body": "\n".join([*headlines, story["text"]]),
    }


def _sayings(story_id: str, story: dict[str, Any]) -> Rows:
    return [
        {
            "story_id": story_id,
            "position": position,
            "said": quote["text"],
            "name": quote["name"] or "",
            "who": "\n".join(part for part in (quote["name"], quote["speaker"], quote["role"]) if part),
        }
        for position, quote in enumerate(story["quotes"])
    ]


def _insert(table: str, folded: dict[str, str], found: Rows) -> None:
    if not found:
        return
    values = [{**one, **{name: _words(str(one[name]), weight) for name, weight in folded.items()}} for one in found]
    names = list(values[0])
    cast = "CAST(:{} AS TSVECTOR)" if _is_postgresql() else ":{}"
    given = ", ".join(cast.format(name) if name in folded else f":{name}" for name in names)
    op.get_bind().execute(sa.text(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({given})"), values)  # noqa: S608 -- names of our own


def _words(text: str, weight: str) -> str:
    words = _folded(text[:_LONGEST_TEXT]).split()[: _PLACES[weight]]
    return _vector(words, weight) if _is_postgresql() else " ".join(words)


def _vector(words: Sequence[str], weight: str) -> str:
    places = defaultdict[str, list[str]](list)
    for place, word in enumerate(words, 1):
        places[word].append(f"{place}{weight}")
    return " ".join(f"'{word}':{','.join(where)}" for word, where in places.items())


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = unicodedata.normalize("NFD", _LEFT_OUT.sub("", apart)).translate(_PLAIN)
    voiced = _VOICED.sub(lambda match: unicodedata.normalize("NFC", match[0]), bare)
    plain = _UNSPACED.sub(r" \1 ", voiced)
    breaks = {ord(character): " " for character in set(plain) if not _is_of_a_word(character)}
    return " ".join(word[:100] for word in plain.translate(breaks).split())


def _is_of_a_word(character: str) -> bool:
    is_sign = unicodedata.category(character) in ("Mn", "Mc") and character not in "\u3099\u309a"
    return is_sign or character.isalnum()


def _is_postgresql() -> bool:
    return bool(op.get_bind().dialect.name == "postgresql")
