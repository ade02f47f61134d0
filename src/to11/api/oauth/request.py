"""What a client of the token endpoint asks for: client credentials (RFC 6749 section 4.4) or token exchange (RFC 8693).

The client id is a key's id and the client secret the API key, so that what knows nothing of to11 can get a collector
token, and get another one in time. `resource` (RFC 8707) names the project for a key that spans several.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Final

from to11.api.oauth import form
from to11.api.oauth.errors import OAuthError
from to11.control.tokens import AUDIENCE, SCOPES
from to11.model.ids import is_id

CLIENT_CREDENTIALS: Final = "client_credentials"
TOKEN_EXCHANGE: Final = "urn:ietf:params:oauth:grant-type:token-exchange"  # noqa: S105 (no secret)
GRANT_TYPES: Final = (CLIENT_CREDENTIALS, TOKEN_EXCHANGE)
AUTH_METHODS: Final = ("client_secret_basic", "client_secret_post")

_TYPE: Final = "urn:ietf:params:oauth:token-type:"
ACCESS_TOKEN: Final = f"{_TYPE}access_token"
JWT: Final = f"{_TYPE}jwt"
API_KEY: Final = "urn:to11:params:oauth:token-type:api_key"
"""Our own name for an API key (RFC 8693 section 3 leaves room for such); `access_token` is taken for one as well."""

_PROJECTS: Final = "/v1/projects/"


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """`key_id` is the key's id where the client has said it. `issued_type` is what a token exchange answers."""

    credential: str = field(repr=False)
    key_id: str | None
    project_id: str | None
    issued_type: str | None = None


def read(content_type: str, authorization: str, body: bytes, api: str) -> TokenRequest:
    """The request; `api` is the API's public URL. Raises OAuthError."""
    found = form.parameters(content_type, body)
    grant = form.single(found, "grant_type")
    if grant is None:
        raise OAuthError("invalid_request", "grant_type is missing")
    if grant not in GRANT_TYPES:
        raise OAuthError("unsupported_grant_type", f"grant_type is one of {', '.join(GRANT_TYPES)}")
    client = _client(found, authorization)
    _require_scopes(form.single(found, "scope"))
    project_id = _project(found, api)
    if grant == TOKEN_EXCHANGE:
        return _exchange(found, client, project_id)
    if client is None:
        raise OAuthError("invalid_client", "client_id (a key's id) and client_secret (the API key) are needed")
    return TokenRequest(client[1], client[0], project_id)


def _client(found: Mapping[str, list[str]], authorization: str) -> tuple[str, str] | None:
    """Id and secret from the header or the form; None when neither says a secret."""
    from_header = form.basic(authorization) if authorization else None
    client_id, secret = form.single(found, "client_id"), form.single(found, "client_secret")
    if from_header is not None:
        if secret is not None or client_id not in (None, from_header[0]):
            raise OAuthError("invalid_request", "the client says who it is in more than one way")
        return from_header
    if secret is None:
        return None
    if client_id is None:
        raise OAuthError("invalid_client", "client_id (a key's id) is missing")
    return client_id, secret


def _require_scopes(asked: str | None) -> None:
    unknown = [scope for scope in (asked or "").split() if scope not in SCOPES]
    if unknown:
        raise OAuthError("invalid_scope", f"tokens hold {' '.join(SCOPES)} and nothing else")


def _project(found: Mapping[str, list[str]], api: str) -> str | None:
    """The project that `resource` names, by its address in the API or by its id."""
    named = {_project_id(one, api) for one in found.get("resource", ())}
    if len(named) > 1:
        raise OAuthError("invalid_target", "a token is for one project; resource names several")
    return next(iter(named), None)


def _project_id(resource: str, api: str) -> str:
    identifier = resource.removeprefix(api.rstrip("/") + _PROJECTS)
    if not is_id(identifier, "proj"):
        raise OAuthError("invalid_target", f"resource is a project's id, or its address {_PROJECTS}<id> in this API")
    return identifier


def _exchange(found: Mapping[str, list[str]], client: tuple[str, str] | None, project_id: str | None) -> TokenRequest:
    subject, kind = form.single(found, "subject_token"), form.single(found, "subject_token_type")
    if subject is None or kind is None:
        raise OAuthError("invalid_request", "subject_token (the API key) and subject_token_type are needed")
    if kind not in (API_KEY, ACCESS_TOKEN):
        raise OAuthError("invalid_request", f"subject_token_type is {API_KEY} or {ACCESS_TOKEN}")
    if "actor_token" in found or "actor_token_type" in found:
        raise OAuthError("invalid_request", "nobody can act for another here: there is no actor_token")
    if any(one != AUDIENCE for one in found.get("audience", ())):
        raise OAuthError("invalid_target", f"tokens are for the audience {AUDIENCE}")
    wanted = form.single(found, "requested_token_type") or ACCESS_TOKEN
    if wanted not in (ACCESS_TOKEN, JWT):
        raise OAuthError("invalid_request", f"requested_token_type is {ACCESS_TOKEN} or {JWT}")
    if client is not None and not compare_digest(client[1].encode(), subject.encode()):
        raise OAuthError("invalid_client", "the client's secret is not the key that is to be exchanged")
    return TokenRequest(subject, None if client is None else client[0], project_id, wanted)
