"""Prometheus' `/metrics`. Every tenant's projects are in it, so no API key opens it, only the operator's own token."""

import hashlib
import hmac

from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from to11.api.caller import Credentials, TheServices, address_of
from to11.api.services import DOOR
from to11.metrics.scrape import Scrape
from to11.model.errors import UnauthenticatedError


def router(scrape: Scrape, token: str) -> APIRouter:
    """The route; `token` is what a scraper must send."""
    wanted = _digest(token)

    async def scraper(request: Request, credentials: Credentials, services: TheServices) -> None:
        sent = "" if credentials is None else credentials.credentials
        if hmac.compare_digest(_digest(sent), wanted):
            return
        if sent:
            services.tally.denied(UnauthenticatedError.code, address=address_of(request), door=DOOR, cause="scrape")
        raise UnauthenticatedError(
            "a scraper sends the token of the setting 'metrics.token', or of the file 'metrics.token' in the data "
            "directory: 'Authorization: Bearer <token>'"
        )

    # Not in the OpenAPI document: its form is Prometheus', and it is the operator's, not the tenants'.
    routes = APIRouter(include_in_schema=False)

    @routes.get("/metrics", dependencies=[Depends(scraper)])
    async def metrics(request: Request) -> Response:
        accepted = ",".join(request.headers.getlist("accept"))
        body, content_type = await run_in_threadpool(scrape, accepted)
        return Response(body, headers={"Content-Type": content_type})

    return routes


def _digest(token: str) -> bytes:
    """Of one length, so that comparing tells nothing of the token's."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
