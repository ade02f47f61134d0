"""A caller's headers, sorted in one pass: what is ours, what goes on to the provider. Pure."""

import re
from dataclasses import dataclass, field
from typing import Final

from to11.gateway.asgi import Header
from to11.gateway.context import read_context
from to11.gateway.headers import HOP_BY_HOP, OURS, without_named
from to11.model.call import Context, Grouping
from to11.model.capture import Capture
from to11.model.errors import InvalidRequestError

_KEY: Final = b"x-to11-authorization"
_CAPTURE: Final = b"x-to11-capture"
_ENVIRONMENT: Final = re.compile(r"[a-z0-9-]{1,63}")
_CAPTURES: Final = frozenset(Capture)
_GROUPING: Final = {
    b"x-to11-env": "environment",
    b"x-to11-user-id": "user_id",
    b"x-to11-session-id": "session_id",
    b"x-to11-conversation-id": "conversation_id",
    b"x-to11-prompt-slug": "prompt_slug",
    b"x-to11-prompt-version": "prompt_version",
    b"x-to11-prompt-id": "prompt_id",
    b"x-to11-prompt-label": "prompt_label",
}
_STAYS_HERE: Final = HOP_BY_HOP | {
    b"host",
    b"content-length",
    b"expect",
    b"x-genai-provider",
    b"traceparent",
    b"tracestate",
    b"baggage",
}
_ALSO_READ: Final = frozenset({b"user-agent", b"content-encoding"})


@dataclass(slots=True)
class Incoming:
    """What the headers of a call say. Absent is an empty string, None or an empty list."""

    forwarded: list[Header] = field(default_factory=list)
    """To the provider, in the order they came."""
    ours: dict[bytes, str] = field(default_factory=dict)
    """The `x-to11-` headers."""
    problem: str = ""
    """The first rule of ours that the headers break."""
    key_problem: str = ""
    """The same, for the header that carries the key."""
    host: str = ""
    user_agent: str = ""
    provider: str = ""
    traceparent: list[str] = field(default_factory=list)
    tracestate: list[str] = field(default_factory=list)
    content_encoding: str = ""
    content_length: int = 0
    connection: list[bytes] = field(default_factory=list)
    baggage: list[Header] = field(default_factory=list)
    """Goes on only where a setting says so."""
    context: Context | None = None
    """What the call is part of; known when `check` found nothing wrong."""

    @property
    def secret(self) -> str | None:
        """The to11 key; None when there is no `x-to11-authorization: Bearer …`."""
        scheme, _, secret = self.ours.get(_KEY, "").partition(" ")
        return secret.strip() if scheme.lower() == "bearer" and secret.strip() else None

    @property
    def project_id(self) -> str | None:
        """The project that the caller names."""
        return self.ours.get(b"x-to11-project-id")

    @property
    def capture(self) -> Capture | None:
        """How much of the call the caller wants kept at the most."""
        wish = self.ours.get(_CAPTURE)
        return None if wish is None else Capture(wish)

    def grouping(self) -> Grouping:
        """The headers that group calls and name their prompt."""
        given = {_GROUPING[name]: value for name, value in self.ours.items() if name in _GROUPING}
        return Grouping(**given) if given else Grouping()

    def check_key(self) -> None:
        """Raises InvalidRequestError when the header that carries the key is empty or repeated."""
        if self.key_problem:
            raise InvalidRequestError(self.key_problem)

    def check(self) -> None:
        """Raises InvalidRequestError when any other `x-to11-` header is empty, repeated or malformed."""
        if self.problem:
            raise InvalidRequestError(self.problem)
        self.context = read_context(self.ours)


def read_headers(headers: list[Header]) -> Incoming:
    """Sort the headers of a request; names are in lower case, as ASGI has them."""
    incoming = Incoming()
    forwarded = incoming.forwarded
    for header in headers:
        name = header[0]
        if name in _STAYS_HERE:
            _keep(incoming, name, header[1])
        elif name.startswith(OURS):
            _read_ours(incoming, name, header[1])
        else:
            forwarded.append(header)
            if name in _ALSO_READ:
                _note(incoming, name, header[1])
    if incoming.connection:
        incoming.forwarded = without_named(forwarded, incoming.connection)
    return incoming


def _keep(incoming: Incoming, name: bytes, value: bytes) -> None:
    if name == b"host":
        incoming.host = value.decode("latin-1")
    elif name == b"content-length":
        incoming.content_length = int(value) if value.isdigit() else 0
    elif name == b"traceparent":
        incoming.traceparent.append(value.decode("latin-1"))
    elif name == b"tracestate":
        incoming.tracestate.append(value.decode("latin-1"))
    elif name == b"x-genai-provider":
        incoming.provider = value.decode("latin-1").strip()
    elif name == b"baggage":
        incoming.baggage.append((name, value))
    elif name == b"connection" and value.lower() not in (b"keep-alive", b"close"):
        incoming.connection.append(value)


def _note(incoming: Incoming, name: bytes, value: bytes) -> None:
    if name == b"user-agent":
        incoming.user_agent = _text(value)
    else:
        incoming.content_encoding = value.decode("latin-1").strip().lower()


def _read_ours(incoming: Incoming, name: bytes, raw: bytes) -> None:
    value = _text(raw).strip()
    problem = _problem(incoming, name, value)
    if not problem:
        incoming.ours[name] = value
    elif name == _KEY:
        incoming.key_problem = incoming.key_problem or problem
    else:
        incoming.problem = incoming.problem or problem


def _problem(incoming: Incoming, name: bytes, value: str) -> str:
    shown = name.decode("latin-1")
    if not value:
        return f"the header '{shown}' is empty; leave it out instead"
    if name in incoming.ours:
        return f"the header '{shown}' is given more than once"
    if name == b"x-to11-env" and _ENVIRONMENT.fullmatch(value) is None:
        return f"the header '{shown}' must match ^[a-z0-9-]{{1,63}}$"
    if name == _CAPTURE and value not in _CAPTURES:
        return f"the header '{shown}' must be one of: {', '.join(Capture)}"
    return ""


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")
