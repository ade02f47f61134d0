"""What cannot be stored is set aside with its cause, where an operator finds it, and blocks nothing behind it.

Each case is two files: `<id>.entry` (the bytes as they stood in the spool) and `<id>.json` (spool, cause, when).
"""

import json
import time
from pathlib import Path

from to11 import log
from to11.ingest.spool.format import Entry, encode

logger = log.get(__name__)


class Quarantine:
    """The directory of set-aside entries; made when the first one comes."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._count = 0

    def keep_entry(self, entry: Entry, *, spool: str, cause: str) -> None:
        """Set aside a whole entry. Raises OSError when that fails; the entry then stays in the spool."""
        framed = b"".join(encode(entry.kind, entry.project_id, entry.received_ns, entry.payload))
        self.keep_bytes(framed, spool=spool, cause=cause, project_id=entry.project_id)

    def keep_bytes(self, data: bytes, *, spool: str, cause: str, project_id: str = "") -> None:
        """Set aside bytes that could not even be read as an entry. Raises OSError."""
        self._directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._count += 1
        name = f"{time.time_ns()}-{self._count}"
        (self._directory / f"{name}.entry").write_bytes(data)
        about = {"spool": spool, "cause": cause, "projectId": project_id, "bytes": len(data), "at": time.time()}
        (self._directory / f"{name}.json").write_text(json.dumps(about) + "\n", "utf-8")
        logger.error("entry set aside", id=name, spool=spool, project_id=project_id, cause=cause, bytes=len(data))
