"""The connection that `schema` hands over gets the steps that it lacks; Alembic runs this file, nothing imports it."""

from alembic import context

from bot.store.schema import VERSION_TABLE

context.configure(connection=context.config.attributes["connection"], version_table=VERSION_TABLE)
context.run_migrations()
