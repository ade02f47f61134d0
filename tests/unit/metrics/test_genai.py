"""The GenAI histograms of several processes, within a bound, and what a scrape makes of them."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parse_text

from support.measurements import counted, measured, total
from to11.metrics import definitions
from to11.metrics.genai import MAX_VALUE_BYTES, GenaiMeters, merged, run_of
from to11.metrics.scrape import Scrape, clear
from to11.metrics.tally import Tally
from to11.model.measurements import INSTRUMENTS, OPERATION_DURATION, REQUEST_DURATION, TOKEN_USAGE

Make = Callable[..., GenaiMeters]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    directory = tmp_path / "metrics"
    clear(directory)
    return directory


@pytest.fixture
def make(place: Path) -> Iterator[Make]:
    made: list[GenaiMeters] = []

    def one(process: str = "core", max_series: int = 10) -> GenaiMeters:
        made.append(GenaiMeters(place, process, max_series=max_series))
        return made[-1]

    yield one
    for meters in made:
        meters.close()


def scrape(place: Path) -> str:
    return Scrape(place, lambda: iter(()))("")[0].decode()


def test_the_conventions_names_spelled_for_prometheus() -> None:
    assert [definitions.GENAI[instrument].name for instrument in INSTRUMENTS] == [
        "gen_ai_client_token_usage",
        "gen_ai_client_operation_duration_seconds",
        "gen_ai_client_operation_time_to_first_chunk_seconds",
        "gen_ai_client_operation_time_per_output_chunk_seconds",
        "gen_ai_server_request_duration_seconds",
        "gen_ai_server_time_per_output_token_seconds",
        "gen_ai_server_time_to_first_token_seconds",
    ]
    assert TOKEN_USAGE.bounds[:4] == (1, 4, 16, 64)
    assert TOKEN_USAGE.bounds[-1] == 67108864
    assert OPERATION_DURATION.bounds[-2:] == (40.96, 81.92)
    for instrument in INSTRUMENTS:
        assert list(instrument.bounds) == sorted(instrument.bounds)


def test_a_scrape_shows_what_all_processes_counted(place: Path, make: Make) -> None:
    for process in ("core", "edge-0", "edge-1"):
        meters = make(process)
        meters.count_call(measured((OPERATION_DURATION, "", 0.01), (TOKEN_USAGE, "input", 17)))
        meters.count_call(measured((OPERATION_DURATION, "", 0.011), (OPERATION_DURATION, "429", 100)))
    families = {metric.name: metric for metric in parse_text(scrape(place))}
    assert families.keys() == {"gen_ai_client_operation_duration_seconds", "gen_ai_client_token_usage"}
    duration = families["gen_ai_client_operation_duration_seconds"]
    assert (duration.type, duration.documentation) == ("histogram", "GenAI operation duration.")
    who = {
        "gen_ai_operation_name": "chat",
        "gen_ai_provider_name": "openai",
        "gen_ai_request_model": "gpt-4o",
        "gen_ai_response_model": "gpt-4o-2024",
        "server_address": "api.openai.com",
        "server_port": "443",
    }
    well = {
        sample.labels.get("le", sample.name.rpartition("_")[2]): sample.value
        for sample in duration.samples
        if "error_type" not in sample.labels
    }
    assert (well["0.01"], well["0.02"], well["81.92"], well["+Inf"], well["count"]) == (3, 6, 6, 6, 6)
    assert well["sum"] == pytest.approx(3 * 0.021)
    (failed,) = [one for one in duration.samples if one.name.endswith("_count") and "error_type" in one.labels]
    assert (failed.labels, failed.value) == ({**who, "error_type": "429"}, 3)
    (tokens,) = [one for one in families["gen_ai_client_token_usage"].samples if one.name.endswith("_sum")]
    assert (tokens.labels, tokens.value) == ({**who, "gen_ai_token_type": "input"}, 51)
    line = (
        'gen_ai_client_token_usage_bucket{gen_ai_operation_name="chat",gen_ai_provider_name="openai",'
        'gen_ai_request_model="gpt-4o",gen_ai_response_model="gpt-4o-2024",gen_ai_token_type="input",le="64.0",'
        'server_address="api.openai.com",server_port="443"} 3.0'
    )
    assert line in scrape(place).splitlines()


def test_openmetrics_says_the_same(place: Path, make: Make) -> None:
    meters = make()
    meters.count_call(measured(*((one, "x" if one.own else "", 1.0) for one in INSTRUMENTS)))
    meters.count_call(measured((OPERATION_DURATION, "", 1.0)))
    body, content_type = Scrape(place, lambda: iter(()))("application/openmetrics-text; version=1.0.0")
    assert content_type.startswith("application/openmetrics-text; version=1.0.0")
    found = {metric.name: metric for metric in parse_openmetrics(body.decode())}  # type: ignore[no-untyped-call]
    assert {name: metric.unit for name, metric in found.items()} == {
        definitions.GENAI[one].name: "seconds" if one.unit == "s" else "" for one in INSTRUMENTS
    }
    plain = {metric.name: metric for metric in parse_text(scrape(place))}
    for name, metric in plain.items():
        assert [(one.name, one.labels, one.value) for one in metric.samples if not one.name.endswith("_created")] == [
            (one.name, one.labels, one.value) for one in found[name].samples
        ]
        whole = set(definitions.GENAI[next(one for one in INSTRUMENTS if definitions.GENAI[one].name == name)].labels)
        assert {frozenset(set(one.labels) - {"le"}) for one in metric.samples} <= {
            frozenset(whole),
            frozenset(whole - {"error_type"}),
        }


def test_what_is_beyond_the_bound_is_counted_together_and_sums_stay_right(place: Path, make: Make) -> None:
    first, second = make("core", 4), make("edge-0", 4)
    for number in range(50):
        for meters in (first, second):
            values = ((OPERATION_DURATION, "", 1.0), (REQUEST_DURATION, "500", 1.0), (TOKEN_USAGE, "output", 2.0))
            meters.count_call(measured(*values, model=f"m-{number}", answered=""))
    assert total(place, OPERATION_DURATION) == (100, 100.0)
    assert total(place, REQUEST_DURATION) == (100, 100.0)
    assert total(place, TOKEN_USAGE, token_type="output") == (100, 200.0)
    models = {dict(has).get("gen_ai.request.model") for _, has in counted(place)}
    assert models == {"m-0", "m-1", "other"}, "each took two: with an error and without"
    assert total(place, REQUEST_DURATION, request_model="other") == total(place, REQUEST_DURATION, error="_OTHER")
    # None is half under its own name: every process knows the same ones.
    for model in ("m-0", "m-1"):
        assert total(place, OPERATION_DURATION, request_model=model) == (2, 2.0)


def test_even_the_others_are_bounded(place: Path, make: Make) -> None:
    meters = make("core", 1)
    for number in range(300):
        meters.count_call(measured((TOKEN_USAGE, "input", 1.0), provider=f"p-{number}"))
        meters.count_call(measured((OPERATION_DURATION, "x", 1.0), provider=f"p-{number}"))
    assert total(place, TOKEN_USAGE) == (300, 300.0)
    assert total(place, OPERATION_DURATION) == (300, 300.0)
    assert len(counted(place)) <= 1 + 64 + 2
    assert total(place, TOKEN_USAGE, operation="other", provider="other")[0] > 200


def test_no_series_is_ever_without_room(place: Path, make: Make, capsys: pytest.CaptureFixture[str]) -> None:
    meters = make("core", 20)
    nasty = ["\x00\n\r", '"\\', "\u00fc", "\U0001f600", "\ud800", "x"]
    for number in range(60):
        text = nasty[number % len(nasty)] * 400 + str(number)
        values = [(one, "input" if one is TOKEN_USAGE else text if one.own else "", 1.0) for one in INSTRUMENTS]
        call = measured(
            *values, (TOKEN_USAGE, "output", 1.0), operation=text, provider=text, model=f"{number}{text}", answered=text
        )
        meters.count_call(call)
    for instrument in INSTRUMENTS:
        assert total(place, instrument)[0] == (120 if instrument is TOKEN_USAGE else 60)
    for _, has in counted(place):
        assert all(len(str(value).encode()) <= MAX_VALUE_BYTES for _, value in has)
    list(parse_text(scrape(place)))
    assert "no room" not in "".join(capsys.readouterr())


def test_long_names_are_cut_and_then_the_same(place: Path, make: Make) -> None:
    meters = make()
    for end in "ab":
        meters.count_call(measured((OPERATION_DURATION, "", 1.0), model="m" * 1000 + end))
    assert total(place, OPERATION_DURATION, request_model="m" * MAX_VALUE_BYTES) == (2, 2.0)


def test_who_takes_a_killed_ones_place_goes_on_with_its_numbers(place: Path, make: Make) -> None:
    script = (
        "import os, signal, sys; from pathlib import Path; from to11.metrics.genai import GenaiMeters;"
        "from to11.model.measurements import *; m = GenaiMeters(Path(sys.argv[1]), 'edge-0', max_series=9);"
        "m.count_call(Measurements(('chat', 'openai', 'gpt-4o', '', 'h', 1), [Measured(TOKEN_USAGE, 'input', (7,))]));"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    for _ in range(2):
        assert subprocess.run([sys.executable, "-c", script, str(place)], check=False).returncode == -9
    make("edge-0").count_call(measured((TOKEN_USAGE, "input", 1.0)))
    assert total(place, TOKEN_USAGE) == (3, 15.0)
    assert total(place, TOKEN_USAGE, response_model="gpt-4o-2024") == (1, 1.0)


def test_tallies_add_up() -> None:
    one, other = Tally(), Tally()
    for tally in (one, other):
        tally.take(measured((OPERATION_DURATION, "", 0.02), (OPERATION_DURATION, "", 99.0)))
        tally.take(measured((OPERATION_DURATION, "", 0.0), model="b"))
    one.merge(other)
    ((_, first), (_, second)) = one.rows.items()
    cells = first[OPERATION_DURATION, ""]
    assert cells[0] == pytest.approx(198.04)
    assert (cells[1:4], cells[-1]) == ([0, 2, 0], 2)
    assert second[OPERATION_DURATION, ""][:2] == [0, 2]
    one.clear()
    assert one.rows == {}
    assert other.rows[next(iter(other.rows))][OPERATION_DURATION, ""][-1] == 1, "a merged tally is left as it was"


def test_without_a_directory_it_counts_for_nobody(place: Path) -> None:
    meters = GenaiMeters(None, "core", max_series=1)
    meters.count_call(measured((OPERATION_DURATION, "", 1.0)))
    meters.close()
    assert list(merged(place)) == []


def test_a_run_is_the_same_for_all_and_another_the_next_time(place: Path, tmp_path: Path) -> None:
    run = run_of(place)
    assert run == run_of(place)
    clear(place)
    assert run_of(place).id != run.id
    assert run_of(place).start_ns > run.start_ns
    assert run_of(tmp_path / "absent").id
