"""The control database: transactions, migrations, and the seam where a library's errors become ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.exc import (
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
)
from sqlalchemy.exc import (
    TimeoutError as PoolTimeoutError,
)

from to11.control.engine import WRITES, make_engine
from to11.model.errors import ConflictError, UnavailableError


class Database:
    """A pool of connections to one control database. Safe to use from several threads, not across a fork."""

    def __init__(self, url: str) -> None:
        """`sqlite:///path` or `postgresql://…`. Raises SettingsError for a URL or a file that cannot be used."""
        self.engine = make_engine(url)
        self._closed = False
        event.listen(self.engine, "checkin", self._returned)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads. Raises UnavailableError when the database does not answer."""
        with _errors_mapped(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that writes; committed at the end, rolled back by any error.

        Raises UnavailableError when the database does not answer or is locked for long, ConflictError when a
        constraint speaks against it.
        """
        with _errors_mapped(), self.engine.connect() as connection:
            # The option ends with this use of the connection; the pool keeps none of it.
            writing = connection.execution_options(**{WRITES: True})
            with writing.begin():
                yield writing

    def migrate(self) -> None:
        """Bring the schema up to date, in one transaction; of several processes one works and the others wait.

        Raises UnavailableError, and SettingsError when a newer to11 has been at this database.
        """
        # Not at the top: see there.
        from to11.control import migrate

        with self.write() as connection:
            migrate.upgrade(connection)

    def close(self) -> None:
        """Close every connection, one that a thread still uses when it is done with it; harmless when done twice."""
        self._closed = True
        self.engine.dispose()

    def _returned(self, _connection: object, record: Any) -> None:
        if self._closed:
            record.invalidate()


@contextmanager
def _errors_mapped() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        raise ConflictError("this contradicts what is stored") from error
    except (OperationalError, InterfaceError, PoolTimeoutError) as error:
        raise UnavailableError("the control database does not answer") from error
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        raise UnavailableError("the connection to the control database was lost") from error
