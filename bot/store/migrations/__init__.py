"""The history of the tables, one step a file; every database, new or old, walks all of it."""
