"""The text of an API key: `to11_{live|test}_`, 40 base62 characters, 6 characters of checksum.

The checksum (CRC-32 of all that precedes, in base62) tells a typo from a bad key without a database, and lets secret
scanners find keys with certainty. It proves nothing: only the digest of a whole secret is a credential.
"""

import hashlib
import zlib

from to11.model.ids import BASE62, random_base62
from to11.model.tenancy import EnvironmentClass

RANDOM_LENGTH = 40
"""238 bits: a digest of it needs no salt and no slow hash."""
CHECKSUM_LENGTH = 6
"""62^6 > 2^32."""

_PREFIXES = tuple(f"to11_{environment.value}_" for environment in EnvironmentClass)
_PREFIX_LENGTH = len(_PREFIXES[0])
SECRET_LENGTH = _PREFIX_LENGTH + RANDOM_LENGTH + CHECKSUM_LENGTH
_HINT_LENGTH = _PREFIX_LENGTH + 4


def mint(environment: EnvironmentClass) -> str:
    """A new secret from the system's randomness."""
    body = f"to11_{environment.value}_{random_base62(RANDOM_LENGTH)}"
    return body + checksum(body)


def looks_right(text: str) -> bool:
    """Whether `text` has the shape of a key and its checksum fits; no database is asked."""
    return (
        len(text) == SECRET_LENGTH
        and text.isascii()
        and text.startswith(_PREFIXES)
        and text[_PREFIX_LENGTH:].isalnum()
        and checksum(text[:-CHECKSUM_LENGTH]) == text[-CHECKSUM_LENGTH:]
    )


def checksum(body: str) -> str:
    """CRC-32 of ASCII text as 6 base62 digits, most significant first."""
    rest = zlib.crc32(body.encode("ascii"))
    digits = ""
    for _ in range(CHECKSUM_LENGTH):
        rest, digit = divmod(rest, 62)
        digits = BASE62[digit] + digits
    return digits


def digest(text: str) -> str:
    """SHA-256 in lower-case hex: all that is ever stored of a secret."""
    return fingerprint(text).hex()


def fingerprint(text: str) -> bytes:
    """SHA-256 of any text, even of one that is no valid Unicode: what caches are keyed by."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def hint(secret: str) -> str:
    """The part of a secret that may be shown, to tell keys apart in a list."""
    return secret[:_HINT_LENGTH] + "…"
