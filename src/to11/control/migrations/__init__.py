"""Alembic's migrations, run by `Database.migrate`.

A new one is a module in `versions` named `rNNNN_what.py`; what is in `schema.py` must equal the sum of them. A released
migration is never edited. On SQLite, change a table with `op.batch_alter_table`.
"""
