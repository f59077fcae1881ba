"""What was decided of one story and one channel, as values that add up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.outbox.due import Resolution
from bot.outbox.model import Decision, Delivery, Owed, Paid, Telling


@dataclass(frozen=True, slots=True)
class Decided:
    """What is to be posted, what is told by it, what is owed from now on and what no more, and why."""

    deliveries: tuple[Delivery, ...] = ()
    tellings: tuple[Telling, ...] = ()
    decisions: tuple[Decision, ...] = ()
    owed: tuple[Owed, ...] = ()
    paid: tuple[Paid, ...] = ()

    def __add__(self, other: "Decided") -> "Decided":
        return total((self, other))

    def recorded(self, now: datetime) -> Resolution:
        """The same as it is recorded, decided at that moment."""
        return Resolution(now, self.deliveries, self.tellings, self.decisions, self.owed, self.paid)


def total(decided: Iterable[Decided]) -> Decided:
    """All of them as one, in their order."""
    every = tuple(decided)
    return Decided(
        deliveries=tuple(each for one in every for each in one.deliveries),
        tellings=tuple(each for one in every for each in one.tellings),
        decisions=tuple(each for one in every for each in one.decisions),
        owed=tuple(each for one in every for each in one.owed),
        paid=tuple(each for one in every for each in one.paid),
    )


NOTHING = Decided()
