"""The page about what a call is part of has what the table has."""

import re
from pathlib import Path

from to11.model.context import OPERATIONS

PAGE = Path(__file__).resolve().parents[3] / "docs" / "recording.md"
ROW = re.compile(
    r"^\| (?:`(?P<operation>\w+)` \| (?P<kind>\w+)|\|)"
    r" \| `(?P<key>[a-z-]+)`(?P<note> \(\w+\))? \| `(?P<attribute>\S+)` \|$",
    re.MULTILINE,
)


def test_the_documented_headers_are_those_there_are() -> None:
    found: dict[str, set[tuple[str, str, str]]] = {}
    kinds: dict[str, str] = {}
    operation = ""
    for row in ROW.finditer(PAGE.read_text("utf-8")):
        if row["operation"]:
            operation = row["operation"]
            kinds[operation] = row["kind"]
        found.setdefault(operation, set()).add((row["key"], row["attribute"], (row["note"] or "").strip(" ()")))
    assert found == {
        name: {
            (key, detail.attribute, "required" if key in one.required else "content" if detail.is_content else "")
            for key, detail in one.details.items()
        }
        for name, one in OPERATIONS.items()
    }
    assert kinds == {name: "INTERNAL" if one.internal else "CLIENT" for name, one in OPERATIONS.items()}
