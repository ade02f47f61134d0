"""What contents of messages have in common, whichever provider's: data in the message itself, images."""

import base64
from collections.abc import Iterable
from urllib.parse import unquote_to_bytes

from to11.model.inference import BlobPart, FilePart, Part, ToolCallResponsePart, UriPart


def at(address: str, modality: str) -> Part:
    """What is at an address: data URLs (RFC 2397) hold it themselves."""
    if not address.startswith("data:"):
        return UriPart(modality, address)
    head, _, data = address[len("data:") :].partition(",")
    mime, *parameters = head.split(";")
    if "base64" not in parameters:
        data = base64.b64encode(unquote_to_bytes(data)).decode("ascii")
    return BlobPart(modality, data, mime or None)


def has_image(parts: Iterable[Part]) -> bool:
    """Whether there is an image among the parts, or among the parts that a tool gave."""
    for part in parts:
        if isinstance(part, BlobPart | UriPart | FilePart) and part.modality == "image":
            return True
        if isinstance(part, ToolCallResponsePart) and isinstance(part.response, list) and has_image(part.response):
            return True
    return False
