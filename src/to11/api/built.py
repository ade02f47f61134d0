"""The explorer's built files, held in memory: a name that is not among them leads nowhere, whatever it looks like.

They are made by `make setup` from `ui/` and lie in the package, in `explorer/`. A file that the build has compressed as
well (`.br`, `.gz`) is one file in several encodings. What is there when the API starts is what is served.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Self

from fastapi import Request, Response
from starlette.datastructures import Headers

from to11.api.codings import taken

BUILT = Path(__file__).parent / "explorer"
PAGE = "index.html"
ASSETS = "assets"

_ENCODINGS = (("br", ".br"), ("gzip", ".gz"), ("", ""))
"""Content codings (RFC 9110 section 8.4.1), the one that is sent rather than those after it first."""

_OTHER = "application/octet-stream"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".gif": "image/gif",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True, slots=True)
class Variant:
    """A file in one encoding, "" for as it is. `etag` is a strong one, quotes included."""

    encoding: str
    body: bytes
    etag: str


@dataclass(frozen=True, slots=True)
class BuiltFile:
    """One file; `variants` are those that there are, smallest first."""

    media_type: str
    variants: tuple[Variant, ...]

    @classmethod
    def read(cls, path: Path) -> Self:
        """The file at this path and its compressed forms beside it. Raises OSError."""
        variants = []
        for encoding, suffix in _ENCODINGS:
            there = path.with_name(path.name + suffix)
            if there.is_file():
                body = there.read_bytes()
                tag = hashlib.sha256(body).hexdigest()[:32]
                variants.append(Variant(encoding, body, f'"{tag}"'))
        return cls(_TYPES.get(path.suffix.lower(), _OTHER), tuple(variants))

    def answer(self, request: Request, *, cached: str, headers: Mapping[str, str]) -> Response:
        """The file in an encoding that the client takes; 304 without it for a client that has it already.

        `cached` is the answer's `Cache-Control`.
        """
        variant = self._variant(request.headers)
        sent = {**headers, "Cache-Control": cached, "ETag": variant.etag}
        if len(self.variants) > 1:
            sent["Vary"] = "Accept-Encoding"
        if _has(request.headers, variant.etag):
            return Response(status_code=304, headers=sent)
        if variant.encoding:
            sent["Content-Encoding"] = variant.encoding
        return Response(variant.body, headers=sent, media_type=self.media_type)

    def _variant(self, headers: Headers) -> Variant:
        choices = taken(headers, [encoding for encoding, _ in _ENCODINGS if encoding])
        return next(one for one in self.variants if not one.encoding or one.encoding in choices)


@dataclass(frozen=True, slots=True)
class Explorer:
    """The one page, and what it loads by name."""

    page: BuiltFile
    assets: Mapping[str, BuiltFile]

    @classmethod
    def load(cls, directory: Path) -> Self | None:
        """What is built in this directory; None when nothing is. Blocks. Raises OSError."""
        if not (directory / PAGE).is_file():
            return None
        root = directory / ASSETS
        compressed = tuple(suffix for _, suffix in _ENCODINGS if suffix)
        paths = [path for path in sorted(root.rglob("*")) if path.is_file() and not path.name.endswith(compressed)]
        assets = {path.relative_to(root).as_posix(): BuiltFile.read(path) for path in paths}
        return cls(BuiltFile.read(directory / PAGE), MappingProxyType(assets))


def _has(headers: Headers, etag: str) -> bool:
    """Whether the client holds this very answer (RFC 9110 section 13.1.2)."""
    held = [one.strip().removeprefix("W/") for one in ",".join(headers.getlist("if-none-match")).split(",")]
    return etag in held or "*" in held
