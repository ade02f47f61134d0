"""A hook of MkDocs: the site has what the pages link to outside docs/, and begins with the README.

In the repository a page links to `../deploy/…`; in the site these files lie beside the pages.
"""

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parent.parent
BESIDE = ("deploy", "examples")
"""Directories that pages link to."""

_UP = re.compile(r"(\]\()((?:\.\./)+)(" + "|".join(BESIDE) + r")/")
_IN_DOCS = re.compile(r"(\]\(|src=\"|srcset=\")docs/")
_DOWN = re.compile(r"(\]\((?:\.\./)+)docs/")
_OTHERS = re.compile(r"\[([^\]]+)\]\((?:CONTRIBUTING|CHANGELOG|LICENSE)[^)]*\)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the README as the first page, and what lies beside docs/."""
    files.append(File.generated(config, "index.md", content=_home()))
    for directory in BESIDE:
        for path in sorted((ROOT / directory).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                files.append(File.generated(config, str(path.relative_to(ROOT)), abs_src_path=str(path)))
    return files


def on_page_markdown(markdown: str, *, page: Page, **_: object) -> str:
    """Let links to what lies beside docs/, and from there back, stay within the site."""
    if page.file.src_uri.startswith(BESIDE):
        return _DOWN.sub(r"\1", markdown)
    return _UP.sub(lambda found: found[1] + found[2].replace("../", "", 1) + found[3] + "/", markdown)


def _home() -> str:
    """The README, as it would be if it lay among the pages."""
    text = _IN_DOCS.sub(r"\1", (ROOT / "README.md").read_text("utf-8"))
    return _OTHERS.sub(r"\1", text)
