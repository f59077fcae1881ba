"""Whatever happens in whatever order, the bot keeps its laws."""

from datetime import timedelta
from typing import Literal

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from bot.configure import Change
from tests.build import HOUR, MINUTE
from tests.machine import laws
from tests.machine.blogs import EDITS, EditKind
from tests.machine.discord import TROUBLES, Trouble
from tests.machine.world import CHANNELS, World

Verb = Literal["poll", "tell", "look", "deliver"]

DAY = timedelta(days=1)
WAITS = (MINUTE, 4 * MINUTE, 11 * MINUTE, HOUR, 3 * HOUR, 13 * HOUR, DAY)
STEPS = (-2 * HOUR, 3 * HOUR)
CHANGES = (
    Change(times="at once"),
    Change(times="08:00"),
    Change(times="08:00 and 18:00"),
    Change(times="every 6 hours"),
    Change(quiet="22:00-07:00"),
    Change(quiet="none"),
    Change(most=1),
    Change(most=3),
    Change(gathering="off"),
    Change(gathering="channel"),
    Change(gathering="server"),
)

blogs = st.sampled_from((0, 1, 2))
places = st.integers(0, 3)


class Machine(RuleBasedStateMachine):
    """Everything that can happen to three blogs, two channels and the bot between them; `steps` counts it all."""

    steps = 0

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.world.tick()

    @rule(blog=blogs, also=st.none() | blogs, more=st.booleans())
    def publish(self, blog: int, also: int | None, more: bool) -> None:
        """A blog publishes, or two do on the same event."""
        self.world.publish(blog, also=also, more=more)

    @rule(blog=blogs, back=places, kind=st.sampled_from(EDITS))
    def edit(self, blog: int, back: int, kind: EditKind) -> None:
        """A blog changes one of its last posts, or takes it away."""
        self.world.edit(blog, back, kind)

    @rule(wait=st.sampled_from(WAITS))
    def wait(self, wait: timedelta) -> None:
        """Time goes by, and nothing happens."""
        self.world.time += wait

    @rule(wait=st.sampled_from(WAITS))
    def live(self, wait: timedelta) -> None:
        """Time goes by, and the bot does all that there is to do."""
        self.world.time += wait
        self.world.tick()

    @rule()
    def poll(self) -> None:
        """What is due is polled."""
        self.world.poll()

    @rule()
    def tell(self) -> None:
        """What has fallen due is told."""
        self.world.tell()

    @rule()
    def look(self) -> None:
        """The pages of what is missing are asked for."""
        self.world.look()

    @rule(troubles=st.lists(st.sampled_from(TROUBLES), max_size=2))
    def deliver(self, troubles: list[Trouble]) -> None:
        """What waits is posted, and Discord may fail."""
        self.world.discord.troubles.extend(troubles)
        self.world.deliver()

    @rule(verb=st.sampled_from(("poll", "tell", "look", "deliver")), after=st.integers(1, 8), kept=st.booleans())
    def crash(self, verb: Verb, after: int, kept: bool) -> None:
        """The bot dies while it does something, and is started anew."""
        self.world.fuse.left, self.world.fuse.kept = after, kept
        getattr(self.world, verb)()

    @rule(by=st.sampled_from(STEPS))
    def step_clock(self, by: timedelta) -> None:
        """The clock is set, and shows a wrong time from then on; or the right one again."""
        self.world.step_clock(by)

    @rule(thorough=st.booleans())
    def leap(self, thorough: bool) -> None:
        """The clock is a year ahead for a moment, in which hours seem to come and messages go out."""
        self.world.leap(thorough=thorough)

    @rule(channel=st.sampled_from(CHANNELS), only=st.none() | blogs, change=st.sampled_from(CHANGES))
    def adjust(self, channel: int, only: int | None, change: Change) -> None:
        """A channel wants to be told otherwise, of all or of one blog."""
        self.world.adjust(channel, only, change)

    @rule(channel=st.sampled_from(CHANNELS), blog=blogs)
    def follow_or_not(self, channel: int, blog: int) -> None:
        """A channel follows a blog, or does so no more."""
        self.world.toggle(channel, blog)

    @rule(blog=blogs)
    def fail(self, blog: int) -> None:
        """A blog goes down, or comes back."""
        self.world.blogs[blog].down = not self.world.blogs[blog].down

    @precondition(lambda self: self.world.discord.posted)
    @rule(back=places)
    def delete(self, back: int) -> None:
        """Somebody takes a message away."""
        self.world.delete(back)

    @invariant()
    def keeps_its_laws(self) -> None:
        """Nothing is wrong at any moment."""
        Machine.steps += 1
        self._agree(laws.wrongs_now(self.world))

    def teardown(self) -> None:
        """In the end, when all is well again and all is done, nothing is wrong either."""
        try:
            self.world.settle()
            self._agree(laws.wrongs_in_the_end(self.world))
        finally:
            self.world.close()

    def _agree(self, wrongs: list[str]) -> None:
        assert not wrongs, "; ".join(wrongs)


def explore(examples: int, steps: int, number: int | None = None) -> None:
    """Try so many courses of events, of so many steps each; without a number it is the same ones every time."""
    machine = Machine if number is None else seed(number)(Machine)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            derandomize=number is None,
            database=None,
            deadline=None,
            print_blob=False,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate, Phase.shrink),
        ),
    )


def test_the_laws_hold_whatever_happens() -> None:
    """A few hundred steps, the same ones every time; `make laws` takes many more."""
    explore(examples=6, steps=40)
