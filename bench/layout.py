"""Tables and JSON of figures."""

import json
import math
import os
import platform
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rich.console import Console, Group
from rich.table import Table

_WIDTH = 190


def table(title: str, *headings: str) -> Table:
    """A table without lines: names to the left, figures to the right."""
    made = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for number, heading in enumerate(headings):
        made.add_column(heading, justify="right" if number else "left", no_wrap=True)
    return made


def show(tables: Iterable[Table]) -> None:
    """Print those that hold something."""
    console = Console(width=None if Console().is_terminal else _WIDTH)
    console.print(Group(*(one for one in tables if one.row_count)))


def count(value: float) -> str:
    """A large figure; empty for none."""
    return "" if math.isnan(value) else f"{value:,.0f}"


def ms(value: float, places: int = 1) -> str:
    """Milliseconds; empty for none."""
    return "" if math.isnan(value) else f"{value:,.{places}f}"


def number(value: float) -> str:
    """A figure of any size with the digits that matter; empty for none."""
    if math.isnan(value) or math.isinf(value):
        return "" if math.isnan(value) else "endless"
    places = 0 if abs(value) >= 100 or value == int(value) else 1 if abs(value) >= 10 else 2
    return f"{value:,.{places}f}"


def machine() -> dict[str, Any]:
    """What the figures are of."""
    return {"cores": os.cpu_count(), "processor": platform.machine(), "python": platform.python_version()}


def write_json(document: dict[str, Any], path: Path) -> None:
    """Write the figures for machines. What is not a number is null."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(_finite(document), indent=2) + "\n")


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4) if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_finite(one) for one in value]
    return value
