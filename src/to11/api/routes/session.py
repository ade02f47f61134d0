"""Signing a browser in and out. The session is a cookie; what a page may know of it is in the answer."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from to11.api.attempts import client_address, count_credential
from to11.api.caller import JSON_BODY, SignedIn, TheServices, address_of, signed_in
from to11.api.described import failures
from to11.api.origin import require_own
from to11.api.present import session as present
from to11.api.responses import success
from to11.api.schemas import session as schema
from to11.api.schemas.base import Success
from to11.control.sign_in import DOOR
from to11.model.errors import PermissionDeniedError

public = APIRouter(tags=["session"])
routes = APIRouter(tags=["session"])

PATH = "/v1/session"

TheSession = Annotated[SignedIn, Depends(signed_in)]
TheAddress = Annotated[str, Depends(client_address(DOOR))]


async def own_page(request: Request, services: TheServices) -> None:
    """A dependency: no other site's page signs a browser in, lest somebody work under another's name unawares. Raises
    PermissionDeniedError CSRF."""
    try:
        require_own(request, services.endpoints.api)
    except PermissionDeniedError as error:
        services.tally.denied(error.reason, address=address_of(request), door=DOOR)
        raise


@public.post(
    PATH,
    summary="Sign in",
    status_code=201,
    response_model=Success[schema.BrowserSession],
    responses=failures(400, 401, 403, 413, 415, 429),
    dependencies=[Depends(own_page), *JSON_BODY],
)
def begin_session(address: TheAddress, request: Request, services: TheServices, asked: schema.BeginSession) -> Response:
    """Sets a cookie that no script can read and that other sites' pages cannot send. The session ends when it is
    signed out of, after some days (setting `sign_in.session_seconds`), and with its key.

    A code is good once, for some minutes, and signs in as the operator. 401 `INVALID_CREDENTIAL` for a key or a code
    that is not valid; 403 `INSUFFICIENT_SCOPE` for a key without `traces:read`.
    """
    count_credential(services, asked.credential or asked.code or "", address, DOOR)
    if asked.credential is not None:
        opened = services.sign_in.with_key(asked.credential, address)
    else:
        opened = services.sign_in.with_code(asked.code or "", address)
    if (earlier := services.cookie.read(request)) is not None:
        services.sign_in.end(earlier, opened.session.actor)  # its cookie is about to be written over
    answer = success(present.session(opened.session, opened.secret), status=201)
    services.cookie.give(answer, opened.secret, opened.session.expires_at)
    return answer


@routes.get(
    PATH,
    summary="Who is signed in",
    response_model=Success[schema.BrowserSession],
    responses=failures(401),
)
def get_session(found: TheSession) -> Response:
    """The session of the cookie, whatever key the request carries besides. 401 when there is none, or none any more."""
    return success(present.session(found.session, found.secret))


@routes.delete(
    PATH,
    summary="Sign out",
    status_code=204,
    response_class=Response,
    responses=failures(401, 403),
)
def end_session(found: TheSession, services: TheServices) -> Response:
    """Ends the session at once and takes the cookie back."""
    services.sign_in.end(found.secret, found.session.actor)
    answer = Response(status_code=204)
    services.cookie.take(answer)
    return answer
