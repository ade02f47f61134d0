"""The control database on each back end: every test in this folder that asks for `database` runs on both."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from support.control import ISSUER, MakeKey, key_maker, opened
from support.postgres import PostgresServer
from to11.control.access import Access
from to11.control.database import Database
from to11.control.directory import Bootstrap, Directory
from to11.control.exchange import Exchange
from to11.control.schema import metadata
from to11.control.tally import AuditTally
from to11.control.tokens import TokenIssuer
from to11.settings import TokenSettings

BACK_ENDS = ["sqlite", "postgresql"]


@pytest.fixture(params=BACK_ENDS)
def back_end(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file to copy."""
    path = tmp_path_factory.mktemp("migrated") / "control.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_postgresql(postgres_server: PostgresServer) -> str:
    """The address of a migrated database that every test leaves empty."""
    url = postgres_server.create_database()
    migrate(url)
    return url


def migrate(url: str) -> None:
    database = Database(url)
    database.migrate()
    database.close()


@pytest.fixture
def empty_url(back_end: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table."""
    if back_end == "sqlite":
        yield f"sqlite:///{tmp_path / 'control.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    url = server.create_database()
    yield url
    server.drop_database(url)


@pytest.fixture
def url(back_end: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated database; its schema is not to be changed."""
    if back_end == "sqlite":
        path = tmp_path / "control.db"
        path.touch(0o600)
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    url = request.getfixturevalue("migrated_postgresql")
    yield url
    database = Database(url)
    with database.write() as connection:
        tables = ", ".join(name for name in metadata.tables if name != "revision")
        connection.execute(text(f"TRUNCATE {tables}"))
        connection.execute(text("UPDATE revision SET value = 1"))
    database.close()


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    database = Database(url)
    yield database
    database.close()


@pytest.fixture
def directory(database: Database) -> Directory:
    return Directory(database)


@pytest.fixture
def first(directory: Directory) -> Bootstrap:
    """The first organization, workspace, project and key."""
    return directory.bootstrap()


@pytest.fixture
def make_key(directory: Directory, first: Bootstrap) -> MakeKey:
    """Make a key as the operator: `make_key(scope_class, *scopes, target_id=…, **rest of NewKey)`."""
    return key_maker(directory, first)


@pytest.fixture
async def access(database: Database) -> AsyncIterator[Access]:
    async with opened(database) as access:
        yield access


@pytest.fixture
def exchange(database: Database) -> Exchange:
    return Exchange(database, TokenIssuer(database, TokenSettings(), ISSUER), AuditTally())


@pytest.fixture
def queries(database: Database) -> list[str]:
    """Every statement that is run from now on, but for the poll's."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "revision" not in statement and "FROM" in statement:
            seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    return seen
