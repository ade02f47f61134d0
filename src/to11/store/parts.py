"""What an insert wrote is measured on disk before it is called stored.

The engine in the process keeps a part whose files the disk did not take: a failed write as it closes a small file (I/O
error, quota, file size limit) goes unnoticed, the insert succeeds, and every later query of that part fails. The sizes
that the engine has in memory are compared with those on disk; a part that is short is dropped, and the insert fails.
"""

import os
from collections.abc import Callable, Mapping
from typing import Any, Final

from to11 import log
from to11.model.errors import UnavailableError

logger = log.get(__name__)

_FRESH: Final = """
SELECT table, name, path, bytes_on_disk AS size
FROM system.parts
WHERE database = currentDatabase() AND active AND level = 0
"""
# Files that the engine does not count; none of them is ever empty.
_UNCOUNTED: Final = frozenset(
    {
        "checksums.txt",
        "columns.txt",
        "columns_substreams.txt",
        "metadata_version.txt",
        "default_compression_codec.txt",
    }
)

Query = Callable[[str], list[Mapping[str, Any]]]


class PartsCheck:
    """Looks at parts that it has not seen yet. Not safe for use by several threads at once."""

    def __init__(self, query: Query, command: Callable[[str], None]) -> None:
        self._query = query
        self._command = command
        self._seen: frozenset[tuple[str, str]] = frozenset()

    def look(self) -> None:
        """Drop what is not whole on disk. Raises UnavailableError where there was such a part."""
        fresh = {(str(part["table"]), str(part["name"])): part for part in self._query(_FRESH)}
        short = [key for key in fresh.keys() - self._seen if not is_whole(str(fresh[key]["path"]), fresh[key]["size"])]
        for table, name in short:
            logger.error("the disk did not take what was written, part dropped", table=table, part=name)
            self._command(f"ALTER TABLE `{table}` DROP PART '{name}'")
        self._seen = frozenset(fresh.keys() - set(short))
        if short:
            raise UnavailableError("the disk did not take what the span store wrote")


def is_whole(path: str, size: int) -> bool:
    """Whether a part's files have the bytes that the engine counted; one that a merge has taken away meanwhile has."""
    counted = 0
    try:
        with os.scandir(path) as entries:
            for entry in entries:
                written = entry.stat().st_size
                if entry.name not in _UNCOUNTED:
                    counted += written
                elif not written:
                    return False
    except FileNotFoundError:
        return True
    return counted == size
