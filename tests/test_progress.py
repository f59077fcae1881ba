"""A line that moves while work goes on, for people; for machines nothing."""

from io import StringIO
from itertools import count

from bot.progress import Progress


class Terminal(StringIO):
    """A stream at which somebody watches."""

    def isatty(self) -> bool:
        return True


def looks(stream: StringIO) -> list[str]:
    """What the line looked like, one time after the other."""
    return [look.removesuffix("\n").removesuffix("\x1b[K") for look in stream.getvalue().split("\r")[1:]]


def test_a_total_that_is_known_is_told() -> None:
    """How many of how many, how fast; in the end the line stays."""
    terminal, seconds = Terminal(), count()
    progress = Progress("feeds", terminal, 5_000, clock=lambda: float(next(seconds)) / 4)
    for _ in range(1_200):
        progress.step()
    progress.end()
    assert progress.done == 1_200
    assert looks(terminal)[0] == "2 of 5,000 feeds, 3 a second"
    assert looks(terminal)[-1].startswith("1,200 of 5,000 feeds, ")
    assert terminal.getvalue().endswith("\x1b[K\n")


def test_what_has_no_end_in_sight_is_counted() -> None:
    """Standard input does not say how long it is."""
    terminal = Terminal()
    progress = Progress("posts", terminal, clock=lambda: 0.0)
    progress.step()
    progress.end()
    assert looks(terminal)[0].startswith("1 posts, ")


def test_the_line_is_drawn_no_more_often_than_one_can_read() -> None:
    """A thousand steps in no time are one look, the last."""
    terminal = Terminal()
    progress = Progress("feeds", terminal, 1_000, clock=lambda: 0.0)
    for _ in range(1_000):
        progress.step()
    assert looks(terminal) == []
    progress.end()
    assert len(looks(terminal)) == 1


def test_where_nobody_watches_nothing_is_written() -> None:
    """Logs and pipes are spared."""
    pipe, seconds = StringIO(), count()
    progress = Progress("feeds", pipe, 3, clock=lambda: float(next(seconds)))
    for _ in range(3):
        progress.step()
    progress.end()
    assert (pipe.getvalue(), progress.done) == ("", 3)
