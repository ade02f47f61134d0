"""The GenAI histograms of one process, and what all of them have counted together.

Attributes come from strangers: a model's name is whatever a caller wrote. The first combinations of attributes that
come have histograms of their own, the same ones in every process; in all others the models are `other` and the error
`_OTHER`, so that sums over them stay right. Long values are cut.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple
from uuid import uuid4

from to11 import log
from to11.metrics import slots
from to11.metrics.projects import OTHER, ProjectLabels
from to11.metrics.slots import Slots
from to11.metrics.tally import Tally
from to11.model import genai as names
from to11.model.measurements import INSTRUMENTS, Instrument, Measurements, Who

logger = log.get(__name__)

MAX_VALUE_BYTES: Final = 120
OTHER_ERROR: Final = "_OTHER"

_OWN_FILE: Final = "genai-series"
_SHARED_FILE: Final = "genai-other-series"
_MOST_SHARED: Final = 64
"""How many combinations of operation, provider and server there may be among the others; settings decide about them."""
_SLOTS_EACH: Final = len(INSTRUMENTS) + 1
"""One histogram of each instrument, two of token usage."""
_RUN_FILE: Final = "run.json"

_BY_NAME: Final = {instrument.name: instrument for instrument in INSTRUMENTS}


class GenaiMeters:
    """Counts them; belongs to one thread. Without a directory they are kept in memory, shown nowhere."""

    def __init__(self, directory: Path | None, process: str, *, max_series: int) -> None:
        """`process` is its place: `core`, `edge-0`, … Raises nothing."""
        self._own = ProjectLabels(directory, max_series, _OWN_FILE)
        self._shared = ProjectLabels(directory, _MOST_SHARED, _SHARED_FILE)
        most = (max_series + _MOST_SHARED + 2) * _SLOTS_EACH
        self._slots = Slots(directory, process, most)
        self._known: dict[tuple[Who, Instrument, str], slots.Key] = {}
        self._full = False

    def count_call(self, call: Measurements) -> None:
        """Count what one call gave."""
        tally = Tally()
        tally.take(call)
        self.count(tally)

    def count(self, tally: Tally) -> None:
        """Count all that is in there."""
        for who, row in tally.rows.items():
            for (instrument, own), cells in row.items():
                key = self._known.get((who, instrument, own)) or self._key(who, instrument, own)
                if not self._slots.add(key, cells) and not self._full:
                    self._full = True
                    logger.error("no room for a GenAI histogram", key=key)

    def close(self) -> None:
        """Let go of the file, when nothing is counted any more."""
        self._slots.close()

    def _key(self, who: Who, instrument: Instrument, own: str) -> slots.Key:
        """Where to count; kept where it is a histogram of its own, and of those there are only so many."""
        is_error = instrument.own == names.ERROR_TYPE
        operation, provider, model, answered, address, port = who
        whole: Who = (_cut(operation), _cut(provider), _cut(model), _cut(answered), _cut(address), port)
        error = _cut(own) if is_error else ""
        if _has(self._own, whole, error):
            key = _written(instrument, whole, error or own)
            if whole == who and (not is_error or error == own):
                self._known[who, instrument, own] = key
            return key
        error = OTHER_ERROR if error else ""
        whole = (*whole[:2], model and OTHER, answered and OTHER, *whole[4:])
        if not _has(self._shared, whole, error):
            whole = (OTHER, OTHER, OTHER, OTHER, "", 0)
        return _written(instrument, whole, error or own)


def _written(instrument: Instrument, who: Who, own: str) -> slots.Key:
    *texts, port = who
    key = (instrument.name, *texts, str(port) if port else "")
    return (*key, own) if instrument.own else key


def _has(labels: ProjectLabels, who: Who, error: str) -> bool:
    return labels.of(json.dumps((*who, error))) != OTHER


def _cut(text: str) -> str:
    """At most so many bytes in UTF-8, all of which can be shown."""
    if not text.isprintable():
        text = "".join(char if char.isprintable() else "?" for char in text[:MAX_VALUE_BYTES])
    return text.encode("utf-8", "replace")[:MAX_VALUE_BYTES].decode("utf-8", "ignore")


@dataclass(frozen=True, slots=True)
class Series:
    """One histogram, of all processes together. `attributes` are those that are there, by their names."""

    attributes: dict[str, str | int]
    sum: float
    buckets: list[int]
    """How many are in each bucket, infinity's last."""

    @property
    def count(self) -> int:
        """How many values there were."""
        return sum(self.buckets)


def merged(directory: Path) -> Iterator[tuple[Instrument, list[Series]]]:
    """Every instrument that was given a value, and its histograms. Raises OSError when a file cannot be read."""
    total: dict[slots.Key, list[float]] = {}
    for path in sorted(directory.glob("*.slots")):
        for key, cells in slots.read(path):
            known = total.get(key)
            total[key] = cells if known is None else [one + more for one, more in zip(known, cells, strict=True)]
    found: dict[Instrument, list[Series]] = {instrument: [] for instrument in INSTRUMENTS}
    for key, cells in sorted(total.items()):
        instrument = _BY_NAME[key[0]]
        attributes: dict[str, str | int] = {
            name: int(value) if name == names.SERVER_PORT else value
            for name, value in zip(instrument.attributes, key[1:], strict=True)
            if value
        }
        buckets = [int(cell) for cell in cells[1 : len(instrument.bounds) + 2]]
        found[instrument].append(Series(attributes, cells[0], buckets))
    for instrument, series in found.items():
        if series:
            yield instrument, series


class Run(NamedTuple):
    """This run of to11, from its supervisor's start: the one in which nothing that was counted goes back."""

    id: str
    start_ns: int


def begin_run(directory: Path) -> None:
    """A new run begins, with an empty directory. Raises nothing."""
    try:
        (directory / _RUN_FILE).write_text(json.dumps(Run(str(uuid4()), time.time_ns())), "utf-8")
    except OSError as error:
        logger.error("the run is not written down", cause=str(error))


def run_of(directory: Path) -> Run:
    """The run that counts in this directory; of this moment where it is not told."""
    try:
        return Run(*json.loads((directory / _RUN_FILE).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return Run(str(uuid4()), time.time_ns())
