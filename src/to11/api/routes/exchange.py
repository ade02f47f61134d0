"""`POST /v1/ingest-token/exchange`: an API key for a collector token."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from to11.api.caller import JSON_BODY, TheServices, address_of
from to11.api.described import failures
from to11.api.present.tenancy import token
from to11.api.rate_limit import RateLimit, address_caller, credential_caller
from to11.api.responses import flat
from to11.api.schemas.exchange import ExchangeAnswer, ExchangeRequest
from to11.api.services import Services
from to11.control.exchange import DOOR
from to11.model.errors import RateLimitedError

routes = APIRouter(tags=["exchange"])


async def client_address(request: Request, services: TheServices) -> str:
    """Where the request comes from, once it has been counted. Raises RateLimitedError."""
    address = address_of(request)
    _count(services, services.per_address, address_caller(address), address)
    return address


@routes.post(
    "/v1/ingest-token/exchange",
    summary="Exchange an API key for a collector token",
    response_model=ExchangeAnswer,
    responses=failures(400, 401, 403, 413, 415, 429),
    dependencies=JSON_BODY,
)
def exchange(
    address: Annotated[str, Depends(client_address)], services: TheServices, asked: ExchangeRequest
) -> Response:
    """The token goes to the collector as `authorization: Bearer <token>`. It lives 15 minutes; exchange again before.

    No Authorization header is needed here. The key must hold `otel:write`. 401 `INVALID_CREDENTIAL` for a key that is
    unknown, expired or revoked; 400 `PROJECT_REQUIRED` for a key that spans projects and names none; 403
    `INSUFFICIENT_SCOPE` or `PROJECT_NOT_AUTHORIZED`.
    """
    _count(services, services.per_credential, credential_caller(asked.credential), address)
    return flat(token(services.exchange.exchange(asked.credential, asked.requested_project_id, address)))


def _count(services: Services, limit: RateLimit, caller: str, address: str) -> None:
    try:
        limit.check(caller)
    except RateLimitedError as error:
        services.tally.denied(error.reason, address=address, door=DOOR)
        raise
