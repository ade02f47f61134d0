"""A store of schema version 2 becomes one of version 3 with all that it holds, also when that is interrupted."""

import subprocess
import sys
from pathlib import Path

import pytest

_SCRIPT = """
import sys
from support.spans import START, chat, columns, make_span
from to11.model.search import TraceFilter
from to11.store import moves, schema, sql
from to11.store.client import StoreClient
from to11.store.reader import Reader
from to11.store.settling import Settling

DAY = 86_400 * 10**9
url, fails = "chdb://" + sys.argv[1], int(sys.argv[2])
all_of_them = sql.migrations()

class Interrupted(Exception):
    pass

with StoreClient(url) as client:
    sql.migrations = lambda: {number: all_of_them[number] for number in (1, 2)}
    client.command(sql.load("schema_version"))
    for number in (1, 2):
        for statement in schema.statements(all_of_them[number]):
            client.command(statement)
        client.command("INSERT INTO schema_version (Version) VALUES ({version:UInt32})", {"version": number})
    for table in ("spans", "trace_seconds"):
        client.command(f"ALTER TABLE {table} MODIFY TTL toDateTime(ReceivedAt) + toIntervalDay(18250)")
    for day in range(3):
        rows = columns(
            *(chat(f"{day} {number}", trace=f"{day}", parent=f"{day} 0" if number else "") for number in range(3)),
            project="p", received=START + day * DAY)
        client.insert("spans", rows.to_arrow().drop_columns(["RetentionDays"]))
    sql.migrations = lambda: all_of_them

    command, done = client.command, 0
    def interrupting(*arguments):
        global done
        done += 1
        if done == fails:
            raise Interrupted
        command(*arguments)
    client.command = interrupting
    try:
        schema.migrate(client)
    except Interrupted:
        print("interrupted")
        schema.migrate(client)
    schema.migrate(client)

    def answer():
        found, _ = Reader(client).traces("p", TraceFilter(START - 1, START + 1))
        spans = [len(Reader(client).trace("p", trace.trace_id)) for trace in found]
        return sorted(trace.name for trace in found), [trace.input_tokens for trace in found], spans
    unsettled = answer()
    settling = Settling(client)
    while settling.step():
        pass
    print(unsettled == answer(), *unsettled)
    tables = client.query("SELECT name FROM system.tables WHERE database = currentDatabase()", {}, doing="testing")
    print(moves._EARLIER in [row["name"] for row in tables])
"""


@pytest.mark.parametrize("fails", [0, 2, 4, 5, 8, 12, 18, 24, 50, 94])
def test_nothing_is_lost_on_the_way(tmp_path: Path, fails: int) -> None:
    path = [str(Path(__file__).parents[2]), *sys.path]
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = {path!r}\n{_SCRIPT}", str(tmp_path / "store"), str(fails)],
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = [line for line in done.stdout.splitlines() if "[info" not in line]
    assert told[-2:] == ["True ['0 0', '1 0', '2 0'] [20, 20, 20] [3, 3, 3]", "False"]
    assert ("interrupted" in told) is (fails > 0)
