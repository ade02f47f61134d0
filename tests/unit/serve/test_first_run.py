"""What `to11 serve` prints, and the link in it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from to11.control.database import Database
from to11.control.schema import sign_in_codes
from to11.control.sign_in import SignInCode
from to11.serve import first_run
from to11.settings import Settings

API = "https://to11.example.com"


def settings(directory: Path, **sign_in: object) -> Settings:
    return Settings.model_validate({"data_dir": directory, "sign_in": sign_in})


def codes(made: Settings) -> int:
    database = Database(made.control_url)
    with database.read() as connection:
        found = len(connection.execute(sign_in_codes.select()).all())
    database.close()
    return found


def test_the_code_is_in_the_fragment(tmp_path: Path) -> None:
    made = settings(tmp_path)
    first_run.prepare(made)
    link = first_run.sign_in_link(made, API)
    path, _, fragment = link.partition("#")
    assert path == f"{API}/sign-in"
    assert fragment.startswith("code=")
    assert len(fragment) == len("code=") + 43
    assert first_run.sign_in_link(made, API) != link
    assert codes(made) == 2
    assert first_run.link_of(API, SignInCode(datetime.now(UTC), "c")) == f"{API}/sign-in#code=c"


def test_a_link_that_is_not_wanted_is_not_made(tmp_path: Path) -> None:
    made = settings(tmp_path, print_link=False)
    first_run.prepare(made)
    assert first_run.sign_in_link(made, API) == f"{API}/"
    assert codes(made) == 0


def test_without_a_database_the_address_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    control = {"url": f"postgresql://nobody@/none?host={tmp_path}"}
    made = Settings.model_validate({"data_dir": tmp_path, "control": control})
    assert first_run.sign_in_link(made, API) == f"{API}/"


def test_addresses_link_and_key_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    first_run.announce(
        {
            "api": "http://127.0.0.1:4500",
            "gateway": "http://127.0.0.1:4000",
            "otlpHttp": "http://127.0.0.1:4318",
            "otlpGrpc": "127.0.0.1:4317",
        },
        f"{API}/sign-in#code=c",
        None,
    )
    printed = capsys.readouterr().out
    assert f"Explorer    {API}/sign-in#code=c\n" in printed
    assert "API key" not in printed
