"""Who is told, when, and once: pure decisions over what is known."""
