"""How to ask the web: with good manners, within limits, and never where it is not allowed."""
