"""The exchange of an API key for a collector token, without HTTP."""

from dataclasses import dataclass, field
from datetime import datetime

from to11.control import authority, lookup
from to11.control.database import Database
from to11.control.keys import Keys
from to11.control.refusal import Cause, RefusedCredentialError, refused_key
from to11.control.tally import AuditTally
from to11.control.tokens import SCOPES, TokenIssuer
from to11.model.errors import PermissionDeniedError
from to11.model.tenancy import ApiKey, Project, Scope, ScopeClass

DOOR = "exchange"


@dataclass(frozen=True, slots=True)
class ExchangeResult:
    """A token and what it is good for. `scope_class` is the class of the key that was exchanged."""

    token: str = field(repr=False)
    project_id: str
    scope_class: ScopeClass
    scopes: tuple[str, ...]
    expires_at: datetime


class Exchange:
    """Exchanges keys for tokens. Synchronous: call it from a thread. Whoever owns `tally` flushes it."""

    def __init__(self, database: Database, issuer: TokenIssuer, tally: AuditTally) -> None:
        self._database = database
        self._keys = Keys(database)
        self._issuer = issuer
        self._tally = tally

    def exchange(
        self, credential: str, requested_project_id: str | None, address: str, *, key_id: str | None = None
    ) -> ExchangeResult:
        """A token for the key's project, or for the one that was requested. Uses and denials are counted for the log.
        `key_id` is whose key the caller says that it is; a key that is another's is refused like an unknown one.

        Raises RefusedCredentialError INVALID_CREDENTIAL, one answer for an unknown, an expired and a revoked key;
        PermissionDeniedError INSUFFICIENT_SCOPE or PROJECT_NOT_AUTHORIZED, the latter also for a project that does
        not exist; InvalidRequestError PROJECT_REQUIRED when a wider key requests none; UnavailableError.
        """
        key: ApiKey | None = None
        try:
            key = self._keys.authenticate(credential)
            if key_id is not None and key_id != key.id:
                raise refused_key(Cause.NOT_ACCEPTED, key.id)
            project = self._project(key, requested_project_id)
        except RefusedCredentialError as error:
            self._tally.denied(error.reason, address=address, door=DOOR, key_id=error.key_id, cause=error.cause.value)
            raise
        except PermissionDeniedError as error:
            self._tally.denied(error.reason, address=address, door=DOOR, key_id=key.id if key else None)
            raise
        token, expires_at = self._issuer.issue(key, project)
        self._tally.exchanged(key.id, project.id, address)
        return ExchangeResult(token, project.id, key.scope_class, SCOPES, expires_at)

    def _project(self, key: ApiKey, requested: str | None) -> Project:
        authority.require_scopes_of(key, (Scope.OTEL_WRITE,))
        project_id = lookup.target_project_id(key, requested)
        with self._database.read() as connection:
            return lookup.authorized(key, lookup.project_by_id(connection, project_id))
