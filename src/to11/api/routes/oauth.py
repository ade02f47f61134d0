"""`POST /v1/oauth/token`: the exchange of an API key for a collector token as OAuth 2.0 clients do it."""

from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from to11.api.attempts import count_address, count_credential
from to11.api.caller import TheServices, address_of
from to11.api.oauth import form, request
from to11.api.oauth.errors import NO_STORE, OAuthError, answer, answer_ours
from to11.api.responses import JSON
from to11.api.schemas.oauth import TokenAnswer, TokenError, TokenForm
from to11.api.services import Services
from to11.control.exchange import DOOR
from to11.model.errors import To11Error

routes = APIRouter(tags=["exchange"])

PATH = "/v1/oauth/token"

_FAILURES: dict[int | str, dict[str, Any]] = {
    400: {"model": TokenError, "description": "The request breaks a rule, or the key may not do what it asks for."},
    401: {"model": TokenError, "description": "`invalid_client`: the key is unknown, expired or revoked."},
    429: {"model": TokenError, "description": "Too many requests; `Retry-After` says how many seconds to wait."},
    500: {"model": TokenError, "description": "Something went wrong on our side."},
    503: {"model": TokenError, "description": "Something that we depend on does not answer just now."},
}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {form.FORM: {"schema": TokenForm.model_json_schema()}},
    }
}


@routes.post(
    PATH,
    summary="Get a collector token by OAuth 2.0",
    response_model=TokenAnswer,
    response_model_exclude_none=True,
    responses=_FAILURES,
    openapi_extra=_BODY,
)
async def get_token(asked: Request, services: TheServices) -> Response:
    """For what refreshes tokens by itself, such as the OpenTelemetry Collector's `oauth2client` extension: client
    credentials, with the key's id as client id and the API key as client secret, in HTTP Basic or in the form; or token
    exchange (RFC 8693) of the API key. `resource` names the project for a key that spans several. Errors are those of
    RFC 6749.
    """
    address = address_of(asked)
    try:
        count_address(services, address, DOOR)
        body = await asked.body()
        wanted = request.read(
            asked.headers.get("content-type", ""),
            asked.headers.get("authorization", ""),
            body,
            services.endpoints.api,
        )
        return await run_in_threadpool(_issue, services, wanted, address)
    except OAuthError as error:
        return answer(error)
    except To11Error as error:
        return answer_ours(error)


def _issue(services: Services, wanted: request.TokenRequest, address: str) -> Response:
    count_credential(services, wanted.credential, address, DOOR)
    try:
        issued = services.exchange.exchange(wanted.credential, wanted.project_id, address, key_id=wanted.key_id)
    except To11Error as error:
        # A client that did not say who it is has sent a token that is not valid, not a client that is not known.
        return answer_ours(error, known_as=None if wanted.key_id else "invalid_request")
    told = TokenAnswer(
        access_token=issued.token,
        token_type="Bearer",  # noqa: S106 (no secret)
        expires_in=max(0, int((issued.expires_at - datetime.now(UTC)).total_seconds())),
        scope=" ".join(issued.scopes),
        issued_token_type=wanted.issued_type,
    )
    return Response(told.model_dump_json(exclude_none=True), headers=NO_STORE, media_type=JSON)
