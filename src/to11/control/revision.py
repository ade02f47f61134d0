"""The revision: a number that grows with every change which can alter an authorisation."""

from sqlalchemy import Connection, select, update

from to11.control.schema import revision


def bump(connection: Connection) -> int:
    """Count one change, and return the new number.

    Call it first in the transaction: its row lock puts such transactions one after the other, so that what is checked
    after it still holds when the transaction commits, and so that whoever reads a number sees all changes up to it.
    """
    statement = update(revision).values(value=revision.c.value + 1).returning(revision.c.value)
    return int(connection.execute(statement).scalar_one())


def read(connection: Connection) -> int:
    """The number as last committed. What is read after this call is at least as new."""
    return int(connection.execute(select(revision.c.value)).scalar_one())
