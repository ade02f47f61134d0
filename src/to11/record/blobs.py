"""Data within messages that is too large to keep: told by its hash and size.

A blob part keeps its kind and has an empty `content`, `sha256` (hex) and `size` (bytes) of the data itself, not of its
base64; a `data:` address becomes such a part. Anywhere else (in objects of a provider's own, in what a tool is given
and gives) a text that is a `data:` address, or long and all base64, becomes `[image/png, 70000 bytes, sha256 …]`.
"""

import hashlib
import re
from binascii import Error as NotBase64Error
from binascii import a2b_base64
from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from urllib.parse import unquote_to_bytes

from to11.model.inference import BlobPart, ChatMessage, OutputMessage, ToolCallPart, ToolCallResponsePart, UriPart

Tree = Any
"""What a JSON decoder gives."""

_BASE64: Final = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")
_LONG: Final = 1024
"""Shorter texts may well be words."""
_SPOKEN: Final = frozenset({"text", "reasoning"})
"""Parts whose content is read as it stands, whatever it looks like."""


class Blob(NamedTuple):
    """What is left of data."""

    mime_type: str | None
    sha256: str
    size: int

    def __str__(self) -> str:
        kind = f"{self.mime_type}, " if self.mime_type else ""
        return f"[{kind}{self.size} bytes, sha256 {self.sha256}]"


def may_be_in(items: Sequence[object], limit: int) -> bool:
    """Whether messages, parts or definitions could hold data longer than `limit`; cheap where they are mere texts."""
    todo = list(items)
    while todo:
        match todo.pop():
            case ChatMessage(parts=parts) | OutputMessage(parts=parts):
                todo += parts
            case ToolCallPart(arguments=value) | ToolCallResponsePart(response=value):
                todo.append(value)
            case BlobPart(content=text) | UriPart(uri=text) | str(text) if len(text) > limit:
                return True
            case dict() as mapping:
                todo += [value for value in mapping.values() if isinstance(value, str | dict | list)]
            case list() as values:
                todo += [value for value in values if isinstance(value, str | dict | list)]
    return False


def replace(tree: Tree, limit: int) -> bool:
    """Put hash and size in the place of all data longer than `limit`, as written; whether there was any. The tree is
    changed."""
    replaced = False
    todo = [tree]
    while todo:
        here = todo.pop()
        spoken = False
        if isinstance(here, dict):
            if holds_data(here) and len(here[_key(here)]) > limit:
                name(here)
                replaced = True
            spoken = isinstance(kind := here.get("type"), str) and kind in _SPOKEN
        # A value that is replaced on the way changes neither order nor length.
        for key, value in here.items() if isinstance(here, dict) else enumerate(here):
            if isinstance(value, str):
                if len(value) > limit and not (spoken and key == "content") and (blob := _found(value)) is not None:
                    here[key] = str(blob)
                    replaced = True
            elif isinstance(value, dict | list):
                todo.append(value)
    return replaced


def holds_data(part: dict[str, Tree]) -> bool:
    """Whether an object is a part that is data itself: a blob, or a `data:` address."""
    kind = part.get("type")
    if kind == "blob":
        return isinstance(part.get("content"), str)
    return kind == "uri" and isinstance(uri := part.get("uri"), str) and uri.startswith("data:")


def name(part: dict[str, Tree]) -> None:
    """Hash and size in the place of what `holds_data` found."""
    if part["type"] == "blob":
        mime_type, sha256, size = _of_base64(part["content"], None)
    else:
        mime_type, sha256, size = _of_address(part.pop("uri"))
    if mime_type and not part.get("mime_type"):
        part["mime_type"] = mime_type
    part |= {"type": "blob", "content": "", "sha256": sha256, "size": size}


def _key(part: dict[str, Tree]) -> str:
    return "content" if part["type"] == "blob" else "uri"


def _found(text: str) -> Blob | None:
    if text.startswith("data:"):
        return _of_address(text)
    return _of_base64(text, None) if len(text) > _LONG and _BASE64.fullmatch(text) else None


def _of_address(address: str) -> Blob:
    """Of `data:[<media type>][;base64],<data>` (RFC 2397)."""
    head, _, data = address.removeprefix("data:").partition(",")
    kind, *parameters = head.split(";")
    mime_type = kind if "/" in kind and len(kind) < 128 else None
    if "base64" in parameters:
        return _of_base64(data, mime_type)
    return _of_bytes(unquote_to_bytes(data), mime_type)


def _of_base64(text: str, mime_type: str | None) -> Blob:
    """Of the data; of the text itself where that is no base64."""
    plain = text.encode("utf-8", "replace")
    try:
        data = a2b_base64((plain.translate(_STANDARD) if b"-" in plain or b"_" in plain else plain) + b"==")
    except NotBase64Error:
        data = plain
    return _of_bytes(data, mime_type)


def _of_bytes(data: bytes, mime_type: str | None) -> Blob:
    return Blob(mime_type, hashlib.sha256(data).hexdigest(), len(data))


_STANDARD: Final = bytes.maketrans(b"-_", b"+/")
