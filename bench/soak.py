"""`python -m bench.soak`: mixed load for minutes while processes are killed and stopped; then every span is looked up.

Acknowledged is stored, once: the run fails when it is not. The last fifth of the time is without faults, to tell a leak
from a restart.
"""

import argparse
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import requests
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from bench.report import Row, section, show
from bench.soak_clients import TOKEN_SECONDS, Account, Caller, Client, Tally, Tokens
from bench.soak_faults import Faults, Memory
from support.faults import await_drained
from support.ports import free_port
from support.program import Program
from to11.demo.provider import StandInProvider

_WAYS = ("grpc", "grpc", "protobuf", "gzip", "zstd", "json", "rude")
_PROJECTS = 3
_QUIET = 0.2
_WINDOW = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Found:
    """One project's account beside what is stored."""

    acknowledged: int
    given_up: int
    stored: int
    missing: int
    duplicates: int
    strangers: int
    """Stored, and never sent."""
    counted: int
    """Spans as the project's stats count them."""

    @property
    def good(self) -> bool:
        return not (self.missing or self.duplicates or self.strangers) and self.counted == self.stored


@dataclass(frozen=True, slots=True)
class Result:
    """What a soak showed."""

    found: list[Found]
    tally: Tally
    faults: Faults
    memory: Memory
    seconds: float
    draining: float
    set_aside: int
    calls_stored: int

    @property
    def good(self) -> bool:
        errors = any(": error" in answer for answer in self.tally.answers)
        acknowledged = all(found.acknowledged for found in self.found)
        all_good = all(found.good for found in self.found)
        return all_good and acknowledged and not errors and not self.set_aside and not self.faults.failure


def soak(seconds: float, *, fault_every: float = 8.0, quiet: bool = False) -> Result:
    """Run in a temporary directory; raises nothing for what it finds."""
    with (
        tempfile.TemporaryDirectory(prefix="to11-soak-") as name,
        StandInProvider("127.0.0.1", 0) as provider,
        Program(Path(name), **_settings(provider.port)) as program,
    ):
        return _soak(program, seconds, fault_every, quiet=quiet)


def _settings(provider_port: int) -> dict[str, str]:
    api, gateway, http, grpc = (free_port() for _ in range(4))  # the same over restarts: clients come back to them
    return {
        "TO11_WORKERS": "2",
        "TO11_API__PORT": str(api),
        "TO11_GATEWAY__PORT": str(gateway),
        "TO11_COLLECTOR__HTTP_PORT": str(http),
        "TO11_COLLECTOR__GRPC_PORT": str(grpc),
        "TO11_TOKENS__LIFETIME_SECONDS": str(TOKEN_SECONDS),
        "TO11_API__EXCHANGE_PER_ADDRESS_PER_MINUTE": "10000",
        "TO11_API__EXCHANGE_PER_CREDENTIAL_PER_MINUTE": "10000",
        "TO11_LOG__LEVEL": "warning",
        "TO11_PROVIDERS__FAST__BASE_URL": f"http://127.0.0.1:{provider_port}/v1",
    }


def _soak(program: Program, seconds: float, fault_every: float, *, quiet: bool) -> Result:
    tally, stop, calm = Tally(), threading.Event(), threading.Event()
    accounts = [_account(program, number) for number in range(_PROJECTS)]
    tokens = [Tokens(program, account, tally) for account in accounts]
    clients = [
        Client(program, accounts[number % _PROJECTS], tokens[number % _PROJECTS], tally, way, stop)
        for number, way in enumerate(_WAYS)
    ]
    faults = Faults(program, fault_every, calm)
    memory = Memory(program, faults, stop)
    threads = [*clients, Caller(program, tally, stop), memory]
    started = time.monotonic()
    with _progress(seconds, accounts, tally, faults, quiet=quiet) as until:
        for thread in (*threads, faults):
            thread.start()
        until(started + seconds * (1 - _QUIET))
        calm.set()
        faults.join()
        until(max(started + seconds, time.monotonic() + seconds * _QUIET))
        stop.set()
        for thread in threads:
            thread.join()
    lasted = time.monotonic() - started
    program.await_api(within=120)
    draining = await_drained(program, within=600)
    with ThreadPoolExecutor(_PROJECTS) as pool:
        found = list(pool.map(lambda account: _found(program, account), accounts))
    return Result(
        found,
        tally,
        faults,
        memory,
        lasted,
        draining,
        set_aside=len(list((program.data_dir / "quarantine").glob("*.json"))),
        calls_stored=_count(program, program.project_id, program.api_key) // 3,
    )


def _account(program: Program, number: int) -> Account:
    project = msgspec.json.decode(program.run("projects", "create", f"soak {number}", "--json"))["id"]
    scopes = ("--scope", "otel:write", "--scope", "traces:read")
    key = msgspec.json.decode(program.run("keys", "create", "--project", project, *scopes, "--json"))["apiKey"]
    return Account(project, key)


def _found(program: Program, account: Account) -> Found:
    stored = Counter(_stored(program, account))
    return Found(
        acknowledged=len(account.acknowledged),
        given_up=len(account.given_up),
        stored=len(stored),
        missing=len(account.acknowledged - stored.keys()),
        duplicates=stored.total() - len(stored),
        strangers=len(stored.keys() - account.acknowledged - account.given_up),
        counted=_count(program, account.project_id, account.api_key),
    )


def _stored(program: Program, account: Account) -> Iterator[bytes]:
    """The ids of every span of a project through the API: in short windows, as each page looks at all of its own."""
    since = account.since
    until = datetime.now(UTC) + _WINDOW
    while since < until:
        parameters = {"limit": "1000", "from": since.isoformat(), "to": (since + _WINDOW).isoformat()}
        since += _WINDOW
        following: str | None = ""
        while following is not None:
            data = _ask(program, f"{account.project_id}/spans", account.api_key, parameters)
            for span in data["items"]:
                yield bytes.fromhex(span["traceId"] + span["spanId"])
            following = data["pagination"]["nextCursor"]
            parameters["cursor"] = following or ""


def _count(program: Program, project_id: str, api_key: str) -> int:
    return int(_ask(program, f"{project_id}/stats", api_key, {"window": "1d"})["spanCount"])


def _ask(program: Program, path: str, api_key: str, parameters: dict[str, str]) -> Any:
    url = f"{program.api}/v1/projects/{path}"
    answer = requests.get(url, params=parameters, headers={"authorization": f"Bearer {api_key}"}, timeout=120)
    answer.raise_for_status()
    return msgspec.json.decode(answer.content)["data"]


@contextmanager
def _progress(
    seconds: float, accounts: list[Account], tally: Tally, faults: Faults, *, quiet: bool
) -> Iterator[Callable[[float], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), disable=quiet) as progress:
        task = progress.add_task("soak", total=seconds)
        started = time.monotonic()

        def until(deadline: float) -> None:
            while (now := time.monotonic()) < deadline:
                spans = sum(len(account.acknowledged) for account in accounts)
                told = f"{spans:,} spans acknowledged, {tally.retries} retries, {faults.done.total()} faults"
                progress.update(task, completed=min(seconds, now - started), description=told)
                time.sleep(min(0.5, deadline - now))

        yield until


def rows(result: Result) -> list[Row]:
    """The table."""
    found, tally = result.found, result.tally
    latencies = sorted(tally.latencies) or [0.0]
    acknowledged = sum(item.acknowledged for item in found)

    def at(share: float) -> float:
        return latencies[min(len(latencies) - 1, int(len(latencies) * share))]

    return [
        *section(f"soak: {result.seconds:.0f} s, 2 workers, {len(_WAYS)} clients and a caller, {len(found)} projects"),
        Row("spans acknowledged", f"{acknowledged:,}", f"{acknowledged / result.seconds:,.0f} / s"),
        Row("  and not stored", f"{sum(item.missing for item in found):,}", "", "0"),
        Row("  and stored twice", f"{sum(item.duplicates for item in found):,}", "", "0"),
        Row("spans stored", f"{sum(item.stored for item in found):,}", "each looked up by its ids"),
        Row("  as the stats count them", f"{sum(item.counted for item in found):,}", "", "the same"),
        Row("  that nobody sent", f"{sum(item.strangers for item in found):,}", "", "0"),
        Row("spans sent, not acknowledged", f"{sum(item.given_up for item in found):,}", "may be stored or not"),
        Row("requests set aside", f"{result.set_aside:,}", "", "0"),
        Row("retries", f"{tally.retries:,}", f"{tally.disconnects:,} disconnects, {tally.token_refreshes:,} tokens"),
        Row("p50 / p99 to acknowledge", f"{at(0.5):.0f} / {at(0.99):.0f} ms", f"{len(latencies):,} requests"),
        Row("gateway calls answered", f"{tally.calls:,}", f"{result.calls_stored:,} recorded"),
        Row("seconds to empty the spools", f"{result.draining:.1f}", ""),
        *(Row(f"fault: {name}", str(count)) for name, count in sorted(result.faults.done.items())),
        *(Row(f"answer, {name}", f"{count:,}") for name, count in sorted(tally.answers.items())),
        *(_memory(result.memory, role) for role in ("supervisor", "core", "edge")),
    ]


def _memory(memory: Memory, role: str) -> Row:
    """The longest life of a role: its first and last quarter; and the most of all lives."""
    lives = memory.of(role)
    if not lives:
        return Row(f"memory of {role}", "-")
    longest = max(lives, key=len)
    quarter = max(1, len(longest) // 4)
    first, last = sum(longest[:quarter]) / quarter, sum(longest[-quarter:]) / quarter
    most = max(max(life) for life in lives)
    return Row(f"memory of {role}", f"{first:.0f} to {last:.0f} MB in {len(longest)} s", f"most {most:.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--fault-every", type=float, default=8.0, help="seconds from one fault to the next")
    args = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # so that nothing is left running
    result = soak(args.seconds, fault_every=args.fault_every)
    show(rows(result))
    if not result.good:
        sys.exit(f"FAILED {result.faults.failure}")


if __name__ == "__main__":
    main()
