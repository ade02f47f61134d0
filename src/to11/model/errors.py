"""What can go wrong, told once for every door.

Every error is permanent (the same request will fail again) or retryable (it may succeed later). A door maps the
leaves to its own wire format in one table; nothing below a door knows about status codes.
"""

from collections.abc import Mapping
from typing import ClassVar


class To11Error(Exception):
    """The root. `code` is a stable machine-readable name, `message` is for people and never holds a secret."""

    code: ClassVar[str] = "INTERNAL_ERROR"

    def __init__(self, message: str, *, code: str | None = None, details: Mapping[str, object] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.reason = code or self.code
        self.details = dict(details or {})


class PermanentError(To11Error):
    """The same request will fail again."""


class InvalidRequestError(PermanentError):
    """The request cannot be understood or breaks a rule."""

    code = "INVALID_REQUEST"


class UnauthenticatedError(PermanentError):
    """Nobody we know: a missing, malformed, unknown, expired or revoked credential."""

    code = "INVALID_CREDENTIAL"


class PermissionDeniedError(PermanentError):
    """We know who asks, and they may not."""

    code = "INSUFFICIENT_SCOPE"


class NotFoundError(PermanentError):
    """There is no such thing, or none that the caller may see."""

    code = "NOT_FOUND"


class ConflictError(PermanentError):
    """The request contradicts what is stored."""

    code = "CONFLICT"


class TooLargeError(PermanentError):
    """The request exceeds a limit, before or after decompression."""

    code = "PAYLOAD_TOO_LARGE"


class UnsupportedMediaTypeError(PermanentError):
    """A content type or content encoding that is not spoken here."""

    code = "UNSUPPORTED_MEDIA_TYPE"


class SettingsError(PermanentError):
    """The program cannot start with what it was given: one line that says what to change."""

    code = "INVALID_SETTINGS"


class RetryableError(To11Error):
    """It may succeed later; `retry_after` is a hint in seconds."""

    code = "UNAVAILABLE"

    def __init__(
        self,
        message: str,
        *,
        retry_after: float = 1.0,
        code: str | None = None,
        details: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message, code=code, details=details)
        self.retry_after = retry_after


class UnavailableError(RetryableError):
    """Something that we depend on (disk, database, store) does not answer just now."""


class RateLimitedError(RetryableError):
    """The caller asks too often."""

    code = "RATE_LIMITED"
