"""Feeds of every kind, whole and damaged, and what is no feed."""
