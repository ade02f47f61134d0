"""Identifiers: `org_…`, `ws_…`, `proj_…`, `key_…` for tenancy, W3C ids for traces and spans."""

import os
import re
import secrets

BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

_ID_LENGTH = 20
_BLOCK_BYTES = 2048
_ID_PATTERN = re.compile(r"[a-z]{2,8}_[0-9A-Za-z]{4,64}")


def random_base62(length: int) -> str:
    """`length` characters of base62 from the system's randomness."""
    return "".join(secrets.choice(BASE62) for _ in range(length))


def new_id(prefix: str) -> str:
    """A new identifier, for example `proj_4bC…` (20 base62 characters, 119 bits)."""
    return f"{prefix}_{random_base62(_ID_LENGTH)}"


def is_id(text: str, prefix: str) -> bool:
    """Whether `text` has the shape of an identifier with this prefix."""
    return text.startswith(prefix + "_") and _ID_PATTERN.fullmatch(text) is not None


def new_trace_id() -> str:
    """A W3C trace id: 32 lower-case hex digits, not all zero."""
    return (_eight_bytes() + _eight_bytes()).hex()


def new_span_id() -> str:
    """A W3C parent id: 16 lower-case hex digits, not all zero."""
    return _eight_bytes().hex()


def _eight_bytes() -> bytes:
    """Random bytes, not all zero. The system is asked for many at a time; safe to use from several threads."""
    while True:
        try:
            return _spare.pop()
        except IndexError:
            block = os.urandom(_BLOCK_BYTES)
            _spare.extend(one for start in range(0, len(block), 8) if any(one := block[start : start + 8]))


_spare: list[bytes] = []
os.register_at_fork(after_in_child=_spare.clear)  # or parent and child would give the same ids
