"""All of it, in order: fill, start, ask."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from bench.processes import disk_bytes, forget_peak, peak_memory_mb
from bench.query.ask import Api, Asked, times
from bench.query.dataset import DataSet, Explored, provide
from bench.query.fill import Size
from bench.query.marks import LIST_MS, TRACE_MS
from bench.query.questions import Asker, Question
from bench.query.templates import SEED
from bench.query.traffic import DAY, HOUR
from bench.query.words import Words

_WARM_UP = 3

Tell = Callable[[str], None]
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """The data set, and how often each question is asked."""

    directory: Path
    size: Size
    questions: int


@dataclass(slots=True)
class Results:
    """Everything that was measured."""

    data: DataSet
    asked: list[Asked] = field(default_factory=list)
    disk_bytes: int = 0
    core_mb: float = 0.0
    """The core's peak of resident memory while it was asked."""


def run(plan: Plan, tell: Tell, filled: Progress) -> Results:
    """Measure all of the plan. `filled` is called with how many spans more are there."""
    tell(f"filling with {plan.size.spans:,} spans")
    data = provide(plan.directory, plan.size, filled)
    results = Results(data, disk_bytes=disk_bytes(data.store))
    tell("starting")
    with _asking(data) as (program, api):
        asker = Asker(end_ns=plan.size.end_ns, days=plan.size.days, thousand=data.filled.thousand, words=Words(SEED))
        forget_peak(program.core_pid)
        for asked, draw, also in _questions(asker, plan.size.days):
            tell(asked.title)
            times(api, Asked("warming up"), min(_WARM_UP, plan.questions), draw)
            times(api, asked, plan.questions, draw, also)
            results.asked += [one for one in (asked, also) if one is not None and (one.waits or one.failed)]
        results.core_mb = peak_memory_mb(program.core_pid)
    return results


@contextmanager
def _asking(data: DataSet) -> Iterator[tuple[Explored, Api]]:
    with Explored(data.directory) as program:
        api = Api(program.api, program.project_id, program.api_key, program.core_pid)
        try:
            yield program, api
        finally:
            api.close()


def _questions(asker: Asker, days: int) -> Iterator[tuple[Asked, Callable[[], Question], Asked | None]]:
    """What is asked, how it is drawn, and what takes the times of next pages."""
    for title, draw in {
        "list, 8 h, no filter": asker.unfiltered,
        "list, 8 h, two filters": asker.hours,
        f"list, {days} d, two filters": asker.months,
    }.items():
        yield Asked(title, LIST_MS), draw, Asked(f"{title}, next page", LIST_MS)
    yield Asked("trace of 1,000 spans, outline", TRACE_MS), asker.outline, None
    yield Asked("trace of 1,000 spans, whole", TRACE_MS), asker.thousand, None
    for name, draw in {
        "absent word": asker.absent,
        "rare word": asker.rare,
        "common words": asker.common,
        "part of a word": asker.part,
    }.items():
        yield Asked(f"free text, 24 h, {name}", LIST_MS), draw, None
    for path in ("traces/histogram", "facets", "sessions", "stats"):
        for ns, name in ((8 * HOUR, "8 h"), (days * DAY, f"{days} d")):
            yield Asked(f"{path}, {name}, one filter"), partial(asker.over, path, ns), None
