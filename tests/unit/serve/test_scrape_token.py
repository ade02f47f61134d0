from pathlib import Path

import pytest

from to11.model.errors import SettingsError
from to11.serve.scrape_token import TOKEN_FILE, scrape_token


def test_the_setting_wins_and_leaves_no_file(tmp_path: Path) -> None:
    assert scrape_token(tmp_path, "configured-token-1") == "configured-token-1"
    assert not list(tmp_path.iterdir())


def test_one_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    token = scrape_token(tmp_path, None)
    assert len(token) >= 43
    assert scrape_token(tmp_path, None) == token
    (file,) = tmp_path.iterdir()
    assert (file.name, file.read_text(), file.stat().st_mode & 0o777) == (TOKEN_FILE, f"{token}\n", 0o600)


def test_an_empty_file_opens_nothing(tmp_path: Path) -> None:
    (tmp_path / TOKEN_FILE).write_text("\n")
    with pytest.raises(SettingsError, match="too short"):
        scrape_token(tmp_path, None)


def test_a_directory_that_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot use"):
        scrape_token(tmp_path / "absent", None)
