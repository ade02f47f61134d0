"""The caller's `x-to11-context-` headers: what the call is part of. Pure.

A value is text in UTF-8; or, for clients that can send ASCII only, percent-encoded with `UTF-8''` before it, as in RFC
8187 (`UTF-8''caf%C3%A9`).
"""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote_to_bytes

from to11.model.call import Context
from to11.model.context import OPERATIONS
from to11.model.errors import InvalidRequestError
from to11.model.ids import new_span_id

PREFIX: Final = b"x-to11-context-"

_ENCODED: Final = "utf-8''"
_COUNT: Final = re.compile(r"[0-9]{1,9}")
_BROKEN: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")


def read_context(ours: Mapping[bytes, str]) -> Context | None:
    """What the headers say, None when there are none. `ours` are all `x-to11-` headers, by name in lower case.

    Raises InvalidRequestError for an operation that is not known, and for details that are missing, malformed, or do
    not belong to it.
    """
    given = {name.decode("latin-1"): value for name, value in ours.items() if name.startswith(PREFIX)}
    if not given:
        return None
    header = f"{PREFIX.decode()}operation"
    if header not in given:
        raise InvalidRequestError(f"the header '{min(given)}' needs '{header}' beside it")
    name = given.pop(header)
    operation = OPERATIONS.get(name)
    if operation is None:
        raise InvalidRequestError(f"the header '{header}' must be one of: {', '.join(OPERATIONS)}")
    details: dict[str, str] = {}
    for shown, value in given.items():
        key = shown.removeprefix(PREFIX.decode())
        if key not in operation.details:
            known = ", ".join(sorted(operation.details))
            raise InvalidRequestError(f"the header '{shown}' does not belong to '{name}', which has: {known}")
        details[key] = _text(shown, value)
        if operation.details[key].is_count and _COUNT.fullmatch(value) is None:
            raise InvalidRequestError(f"the header '{shown}' must be a whole number")
    for key in sorted(operation.required - details.keys()):
        raise InvalidRequestError(f"'{name}' needs the header '{PREFIX.decode()}{key}'")
    return Context(new_span_id(), name, details)


def _text(header: str, value: str) -> str:
    if not value.lower().startswith(_ENCODED):
        return value
    encoded = value[len(_ENCODED) :]
    try:
        text = "" if _BROKEN.search(encoded) else unquote_to_bytes(encoded).decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if not text:
        raise InvalidRequestError(f"the header '{header}' is not percent-encoded UTF-8 after its \"UTF-8''\"")
    return text
