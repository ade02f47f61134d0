"""What is in the package that people install."""

import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LEFT = shutil.ignore_patterns("__pycache__", "explorer")


def build_tool() -> str:
    found = shutil.which("uv") or shutil.which("uv", path=str(ROOT / ".tools" / "uv" / "bin"))
    if found is None:
        pytest.skip("needs uv, which make sets up")
    return found


def test_the_built_explorer_is_in_the_wheel(workplace: Path) -> None:
    source = workplace / "source"
    shutil.copytree(ROOT / "src", source / "src", ignore=LEFT)
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(ROOT / name, source)
    built = source / "src" / "to11" / "api" / "explorer"
    (built / "assets").mkdir(parents=True)
    files = {"index.html": b"page", "assets/main-1.js": b"script", "assets/main-1.js.br": b"smaller"}
    for name, body in files.items():
        (built / name).write_bytes(body)
    # Git leaves it out, which the package must not.
    subprocess.run(["git", "init", "--quiet"], cwd=source, check=True)
    ignored = subprocess.run(["git", "check-ignore", str(built / "index.html")], cwd=source, check=False)
    assert ignored.returncode == 0

    command = [build_tool(), "build", "--offline", "--quiet", "--out-dir", str(workplace / "out"), str(source)]
    done = subprocess.run(command, env=os.environ, capture_output=True, text=True, timeout=90, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = (workplace / "out").glob("*.whl")  # made from the source distribution
    with zipfile.ZipFile(wheel) as archive:
        found = {name: archive.read(f"to11/api/explorer/{name}") for name in files}
        assert found == files
        assert "to11/api/app.py" in archive.namelist()
