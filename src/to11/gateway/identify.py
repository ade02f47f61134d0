"""Who calls, and for which project."""

from to11.control.refusal import RefusedCredentialError
from to11.gateway.incoming import Incoming
from to11.gateway.ports import Access
from to11.model.errors import PermissionDeniedError, UnauthenticatedError
from to11.model.tenancy import ApiKey, Project, Scope

DOOR = "gateway"


async def identify(access: Access, incoming: Incoming, *, address: str) -> Project:
    """The project of a call; what is known already is answered without waiting.

    Refusals are noted. Raises UnauthenticatedError, PermissionDeniedError, InvalidRequestError (no project named),
    UnavailableError.
    """
    key: ApiKey | None = None
    try:
        key = await _key(access, incoming)
        project = await _project(access, key, incoming.project_id)
    except RefusedCredentialError as error:
        access.note_denied(error.reason, address=address, key_id=error.key_id, door=DOOR, cause=error.cause)
        raise
    except (UnauthenticatedError, PermissionDeniedError) as error:
        access.note_denied(error.reason, address=address, key_id=key.id if key else None, door=DOOR)
        raise
    access.note_use(key.id, DOOR)
    return project


async def _key(access: Access, incoming: Incoming) -> ApiKey:
    incoming.check_key()
    secret = incoming.secret
    if secret is None:
        raise UnauthenticatedError("a to11 key is needed: send 'x-to11-authorization: Bearer <key>'")
    return access.cached_key(secret) or await access.key(secret)


async def _project(access: Access, key: ApiKey, requested: str | None) -> Project:
    if not key.holds(Scope.GATEWAY_INVOKE):
        raise PermissionDeniedError(f"the key lacks the scope '{Scope.GATEWAY_INVOKE}'")
    return access.cached_project(key, requested) or await access.project(key, requested)
