"""How long each project wishes its spans to be kept, for the drain, which asks about every batch."""

import threading
import time
from collections.abc import Mapping

from sqlalchemy import select

from to11 import log
from to11.control.database import Database
from to11.control.schema import projects
from to11.model.errors import UnavailableError

logger = log.get(__name__)


class Retentions:
    """The projects' days, read anew when they are asked for and what is known is older than `max_age_seconds`; while
    the database does not answer, what is known holds. Safe to use from several threads, never on an event loop."""

    def __init__(self, database: Database, *, max_age_seconds: float = 5.0) -> None:
        """Raises UnavailableError when the database does not answer."""
        self._database = database
        self._max_age = max_age_seconds
        self._lock = threading.Lock()
        self._days = self._read()
        self._read_at = time.monotonic()

    def days(self, project_id: str) -> int:
        """Days that a project's spans are kept, 0 for as long as the deployment says."""
        with self._lock:
            if time.monotonic() - self._read_at >= self._max_age:
                self._refresh()
            return self._days.get(project_id, 0)

    def _refresh(self) -> None:
        try:
            self._days = self._read()
        except UnavailableError as error:
            logger.warning("projects' retention could not be read, what is known holds", cause=str(error))
        self._read_at = time.monotonic()

    def _read(self) -> Mapping[str, int]:
        wishes = select(projects.c.id, projects.c.retention_days).where(projects.c.retention_days.is_not(None))
        with self._database.read() as connection:
            return {row.id: row.retention_days for row in connection.execute(wishes)}
