"""What a story is, and what to say of it: pure functions, from a feed's bytes to a digest and its follow-ups."""
