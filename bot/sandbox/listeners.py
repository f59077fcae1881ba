"""Whoever wants to hear of something → told of it, in the order in which they came."""

from collections.abc import Callable
from typing import Generic, TypeVar

Told = TypeVar("Told")


class Listeners(Generic[Told]):
    """Callables that are told of each thing that happens; one that ends listening meanwhile is told no more."""

    def __init__(self) -> None:
        self._callables: list[Callable[[Told], None]] = []

    def add(self, listener: Callable[[Told], None]) -> Callable[[], None]:
        """Tell a listener of everything from now on; what is returned ends that."""
        self._callables.append(listener)
        return lambda: self._callables.remove(listener)

    def tell(self, what: Told) -> None:
        """Tell every listener."""
        for listener in tuple(self._callables):
            listener(what)
