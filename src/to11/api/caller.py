"""What routes ask for: the services behind them, and who calls."""

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request
from fastapi.openapi.models import APIKey, APIKeyIn
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from fastapi.security.base import SecurityBase
from starlette.concurrency import run_in_threadpool

from to11.api.services import Services
from to11.control.authority import Actor
from to11.control.sign_in import BrowserSession
from to11.model.errors import UnauthenticatedError, UnsupportedMediaTypeError

bearer = HTTPBearer(
    auto_error=False,
    scheme_name="apiKey",
    bearerFormat="to11 API key",
    description="An API key: `Authorization: Bearer to11_live_…`. What it may do is in its scopes and its reach.",
)

_NEEDED = "an API key is needed ('Authorization: Bearer <key>'), or a browser that is signed in"


class SessionScheme(SecurityBase):
    """Describes the cookie; reading it is for `signed_in`, as its name depends on where the API is."""

    def __init__(self) -> None:
        self.scheme_name = "session"
        self.model = APIKey(
            **{"in": APIKeyIn.cookie},
            name="to11_session",
            description="A browser that is signed in: `POST /v1/session`. The cookie's name ends in `_` and the port; "
            "under HTTPS it is `__Host-to11_session`. Methods that change something need the header `x-to11-csrf` too.",
        )

    async def __call__(self) -> None:
        """Nothing: an operation may be called with a key instead."""


async def services(request: Request) -> Services:
    """What this application was made with."""
    found: Services = request.app.state.services
    return found


TheServices = Annotated[Services, Depends(services)]
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
CookieScheme = Annotated[None, Depends(SessionScheme())]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The session that a browser's request belongs to, and its secret."""

    session: BrowserSession
    secret: str = field(repr=False)


async def authenticated(
    request: Request, credentials: Credentials, _cookie: CookieScheme, behind: TheServices
) -> Actor:
    """The dependency of every route that is not public: the actor whose API key the request carries, else the one who
    is signed in.

    Raises UnauthenticatedError without either or with one that is not valid; PermissionDeniedError CSRF for a session
    when another site's page may have sent the request; UnavailableError when that cannot be told.
    """
    if credentials is None:
        return (await signed_in(request, _cookie, behind)).session.actor
    if not credentials.credentials:
        raise UnauthenticatedError(_NEEDED)
    actor = await run_in_threadpool(behind.authenticate, credentials.credentials, address_of(request))
    request.state.actor = actor
    return actor


async def signed_in(request: Request, _cookie: CookieScheme, behind: TheServices) -> SignedIn:
    """The dependency of routes about the session itself, which no key opens. Raises as `authenticated` does."""
    secret = behind.cookie.read(request)
    if secret is None:
        raise UnauthenticatedError(_NEEDED)
    session = await run_in_threadpool(behind.session, secret, address_of(request))
    request.state.actor = session.actor
    behind.cookie.require_page_of_ours(request, secret)
    return SignedIn(session, secret)


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
