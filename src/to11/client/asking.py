"""Requests that the client makes for itself: without spans of their own, and with no proxy within one machine."""

from collections.abc import Iterator
from contextlib import contextmanager

import requests
from opentelemetry.instrumentation.utils import suppress_instrumentation

from to11.client.settings import is_loopback


@contextmanager
def asking(url: str) -> Iterator[requests.Session]:
    """A session for requests to an address."""
    with suppress_instrumentation(), requests.Session() as session:
        session.trust_env = not is_loopback(url)
        yield session


def told(answer: requests.Response) -> tuple[str, str]:
    """The code and the message of an error that to11's API answers; where it is none, no code and the status."""
    try:
        error = answer.json()["error"]
        return str(error["code"]), str(error["message"]) or f"HTTP {answer.status_code}"
    except (ValueError, KeyError, TypeError):
        return "", f"HTTP {answer.status_code}"
