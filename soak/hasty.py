"""`python -m soak.hasty …` is `python -m bot …`, but for the days that it takes to believe that a feed has moved."""

from datetime import timedelta

from bot.cli import main
from bot.outbox import moves

HOLDS = timedelta(seconds=3)

if __name__ == "__main__":
    # No setting shortens this: nobody but a soak is in such haste.
    moves.HOLDS = HOLDS
    main()
