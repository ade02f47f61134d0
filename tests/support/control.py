"""What tests of the control room share."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Protocol

from to11.control.access import Access
from to11.control.authority import OPERATOR, Actor
from to11.control.database import Database
from to11.control.directory import Bootstrap, Directory
from to11.control.keys import IssuedKey, NewKey
from to11.model.tenancy import Scope, ScopeClass
from to11.settings import ControlSettings, TokenSettings

ISSUER = "https://api.example.org"


@asynccontextmanager
async def opened(database: Database, **control: float) -> AsyncIterator[Access]:
    """A started Access with these control settings, closed at the end."""
    access = Access(database, TokenSettings(), ControlSettings.model_validate(control), issuer=ISSUER)
    await access.start()
    try:
        yield access
    finally:
        await access.close()


class MakeKey(Protocol):
    """Makes keys in the first organization, workspace or project."""

    def __call__(self, scope_class: ScopeClass, *scopes: Scope, actor: Actor = OPERATOR, **rest: Any) -> IssuedKey:
        """`rest` are more fields of NewKey."""


def key_maker(directory: Directory, first: Bootstrap) -> MakeKey:
    """A maker of keys whose targets are those of `first`, unless `target_id` says otherwise."""
    targets = {
        ScopeClass.ORGANIZATION: first.organization_id,
        ScopeClass.WORKSPACE: first.workspace_id,
        ScopeClass.PROJECT: first.project_id,
    }

    def make(scope_class: ScopeClass, *scopes: Scope, actor: Actor = OPERATOR, **rest: Any) -> IssuedKey:
        values: dict[str, Any] = {"name": "a key", "target_id": targets[scope_class], "scopes": scopes, **rest}
        return directory.keys.create(actor, NewKey(scope_class=scope_class, **values))

    return make
