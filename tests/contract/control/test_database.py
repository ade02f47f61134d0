"""The database itself: migrations, transactions, errors."""

import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command, op
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, inspect, text
from sqlalchemy.exc import StatementError

from to11.control import engine, revision
from to11.control.authority import OPERATOR
from to11.control.database import Database
from to11.control.migrate import alembic_config
from to11.control.schema import metadata, organizations, signing_keys, workspaces
from to11.control.tenants import Tenants
from to11.model.errors import ConflictError, SettingsError, UnavailableError


def migrate(url: str) -> int:
    database = Database(url)
    try:
        database.migrate()
        with database.read() as connection:
            return revision.read(connection)
    finally:
        database.close()


def test_schema_is_the_sum_of_its_migrations(database: Database) -> None:
    with database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        names = set(inspect(connection).get_table_names())
    assert names == set(metadata.tables) | {"alembic_version"}


def test_migrations_can_be_undone(empty_url: str) -> None:
    database = Database(empty_url)
    database.migrate()
    with database.write() as connection:
        command.downgrade(alembic_config(connection), "base")
        assert set(inspect(connection).get_table_names()) == {"alembic_version"}
    database.migrate()
    with database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    database.close()


def test_projects_from_before_have_no_wish(empty_url: str) -> None:
    database = Database(empty_url)
    at = "'2026-01-01 00:00:00'"
    with database.write() as connection:
        command.upgrade(alembic_config(connection), "0002")
        for statement in (
            f"INSERT INTO organizations (id, name, created_at) VALUES ('org_1', 'o', {at})",
            f"INSERT INTO workspaces (id, organization_id, name, created_at) VALUES ('ws_1', 'org_1', 'w', {at})",
            (
                "INSERT INTO projects (id, organization_id, workspace_id, name, created_at)"
                f" VALUES ('proj_1', 'org_1', 'ws_1', 'p', {at})"
            ),
        ):
            connection.execute(text(statement))
    database.migrate()
    ((project,), _) = Tenants(database).list_projects(OPERATOR)
    assert (project.id, project.capture, project.retention_days) == ("proj_1", None, None)
    database.close()


def test_migrating_again_changes_nothing(database: Database) -> None:
    with database.write() as connection:
        before = revision.bump(connection)
    database.migrate()
    with database.read() as connection:
        assert revision.read(connection) == before


def test_processes_may_migrate_at_once(empty_url: str) -> None:
    program = "import sys; from to11.control.database import Database; Database(sys.argv[1]).migrate(); print('done')"
    processes = [
        subprocess.Popen([sys.executable, "-c", program, empty_url], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    outcomes = [process.communicate(timeout=60) for process in processes]
    assert outcomes == [(b"done\n", b"")] * 2
    assert migrate(empty_url) == 1


def test_threads_may_migrate_at_once(empty_url: str) -> None:
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(migrate, [empty_url] * 6)) == [1] * 6


def test_a_failed_migration_leaves_nothing_behind(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("broken half-way")

    database = Database(empty_url)
    with monkeypatch.context() as patched:
        patched.setattr(op, "bulk_insert", broken)
        with pytest.raises(RuntimeError, match="half-way"):
            database.migrate()
    with database.read() as connection:
        assert inspect(connection).get_table_names() == []
    database.migrate()
    database.close()


def test_a_database_of_a_newer_version_is_refused(empty_url: str) -> None:
    database = Database(empty_url)
    database.migrate()
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SettingsError, match="9999"):
        database.migrate()
    database.close()


def test_an_error_rolls_back(database: Database) -> None:
    def fail() -> None:
        with database.write() as connection:
            revision.bump(connection)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.read() as connection:
        assert revision.read(connection) == 1


def test_a_broken_constraint_is_a_conflict(database: Database) -> None:
    orphan = insert(workspaces).values(id="ws_x", organization_id="org_none", name="x", created_at=datetime.now(UTC))
    with pytest.raises(ConflictError), database.write() as connection:
        connection.execute(orphan)


def test_errors_do_not_show_values(database: Database) -> None:
    now = datetime.now(UTC)
    row = {"kid": "sig_x", "private_pem": "VERY-SECRET", "public_jwk": {}, "created_at": now, "signs_from": now}
    with pytest.raises(ConflictError) as caught, database.write() as connection:
        connection.execute(insert(signing_keys), [row, row])
    assert caught.value.__cause__ is not None
    assert "VERY-SECRET" not in str(caught.value.__cause__)


def test_a_naive_time_is_never_stored(database: Database) -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001 - the point of the test
    with pytest.raises(StatementError, match="naive"), database.write() as connection:
        connection.execute(insert(organizations).values(id="org_x", name="x", created_at=naive))


def test_revisions_are_counted_once_each(url: str) -> None:
    def bump(_number: int) -> int:
        with database.write() as connection:
            return revision.bump(connection)

    database = Database(url)
    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(bump, range(40))) == list(range(2, 42))
    database.close()


def test_an_unreachable_server_is_unavailable(tmp_path: Path) -> None:
    database = Database(f"postgresql://nobody@/none?host={tmp_path}")
    with pytest.raises(UnavailableError), database.read() as connection:
        revision.read(connection)
    database.close()


@pytest.mark.parametrize("back_end", ["postgresql"], indirect=True)
def test_a_lost_connection_is_unavailable_then_replaced(database: Database, url: str) -> None:
    def terminated() -> None:
        with database.read() as connection, killer.write() as other:
            pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
            other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
            connection.execute(text("SELECT 1"))

    killer = Database(url)
    with pytest.raises(UnavailableError):
        terminated()
    killer.close()
    with database.read() as connection:
        assert revision.read(connection) == 1


def test_a_locked_sqlite_is_unavailable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.05)
    database = Database(f"sqlite:///{tmp_path / 'control.db'}")
    database.migrate()
    with database.write():
        with pytest.raises(UnavailableError), database.write():
            pytest.fail("two writers at once")
        with database.read() as connection:
            assert revision.read(connection) == 1
    database.close()


def test_sqlite_is_durable_and_private(tmp_path: Path) -> None:
    path = tmp_path / "control.db"
    database = Database(f"sqlite:///{path}")
    database.migrate()
    with database.read() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
        assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}
        files = list(tmp_path.iterdir())
        assert len(files) >= 2
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    database.close()
    database.close()


@pytest.mark.parametrize(
    "url", ["mysql://host/db", "nonsense", "sqlite://", "sqlite:///:memory:", "sqlite:////no/dir/x"]
)
def test_unusable_urls_are_told_in_one_line(url: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Database(url)
    assert "\n" not in caught.value.message


def test_a_postgresql_url_never_shows_its_password() -> None:
    database = Database("postgresql://user:hunter2@localhost:1/none")
    assert database.engine.url.drivername == "postgresql+psycopg"
    with pytest.raises(UnavailableError) as caught, database.read():
        pytest.fail("connected to nothing")
    assert "hunter2" not in f"{caught.value} {caught.value.__cause__}"
    database.close()


def test_a_connection_in_use_while_the_database_is_closed_is_closed_afterwards(database: Database) -> None:
    with database.read() as connection:
        raw = connection.connection.dbapi_connection
        database.close()
        assert connection.exec_driver_sql("SELECT 1").scalar() == 1
    with pytest.raises(Exception, match="closed"):
        raw.cursor().execute("SELECT 1")  # type: ignore[union-attr]
