"""The control database, opened for one verb."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from to11.cli import options
from to11.control.authority import OPERATOR
from to11.control.database import Database
from to11.control.directory import Directory
from to11.model.errors import InvalidRequestError
from to11.serve.supervisor import prepare
from to11.settings import Settings

T = TypeVar("T")


@contextmanager
def directory(data_dir: Path | None, config: Path | None) -> Iterator[Directory]:
    """The directory of tenants and keys that these options lead to. Raises SettingsError, UnavailableError."""
    with directory_of(options.load(data_dir, config)) as opened:
        yield opened


@contextmanager
def directory_of(settings: Settings) -> Iterator[Directory]:
    """The directory of tenants and keys. Raises as `database_of` does."""
    with database_of(settings) as database:
        yield Directory(database)


@contextmanager
def database_of(settings: Settings) -> Iterator[Database]:
    """The control database, its schema brought up to date.

    Raises SettingsError, or UnavailableError when the database does not answer.
    """
    prepare(settings.data_dir)
    database = Database(settings.control_url)
    try:
        database.migrate()
        yield database
    finally:
        database.close()


def only(kind: str, ids: list[str]) -> str:
    """The one id there is. Raises InvalidRequestError that asks for the option when there are none or several."""
    if len(ids) == 1:
        return ids[0]
    found = "there is none yet" if not ids else f"there are {len(ids)}"
    raise InvalidRequestError(f"name the {kind} with --{kind} ({found})")


def only_organization(tenants: Directory) -> str:
    """The only organization's id."""
    return only("organization", [found.id for found in tenants.tenants.list_organizations(OPERATOR, limit=2)[0]])


def only_workspace(tenants: Directory) -> str:
    """The only workspace's id."""
    return only("workspace", [found.id for found in tenants.tenants.list_workspaces(OPERATOR, limit=2)[0]])


def only_project(tenants: Directory) -> str:
    """The only project's id."""
    return only("project", [found.id for found in tenants.tenants.list_projects(OPERATOR, limit=2)[0]])


def pages(fetch: Callable[[str | None], tuple[list[T], str | None]]) -> Iterator[T]:
    """Every item of a paged list."""
    cursor: str | None = None
    while True:
        items, cursor = fetch(cursor)
        yield from items
        if cursor is None:
            return
