"""Long work becomes a line that moves: how many are done, and how fast; for people at a terminal alone."""

import time
from collections.abc import Callable
from typing import TextIO

EVERY = 0.5
"""Seconds between two looks of the line."""


class Progress:
    """A count on a terminal, of a `total` where one is known; where nobody watches, nothing.

    `clock` tells seconds that only ever grow.
    """

    def __init__(
        self, what: str, stream: TextIO, total: int | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._of = f"of {total:,} {what}" if total is not None else what
        self._stream = stream
        self._watched = stream.isatty()
        self._clock = clock
        self._began = self._shown = clock()
        self.done = 0

    def step(self) -> None:
        """One more is done."""
        self.done += 1
        if self._watched and self._clock() - self._shown >= EVERY:
            self._show()

    def end(self) -> None:
        """Nothing more is done: the line stays as it is."""
        if self._watched:
            self._show()
            self._stream.write("\n")
            self._stream.flush()

    def _show(self) -> None:
        self._shown = self._clock()
        rate = self.done / max(self._shown - self._began, 1e-9)
        self._stream.write(f"\r{self.done:,} {self._of}, {rate:,.0f} a second\x1b[K")
        self._stream.flush()
