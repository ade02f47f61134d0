"""What all sections are made of."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

KIB = 1024
MIB = 1024 * KIB

Port = Annotated[int, Field(ge=0, le=65535)]
Seconds = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(ge=1)]


def _address(url: str) -> str:
    parts = urlsplit(url.strip().rstrip("/"))
    plain = parts.scheme in ("http", "https") and parts.hostname and not (parts.query or parts.fragment)
    if not plain or "@" in parts.netloc or (parts.port is not None and parts.port == 0):
        raise ValueError("is no address such as https://to11.example.com")
    return parts.geturl()


PublicUrl = Annotated[str, AfterValidator(_address)]
"""An address as clients see it: HTTP or HTTPS, without user, query and fragment; no slash at its end."""


class Section(BaseModel):
    """A group of settings; refuses what it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)
