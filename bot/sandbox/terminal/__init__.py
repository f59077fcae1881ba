"""A channel of the stand-in in a terminal: drawn there, and typed into."""
