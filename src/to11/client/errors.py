"""What can go wrong on a client's side. Messages never hold a credential."""


class ClientError(Exception):
    """The client cannot work as it was set up: one line that says what to change."""


class NoTokenError(ClientError):
    """There is no valid collector token just now. `retryable` says whether there may be one later; `retry_after` is
    what the API asked to wait, in seconds."""

    def __init__(self, message: str, *, retryable: bool, code: str = "", retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retryable = retryable
        self.code = code
        self.retry_after = retry_after
