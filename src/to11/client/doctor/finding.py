"""What the doctor says."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """`skipped` is what could not be looked at, because of something that failed before."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `remedy` is what to do, empty where all is well."""

    subject: str
    verdict: Verdict
    message: str
    remedy: str = ""


def ok(subject: str, message: str) -> Finding:
    """All is well."""
    return Finding(subject, Verdict.OK, message)


def warning(subject: str, message: str, remedy: str) -> Finding:
    """Works, and may surprise."""
    return Finding(subject, Verdict.WARNING, message, remedy)


def failed(subject: str, message: str, remedy: str) -> Finding:
    """Does not work."""
    return Finding(subject, Verdict.FAILED, message, remedy)


def skipped(subject: str, message: str) -> Finding:
    """Could not be looked at."""
    return Finding(subject, Verdict.SKIPPED, message)
