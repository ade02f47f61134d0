from pathlib import Path

import pytest

from bench import peer
from bench.ingest import peers
from bench.ingest.budget import SMOKE
from bench.ingest.spans import Maker, Size


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(peer, "HOME", tmp_path / "peers")
    monkeypatch.setenv("TO11_BENCH_DIR", str(tmp_path))
    return tmp_path / "peers"


def measured() -> peers.Outcome:
    return peers.measure(peers.Rotel, Maker(Size.LLM, bodies=8), SMOKE)


def test_a_peer_that_is_not_installed_says_so(home: Path) -> None:
    assert measured().reason == "not installed (make setup-peers)"


def test_a_peer_that_could_not_be_installed_says_why(home: Path) -> None:
    home.mkdir()
    (home / "rotel.failed").write_text("no wheel for this platform\n")
    assert measured().reason == "no wheel for this platform"


def test_a_peer_that_ends_at_once_gives_its_last_words(home: Path, tmp_path: Path) -> None:
    program = home / "rotel/lib/python3.11/site-packages/rotel/rotel-agent"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\necho starting\necho no such option >&2\nexit 2\n")
    program.chmod(0o700)
    assert measured().reason == "it ended at once: no such option"
    assert [path.name for path in tmp_path.iterdir()] == ["peers"]
