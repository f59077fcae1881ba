"""Long work becomes a line that moves: how many are done, and how fast; for people at a terminal alone."""

import time
from typing import TextIO

EVERY = 0.5
"""Seconds between two looks of the line."""


class Progress:
    """A count on a terminal; where nobody watches, nothing."""

    def __init__(self, what: str, stream: TextIO) -> None:
        self._what = what
        self._stream = stream
        self._watched = stream.isatty()
        self._began = self._shown = time.monotonic()
        self._done = 0

    def step(self) -> None:
        """One more is done."""
        self._done += 1
        if self._watched and time.monotonic() - self._shown >= EVERY:
            self._show()

    def end(self) -> None:
        """All is done: the line stays as it is."""
        if self._watched:
            self._show()
            self._stream.write("\n")

    def _show(self) -> None:
        self._shown = time.monotonic()
        rate = self._done / max(self._shown - self._began, 1e-9)
        self._stream.write(f"\r{self._done:,} {self._what}, {rate:,.0f} a second\x1b[K")
        self._stream.flush()
