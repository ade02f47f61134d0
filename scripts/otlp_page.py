"""docs/otlp.md: the rules of OTLP, the state of each, and the tests that name it.

Tests are read, not run: `@pytest.mark.otlp("G3", "H9")` on a test or on a class of tests.
"""

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from otlp_rules import RULES, SECTIONS, Rule

_TESTS = Path(__file__).resolve().parent.parent / "tests"

_HEAD = """# OTLP, rule by rule

<!-- Generated from scripts/otlp_rules.py and the tests' markers by `make docs`. -->

What the OpenTelemetry protocol (specification 1.11) asks of a receiver of traces, what published exporters expect
beyond it, and where the collector stands. Rules that bind the *client* are here for what they make a server answer.
The tests that name a rule hold it, over real sockets, by gRPC, by HTTP with protobuf and by HTTP with JSON where it is
of all three. Tests are named by their place below `tests/`.
"""

Named = Mapping[str, Sequence[str]]


def render() -> str:
    """The page."""
    named = _named()
    parts = [_HEAD, _summary(named)]
    for letter, title in SECTIONS.items():
        rows = [_row(rule, named.get(rule.id, ())) for rule in RULES if rule.id[0] == letter]
        parts.append(f"## {title}\n\n| rule | level | what it asks | state | tests |\n|---|---|---|---|---|\n")
        parts[-1] += "\n".join(rows) + "\n"
    return "\n".join(parts)


def problems() -> list[str]:
    """What is wrong with rules and markers, one line each."""
    named = _named()
    known = {rule.id for rule in RULES}
    found = [f"{test} names {rule}, which is no rule" for rule in sorted(named.keys() - known) for test in named[rule]]
    for rule in RULES:
        if rule.missing and rule.id in named:
            found.append(f"rule {rule.id} is said not to be done, and has tests: {', '.join(named[rule.id])}")
        if not rule.missing and rule.id not in named:
            found.append(f"rule {rule.id} has neither a test nor a reason why it is not done")
    return found


def _summary(named: Named) -> str:
    states = Counter(re.split("[:;]", _state(rule))[0] for rule in RULES)
    counts = ", ".join(f"{count} {state}" for state, count in states.most_common())
    tests = len({test for tests in named.values() for test in tests})
    return f"{len(RULES)} rules: {counts}. {tests} tests name them.\n"


def _row(rule: Rule, tests: Sequence[str]) -> str:
    listed = "<br>".join(f"`{test}`" for test in tests)
    return f"| {rule.id} | {rule.level} | {rule.text} | {_state(rule)} | {listed} |"


def _state(rule: Rule) -> str:
    if rule.missing:
        return f"not done: {rule.missing}"
    if rule.lacks:
        return f"in part: {rule.lacks}"
    state = "client's" if rule.level == "client" else "kept"
    return f"{state}; {rule.but}" if rule.but else state


def _named() -> Named:
    """The tests that name a rule, as `file::test`, by rule."""
    named: dict[str, list[str]] = defaultdict(list)
    for path in sorted(_TESTS.rglob("test_*.py")):
        place = path.relative_to(_TESTS).as_posix()
        for test, rules in _marked(ast.parse(path.read_text("utf-8")), place, ()):
            for rule in rules:
                named[rule].append(test)
    return named


def _marked(scope: ast.Module | ast.ClassDef, place: str, inherited: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    for node in scope.body:
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            yield from _marked(node, f"{place}::{node.name}", (*inherited, *_rules(node)))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test"):
            yield f"{place}::{node.name}", sorted({*inherited, *_rules(node)})


def _rules(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.otlp":
            yield from (ast.literal_eval(argument) for argument in decorator.args)
