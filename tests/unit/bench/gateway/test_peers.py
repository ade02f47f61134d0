import shutil
from pathlib import Path

import pytest

from bench import peer
from bench.gateway import peers
from bench.gateway.budget import SMOKE
from bench.gateway.cells import ONE


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(peer, "HOME", tmp_path / "peers")
    monkeypatch.setenv("TO11_BENCH_DIR", str(tmp_path))
    return tmp_path / "peers"


def measured(kind: type[peers.Peer]) -> peers.Outcome:
    return peers.measure(kind, 1, (ONE,), SMOKE, lambda _: None)


@pytest.mark.parametrize("kind", [peers.LiteLlm, peers.Portkey])
def test_a_peer_that_is_not_installed_says_so(kind: type[peers.Peer], home: Path) -> None:
    assert measured(kind).reason == "not installed (make setup-gateway-peers)"
    home.mkdir()
    (home / f"{kind.name}.failed").write_text("npm is not installed\n")
    assert measured(kind).reason == "npm is not installed"


def test_nginx_is_told_how_to_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert measured(peers.Nginx).reason == "not installed (apt-get install nginx)"


def test_a_peer_that_ends_at_once_gives_its_last_words(home: Path, tmp_path: Path) -> None:
    program = home / "litellm/bin/litellm"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\necho no such option >&2\nexit 2\n")
    program.chmod(0o700)
    outcome = measured(peers.LiteLlm)
    assert (outcome.reason, outcome.measured) == ("it ended at once: no such option", [])
    assert [path.name for path in tmp_path.iterdir()] == ["peers"]


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
def test_a_peer_that_answers_nothing_says_so() -> None:
    """Nothing listens where nginx is to forward to."""
    outcome = measured(peers.Nginx)
    assert outcome.version
    assert outcome.reason == "RuntimeError: it answers nothing with 200"
