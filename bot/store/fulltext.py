"""Folded words and queries become what the full-text index of either database holds, and is asked by.

SQLite has FTS5, whose tokenizer `ascii` takes every character beyond ASCII for part of a word; PostgreSQL is given its
vectors and queries ready-made, past its parsers. So a word is for both what `asked.folded` says it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Literal

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Dialect,
    Float,
    Integer,
    Select,
    Table,
    Text,
    TypeDecorator,
    cast,
    event,
    func,
    literal,
    literal_column,
    select,
    text,
)
from sqlalchemy import column as named_column
from sqlalchemy import table as named_table
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeEngine

from bot.news.asked import Query, Term, folded

Weight = Literal["A", "B", "D"]

_PLACES: dict[Weight, int] = {"A": 1_000, "B": 5_000, "D": 10_000}
"""Words of a text that are found; a vector has some 16,000 places ("Text Search Limitations" of PostgreSQL)."""

_LONGEST_TEXT = 100_000
"""Characters of a text that are read for words: folding holds up all else, and a page may be a whole book."""

_WORTH: dict[Weight, float] = {"A": 10.0, "B": 4.0, "D": 1.0}
"""What a word counts for where it stands, in proportion as PostgreSQL's own weights ("Ranking Search Results")."""

_BY_LENGTH = 1
"""PostgreSQL's word for: what stands in a long text counts less, as FTS5 reckons by itself."""

_ALL = literal(0)


class Folded(TypeDecorator[str]):
    """Text that is found by its words: folded in SQLite, in PostgreSQL a vector in which they have this weight."""

    impl = Text
    cache_ok = True

    def __init__(self, weight: Weight) -> None:
        super().__init__()
        self.weight: Weight = weight

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        return dialect.type_descriptor(TSVECTOR() if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        words = folded((value or "")[:_LONGEST_TEXT]).split()[: _PLACES[self.weight]]
        return vector(words, self.weight) if dialect.name == "postgresql" else " ".join(words)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for in a column; what of it stands in the columns `above`, which hold parts of it, counts more."""

    column: Column[str]
    query: Query
    above: tuple[Column[str], ...] = ()


async def prepare(connection: AsyncConnection) -> None:
    """Have PostgreSQL ask its indexes for the rest of the transaction, and read only the vectors that it has to.

    It takes a look into one for as cheap as one at a number, and would go through all. It has to plan for the very
    words that are asked for, common or rare; to compile a question, or to have others help, does not pay.
    """
    if connection.dialect.name == "postgresql":
        without = ("enable_seqscan", "enable_mergejoin", "jit")
        settings = [
            *((name, "off") for name in without),
            ("max_parallel_workers_per_gather", "0"),
            ("plan_cache_mode", "force_custom_plan"),
        ]
        await connection.execute(select(*(func.set_config(name, value, True) for name, value in settings)))


def matches(
    connection: AsyncConnection,
    table: Table,
    wanted: Sequence[Wanted],
    *,
    ranked: bool,
    among: Select[int] | None,
    most: int,
    far: int,
) -> Select[int, float, int]:
    """The numbers of the table's newest rows with all that is wanted, and how well each fits it; 0 unless `ranked`.

    Only rows `among` these numbers, where any are given. Where nothing is wanted, all fit. PostgreSQL looks for phrases
    in the newest `far` rows that have their words: `tried` is how many those are, 0 where all are gone through.
    """
    if not wanted:
        # All of these are found before the newest are chosen (OFFSET 0), or all rows might be gone through for them.
        rows_there = table if among is None else among.offset(0).subquery("there")
        number_there: ColumnElement[int] = rows_there.c.number
        found = select(number_there.label("number"), literal(0.0).label("score"), _ALL.label("tried"))
        return found.order_by(number_there.desc()).limit(most)
    if connection.dialect.name == "postgresql":
        return _matches_of_vectors(table, wanted, ranked=ranked, among=among, most=most, far=far)
    index = named_table(f"{table.name}_index", named_column("rowid", Integer))
    number: ColumnElement[int] = index.c.rowid
    score: ColumnElement[float] = _bm25(table) if ranked else literal(0.0)
    asked = select(number.label("number"), score.label("score"), _ALL.label("tried")).where(_matches(table, wanted))
    if among is not None:
        # A sum to nothing: SQLite would ask the index anew for each number, where it can go through what it finds.
        asked = asked.where((number + 0).in_(among))
    return asked.order_by(number.desc()).limit(most)


def _matches_of_vectors(
    table: Table, wanted: Sequence[Wanted], *, ranked: bool, among: Select[int] | None, most: int, far: int
) -> Select[int, float, int]:
    """The same from PostgreSQL's vectors: first the rows that have the words, as the index alone can tell.

    Each is found before the newest are chosen (OFFSET 0), or PostgreSQL might read all vectors from the newest on.
    """
    having = select(table.c.number).where(*(_fits(one.column, _words_of(one.query)) for one in wanted)).offset(0)
    some = having.subquery("having")
    newest = select(some.c.number).order_by(some.c.number.desc())
    newest = newest if among is None else newest.where(some.c.number.in_(among))
    phrases = [one for one in wanted if any(len(term.words) > 1 for term in one.query.terms)]
    chosen = newest.limit(far if phrases else most).cte("chosen")
    tried = select(func.count()).select_from(chosen).scalar_subquery() if phrases else _ALL
    score: ColumnElement[float] = _rank(wanted[0]) if ranked else literal(0.0)
    return (
        select(table.c.number, score.label("score"), tried.label("tried"))
        .join(chosen, chosen.c.number == table.c.number)
        .where(*(_fits(one.column, one.query) for one in phrases))
        .order_by(chosen.c.number.desc())
        .limit(most)
    )


def vector(words: Iterable[str], weight: Weight) -> str:
    """Words as PostgreSQL writes a vector of them."""
    places = defaultdict[str, list[str]](list)
    for place, word in enumerate(words, 1):
        places[word].append(f"{place}{weight}")
    return " ".join(f"'{word}':{','.join(where)}" for word, where in places.items())


def index(table: Table) -> None:
    """Let SQLite have an index of the table's folded columns that follows whatever becomes of its rows."""

    @event.listens_for(table, "after_create")
    def create(_: Table, connection: Connection, **_options: object) -> None:
        if connection.dialect.name == "sqlite":
            for statement in _index_statements(table.name, [column.name for column in _folded(table)]):
                connection.execute(text(statement))

    @event.listens_for(table, "before_drop")
    def drop(_: Table, connection: Connection, **_options: object) -> None:
        if connection.dialect.name == "sqlite":
            connection.execute(text(f"DROP TABLE {table.name}_index"))


def _index_statements(name: str, columns: Sequence[str]) -> tuple[str, ...]:
    """The statements that make SQLite's index of a table (its documentation, "External Content Tables")."""
    listed, old, new = (", ".join(f"{prefix}{column}" for column in columns) for prefix in ("", "old.", "new."))
    return (
        f"CREATE VIRTUAL TABLE {name}_index USING fts5({listed}, content='{name}', content_rowid='number', "
        "tokenize='ascii', prefix='2 3')",
        f"CREATE TRIGGER {name}_kept AFTER INSERT ON {name} BEGIN "  # noqa: S608 -- names of our own tables
        f"INSERT INTO {name}_index (rowid, {listed}) VALUES (new.number, {new}); END",
        f"CREATE TRIGGER {name}_gone AFTER DELETE ON {name} BEGIN "  # noqa: S608 -- as above
        f"INSERT INTO {name}_index ({name}_index, rowid, {listed}) VALUES ('delete', old.number, {old}); END",
    )


def _folded(table: Table) -> list[Column[str]]:
    return [column for column in table.columns if isinstance(column.type, Folded)]


def _matches(table: Table, wanted: Sequence[Wanted]) -> ColumnElement[bool]:
    """That a row of SQLite's index has all that is wanted (its documentation, "Full-text Query Syntax").

    Words are letters and digits alone, and quoted.
    """
    asked = [
        f"({{{' '.join(column.name for column in (*one.above, one.column))}}} : "
        f"({' AND '.join(_quoted(term) for term in one.query.terms)}))"
        for one in wanted
    ]
    return literal_column(f"{table.name}_index", Text).op("MATCH")(literal(" AND ".join(asked)))


def _quoted(term: Term) -> str:
    return f'"{" ".join(term.words)}"' + (" *" if term.prefix else "")


def _bm25(table: Table) -> ColumnElement[float]:
    worth = [_WORTH[column.type.weight] for column in _folded(table) if isinstance(column.type, Folded)]
    # FTS5 gives what fits best the smallest figure.
    return -func.bm25(literal_column(f"{table.name}_index"), *worth, type_=Float)


def _fits(column: Column[str], query: Query) -> ColumnElement[bool]:
    return column.bool_op("@@")(_tsquery(query))


def _rank(wanted: Wanted) -> ColumnElement[float]:
    query = _tsquery(wanted.query)
    ranks = [func.ts_rank(column, query, _BY_LENGTH, type_=Float) for column in (wanted.column, *wanted.above)]
    return reduce(add, ranks)


def _words_of(query: Query) -> Query:
    """The same words, wherever they stand."""
    return Query(
        tuple(
            Term((word,), prefix=term.prefix and place == len(term.words))
            for term in query.terms
            for place, word in enumerate(term.words, 1)
        )
    )


def _tsquery(query: Query) -> ColumnElement[str]:
    """What is wanted as PostgreSQL writes it ("tsquery"); words are letters and digits alone, and quoted."""
    return cast(literal(" & ".join(f"({_followed(term)})" for term in query.terms), Text), TSQUERY)


def _followed(term: Term) -> str:
    return " <-> ".join(f"'{word}'" for word in term.words) + (":*" if term.prefix else "")
