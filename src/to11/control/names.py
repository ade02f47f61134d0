"""Names that people give to organizations, workspaces, projects and keys."""

from to11.model.errors import InvalidRequestError

MAX_LENGTH = 100


def checked(name: str) -> str:
    """The name without space around it.

    Raises InvalidRequestError unless it is 1 to 100 printable characters long.
    """
    name = name.strip()
    if not 1 <= len(name) <= MAX_LENGTH or not name.isprintable():
        raise InvalidRequestError(f"a name is 1 to {MAX_LENGTH} printable characters long", details={"field": "name"})
    return name
