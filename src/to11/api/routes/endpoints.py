"""Where applications send to: what a page shows that tells how to connect one."""

from fastapi import APIRouter, Request, Response

from to11.api.caller import TheServices
from to11.api.described import failures
from to11.api.origin import host_of
from to11.api.responses import success
from to11.api.schemas import endpoints as schema
from to11.api.schemas.base import Success

routes = APIRouter(tags=["tenancy"])


@routes.get(
    "/v1/endpoints",
    summary="Get the addresses",
    response_model=Success[schema.Endpoints],
    responses=failures(401),
)
def get_endpoints(request: Request, services: TheServices) -> Response:
    """The addresses of API, gateway and collector that clients use.

    An address without a public URL, of a to11 that listens on all of its machine's, has the host that this request was
    sent to.
    """
    seen = services.endpoints.seen_from(host_of(request))
    return success(
        schema.Endpoints(api=seen.api, gateway=seen.gateway, otlp_http=seen.otlp_http, otlp_grpc=seen.otlp_grpc)
    )
