"""What the drain is told of projects' wishes."""

from typing import NoReturn

import pytest

from to11.control.authority import OPERATOR
from to11.control.database import Database
from to11.control.directory import Bootstrap, Directory
from to11.control.retention import Retentions
from to11.model.errors import UnavailableError


def test_a_wish_is_told_once_what_is_known_is_old(database: Database, directory: Directory, first: Bootstrap) -> None:
    eager, lazy = Retentions(database, max_age_seconds=0), Retentions(database, max_age_seconds=3600)
    assert (eager.days(first.project_id), eager.days("proj_nobody")) == (0, 0)
    directory.tenants.update_project(OPERATOR, first.project_id, {"retention_days": 7})
    assert (eager.days(first.project_id), lazy.days(first.project_id)) == (7, 0)
    assert Retentions(database).days(first.project_id) == 7
    directory.tenants.update_project(OPERATOR, first.project_id, {"retention_days": None})
    assert eager.days(first.project_id) == 0


def test_what_is_known_holds_while_the_database_does_not_answer(
    database: Database, directory: Directory, first: Bootstrap, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory.tenants.update_project(OPERATOR, first.project_id, {"retention_days": 7})
    known = Retentions(database, max_age_seconds=0)

    def down() -> NoReturn:
        raise UnavailableError("the control database does not answer")

    monkeypatch.setattr(database, "read", down)
    assert known.days(first.project_id) == 7
    with pytest.raises(UnavailableError):
        Retentions(database)
