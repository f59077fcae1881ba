"""What holds for all tests: how long a law takes on a busy machine says nothing about whether it holds."""

from hypothesis import settings

settings.register_profile("late-edition", deadline=None)
settings.load_profile("late-edition")
