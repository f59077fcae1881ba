"""What holds for all tests: how long a law takes on a busy machine says nothing about whether it holds.

Each run tries other examples, so a law is tried by many in the course of a day; for very many at once there is
`python -m pytest --hypothesis-profile=thorough`.
"""

from hypothesis import settings

settings.register_profile("late-edition", deadline=None, max_examples=50)
settings.register_profile("thorough", deadline=None, max_examples=1000)
settings.load_profile("late-edition")
