"""What waits between a spool and the store."""

import time
from pathlib import Path

import pytest

from to11.ingest.figures import NS, DrainFigures
from to11.ingest.spool.format import MAGIC, Entry, EntryKind, encode, segment_name
from to11.model.errors import UnavailableError
from to11.serve.gauges import SpooledBacklog
from to11.settings import Settings


def spool(settings: Settings, edge: str, size: int) -> int:
    """One entry in an edge's spool; its size."""
    directory = settings.spool_dir / edge
    directory.mkdir(parents=True)
    entry = b"".join(encode(EntryKind.OTLP, "p", time.time_ns(), b"x" * size))
    (directory / segment_name(1)).write_bytes(MAGIC + entry)
    return len(entry)


def test_nothing_waits_where_nothing_is_spooled(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    assert SpooledBacklog(settings, DrainFigures())() == (0, 0.0)


def test_all_spools_count_together_and_the_oldest_tells_the_age(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    figures = DrainFigures()
    sizes = [spool(settings, f"edge-{number}", 100 * (number + 1)) for number in range(3)]
    now = time.time_ns()
    for number, age in enumerate((3, 90, 7)):
        figures.read(f"edge-{number}", [Entry(EntryKind.OTLP, "p", now - age * NS, b"")])
    found = SpooledBacklog(settings, figures)()
    assert found.spooled_bytes == sum(sizes)
    assert 90 <= found.oldest_seconds < 100


def test_spools_that_cannot_be_read_are_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable(_root: Path) -> None:
        raise PermissionError

    figures = DrainFigures()
    monkeypatch.setattr(figures, "backlogs", unreadable)
    with pytest.raises(UnavailableError):
        SpooledBacklog(Settings(data_dir=tmp_path), figures)()
