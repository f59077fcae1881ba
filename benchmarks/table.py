"""Figures, ours and the peers', in; one table as text, or the same as JSON values, out."""

from dataclasses import dataclass

OURS = "Late Edition"


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing measured: ours and each peer's, in this unit; None is not measured, or not possible.

    `bar` is what was aimed at, None where nothing was.
    """

    name: str
    unit: str
    ours: float | None
    peers: tuple[tuple[str, float], ...] = ()
    less_is_better: bool = False
    bar: float | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Figures that were measured on the same texts, and what these are."""

    title: str
    figures: tuple[Figure, ...]


def best(figure: Figure) -> tuple[str, float] | None:
    """The best peer and its figure, None where there is none."""
    choose = min if figure.less_is_better else max
    return choose(figure.peers, key=lambda peer: peer[1], default=None)


def ratio(figure: Figure) -> float | None:
    """Ours over the best peer's, None where one of the two is missing or the peer has nothing."""
    peer = best(figure)
    return figure.ours / peer[1] if peer and peer[1] > 0 and figure.ours is not None else None


def text(sections: tuple[Section, ...], notes: tuple[str, ...]) -> str:
    """The sections one below the other, every peer in a column of its own, and the notes behind them.

    Where something was aimed at, the bar has a column too.
    """
    figures = [figure for section in sections for figure in section.figures]
    peers = tuple(dict.fromkeys(name for figure in figures for name, _ in figure.peers))
    aimed = any(figure.bar is not None for figure in figures)
    rows: list[tuple[str, ...]] = [("", OURS, *(("bar",) if aimed else ()), "best peer", "ratio", *peers)]
    for section in sections:
        rows.append((section.title,))
        rows += [_row(figure, peers, aimed) for figure in section.figures]
    widths = [max(len(row[column]) for row in rows if len(row) > 1) for column in range(len(rows[0]))]
    lines = [
        f"\n{row[0]}"
        if len(row) == 1
        else "  ".join(
            cell.rjust(width) if column else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    return "\n".join([*lines, "", *notes])


def values(sections: tuple[Section, ...], notes: tuple[str, ...]) -> dict[str, object]:
    """The same as JSON takes it, figures in full."""
    return {
        "sections": [
            {
                "title": section.title,
                "figures": [
                    {
                        "name": figure.name,
                        "unit": figure.unit,
                        "less_is_better": figure.less_is_better,
                        "ours": figure.ours,
                        **({} if figure.bar is None else {"bar": figure.bar}),
                        "peers": dict(figure.peers),
                        "best_peer": (best(figure) or (None,))[0],
                        "ratio": ratio(figure),
                    }
                    for figure in section.figures
                ],
            }
            for section in sections
        ],
        "notes": list(notes),
    }


def _row(figure: Figure, peers: tuple[str, ...], aimed: bool) -> tuple[str, ...]:
    theirs = dict(figure.peers)
    peer, times = best(figure), ratio(figure)
    return (
        f"  {figure.name}" + (f", {figure.unit}" if figure.unit else ""),
        _number(figure.ours),
        *((_bar(figure),) if aimed else ()),
        f"{_number(peer[1])} {peer[0]}" if peer else "–",
        f"{times:.2f}" if times is not None else "–",
        *(_number(theirs.get(name)) for name in peers),
    )


def _bar(figure: Figure) -> str:
    return "–" if figure.bar is None else f"{'≤' if figure.less_is_better else '≥'} {figure.bar:g}"


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.1f}"
