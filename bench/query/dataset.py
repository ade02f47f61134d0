"""The data directory that questions are asked of: made once, and made again unless it is to be kept."""

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from bench.query.fill import RETENTION_DAYS, Filled, Size, fill
from support.program import Program

_MANIFEST = "filled.json"


class Explored(Program):
    """`to11 serve` on a data set, with a key that may read it."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory, TO11_LOG__LEVEL="warning", TO11_STORE__RETENTION_DAYS=str(RETENTION_DAYS))

    def __enter__(self) -> Self:
        key = json.loads(self.run("keys", "create", "--preset", "read", "--json"))
        self.api_key, self.project_id = key["apiKey"], key["projectId"]
        self.start()
        return self


@dataclass(frozen=True, slots=True)
class DataSet:
    """A filled data directory, and whether an earlier run made it."""

    directory: Path
    size: Size
    filled: Filled
    kept: bool = False

    @property
    def store(self) -> Path:
        """Where the engine's files are."""
        return self.directory / "data" / "store"


def provide(directory: Path, size: Size, tell: Callable[[int], None]) -> DataSet:
    """The data set in a directory, if it has this size; else a new one in its place."""
    manifest = directory / _MANIFEST
    wanted = json.loads(json.dumps(asdict(size)))
    if manifest.exists():
        said: dict[str, Any] = json.loads(manifest.read_text())
        if said["size"] == wanted:
            filled = {**said["filled"], "thousand": tuple(said["filled"]["thousand"])}
            return DataSet(directory, size, Filled(**filled), kept=True)
    remove(directory)
    directory.mkdir(parents=True)
    first = json.loads(Program(directory).run("init", "--json"))
    made = DataSet(directory, size, fill(f"chdb://{directory / 'data' / 'store'}", first["projectId"], size, tell))
    manifest.write_text(json.dumps({"size": wanted, "filled": asdict(made.filled)}))
    return made


def kept_end(directory: Path) -> int | None:
    """Where the days of a data set end that an earlier run left in a directory; None when there is none."""
    manifest = directory / _MANIFEST
    return int(json.loads(manifest.read_text())["size"]["end_ns"]) if manifest.exists() else None


def remove(directory: Path) -> None:
    """Delete a data set."""
    shutil.rmtree(directory, ignore_errors=True)
