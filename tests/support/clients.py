"""SDKs and collectors of others, run as their users run them: in environments of their own (`make setup-clients`), as
processes of their own, pointed at the program by the variables that docs/clients.md tells."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from support.documented import localised
from support.program import Program

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "clients.md"
PYTHON_APPS = ROOT / "tests" / "clients" / "python"
JS_APPS = ROOT / "tests" / "clients" / "js"
_ENVIRONMENTS = ROOT / ".clients"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_EXPORT = re.compile(r"^export (\w+)=", re.MULTILINE)
_IN_CI = bool(os.environ.get("CI"))


def needs_python_client(*names: str) -> pytest.MarkDecorator:
    """Skips where one of these environments is not set up; under CI the test fails instead."""
    absent = [name for name in names if not (_ENVIRONMENTS / name / "bin" / "python").exists()]
    return pytest.mark.skipif(bool(absent) and not _IN_CI, reason=f"not set up: {absent}; run `make setup-clients`")


def needs_js_clients() -> pytest.MarkDecorator:
    """Skips where Node or the packages are missing; under CI the test fails instead."""
    present = shutil.which("node") and (JS_APPS / "node_modules").is_dir()
    reason = "Node or its packages are not set up; install Node 20 and run `make setup-clients`"
    return pytest.mark.skipif(not present and not _IN_CI, reason=reason)


def snippets(language: str) -> list[str]:
    """The page's snippets in a language."""
    return [code for name, code in FENCE.findall(PAGE.read_text("utf-8")) if name == language]


def exported(program: Program, naming: str) -> dict[str, str]:
    """The variables that the page's snippet with `naming` in it exports."""
    code = next(code for code in snippets("bash") if naming in code and code.startswith("export "))
    done = subprocess.run(
        ["bash", "-euc", f"{localised(code, program)}\nenv -0"],
        env={"TO11_TOKEN": program.token(), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    variables = dict(line.split("=", 1) for line in done.stdout.split("\0") if "=" in line)
    return {name: variables[name] for name in _EXPORT.findall(code)}


def run_python(
    program: Program, environment: str, app: str, *arguments: str, zero_code: bool = False, **variables: str
) -> str:
    """What an application prints; `zero_code` starts it under `opentelemetry-instrument`."""
    programs = _ENVIRONMENTS / environment / "bin"
    command = [str(programs / "python"), app, *arguments]
    if zero_code:
        command.insert(0, str(programs / "opentelemetry-instrument"))
    return run(command, PYTHON_APPS, program, variables)


def run_node(program: Program, app: str, **variables: str) -> str:
    """What a script for Node prints."""
    return run([shutil.which("node") or "node", app], JS_APPS, program, variables)


def run(command: list[str], directory: Path, program: Program, variables: Mapping[str, str]) -> str:
    """What a command prints, given these variables and nothing of ours; fails the test when the command fails."""
    environ = {"PATH": os.environ["PATH"], "HOME": str(program.directory), "PYTHONDONTWRITEBYTECODE": "1", **variables}
    done = subprocess.run(command, cwd=directory, env=environ, capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    print(done.stdout, done.stderr, sep="\n")  # shown where the test fails
    return done.stdout


def cases(printed: str) -> dict[str, str]:
    """The trace ids that an application printed, by case."""
    lines = [json.loads(line) for line in printed.splitlines() if line.startswith('{"case"')]
    return {line["case"]: line["traceId"] for line in lines}
