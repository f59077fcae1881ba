"""What people meet in Discord: the digests that are posted, and the commands; each cog is loaded by its name."""
