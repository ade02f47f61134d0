"""The bearer token that a scraper sends: the setting's, or one of our own in a file that only its owner may read.

A file, because Prometheus takes its credentials from one (`credentials_file`), and because an address proves nothing:
a reverse proxy on the same machine comes from the loopback interface too.
"""

import os
import secrets
from pathlib import Path

from to11.model.errors import SettingsError

TOKEN_FILE = "metrics.token"  # noqa: S105 (a file's name)
_BYTES = 32


def scrape_token(data_dir: Path, configured: str | None) -> str:
    """The token; made and kept at the first start. Raises SettingsError when the file cannot be used."""
    if configured is not None:
        return configured
    path = data_dir / TOKEN_FILE
    try:
        if not path.exists():
            _make(path)
        token = path.read_text("ascii").strip()
    except (OSError, ValueError) as error:
        raise SettingsError(f"cannot use {path}: {error}") from error
    if len(token) < _BYTES:
        raise SettingsError(f"the token in {path} is too short; delete the file, and a new one is made")
    return token


def _make(path: Path) -> None:
    temporary = path.with_name(f"{path.name}.tmp")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(_BYTES) + "\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
