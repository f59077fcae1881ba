"""Steps and a seed in; the first course of events that breaks a law, or how many were tried without one, out."""

import sys
from time import process_time

import click

from bot import log
from tests.machine.test_machine import Machine, explore

EXAMPLES, LENGTH = 20, 100


@click.command()
@click.option("--steps", default=20_000, show_default=True, help="How many steps to take at least.")
@click.option("--seed", default=1, show_default=True, help="Which courses of events to try.")
def main(steps: int, seed: int) -> None:
    """Try courses of events until so many steps were taken."""
    log.set_up("critical", "lines")
    rounds = 0
    while Machine.steps < steps and rounds <= steps // LENGTH:
        explore(EXAMPLES, LENGTH, seed + rounds * 1_000_003)
        rounds += 1
        click.echo(f"{Machine.steps} steps without a counter-example, {process_time():.0f} s of processor time")
    sys.exit(Machine.steps < steps)


if __name__ == "__main__":
    main()
