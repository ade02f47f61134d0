"""The gateway's side: whether it is there and knows the key. No provider is called."""

from typing import Final

import requests

from to11.client.asking import asking
from to11.client.doctor.finding import Finding, failed, ok
from to11.client.errors import ClientError
from to11.client.gateway import gateway_headers
from to11.client.settings import GATEWAY_URL, ClientSettings

_SUBJECT: Final = "gateway"
_TIMEOUT_SECONDS: Final = 10.0
_NOBODY: Final = "to11-doctor::nobody"
"""A model of a provider that there is not: what a key that is known is told about."""

_MEANINGS: Final = {
    401: ("the gateway does not know the key", "check TO11_API_KEY"),
    403: ("the key may not call the gateway", "create a key that holds gateway:invoke"),
    400: ("the gateway does not know which project is meant", "the key spans projects: set TO11_PROJECT_ID"),
}


def knows_the_key(settings: ClientSettings) -> Finding:
    """Ask for a model of a provider that there is not, which only who may call learns."""
    url = f"{settings.gateway_url}/chat/completions"
    try:
        headers = gateway_headers(settings)
        with asking(url) as session:
            answer = session.post(
                url,
                json={"model": _NOBODY, "messages": []},
                headers=dict(headers),
                timeout=_TIMEOUT_SECONDS,
                allow_redirects=False,
            )
    except ClientError as error:
        return failed(_SUBJECT, str(error), "use https")
    except requests.RequestException as error:
        return failed(_SUBJECT, f"{url} does not answer ({type(error).__name__})", f"check {GATEWAY_URL}")
    if answer.status_code in _MEANINGS:
        return failed(_SUBJECT, *_MEANINGS[answer.status_code])
    if not _is_the_gateway_s(answer):
        return failed(_SUBJECT, f"what answers at {url} is not to11's gateway", f"check {GATEWAY_URL}; it ends in /v1")
    return ok(_SUBJECT, f"{settings.gateway_url} takes calls")


def _is_the_gateway_s(answer: requests.Response) -> bool:
    """Whether it is told in OpenAI's form, as a caller's own, that there is no such provider."""
    try:
        body = answer.json()
    except ValueError:
        return False
    found = answer.status_code == requests.codes.not_found and "x-to11-request-id" in answer.headers
    return found and isinstance(body, dict) and "_tag" not in body and "error" in body
