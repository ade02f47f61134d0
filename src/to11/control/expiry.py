"""When a key ends: in 30, 90 or 365 days, at a chosen time, or never."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from to11.model.errors import InvalidRequestError


class ExpiryPreset(StrEnum):
    """The choices that a person is offered."""

    DAYS_30 = "30d"
    DAYS_90 = "90d"
    DAYS_365 = "365d"
    CUSTOM = "custom"
    NEVER = "never"


_LENGTHS = {
    ExpiryPreset.DAYS_30: timedelta(days=30),
    ExpiryPreset.DAYS_90: timedelta(days=90),
    ExpiryPreset.DAYS_365: timedelta(days=365),
}


def expiry_of(preset: ExpiryPreset, custom: datetime | None, now: datetime) -> datetime | None:
    """The end that a preset means, aware and in UTC; None for never.

    Raises InvalidRequestError when `custom` has no time, when another preset has one, or when the time is no good.
    """
    if preset is ExpiryPreset.CUSTOM:
        if custom is None:
            raise InvalidRequestError("the expiry 'custom' needs a time", details={"field": "expiresAt"})
        return checked(custom, now)
    if custom is not None:
        raise InvalidRequestError(f"the expiry '{preset}' takes no time", details={"field": "expiresAt"})
    length = _LENGTHS.get(preset)
    return None if length is None else now + length


def checked(expires_at: datetime, now: datetime) -> datetime:
    """An end in UTC. Raises InvalidRequestError when it has no offset or is not in the future."""
    if expires_at.tzinfo is None:
        raise InvalidRequestError("an expiry needs a time zone offset", details={"field": "expiresAt"})
    try:
        expires_at = expires_at.astimezone(UTC)
    except OverflowError as error:
        raise InvalidRequestError("an expiry must lie before the year 10000", details={"field": "expiresAt"}) from error
    if expires_at <= now:
        raise InvalidRequestError("an expiry must lie in the future", details={"field": "expiresAt"})
    return expires_at
