"""Scenes written as text: read into steps, played on a stand-in and its newsroom, and printed."""
