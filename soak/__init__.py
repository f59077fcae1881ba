"""The bot under fire: killed and troubled at seeded moments, then asked what was lost, doubled or told out of order."""
