"""The addresses of a running to11, written whole once all listeners answer."""

import json
import os
from pathlib import Path
from typing import TypedDict

from to11.model.errors import SettingsError

RUN_FILE = "run.json"


class Pids(TypedDict):
    """Process ids of the children."""

    core: int
    edge: list[int]


class Running(TypedDict):
    """What `--ready-file` and `<data-dir>/run.json` hold."""

    api: str
    gateway: str
    otlpHttp: str
    otlpGrpc: str
    pids: Pids


def write(path: Path, running: Running) -> None:
    """Write the file in one step, readable by its owner. Raises OSError."""
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_text(json.dumps(running) + "\n", "utf-8")
    temporary.chmod(0o600)
    temporary.replace(path)


def read(data_dir: Path) -> Running | None:
    """The addresses of the to11 that runs (or died) on this directory, if any."""
    try:
        running: Running = json.loads((data_dir / RUN_FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return running


def require(data_dir: Path) -> Running:
    """The addresses of the to11 that runs on this directory. Raises SettingsError when none does."""
    running = read(data_dir)
    if running is None or not is_alive(running["pids"]["core"]):
        raise SettingsError(f"no to11 runs on {data_dir}; start one with `to11 serve`")
    return running


def remove(path: Path) -> None:
    """Take the file away; it may be gone already."""
    path.unlink(missing_ok=True)


def is_alive(pid: int) -> bool:
    """Whether a process with this id exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
