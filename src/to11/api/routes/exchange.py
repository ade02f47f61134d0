"""`POST /v1/ingest-token/exchange`: an API key for a collector token."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from to11.api.attempts import client_address, count_credential
from to11.api.caller import JSON_BODY, TheServices
from to11.api.described import failures
from to11.api.present.tenancy import token
from to11.api.responses import flat
from to11.api.schemas.exchange import ExchangeAnswer, ExchangeRequest
from to11.control.exchange import DOOR

routes = APIRouter(tags=["exchange"])


@routes.post(
    "/v1/ingest-token/exchange",
    summary="Exchange an API key for a collector token",
    response_model=ExchangeAnswer,
    responses=failures(400, 401, 403, 413, 415, 429),
    dependencies=JSON_BODY,
)
def exchange(
    address: Annotated[str, Depends(client_address(DOOR))], services: TheServices, asked: ExchangeRequest
) -> Response:
    """The token goes to the collector as `authorization: Bearer <token>`. It lives 15 minutes; exchange again before.

    No Authorization header is needed here. The key must hold `otel:write`. 401 `INVALID_CREDENTIAL` for a key that is
    unknown, expired or revoked; 400 `PROJECT_REQUIRED` for a key that spans projects and names none; 403
    `INSUFFICIENT_SCOPE` or `PROJECT_NOT_AUTHORIZED`.
    """
    count_credential(services, asked.credential, address, DOOR)
    return flat(token(services.exchange.exchange(asked.credential, asked.requested_project_id, address)))
