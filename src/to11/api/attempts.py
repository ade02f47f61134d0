"""Attempts to be let in, counted per address and per credential, so that nobody can go on guessing."""

from collections.abc import Awaitable, Callable

from fastapi import Request

from to11.api.caller import TheServices, address_of
from to11.api.rate_limit import RateLimit, address_caller, credential_caller
from to11.api.services import Services
from to11.model.errors import RateLimitedError


def client_address(door: str) -> Callable[[Request, Services], Awaitable[str]]:
    """A dependency: where the request comes from, once it has been counted. It raises RateLimitedError."""

    async def counted(request: Request, services: TheServices) -> str:
        address = address_of(request)
        count_address(services, address, door)
        return address

    return counted


def count_address(services: Services, address: str, door: str) -> None:
    """Count one attempt from an address. Raises RateLimitedError."""
    _count(services, services.per_address, address_caller(address), address, door)


def count_credential(services: Services, credential: str, address: str, door: str) -> None:
    """Count one attempt with a credential. Raises RateLimitedError."""
    _count(services, services.per_credential, credential_caller(credential), address, door)


def _count(services: Services, limit: RateLimit, caller: str, address: str, door: str) -> None:
    try:
        limit.check(caller)
    except RateLimitedError as error:
        services.tally.denied(error.reason, address=address, door=door)
        raise
