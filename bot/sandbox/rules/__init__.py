"""What Discord refuses of a body, and what this house would not send: bodies in, Violations out, nothing stored."""
