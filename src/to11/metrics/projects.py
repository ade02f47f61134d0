"""Which projects have a label of their own: the first ones that come, the same in every process.

Whoever meets a new project appends it to one shared file; its place there, which never changes, decides. So a project
is never half under its own name and half under `other`, whichever process a request reaches.
"""

import os
from pathlib import Path

OTHER = "other"
NAMES_FILE = "projects"


class ProjectLabels:
    """The label of each project; at most `limit` have their own. Belongs to one thread.

    It does as well for other names of one line each; those of another kind are in another file.
    """

    def __init__(self, directory: Path | None, limit: int, file: str = NAMES_FILE) -> None:
        self._path = None if directory is None else directory / file
        self._limit = limit
        self._own: dict[str, str] = {}
        self._full = False

    def of(self, project_id: str) -> str:
        """The project's id, or `other`. Touches the disk once for each project that has a label, no more."""
        label = self._own.get(project_id)
        if label is not None:
            return label
        return OTHER if self._full else self._enter(project_id)

    def _enter(self, project_id: str) -> str:
        if self._path is None:
            self._take([*self._own, project_id])
            return self._own.get(project_id, OTHER)
        try:
            self._take(_read(self._path))
            if not self._full and project_id not in self._own:
                _append(self._path, project_id)
                self._take(_read(self._path))  # another process may have been faster
        except OSError:
            return OTHER  # a full disk, say, must cost no request; the next one tries again
        return self._own.get(project_id, OTHER)

    def _take(self, names: list[str]) -> None:
        own = list(dict.fromkeys(names))[: self._limit]
        self._own = {name: name for name in own}
        self._full = len(own) >= self._limit


def _read(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return []


def _append(path: Path, name: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        os.write(descriptor, name.encode() + b"\n")  # one write, so that names never run into one another
    finally:
        os.close(descriptor)
