"""What Alembic runs around the migrations, on the connection and in the transaction of `Database.migrate`."""

from alembic import context

from to11.control.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite can do it; its driver is kept from getting in the way (see engine.py).
    transactional_ddl=True,
)
context.run_migrations()
