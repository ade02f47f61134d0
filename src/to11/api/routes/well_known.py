"""What a verifier of our tokens asks for, and a client that gets them: OpenID Connect Discovery 1.0 section 4, the same
as RFC 8414 has it, and the key set of RFC 7517."""

from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from to11.api.caller import TheServices
from to11.api.described import failures
from to11.api.oauth.request import AUTH_METHODS, GRANT_TYPES
from to11.api.responses import flat
from to11.api.routes.oauth import PATH as TOKEN_PATH
from to11.api.services import Services
from to11.control.signing import ALGORITHM
from to11.control.tokens import SCOPES

routes = APIRouter(tags=["tokens"])

JWKS_PATH = "/.well-known/jwks.json"
CACHED = "public, max-age=300"
"""A new key is published long before it signs, so five minutes are safe."""


class Document(BaseModel):
    """Names are those of the specification, not ours."""

    model_config = ConfigDict(frozen=True)


class OpenIdConfiguration(Document):
    """Who issues the tokens, where its keys are, and where tokens are to be had. There is no sign-in here, hence no
    endpoint for one."""

    issuer: str = Field(examples=["https://api.example.com"])
    jwks_uri: str = Field(examples=["https://api.example.com/.well-known/jwks.json"])
    token_endpoint: str = Field(examples=["https://api.example.com/v1/oauth/token"])
    token_endpoint_auth_methods_supported: list[str] = list(AUTH_METHODS)
    grant_types_supported: list[str] = list(GRANT_TYPES)
    response_types_supported: list[str] = ["id_token"]
    subject_types_supported: list[str] = ["public"]
    id_token_signing_alg_values_supported: list[str] = [ALGORITHM]
    scopes_supported: list[str] = list(SCOPES)
    claims_supported: list[str] = ["iss", "sub", "aud", "scope", "org", "key", "iat", "nbf", "exp", "jti"]


class KeySet(Document):
    """The public keys that have signed, sign, and will sign."""

    keys: list[dict[str, Any]]


@routes.get(
    "/.well-known/openid-configuration",
    summary="OpenID discovery",
    response_model=OpenIdConfiguration,
    responses=failures(),
)
async def openid_configuration(services: TheServices) -> Response:
    """Lets a stock OpenTelemetry Collector or gateway verify tokens."""
    return _configuration(services)


@routes.get(
    "/.well-known/oauth-authorization-server",
    summary="OAuth 2.0 discovery",
    response_model=OpenIdConfiguration,
    responses=failures(),
)
async def oauth_configuration(services: TheServices) -> Response:
    """The same for clients that look where RFC 8414 says."""
    return _configuration(services)


@routes.get(JWKS_PATH, summary="Key set", response_model=KeySet, responses=failures())
def jwks(services: TheServices) -> Response:
    """The keys that verify tokens."""
    return _cached(flat(KeySet(**services.tokens.jwks())))


def _configuration(services: Services) -> Response:
    issuer = services.endpoints.api
    base = issuer.rstrip("/")
    return _cached(
        flat(OpenIdConfiguration(issuer=issuer, jwks_uri=base + JWKS_PATH, token_endpoint=base + TOKEN_PATH))
    )


def _cached(answer: Response) -> Response:
    answer.headers["Cache-Control"] = CACHED
    return answer
