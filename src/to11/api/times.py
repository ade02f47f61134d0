"""Times as the API speaks them: RFC 3339 in UTC with as many digits as needed, and windows such as `8h`."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from to11.model.errors import InvalidRequestError

NS = 1_000_000_000
MAX_NS = 2**63 - 1

_TIME = re.compile(
    r"(?P<second>\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2})(?:\.(?P<fraction>\d{1,9}))?(?P<zone>[Zz]|[+\- ]\d{2}:\d{2})"
)
_WINDOW = re.compile(r"(?P<count>\d{1,9})(?P<unit>[smhd])")
_UNIT_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def rfc3339(ns: int) -> str:
    """Nanoseconds since the epoch as RFC 3339, with 0, 3, 6 or 9 digits after the point: `2026-03-25T17:30:00Z`."""
    seconds, fraction = divmod(ns, NS)
    text = _second(seconds)
    if fraction % 1000:
        return f"{text}.{fraction:09d}Z"
    if fraction % 1_000_000:
        return f"{text}.{fraction // 1000:06d}Z"
    return f"{text}.{fraction // 1_000_000:03d}Z" if fraction else f"{text}Z"


@lru_cache(4096)  # the spans of a trace share a few seconds, and to write one takes longer than all else
def _second(seconds: int) -> str:
    return (_EPOCH + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S")


def of_datetime(moment: datetime) -> str:
    """An aware datetime as RFC 3339."""
    return rfc3339(to_ns(moment))


def to_ns(moment: datetime) -> int:
    """An aware datetime in nanoseconds since the epoch, exactly."""
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * NS + since.microseconds * 1000


def parse(text: str, *, name: str) -> int:
    """An RFC 3339 time in nanoseconds since the epoch.

    A `+` that was not escaped in a query string arrives as a space; it is taken for what was meant. Raises
    InvalidRequestError that names the parameter.
    """
    found = _TIME.fullmatch(text)
    if found is None:
        raise invalid(name, "a time is written as in RFC 3339, for example 2026-03-25T17:30:00Z")
    zone = "+00:00" if found["zone"] in "Zz" else found["zone"].replace(" ", "+")
    try:
        second = datetime.fromisoformat(found["second"].upper() + zone)
        ns = to_ns(second.astimezone(UTC)) + int((found["fraction"] or "").ljust(9, "0"))
    except (ValueError, OverflowError) as error:
        raise invalid(name, "there is no such time") from error
    if not 0 <= ns <= MAX_NS:
        raise invalid(name, "the time is before 1970 or too far in the future")
    return ns


def parse_window(text: str, *, name: str = "window") -> int:
    """A span of time such as `10m`, `8h` or `60d`, in nanoseconds. Raises InvalidRequestError."""
    found = _WINDOW.fullmatch(text)
    length = int(found["count"]) * _UNIT_SECONDS[found["unit"]] * NS if found else 0
    if not 0 < length <= MAX_NS:
        raise invalid(name, "a window is a number and one of s, m, h, d, for example 8h")
    return length


def invalid(name: str, message: str) -> InvalidRequestError:
    """The refusal of one parameter, in the shape of the validator's."""
    return InvalidRequestError(f"{name}: {message}", details={"fields": [{"field": name, "message": message}]})
