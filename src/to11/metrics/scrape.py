"""What a scrape is answered with: every process's files added up, and the gauges of this moment."""

import shutil
import struct
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from prometheus_client import Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.samples import Sample

from to11.metrics import genai
from to11.metrics.definitions import DEFINITIONS, GENAI, Definition, Kind, go_string, in_prometheus

_ATTEMPTS = 3

merge: Callable[[list[str]], Iterable[Metric]] = MultiProcessCollector.merge
"""The library's reading of mapped files: families whose samples are added up over all of them."""


class Reading(NamedTuple):
    """A gauge at this moment, with the values of its labels."""

    definition: Definition
    value: float
    labels: tuple[str, ...] = ()


Gauges = Callable[[], Iterator[Reading]]


class Scrape:
    """All figures of a running to11; safe to call from several threads, and blocks."""

    def __init__(self, directory: Path, gauges: Gauges) -> None:
        self._directory = directory
        self._gauges = gauges

    def __call__(self, accept: str) -> tuple[bytes, str]:
        """The figures, and their content type: what the Accept header asks for, as the library tells it."""
        encode, content_type = choose_encoder(accept)
        return encode(self), content_type

    def collect(self) -> Iterator[Metric]:
        """All families that have a sample, in the order of the list."""
        counted = self._counted()
        read = list(self._gauges())
        for definition in DEFINITIONS:
            metric = Metric(definition.family, definition.help, definition.kind.value, definition.unit)
            if definition.kind is not Kind.GAUGE:
                found = counted.get(definition.family)
                metric.samples = sorted(found.samples, key=_place) if found else []
            for reading in read:
                if reading.definition is definition:
                    labels = dict(zip(definition.labels, reading.labels, strict=True))
                    metric.add_sample(definition.name, labels, reading.value)
            if metric.samples:
                yield metric
        yield from self._genai()

    def _genai(self) -> Iterator[Metric]:
        for instrument, found in genai.merged(self._directory):
            definition = GENAI[instrument]
            metric = Metric(definition.family, definition.help, definition.kind.value, definition.unit)
            for series in found:
                labels = {in_prometheus(name): str(value) for name, value in series.attributes.items()}
                so_far = 0
                for bound, count in zip((*definition.buckets, float("inf")), series.buckets, strict=True):
                    so_far += count
                    metric.add_sample(f"{definition.name}_bucket", {**labels, "le": go_string(bound)}, so_far)
                metric.add_sample(f"{definition.name}_count", labels, series.count)
                metric.add_sample(f"{definition.name}_sum", labels, series.sum)
            yield metric

    def _counted(self) -> dict[str, Metric]:
        for attempt in range(_ATTEMPTS):
            files = [str(path) for path in sorted(self._directory.glob("*.db"))]
            try:
                return {metric.name: metric for metric in merge(files)}
            except (struct.error, RuntimeError, ValueError, OSError):  # one was just being made
                if attempt == _ATTEMPTS - 1:
                    raise
        raise AssertionError("never reached")


def _place(sample: Sample) -> tuple[object, ...]:
    """Samples of one set of labels together, a histogram's buckets from below, then its count and sum."""
    rest = sorted((name, value) for name, value in sample.labels.items() if name != "le")
    return rest, "le" not in sample.labels, float(sample.labels.get("le", 0)), sample.name


def clear(directory: Path) -> None:
    """Begin anew: every counter at nothing, no project with a label. Only while no process of this to11 counts."""
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    genai.begin_run(directory)
