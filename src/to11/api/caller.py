"""What routes ask for: the services behind them, and who calls."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.concurrency import run_in_threadpool

from to11.api.services import Services
from to11.control.authority import Actor
from to11.model.errors import UnauthenticatedError, UnsupportedMediaTypeError

bearer = HTTPBearer(
    auto_error=False,
    scheme_name="apiKey",
    bearerFormat="to11 API key",
    description="An API key: `Authorization: Bearer to11_live_…`. What it may do is in its scopes and its reach.",
)


async def services(request: Request) -> Services:
    """What this application was made with."""
    found: Services = request.app.state.services
    return found


TheServices = Annotated[Services, Depends(services)]
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]


async def authenticated(request: Request, credentials: Credentials, behind: TheServices) -> Actor:
    """The dependency of every route that is not public: the actor whose API key the request carries.

    Raises UnauthenticatedError without a key or with one that is not valid, UnavailableError when that cannot be told.
    """
    if credentials is None or not credentials.credentials:
        raise UnauthenticatedError("an API key is needed: 'Authorization: Bearer <key>'")
    actor = await run_in_threadpool(behind.authenticate, credentials.credentials, address_of(request))
    request.state.actor = actor
    return actor


Caller = Annotated[Actor, Depends(authenticated)]


def address_of(request: Request) -> str:
    """The client's address, empty when there is none (a Unix socket)."""
    return request.client.host if request.client else ""


async def json_only(request: Request) -> None:
    """The dependency of every route that takes a body. Raises UnsupportedMediaTypeError unless it is said to be JSON.

    Besides being clear, it keeps a browser's form from posting here unasked.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise UnsupportedMediaTypeError("the body must be JSON, with 'Content-Type: application/json'")


JSON_BODY = [Depends(json_only)]
