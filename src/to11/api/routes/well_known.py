"""What a verifier of our tokens asks for: OpenID Connect Discovery 1.0 section 4, and the key set of RFC 7517."""

from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from to11.api.caller import TheServices
from to11.api.described import failures
from to11.api.responses import flat
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
    """Who issues the tokens and where its keys are. There is no sign-in here, hence no endpoint for one."""

    issuer: str = Field(examples=["https://api.example.com"])
    jwks_uri: str = Field(examples=["https://api.example.com/.well-known/jwks.json"])
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
    issuer = services.endpoints.api
    return _cached(flat(OpenIdConfiguration(issuer=issuer, jwks_uri=issuer.rstrip("/") + JWKS_PATH)))


@routes.get(JWKS_PATH, summary="Key set", response_model=KeySet, responses=failures())
def jwks(services: TheServices) -> Response:
    """The keys that verify tokens."""
    return _cached(flat(KeySet(**services.tokens.jwks())))


def _cached(answer: Response) -> Response:
    answer.headers["Cache-Control"] = CACHED
    return answer
