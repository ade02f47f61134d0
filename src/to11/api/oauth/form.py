"""Parameters as `application/x-www-form-urlencoded` (RFC 6749 appendix B), and HTTP Basic as OAuth fills it."""

import base64
import binascii
from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote_plus

from to11.api.oauth.errors import OAuthError

FORM = "application/x-www-form-urlencoded"
MAX_PARAMETERS = 64

_SINGLE = frozenset(
    {
        *("grant_type", "client_id", "client_secret", "scope", "subject_token", "subject_token_type"),
        *("requested_token_type", "actor_token", "actor_token_type"),
    }
)
"""What must not come twice (RFC 6749 section 3.2); `resource` and `audience` may."""


def parameters(content_type: str, body: bytes) -> dict[str, list[str]]:
    """The values of each parameter that has any; a parameter without a value counts as omitted.

    Raises OAuthError invalid_request for another content type, a body that is no form in UTF-8, or a parameter that
    must not be repeated.
    """
    if content_type.partition(";")[0].strip().lower() != FORM:
        raise OAuthError("invalid_request", f"the body must be a form, with 'Content-Type: {FORM}'")
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=False, errors="strict", max_num_fields=MAX_PARAMETERS)
    except ValueError as error:
        raise OAuthError("invalid_request", "the body is no form in UTF-8, or has too many parameters") from error
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    if repeated := sorted(name for name in _SINGLE if len(found.get(name, ())) > 1):
        raise OAuthError("invalid_request", f"given more than once: {', '.join(repeated)}")
    return found


def single(found: Mapping[str, list[str]], name: str) -> str | None:
    """The value of a parameter, None when it was omitted."""
    return found[name][0] if name in found else None


def basic(authorization: str) -> tuple[str, str] | None:
    """Client id and secret of an Authorization header, None for another scheme.

    Both were form-encoded before they were joined (RFC 6749 section 2.3.1); not every client does so, and neither our
    ids nor our keys have a character that it would change. Raises OAuthError invalid_client.
    """
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        client_id, colon, secret = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise OAuthError("invalid_client", "the Authorization header is not Basic as RFC 7617 has it") from error
    if not colon:
        raise OAuthError("invalid_client", "the Authorization header holds no client secret")
    return unquote_plus(client_id), unquote_plus(secret)
