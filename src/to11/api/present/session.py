"""A browser's session as a page is told of it."""

from to11.api.browser import csrf_token
from to11.api.schemas import session as schema
from to11.api.times import of_datetime
from to11.control.sign_in import BrowserSession
from to11.model.tenancy import Scope


def session(stored: BrowserSession, secret: str) -> schema.BrowserSession:
    """A session and the token that goes with its secret, without the secret."""
    key = stored.actor.key
    actor = (
        schema.SessionActor(kind="operator", name=stored.actor.name, key_id=None)
        if key is None
        else schema.SessionActor(kind="key", name=key.name, key_id=key.id)
    )
    return schema.BrowserSession(
        actor=actor,
        scopes=list(Scope if key is None else key.scopes),
        scope_class=key and key.scope_class,
        organization_id=key and key.organization_id,
        workspace_id=key and key.workspace_id,
        project_id=key and key.project_id,
        expires_at=of_datetime(stored.expires_at),
        csrf_token=csrf_token(secret),
    )
