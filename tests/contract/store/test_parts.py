"""What the disk did not take is no stored span: the insert fails, its part goes, and all else can be read."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.spans import chat
from support.stores import Store
from to11.store.parts import is_whole

_SCRIPT = """
import resource, sys
import time
from support.spans import columns, make_span
from to11.model.errors import UnavailableError
from to11.store import schema
from to11.store.client import StoreClient
from to11.store.writer import Writer

most = int(sys.argv[2])

def rows(name):
    return columns(make_span(name), received=time.time_ns())

with StoreClient("chdb://" + sys.argv[1]) as client:
    schema.migrate(client)
    writer = Writer(client)
    writer.write(rows("before"))
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
    try:
        writer.write(rows("lost"))
        refused = False
    except UnavailableError:
        refused = True
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    writer.write(rows("after"))
    names = client.query("SELECT SpanName AS Name, SpanProto FROM spans ORDER BY Name", {}, doing="looking")
    print(refused, *(row["Name"] for row in names))
"""


def _ran(script: str, *arguments: str) -> str:
    """The last line that the script prints in a process of its own, whose files are bounded and not ours."""
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-c", script, *arguments]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


@pytest.mark.parametrize("most", [0, 100, 1000])
def test_a_write_that_fails_is_told_and_leaves_nothing_behind(tmp_path: Path, most: int) -> None:
    assert _ran(_SCRIPT, str(tmp_path / "store"), str(most)) == "True after before"


_ASKING = """
import resource, sys, threading, time
from support.spans import columns, make_span
from to11.model.errors import UnavailableError
from to11.store import schema
from to11.store.client import StoreClient
from to11.store.parts import PartsCheck
from to11.store.writer import Writer

look = PartsCheck.look

def slow(check):
    time.sleep(0.05)  # a question finds the part that is not whole
    look(check)

PartsCheck.look = slow
names, ended = set(), threading.Event()

def ask(client):
    while not ended.is_set():
        rows = client.query("SELECT SpanName, SpanProto FROM spans", {}, doing="looking")
        names.update(row["SpanName"] for row in rows)

with StoreClient("chdb://" + sys.argv[1]) as client:
    schema.migrate(client)
    writer = Writer(client)
    writer.write(columns(make_span("before"), received=time.time_ns()))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    failed = []
    threading.excepthook = lambda told: failed.append(told.exc_value)
    asking = threading.Thread(target=ask, args=(client,))
    asking.start()
    refused = 0
    for _ in range(10):
        try:
            writer.write(columns(make_span("lost"), received=time.time_ns()))
        except UnavailableError:
            refused += 1
    ended.set()
    asking.join()
    print(refused, *failed, *sorted(names))
"""


def test_a_question_meets_nothing_of_a_write_that_fails(tmp_path: Path) -> None:
    assert _ran(_ASKING, str(tmp_path / "store")) == "10 before"


def test_what_is_whole_is_seen_to_be(store: Store) -> None:
    store.write(*[chat(f"{number}") for number in range(2000)])
    parts = store.client.query("SELECT path, bytes_on_disk AS size FROM system.parts WHERE active", {}, doing="looking")
    assert parts
    for part in parts:
        assert is_whole(part["path"], part["size"])
        assert not is_whole(part["path"], part["size"] + 1)
    columns = Path(parts[0]["path"]) / "columns.txt"
    written = columns.read_text()
    columns.write_text("")
    assert not is_whole(parts[0]["path"], parts[0]["size"])
    columns.write_text(written)


def test_a_part_that_was_merged_away_was_whole(tmp_path: Path) -> None:
    assert is_whole(str(tmp_path / "gone"), 100)
