"""Questions put to the API over HTTP, one after the other, and how long each took."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import requests

from bench import figures
from bench.processes import cpu_seconds
from bench.query.questions import Question

_TIMEOUT_SECONDS = 60


@dataclass(slots=True)
class Asked:
    """What a kind of question took, in milliseconds of the clock and of the core's processor time, and how much it
    found. `mark_ms` is what its 95th percentile is to stay within, if it has such a mark."""

    title: str
    mark_ms: float | None = None
    waits: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)
    found: list[int] = field(default_factory=list)
    failed: int = 0
    slowest: str = ""

    def percentile(self, share: float) -> float:
        """Of the questions that were answered."""
        return figures.percentile(sorted(self.waits), share)


class Api:
    """The API of a running program, as one client sees it on one connection."""

    def __init__(self, url: str, project_id: str, key: str, pid: int) -> None:
        """`pid` is the process that answers."""
        self._pid = pid
        self._base = f"{url}/v1/projects/{project_id}/"
        self._session = requests.Session()
        self._session.headers["authorization"] = f"Bearer {key}"

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def get(self, question: Question) -> tuple[requests.Response, float]:
        """The answer, read to its end, and the milliseconds until then."""
        started = time.perf_counter()
        answer = self._session.get(self._base + question.url, timeout=_TIMEOUT_SECONDS)
        return answer, (time.perf_counter() - started) * 1000

    def ask(self, asked: Asked, question: Question) -> dict[str, Any] | None:
        """Ask and note it; what was answered, or None."""
        before = cpu_seconds(self._pid)
        answer, wait = self.get(question)
        worked = (cpu_seconds(self._pid) - before) * 1000
        if not answer.ok:
            asked.failed += 1
            asked.slowest = f"{answer.status_code} {question.url}"
            return None
        if not asked.failed and wait > max(asked.waits, default=0.0):
            asked.slowest = question.url
        asked.waits.append(wait)
        asked.worked.append(worked)
        data: dict[str, Any] = answer.json()["data"]
        asked.found.append(_size(data))
        return data


def times(api: Api, asked: Asked, count: int, draw: Callable[[], Question], also: Asked | None = None) -> None:
    """Ask `count` questions; where the answer has a next page, `also` takes what that took."""
    for _ in range(count):
        question = draw()
        data = api.ask(asked, question)
        cursor = ((data or {}).get("pagination") or {}).get("nextCursor")
        if also is not None and cursor:
            api.ask(also, question.after(cursor))


def _size(data: dict[str, Any]) -> int:
    return next((len(data[name]) for name in ("items", "spans", "buckets", "services") if name in data), 1)
