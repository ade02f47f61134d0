"""The store's SQL, one statement to a file, loaded by name.

`load("traces")` is `traces.sql`. A `$name` in a file stands for another piece of SQL from this room, never for a
value: values are bound as `{name:Type}` parameters.
"""

from functools import cache
from importlib.resources import files
from string import Template

_MIGRATIONS = "migrations"


@cache
def load(name: str) -> str:
    """The text of a named statement."""
    return files(__package__).joinpath(f"{name}.sql").read_text("utf-8").strip()


def compose(name: str, **pieces: str) -> str:
    """A named statement with its `$` pieces put in; every piece must be given."""
    return Template(load(name)).substitute(pieces)


@cache
def migrations() -> dict[int, str]:
    """The numbered changes of the schema, oldest first; a file may hold several statements."""
    found = (item for item in files(__package__).joinpath(_MIGRATIONS).iterdir() if item.name.endswith(".sql"))
    return {int(item.name[:4]): item.read_text("utf-8") for item in sorted(found, key=lambda item: item.name)}
