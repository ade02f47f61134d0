"""Attribute names with numbers in them (`llm.input_messages.0.message.role`) -> trees.

A number only orders: `prompt.999999999.role` costs as much as `prompt.0.role`.
"""

from collections.abc import Mapping
from typing import Final

from to11.wire.lenient import Json, text

_MAX_STEPS: Final = 12
"""The deepest name that a convention knows has nine; what is longer stays one name."""

_MAX_DIGITS: Final = 12


class Tree:
    """A value, and the values below it by the next step of their names."""

    __slots__ = ("below", "value")

    def __init__(self) -> None:
        self.value: Json = None
        self.below: dict[str, Tree] = {}

    def at(self, *steps: str) -> "Tree":
        """The tree at the end of some steps, an empty one when there is none."""
        tree: Tree | None = self
        for step in steps:
            tree = tree.below.get(step) if tree else None
        return tree or _EMPTY

    def text(self, *steps: str) -> str | None:
        """The string at the end of some steps, when there is one that is not empty."""
        return text(self.at(*steps).value)

    def items(self) -> list["Tree"]:
        """What is below numbers, in their order."""
        numbered = [
            (int(step), tree)
            for step, tree in self.below.items()
            if len(step) <= _MAX_DIGITS and step.isascii() and step.isdecimal()
        ]
        return [tree for _, tree in sorted(numbered, key=lambda pair: pair[0])]

    def __bool__(self) -> bool:
        return self.value is not None or bool(self.below)


_EMPTY = Tree()


def trees(attributes: Mapping[str, Json], prefixes: tuple[str, ...]) -> dict[str, Tree]:
    """The tree of each prefix (without a dot at its end); an attribute of just this name is its value."""
    found = {prefix: Tree() for prefix in prefixes}
    dotted = tuple(f"{prefix}." for prefix in prefixes)
    for key, value in attributes.items():
        if not key.startswith(prefixes):
            continue
        if key in found:
            found[key].value = value
        elif key.startswith(dotted):
            prefix = next(prefix for prefix in prefixes if key.startswith(f"{prefix}."))
            tree = found[prefix]
            for step in key[len(prefix) + 1 :].split(".", _MAX_STEPS):
                tree = tree.below.setdefault(step, Tree())
            tree.value = value
    return found
