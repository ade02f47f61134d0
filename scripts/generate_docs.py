"""Writes the generated pages of docs/: `python scripts/generate_docs.py [--check]`.

With --check nothing is written; exits with 1 when a page is not what it would be. In both cases when a rule of OTLP has
neither a test nor a reason, or a test names one that is not there.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import api_page
import attributes_page
import metrics_page
import otlp_page
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from to11.settings import ENV_PREFIX, PriceSettings, ProviderSettings, Settings

DOCS = Path(__file__).resolve().parent.parent / "docs"

_HEAD = """# Configuration

<!-- Generated from src/to11/settings.py by `make docs`. -->

Settings come from four places; the later one wins: the defaults below, `to11.toml` in the working directory (or the
file named by `--config` or `TO11_CONFIG`), environment variables, flags. Any setting can be given to `to11 serve` as
`--set NAME=VALUE`, for example `--set api.port=0`. An unknown setting is an error at start. Sizes are in bytes and
times in seconds unless a name says otherwise.

```toml
# to11.toml
workers = 2

[gateway]
capture_content = false

[providers.my-vllm]
base_url = "http://127.0.0.1:8000/v1"
models = ["llama-3"]
```
"""


def configuration() -> str:
    """The page about settings."""
    parts = [_HEAD]
    sections: dict[str, list[str]] = {}
    for path, field in _walk(Settings, ()):
        sections.setdefault(".".join(path[:-1]), []).append(_row(path, field))
    sections["providers.NAME"] = [
        _row(("providers", "NAME", *path), field) for path, field in _walk(ProviderSettings, ())
    ]
    sections["prices.PROVIDER.MODEL"] = [
        f"| `prices.PROVIDER.MODEL.{path[0]}` | in `TO11_PRICES`, as JSON | | {field.description} |"
        for path, field in _walk(PriceSettings, ())
    ]
    for name, rows in sections.items():
        parts.append(f"## {f'`{name}`' if name else 'General'}\n")
        parts.append("| setting | environment | default | meaning |\n|---|---|---|---|\n" + "\n".join(rows) + "\n")
    return "\n".join(parts)


def _walk(model: type[BaseModel], prefix: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], FieldInfo]]:
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _walk(kind, (*prefix, name))
        elif name != "providers":
            yield (*prefix, name), field


def _row(path: tuple[str, ...], field: FieldInfo) -> str:
    environment = ENV_PREFIX + "__".join(path).upper()
    return f"| `{'.'.join(path)}` | `{environment}` | {_default(field.default)} | {field.description} |"


def _default(value: Any) -> str:
    if value is PydanticUndefined:
        return "required"
    return "" if value is None or value == () else f"`{str(value).lower() if isinstance(value, bool) else value}`"


PAGES = {
    "api.md": api_page.render,
    "configuration.md": configuration,
    "metrics.md": metrics_page.render,
    "otlp.md": otlp_page.render,
    "span-attributes.md": attributes_page.render,
}


def main() -> int:
    """Write the pages, or check them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    problems = otlp_page.problems()
    for name, render in PAGES.items():
        path, text = DOCS / name, render()
        if check and (not path.is_file() or path.read_text("utf-8") != text):
            problems.append(f"docs/{name} is stale: run `make docs`")
        elif not check:
            path.write_text(text, "utf-8")
    sys.stderr.writelines(f"{problem}\n" for problem in problems)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
