"""Opening, migrating, retention, restarts: what happens to a whole store. An embedded engine takes one directory in a
process, so what needs a directory of its own runs in a process of its own."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from support.spans import chat, make_span, trace_id
from support.stores import Store
from to11.model.errors import SettingsError, UnavailableError
from to11.store import schema
from to11.store.client import StoreClient

PRELUDE = """
import os, signal, sys
from support.spans import START, columns, make_span
from to11.model.errors import To11Error
from to11.model.search import TraceFilter
from to11.store import schema
from to11.store.client import StoreClient
from to11.store.reader import Reader
from to11.store.writer import Writer

client = StoreClient(sys.argv[1])
schema.migrate(client)
schema.retain(client, schema.MAX_DAYS)
def write(count):
    Writer(client).write(columns(*(make_span(f"s{n}", trace=f"t{n}") for n in range(count)), project="p"))
def count():
    return len(Reader(client).traces("p", TraceFilter(START - 1, START + 1), None, 1000)[0])
"""


def run(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    path = [str(Path(__file__).parents[2]), *sys.path]
    return subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = {path!r}\n" + PRELUDE + script, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_closed_store_opens_again_with_all_that_was_written(tmp_path: Path) -> None:
    url = f"chdb://{tmp_path}"
    first = run("write(30); client.close(); client.close()", url)
    assert first.returncode == 0, first.stderr
    again = run("write(30); print(count()); client.close()", url)
    assert (again.returncode, again.stdout.splitlines()[-1:]) == (0, ["30"]), again.stderr


def test_a_killed_process_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    url = f"chdb://{tmp_path}"
    killed = run("write(40); os.kill(os.getpid(), signal.SIGKILL)", url)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    again = run("print(count()); write(40); print(count()); client.close()", url)
    assert again.stdout.splitlines()[-2:] == ["40", "40"], again.stderr


def test_a_second_process_on_the_same_directory_is_told_in_one_line(tmp_path: Path) -> None:
    script = """
import subprocess
second = subprocess.run([sys.executable, "-c", '''
import sys
from to11.model.errors import SettingsError
from to11.store.client import StoreClient
try:
    StoreClient(sys.argv[1])
except SettingsError as error:
    print(error.message)
''', sys.argv[1]], capture_output=True, text=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
print(second.stdout.strip())
client.close()
"""
    told = run(script, f"chdb://{tmp_path}").stdout.splitlines()[-1]
    assert "in use by another process" in told
    assert str(tmp_path) in told


def test_migrating_and_retaining(tmp_path: Path) -> None:
    script = """
schema.migrate(client)
print(schema.version(client), max(__import__("to11.store.sql", fromlist=["x"]).migrations()))
schema.retain(client, 7)
print([schema.retention(client, table) for table in schema.RETAINED])
ddl = "SELECT create_table_query AS Ddl FROM system.tables WHERE name IN {names:Array(String)}"
found = client.query(ddl, {"names": list(schema.RETAINED)}, doing="looking")
print(sum("min_age_to_force_merge_on_partition_only = 1" in row["Ddl"] for row in found), "become one part in the end")
schema.retain(client, 7)
schema.retain(client, 10**6)
print([schema.retention(client, table) for table in schema.RETAINED])
write(5)
client.command("OPTIMIZE TABLE spans FINAL")
print(count())
schema.retain(client, 1)
for table in schema.RETAINED:
    client.command(f"OPTIMIZE TABLE {table} FINAL")
print(count())
client.command("INSERT INTO schema_version (Version) VALUES (999)")
try:
    schema.migrate(client)
except To11Error as error:
    print(error.message)
client.close()
"""
    done = run(script, f"chdb://{tmp_path}")
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stdout.splitlines() if "[info" not in line] == [
        "4 4",
        "[7, 7, 7]",
        "3 become one part in the end",
        "[18250, 18250, 18250]",
        "5",
        "0",
        "the span store has schema version 999; this program knows up to 4",
    ]


def test_the_schema_keeps_an_insert_safe_and_partitions_by_receipt(client: StoreClient) -> None:
    (row,) = client.query(
        "SELECT create_table_query AS Ddl, partition_key, sorting_key FROM system.tables"
        " WHERE database = currentDatabase() AND name = 'spans'",
        {},
        doing="testing",
    )
    assert row["partition_key"] == "(RetentionDays, toDate(ReceivedAt))"
    assert row["sorting_key"] == "ProjectId, toUnixTimestamp(Timestamp), TraceId, SpanId"
    for part in ("fsync_after_insert = 1", "fsync_part_directory = 1", "ttl_only_drop_parts = 1", "TraceIdBloom"):
        assert part in row["Ddl"]


def test_threads_read_and_write_at_once(store: Store) -> None:
    def work(number: int) -> int:
        store.write(make_span(f"root {number}", trace=f"t{number}"), chat(f"c{number}", trace=f"t{number}"))
        assert len(store.reader.trace(store.project, trace_id(f"t{number}").hex())) == 2
        return len(store.traces())

    with ThreadPoolExecutor(8) as threads:
        assert max(threads.map(work, range(24))) <= 24
    assert len(store.traces()) == 24


def test_a_query_is_given_two_threads(client: StoreClient) -> None:
    sql = "EXPLAIN PIPELINE SELECT sum(number) FROM numbers_mt(100000000) SETTINGS max_threads = 2"
    plan = [str(*row.values()) for row in client.query(sql, {}, doing="testing")]
    assert any("NumbersRange × 2" in line for line in plan), plan


def test_a_query_past_its_time_is_unavailable_and_the_store_lives_on(client: StoreClient, store: Store) -> None:
    impatient = StoreClient(f"chdb://{client.address.path}", readers=1, query_timeout_seconds=0.2)
    endless = "SELECT sleep(3) AS Slept"
    with impatient, pytest.raises(UnavailableError, match="took longer") as late:
        impatient.query(endless, {}, doing="waiting")
    assert late.value.reason == "STORE_TOO_SLOW"
    store.write(make_span("after"))
    assert store.names() == ["after"]


def test_waiting_for_a_free_connection_ends(client: StoreClient) -> None:
    # Each query holds the only connection until its time is up; the last in line have waited longer than that.
    impatient = StoreClient(f"chdb://{client.address.path}", readers=1, query_timeout_seconds=0.5)
    endless = "SELECT sleep(3) AS Slept"

    def ask(_: int) -> str:
        with pytest.raises(UnavailableError) as refusal:
            impatient.query(endless, {}, doing="asking")
        return refusal.value.message

    with impatient, ThreadPoolExecutor(6) as threads:
        messages = list(threads.map(ask, range(6)))
    assert "asking: too many queries at once" in messages
    assert "asking: the query took longer than it may" in messages


def test_a_closed_store_says_so(client: StoreClient) -> None:
    opened = StoreClient(f"chdb://{client.address.path}")
    opened.close()
    opened.close()
    with pytest.raises(UnavailableError, match="closed"):
        opened.query("SELECT 1 AS One", {}, doing="asking")
    with pytest.raises(UnavailableError, match="closed"):
        opened.command("SELECT 1")


def test_another_directory_in_the_same_process_is_refused(client: StoreClient, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot open the span store"):
        StoreClient(f"chdb://{tmp_path}")


def test_a_server_that_is_not_there_is_unavailable_and_its_password_is_not_told() -> None:
    with pytest.raises(UnavailableError) as absent:
        StoreClient("clickhouse://user:sekret@127.0.0.1:1/spans", query_timeout_seconds=1)
    assert "sekret" not in str(absent.value)
    assert "127.0.0.1:1" in str(absent.value)


def test_retention_of_a_table_that_is_not_there_is_unknown(client: StoreClient) -> None:
    assert schema.retention(client, "nothing") is None
