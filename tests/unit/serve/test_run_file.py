import os
import stat
import subprocess
import sys
from pathlib import Path

from to11.serve import run_file
from to11.serve.run_file import RUN_FILE, Running

RUNNING: Running = {
    "api": "http://127.0.0.1:1",
    "gateway": "http://127.0.0.1:2",
    "otlpHttp": "http://127.0.0.1:3",
    "otlpGrpc": "127.0.0.1:4",
    "pids": {"core": 5, "edge": [6, 7]},
}


def test_what_is_written_is_read(tmp_path: Path) -> None:
    assert run_file.read(tmp_path) is None
    path = tmp_path / RUN_FILE
    run_file.write(path, RUNNING)
    assert run_file.read(tmp_path) == RUNNING
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path], "no temporary file is left"
    run_file.remove(path)
    run_file.remove(path)
    assert run_file.read(tmp_path) is None


def test_a_file_that_is_damaged_is_none(tmp_path: Path) -> None:
    (tmp_path / RUN_FILE).write_text("{")
    assert run_file.read(tmp_path) is None


def test_is_alive() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert run_file.is_alive(os.getpid())
    assert run_file.is_alive(1)
    assert not run_file.is_alive(ended.pid)
