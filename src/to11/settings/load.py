"""From defaults, file, environment and flags to one value."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from to11.model.errors import SettingsError
from to11.settings.whole import Settings

ENV_PREFIX = "TO11_"
CLIENT_VARIABLES = frozenset(
    {
        *("TO11_API_KEY", "TO11_API_URL", "TO11_CONFIG", "TO11_COLLECTOR", "TO11_GATEWAY_URL", "TO11_INSECURE"),
        *("TO11_KEY_ID", "TO11_PROJECT_ID", "TO11_TOKEN"),
    }
)
"""Read by clients and verbs, not settings of the server."""

_LISTS = frozenset({"models", "trusted_proxies"})


def load(
    flags: Mapping[str, Any] | None = None,
    *,
    config_file: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> Settings:
    """The settings from all sources; `flags` is nested as in `Settings` and wins.

    Raises SettingsError with one line that names the setting and what is wrong with it.
    """
    environ = os.environ if environ is None else environ
    merged: dict[str, Any] = {}
    _merge(merged, _from_file(config_file or _default_config(environ)))
    _merge(merged, _from_environ(environ))
    _merge(merged, dict(flags or {}))
    try:
        return Settings.model_validate(merged)
    except ValidationError as error:
        raise SettingsError(_explain(error)) from error


def _default_config(environ: Mapping[str, str]) -> Path | None:
    if named := environ.get("TO11_CONFIG"):
        return Path(named)
    return path if (path := Path("to11.toml")).is_file() else None


def _from_file(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"cannot read the configuration file {path}: {error}") from error


def _from_environ(environ: Mapping[str, str]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for name, value in environ.items():
        if not name.startswith(ENV_PREFIX) or name in CLIENT_VARIABLES:
            continue
        place(nested, name.removeprefix(ENV_PREFIX).lower().split("__"), value)
    return nested


def place(nested: dict[str, Any], path: list[str], value: str) -> None:
    """Put a textual value at a path of settings; a comma separates the items of a list."""
    here = nested
    if path[0] == "providers" and len(path) > 1:
        path = [path[0], path[1].replace("_", "-"), *path[2:]]
    for level in path[:-1]:
        here = here.setdefault(level, {})
        if not isinstance(here, dict):
            raise SettingsError(f"setting '{'.'.join(path)}' is given both as a value and as a group")
    listed = path[-1] in _LISTS
    here[path[-1]] = [item.strip() for item in value.split(",") if item.strip()] if listed else value


def _merge(base: dict[str, Any], over: Mapping[str, Any]) -> None:
    for key, value in over.items():
        if isinstance(value, Mapping) and isinstance(base.get(key), dict):
            _merge(base[key], value)
        else:
            base[key] = dict(value) if isinstance(value, Mapping) else value


def _explain(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    name = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"unknown setting '{name}' (environment: {ENV_PREFIX}{name.upper().replace('.', '__')})"
    return f"setting '{name}': {first['msg']}"
