"""Options that several verbs share, and the settings they lead to."""

from pathlib import Path
from typing import Annotated, Any

import typer

from to11 import settings as all_settings
from to11.model.errors import SettingsError
from to11.settings import Settings

DataDir = Annotated[Path | None, typer.Option("--data-dir", help="Where everything is kept.", show_default=".to11")]
ConfigFile = Annotated[Path | None, typer.Option("--config", help="Configuration file.", show_default="to11.toml")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Assignments = Annotated[
    list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Any setting, for example api.port=0.")
]


def load(
    data_dir: Path | None,
    config: Path | None = None,
    assignments: list[str] | None = None,
    **flags: object,
) -> Settings:
    """The settings with these flags on top; flags that are None were not given. Raises SettingsError."""
    nested: dict[str, Any] = {}
    for assignment in assignments or []:
        name, equals, value = assignment.partition("=")
        if not equals or not name:
            raise SettingsError(f"--set takes NAME=VALUE, not '{assignment}'")
        all_settings.place(nested, name.split("."), value)
    nested |= {name: value for name, value in {"data_dir": data_dir, **flags}.items() if value is not None}
    return all_settings.load(nested, config_file=config)
