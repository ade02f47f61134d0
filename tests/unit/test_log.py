"""One line an event, in both formats, on standard error."""

import json
import subprocess
import sys

import pytest

_SCRIPT = """
import logging
from to11 import log
from to11.settings import LogSettings
log.configure(LogSettings(format={form!r}, level={level!r}), process="edge-0")
log.get("x").debug("quiet")
log.get("x").info("spool opened", directory="/d")
logging.getLogger("elsewhere").warning("from a library")
logging.getLogger("uvicorn.error").info("chatter")
logging.getLogger("uvicorn.error").error("ASGI callable returned without completing response.")
try:
    raise ValueError("why")
except ValueError:
    log.get("x").exception("failed")
"""


def lines(form: str, level: str = "info") -> list[str]:
    script = _SCRIPT.format(form=form, level=level)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == ""
    return done.stderr.splitlines()


@pytest.mark.parametrize("form", ["json", "auto"])
def test_json_is_one_object_a_line(form: str) -> None:
    opened, library, failed = map(json.loads, lines(form))
    assert opened["event"] == "spool opened"
    assert (opened["directory"], opened["process"], opened["level"]) == ("/d", "edge-0", "info")
    assert library["event"] == "from a library"
    assert "ValueError: why" in failed["exception"]


def test_human() -> None:
    first = lines("human")[0]
    assert "spool opened" in first
    assert "directory=/d" in first
    assert not first.startswith("{")


def test_the_level_holds() -> None:
    assert [json.loads(line)["event"] for line in lines("json", "error")] == ["failed"]
    assert "quiet" in {json.loads(line)["event"] for line in lines("json", "debug")}
