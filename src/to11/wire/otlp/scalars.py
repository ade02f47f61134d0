"""One value of OTLP/JSON into what protobuf holds: the proto3 JSON mapping, with OTLP's exception for ids.

Every function raises ValueError, in words that do not repeat the value, where it does not fit.
"""

import base64
import binascii
import re
from decimal import Decimal

from to11.wire.otlp.large_text import LargeText

_INTEGER = re.compile(r"-?[0-9]{1,32}")
_EXPONENT = re.compile(r"-?[0-9]{1,32}(\.[0-9]{1,32})?[eE][+-]?[0-9]{1,2}|-?[0-9]{1,32}\.0{1,32}")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2})*")
_SPECIAL = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}
_STANDARD_ALPHABET = bytes.maketrans(b"-_", b"+/")


def text(value: object) -> str | bytes:
    """A string; a long one in UTF-8."""
    if isinstance(value, str):
        return value
    if isinstance(value, LargeText):
        return value.utf8()
    raise ValueError("not a string")


def boolean(value: object) -> bool:
    """`true` or `false`."""
    if isinstance(value, bool):
        return value
    raise ValueError("not a boolean")


def integer(value: object) -> int:
    """A whole number: as a number or a decimal string, also with an exponent (`1e9`) or `.0`.

    The range is checked where the field's width is known.
    """
    if isinstance(value, bool):
        raise ValueError("not an integer")  # noqa: TRY004  one kind of error for every misfit
    if isinstance(value, int):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str):
        if _INTEGER.fullmatch(value):
            return int(value)
        if _EXPONENT.fullmatch(value):
            number = Decimal(value)
            if number == number.to_integral_value():
                return int(number)
    raise ValueError("not an integer")


def double(value: object) -> float:
    """A number, a decimal string, or `NaN`, `Infinity`, `-Infinity`."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return float(value)
        except OverflowError as error:
            raise ValueError("out of range of a double") from error
    if isinstance(value, str):
        if value in _SPECIAL:
            return _SPECIAL[value]
        if _NUMBER.fullmatch(value):
            return float(value)
    raise ValueError("not a number")


def octets(value: object) -> bytes:
    """Base64, standard or URL-safe, with or without padding."""
    if isinstance(value, str | LargeText):
        try:
            written = value.encode("ascii") if isinstance(value, str) else value.utf8()
            digits = written.rstrip(b"=").translate(_STANDARD_ALPHABET)
            del written
            return base64.b64decode(digits + b"=" * (-len(digits) % 4), validate=True)
        except (binascii.Error, ValueError) as error:
            raise ValueError("not base64") from error
    raise ValueError("not base64")


def hex_id(value: object) -> bytes:
    """A trace or span id: hexadecimal in any case (OTLP/JSON, not base64). The length is checked elsewhere."""
    if isinstance(value, str) and _HEX.fullmatch(value):
        return bytes.fromhex(value)
    raise ValueError("not hexadecimal")
