"""What counts as an error on which span, and what it is called (`error.type`).

- The inference failed when the provider refused it or broke off, when no answer was had, and when the caller hung up:
  the provider's own code or type, else the HTTP status, else what went wrong below HTTP, else `_OTHER`.
- An attempt is an HTTP client's span: 4xx and 5xx are errors, and so is an answer that did not come whole.
- The SERVER span follows the HTTP conventions: 4xx leave it unset, for the fault is the caller's. A caller who hangs up
  is such a fault too, so it leaves the span unset; `to11.call.ending` tells. A 5xx, and an answer that the gateway
  could not deliver whole, are errors.
"""

from typing import Final, NamedTuple

from to11.model.call import Attempt, Call, Ending
from to11.model.inference import Response
from to11.record.content import cut
from to11.record.policy import Policy

_LONGEST_MESSAGE: Final = 16 * 1024
OTHER: Final = "_OTHER"
_CLIENT_ERROR: Final = 400
_SERVER_ERROR: Final = 500

_NOT_WHOLE: Final = (Ending.CLIENT_CLOSED, Ending.UPSTREAM_BROKEN)


class Failure(NamedTuple):
    """Why a span's status is ERROR."""

    type: str
    message: str = ""


def of_server(call: Call) -> Failure | None:
    """The SERVER span's failure."""
    if call.ending is Ending.UPSTREAM_BROKEN:
        return Failure(_below_http(call) or str(call.ending))
    if call.status >= _SERVER_ERROR:
        return Failure((call.ending is Ending.UPSTREAM_FAILED and _below_http(call)) or str(call.status))
    return None


def of_inference(call: Call, response: Response, policy: Policy) -> Failure | None:
    """The logical span's failure. A provider's message may repeat what it was sent: it is content."""
    if call.ending is Ending.CLIENT_CLOSED:
        return Failure(call.error_type or str(Ending.CLIENT_CLOSED))
    if call.ending in (Ending.UPSTREAM_FAILED, Ending.UPSTREAM_BROKEN):
        fallback = OTHER if call.ending is Ending.UPSTREAM_FAILED else str(Ending.UPSTREAM_BROKEN)
        return Failure(_below_http(call) or fallback, call.error_message)
    error = response.error
    message = (error and error.message) or call.error_message
    if call.status >= _CLIENT_ERROR:
        kind = (error and error.type) or str(call.status)
    elif error is not None:
        kind = error.type or OTHER
    else:
        return None
    return Failure(kind, cut(message, _LONGEST_MESSAGE) if message and policy.tells_content else "")


def of_attempt(call: Call, attempt: Attempt) -> Failure | None:
    """An attempt's failure; only the last one can have been cut short by the call's ending."""
    if attempt.error_type:
        return Failure(attempt.error_type)
    if attempt.status >= _CLIENT_ERROR:
        return Failure(str(attempt.status))
    if call.ending in _NOT_WHOLE and attempt is call.attempts[-1]:
        return Failure(call.error_type or str(call.ending))
    return None


def _below_http(call: Call) -> str:
    """What went wrong below HTTP, as the gateway named it."""
    return call.error_type or (call.attempts[-1].error_type if call.attempts else "")
