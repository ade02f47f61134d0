"""What is too old goes in whole parts, project by project; what is to be kept longer stays."""

import subprocess
import sys
from pathlib import Path

import pytest

from support.spans import START, chat, columns
from support.stores import Store
from to11.store.writer import Writer

_SCRIPT = """
import sys, time
from support.spans import columns, chat
from to11.model.search import TraceFilter
from to11.store import schema
from to11.store.client import StoreClient
from to11.store.reader import Reader
from to11.store.settling import Settling
from to11.store.writer import Writer

DAY = 86_400 * 10**9
NOW = time.time_ns()
PROJECTS = {"usual": 0, "week": 7, "year": 365}

with StoreClient("chdb://" + sys.argv[1]) as client:
    schema.migrate(client)
    schema.retain(client, 30)
    client.command("SYSTEM STOP TTL MERGES")
    for age in (1, 10, 40, 400):
        for project, days in PROJECTS.items():
            at = NOW - age * DAY
            span = chat(f"{age} days", trace=f"{project} {age}", start=at)
            Writer(client).write(columns(span, project=project, received=at, kept_days=days))
        while Settling(client).step():
            pass

    def parts(table):
        found = client.query(
            "SELECT partition, sum(rows) AS rows FROM system.parts WHERE active AND table = {table:String}"
            " GROUP BY partition HAVING rows > 0", {"table": table}, doing="testing")
        return {row["partition"]: row["rows"] for row in found}

    def names(project):
        found, _ = Reader(client).traces(project, TraceFilter(0, 2**63 - 1), None, 100)
        return [trace.name for trace in found]

    before = parts("spans")
    print(len(before), sum(before.values()))
    client.command("SYSTEM START TTL MERGES")
    for table in schema.RETAINED:
        client.command(f"ALTER TABLE {table} MATERIALIZE TTL SETTINGS mutations_sync = 2")
        client.command(f"OPTIMIZE TABLE {table} FINAL")
    after = parts("spans")
    print(sum(after.values()), all(before[partition] == rows for partition, rows in after.items()))
    print(len(parts("settled_traces")))
    for project in PROJECTS:
        print(project, names(project))
"""


def test_whole_parts_go_by_the_age_that_their_project_wishes(tmp_path: Path) -> None:
    path = [str(Path(__file__).parents[2]), *sys.path]
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = {path!r}\n{_SCRIPT}", str(tmp_path / "store")],
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stdout.splitlines() if "[info" not in line] == [
        "12 12",
        "6 True",
        "6",
        "usual ['1 days', '10 days']",
        "week ['1 days']",
        "year ['1 days', '10 days', '40 days']",
    ]


@pytest.mark.parametrize("store", ["fresh"], indirect=True)
def test_one_insert_may_touch_many_partitions(store: Store) -> None:
    day = 86_400 * 1_000_000_000
    rows = None
    for number in range(150):
        span = chat(f"{number}", trace=f"{number}", start=START)
        rows = columns(
            span, project=store.project, received=START - number * day, kept_days=18_000 - number % 3, into=rows
        )
    assert rows is not None
    Writer(store.client).write(rows)
    (row,) = store.client.query(
        "SELECT uniqExact(_partition_id) AS Partitions, count() AS Spans FROM spans WHERE ProjectId = {project:String}",
        {"project": store.project},
        doing="testing",
    )
    assert (row["Partitions"], row["Spans"]) == (150, 150)
