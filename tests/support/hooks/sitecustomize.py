"""Loaded by every process of a program that is started with this directory on its PYTHONPATH: faults that cannot be
had from outside.

A span named `deadly` kills the core when it is written, one named `refused` is what the store will never take. The
file that CLOCK_OFFSET_FILE names holds seconds by which the wall clock is wrong. Files in the directory that
DEATHS_DIRECTORY names hold how often a process is still to be killed at a place: `synced`, when a spool's group is on
disk and not yet acknowledged; `written`, when the store has a batch and the cursor does not say so.
"""

import importlib.abc
import importlib.util
import os
import signal
import sys
import time
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

_WRITER = "to11.store.writer"


def _make_faulty(module: ModuleType) -> None:
    from to11.model.errors import InvalidRequestError

    real = module.Writer.write

    def write(self: Any, columns: Any) -> None:
        if "deadly" in columns.name.to_pylist():
            os.kill(os.getpid(), signal.SIGKILL)
        if "refused" in columns.name.to_pylist():
            raise InvalidRequestError("a row that the store will never take", code="STORE_REFUSED")
        real(self, columns)
        _die_at("written")

    module.Writer.write = write


def _die_at(place: str) -> None:
    """Every third time, for as often as is asked for."""
    global _passed
    path = Path(os.environ.get("DEATHS_DIRECTORY", "/nowhere"), place)
    if not path.exists():
        return
    _passed += 1
    left = int(_number(path))
    if left and _passed % 3 == 0:
        path.write_text(str(left - 1))
        os.kill(os.getpid(), signal.SIGKILL)


_passed = 0


def _number(path: Path) -> float:
    """What a file holds; while it is being written it is empty."""
    while not (text := path.read_text()):
        pass
    return float(text)


class _Hook(importlib.abc.MetaPathFinder):
    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name != _WRITER:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        assert spec is not None
        assert spec.loader is not None
        loader = spec.loader
        execute = loader.exec_module

        def exec_module(module: ModuleType) -> None:
            execute(module)
            _make_faulty(module)

        loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


def _skew(path: Path) -> None:
    real = time.time_ns

    def time_ns() -> int:
        return real() + int(_number(path) * 1e9)

    time.time_ns = time_ns
    time.time = lambda: time_ns() / 1e9


def _die_after_sync() -> None:
    real = os.fdatasync

    def fdatasync(fd: Any) -> None:
        real(fd)
        _die_at("synced")

    os.fdatasync = fdatasync


if "DEATHS_DIRECTORY" in os.environ:
    _die_after_sync()
sys.meta_path.insert(0, _Hook())
if _offset := os.environ.get("CLOCK_OFFSET_FILE"):
    _skew(Path(_offset))
