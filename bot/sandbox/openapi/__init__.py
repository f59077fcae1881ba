"""Discord's own description of its API, and what a stand-in and a bot say to each other: where they are unlike."""
