"""Counting in mapped files, and what a scrape makes of them."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from prometheus_client import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parse_text

from to11.metrics import definitions as figures
from to11.metrics.definitions import DEFINITIONS, Kind
from to11.metrics.meters import Meters
from to11.metrics.scrape import Reading, Scrape, clear

Make = Callable[..., Meters]
WAY = ("proj_a", "grpc", "protobuf")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    directory = tmp_path / "metrics"
    clear(directory)
    return directory


@pytest.fixture
def meters() -> Iterator[Make]:
    made: list[Meters] = []

    def make(place: Path | None, process: str = "edge-0") -> Meters:
        made.append(Meters(place, process, max_projects=2))
        return made[-1]

    yield make
    for one in made:
        one.close()


def scrape(place: Path, *readings: Reading) -> dict[str, Metric]:
    def gauges() -> Iterator[Reading]:
        yield from readings

    body, _ = Scrape(place, gauges)("")
    return {metric.name: metric for metric in parse_text(body.decode())}


def value(found: dict[str, Metric], name: str, **labels: str) -> float:
    (sample,) = [one for one in found[name].samples if one.labels == labels]
    return float(sample.value)


def test_processes_are_added_up(meters: Make, place: Path) -> None:
    for process, spans in (("edge-0", 3), ("edge-1", 4)):
        meters(place, process).counter(figures.ACCEPTED_SPANS, *WAY).add(spans)
    labels = {"project": "proj_a", "transport": "grpc", "encoding": "protobuf"}
    assert value(scrape(place), "to11_collector_accepted_spans", **labels) == 7


def test_who_takes_a_dead_ones_place_goes_on_with_its_numbers(meters: Make, place: Path) -> None:
    script = (
        "import os, signal, sys; from pathlib import Path; from to11.metrics import definitions as d;"
        "from to11.metrics.meters import Meters; m = Meters(Path(sys.argv[1]), 'edge-0', max_projects=2);"
        "m.counter(d.STORED_SPANS).add(5); m.histogram(d.ACKNOWLEDGE_SECONDS, 'grpc').observe(0.3);"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    for _ in range(2):
        assert subprocess.run([sys.executable, "-c", script, str(place)], check=False).returncode == -9
    again = meters(place)
    assert again.counter(figures.STORED_SPANS).value == 10
    again.counter(figures.STORED_SPANS).add(1)
    assert value(scrape(place), "to11_drain_stored_spans") == 11
    assert again.histogram(figures.ACKNOWLEDGE_SECONDS, "grpc").count == 2


def test_a_histogram(meters: Make, place: Path) -> None:
    spread = meters(place).histogram(figures.ACKNOWLEDGE_SECONDS, "http")
    for seconds in (0.0005, 0.001, 0.2, 99.0):
        spread.observe(seconds)
    found = scrape(place)["to11_collector_acknowledge_seconds"]
    buckets = {one.labels["le"]: one.value for one in found.samples if one.name.endswith("_bucket")}
    assert (buckets["0.001"], buckets["0.1"], buckets["0.25"], buckets["10.0"], buckets["+Inf"]) == (2, 2, 3, 3, 4)
    rest = {one.name.rpartition("_")[2]: one.value for one in found.samples if "le" not in one.labels}
    assert rest == {"count": 4, "sum": pytest.approx(99.2015)}


def test_both_formats_say_all_there_is(meters: Make, place: Path) -> None:
    counting = meters(place)
    readings = []
    for definition in DEFINITIONS:
        labels = tuple('x\n"y\\' for _ in definition.labels)
        if definition.kind is Kind.COUNTER:
            counting.counter(definition, *labels).add(2)
        elif definition.kind is Kind.HISTOGRAM:
            counting.histogram(definition, *labels).observe(1)
        else:
            readings.append(Reading(definition, 2, labels))
    answer = Scrape(place, lambda: iter(readings))
    plain, plain_type = answer("")
    opened, opened_type = answer("application/openmetrics-text; version=1.0.0")
    assert plain_type.startswith("text/plain; version=0.0.4")
    assert opened_type.startswith("application/openmetrics-text; version=1.0.0")
    found = {metric.name: metric for metric in parse_text(plain.decode())}
    again = {metric.name: metric for metric in parse_openmetrics(opened.decode())}  # type: ignore[no-untyped-call]
    assert found.keys() == again.keys() == {definition.family for definition in DEFINITIONS}
    for definition in DEFINITIONS:
        metric = again[definition.family]
        assert (metric.type, metric.documentation, metric.unit) == (
            definition.kind.value,
            definition.help,
            definition.unit,
        )
        assert f"# HELP {definition.name} " in plain.decode() or definition.kind is Kind.HISTOGRAM
        for sample in metric.samples:
            assert {name for name in sample.labels if name != "le"} == set(definition.labels)


def test_names_are_as_prometheus_has_them() -> None:
    assert len({definition.name for definition in DEFINITIONS}) == len(DEFINITIONS)
    for definition in DEFINITIONS:
        assert definition.name.startswith("to11_")
        assert definition.name.endswith("_total") == (definition.kind is Kind.COUNTER)
        assert bool(definition.buckets) == (definition.kind is Kind.HISTOGRAM)
        assert list(definition.buckets) == sorted(definition.buckets)
        assert definition.help.endswith((".", ")."))
        assert "le" not in definition.labels


def test_a_scrape_while_a_process_starts(meters: Make, place: Path) -> None:
    meters(place).counter(figures.STORED_SPANS).add(1)
    (place / "counter_edge-1.db").touch()
    with pytest.raises(Exception, match="buffer"):
        scrape(place)
    (place / "counter_edge-1.db").unlink()
    assert value(scrape(place), "to11_drain_stored_spans") == 1


def test_without_a_directory_or_a_disk_it_counts_all_the_same(
    meters: Make, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for counting in (meters(None), meters(place / "absent")):
        counting.counter(figures.STORED_SPANS).add(2)
        counting.counter(figures.STORED_SPANS).add(3)
        assert counting.counter(figures.STORED_SPANS).value == 5
    assert scrape(place) == {}


def test_the_files_blocks_are_there_before_they_are_written(meters: Make, place: Path) -> None:
    meters(place).counter(figures.STORED_SPANS).add(1)
    for file in place.glob("*.db"):
        status = file.stat()
        assert status.st_blocks * 512 >= status.st_size > 64 * 1024
        assert status.st_mode & 0o077 == 0


def test_whose_supervisor_was_killed_disturbs_no_successor(meters: Make, place: Path) -> None:
    orphan = meters(place)
    orphan.counter(figures.STORED_SPANS).add(1)
    clear(place)
    successor = meters(place)
    orphan.counter(figures.STORED_SPANS).add(1)
    orphan.histogram(figures.ACKNOWLEDGE_SECONDS, "grpc").observe(1)
    successor.counter(figures.STORED_SPANS).add(5)
    assert value(scrape(place), "to11_drain_stored_spans") == 5
    assert "to11_collector_acknowledge_seconds" not in scrape(place)


def test_a_disk_that_is_full_costs_the_figures_alone(place: Path) -> None:
    """No file may grow in that process: it would be killed if it wrote into a hole."""
    script = (
        "import resource, signal, sys; from pathlib import Path; from to11.metrics import definitions as d;"
        "from to11.metrics.meters import Meters; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024));"
        "m = Meters(Path(sys.argv[1]), 'edge-0', max_projects=2);"
        "m.counter(d.STORED_SPANS).add(4); print('value', m.counter(d.STORED_SPANS).value)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(place)], check=True, capture_output=True, text=True)
    assert "value 4.0" in done.stdout, done.stderr
    assert "figures are not shown" in done.stdout + done.stderr
