"""Liveness and readiness, for whoever starts and watches the process."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Literal

from fastapi import APIRouter, Response

from to11 import __version__
from to11.api import errors
from to11.api.responses import flat
from to11.api.schemas.base import Answer, Failure

Readiness = Callable[[], Awaitable[Mapping[str, bool]]]
"""What the API depends on, by name, and whether each is there."""


class Health(Answer):
    """The process runs and its event loop turns."""

    status: Literal["ok"] = "ok"
    version: str


class Ready(Answer):
    """All that the API depends on is there."""

    status: Literal["ready"] = "ready"
    checks: dict[str, bool]


def router(ready: Readiness) -> APIRouter:
    """`/health` and `/ready`; both touch nothing that could wait behind a query."""
    routes = APIRouter(tags=["health"])

    @routes.get("/health", summary="Liveness", response_model=Health)
    async def health() -> Response:
        """Answers as long as the process can answer at all."""
        return flat(Health(version=__version__))

    @routes.get("/ready", summary="Readiness", response_model=Ready, responses={503: {"model": Failure}})
    async def readiness() -> Response:
        """200 when requests can be served; 503 while something is missing, named in `details.checks`."""
        checks = dict(await ready())
        if all(checks.values()):
            return flat(Ready(checks=checks))
        missing = ", ".join(name for name, there in checks.items() if not there)
        return errors.failure(503, "NOT_READY", f"not ready: {missing}", details={"checks": checks})

    return routes
