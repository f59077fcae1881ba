"""Late Edition: feeds become digests, digests become messages that are posted once."""
