"""`to11 keys`: create, list, rotate, revoke."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from to11.cli import control, output
from to11.cli.options import AsJson, ConfigFile, DataDir
from to11.control.authority import OPERATOR
from to11.control.directory import Directory
from to11.control.expiry import ExpiryPreset, expiry_of
from to11.control.keys import IssuedKey, NewKey
from to11.model.errors import InvalidRequestError
from to11.model.tenancy import EnvironmentClass, Preset, Scope, ScopeClass

app = typer.Typer(help="API keys.", no_args_is_help=True)

_GRACE = {"0": 0, "1h": 3600, "24h": 86_400, "7d": 604_800}

KeyId = Annotated[str, typer.Argument(help="Key id (key_…).")]


@app.command("create")
def create(
    name: Annotated[str, typer.Option(help="A name for people.")] = "API key",
    project: Annotated[str | None, typer.Option(help="A key for this project (default: the only one).")] = None,
    workspace: Annotated[str | None, typer.Option(help="A key for every project of this workspace.")] = None,
    organization: Annotated[str | None, typer.Option(help="A key for every project of this organization.")] = None,
    preset: Annotated[Preset | None, typer.Option(help="Scopes by name; --scope makes it custom.")] = None,
    scope: Annotated[list[Scope] | None, typer.Option(help="A scope; may be given several times.")] = None,
    expires: Annotated[str, typer.Option(help="30d, 90d, 365d, never, or a time in RFC 3339.")] = "never",
    environment: Annotated[EnvironmentClass, typer.Option(help="What the key is for.")] = EnvironmentClass.LIVE,
    data_dir: DataDir = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Create a key and print its secret, this once."""
    with control.directory(data_dir, config) as directory:
        scope_class, target = _target(directory, project, workspace, organization)
        new = NewKey(
            name,
            scope_class,
            target,
            environment=environment,
            preset=preset or (Preset.CUSTOM if scope else Preset.WRITE),
            scopes=scope,
            expires_at=_expiry(expires),
        )
        _print_issued(directory.keys.create(OPERATOR, new), as_json)


@app.command("list")
def list_keys(data_dir: DataDir = None, config: ConfigFile = None, as_json: AsJson = False) -> None:
    """List keys, revoked and expired ones too; never their secrets."""
    with control.directory(data_dir, config) as directory:
        rows = [
            output.as_mapping(key) for key in control.pages(lambda cursor: directory.keys.list(OPERATOR, cursor=cursor))
        ]
    if as_json:
        output.print_json(rows)
    else:
        output.print_table(rows, ["id", "name", "hint", "scopeClass", "scopes", "expiresAt", "revokedAt"])


@app.command("rotate")
def rotate(
    key_id: KeyId,
    grace: Annotated[str, typer.Option(help="How long the old secret lives on: 0, 1h, 24h, 7d.")] = "0",
    data_dir: DataDir = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Give a key a new secret, with the same scopes and expiry."""
    if grace not in _GRACE:
        raise InvalidRequestError(f"--grace is one of {', '.join(_GRACE)}, not '{grace}'")
    with control.directory(data_dir, config) as directory:
        _print_issued(directory.keys.rotate(OPERATOR, key_id, _GRACE[grace]), as_json)


@app.command("revoke")
def revoke(key_id: KeyId, data_dir: DataDir = None, config: ConfigFile = None, as_json: AsJson = False) -> None:
    """End a key, at once and for good; its tokens die with it."""
    with control.directory(data_dir, config) as directory:
        key = directory.keys.revoke(OPERATOR, key_id)
    output.print_json(output.as_mapping(key)) if as_json else typer.echo(f"{key.id} is revoked")


def _target(
    directory: Directory, project: str | None, workspace: str | None, organization: str | None
) -> tuple[ScopeClass, str]:
    given = [
        (scope_class, target)
        for scope_class, target in (
            (ScopeClass.PROJECT, project),
            (ScopeClass.WORKSPACE, workspace),
            (ScopeClass.ORGANIZATION, organization),
        )
        if target is not None
    ]
    if len(given) > 1:
        raise InvalidRequestError("give one of --project, --workspace and --organization")
    return given[0] if given else (ScopeClass.PROJECT, control.only_project(directory))


def _expiry(text: str) -> datetime | None:
    now = datetime.now(UTC)
    if text in {preset.value for preset in ExpiryPreset if preset is not ExpiryPreset.CUSTOM}:
        return expiry_of(ExpiryPreset(text), None, now)
    try:
        custom = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidRequestError(f"--expires is 30d, 90d, 365d, never or a time in RFC 3339, not '{text}'") from error
    return expiry_of(ExpiryPreset.CUSTOM, custom, now)


def _print_issued(issued: IssuedKey, as_json: bool) -> None:
    if as_json:
        output.print_json({"apiKey": issued.secret, "keyId": issued.key.id, **output.as_mapping(issued.key)})
        return
    typer.echo(f"{issued.key.id}\n{issued.secret}\nThe key is shown this once.")
