"""A credential that is not accepted: one answer for the caller, the cause for the audit log."""

from enum import StrEnum

from to11.model.errors import UnauthenticatedError


class Cause(StrEnum):
    """Why, for the log only: telling a caller would tell a thief which keys were once real."""

    MALFORMED = "malformed"
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    REVOKED = "revoked"
    NOT_ACCEPTED = "not_accepted"
    """A token for someone else, or one whose signature does not hold."""


class RefusedCredentialError(UnauthenticatedError):
    """`cause` and `key_id` (None when no key is known for certain) go to the audit log, never to the caller."""

    def __init__(self, message: str, *, cause: Cause, key_id: str | None = None) -> None:
        super().__init__(message)
        self.cause = cause
        self.key_id = key_id


def refused_key(cause: Cause, key_id: str | None = None) -> RefusedCredentialError:
    """The one answer to an unknown, an expired and a revoked key."""
    return RefusedCredentialError("the API key is not valid", cause=cause, key_id=key_id)
