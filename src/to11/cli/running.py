"""`to11 serve` and `to11 demo`."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from to11 import log
from to11.cli import control, options
from to11.cli.options import Assignments, ConfigFile, DataDir
from to11.control.authority import OPERATOR
from to11.control.keys import NewKey
from to11.gateway.providers import Providers
from to11.model.errors import SettingsError
from to11.model.tenancy import Scope, ScopeClass
from to11.serve import run_file, supervisor
from to11.settings import Settings

_GATEWAY_SPANS = 3


def serve(
    data_dir: DataDir = None,
    config: ConfigFile = None,
    host: Annotated[str | None, typer.Option(help="Address that every listener binds.")] = None,
    workers: Annotated[int | None, typer.Option(help="Edge processes.")] = None,
    tls_cert: Annotated[
        Path | None, typer.Option(help="The collector's certificate chain, PEM; with --tls-key.")
    ] = None,
    tls_key: Annotated[Path | None, typer.Option(help="The certificate's key, PEM.")] = None,
    ready_file: Annotated[Path | None, typer.Option(help="Write the addresses here once all listeners answer.")] = None,
    assignments: Assignments = None,
) -> None:
    """Run to11: gateway, collector, API, and the store."""
    tls = {"collector.tls_cert": tls_cert, "collector.tls_key": tls_key}
    given = [*(assignments or []), *(f"{name}={path}" for name, path in tls.items() if path is not None)]
    settings = options.load(data_dir, config, given, host=host, workers=workers)
    log.configure(settings.log, process="serve")
    asyncio.run(supervisor.run(settings, ready_file=ready_file))


def demo(
    data_dir: DataDir = None,
    config: ConfigFile = None,
    api_key: Annotated[
        str | None, typer.Option(envvar="TO11_API_KEY", help="A key with all of the demo's scopes; default: a new one.")
    ] = None,
) -> None:
    """Run a small pipeline against the running to11, without any provider key, and print its trace."""
    from to11.demo import pipeline, tree  # the SDK is loaded for this verb alone
    from to11.demo.provider import StandInProvider

    settings = options.load(data_dir, config)
    running = run_file.require(settings.data_dir)
    if running["otlpHttp"].startswith("https:"):
        raise SettingsError("the demo sends its spans without TLS; start a to11 without --tls-cert for it")
    addresses = pipeline.Addresses(running["api"], running["gateway"], running["otlpGrpc"])
    stand_in, _ = Providers(settings.providers, settings.gateway).resolve(f"demo::{pipeline.MODEL}", "", "demo")
    origin = stand_in.base.origin
    console = Console(width=None if Console().is_terminal else 160)
    try:
        provider = StandInProvider(origin.host, origin.port)
    except OSError as error:
        raise SettingsError(
            f"the demo's stand-in provider cannot listen on {origin.host}:{origin.port}: {error.strerror}; "
            "choose another address with setting 'providers.demo.base_url', for to11 serve too"
        ) from error
    with provider:
        key = api_key or _demo_key(settings)
        outcome = pipeline.run(addresses, key)
        spans = outcome.sent_spans + _GATEWAY_SPANS
        trace = tree.fetch(addresses.api, key, outcome.project_id, outcome.trace_id, at_least=spans)
    tree.show(trace, console)
    console.print(f"\nanswer: {outcome.answer}")
    console.print(
        f"read it back: {addresses.api}/v1/projects/{outcome.project_id}/traces/{outcome.trace_id}", soft_wrap=True
    )


def _demo_key(settings: Settings) -> str:
    """A key that lives for an hour: whoever can read the data directory may make one."""
    with control.directory_of(settings) as directory:
        new = NewKey(
            "to11 demo",
            ScopeClass.PROJECT,
            directory.tenants.list_projects(OPERATOR, limit=1)[0][0].id,
            scopes=(Scope.OTEL_WRITE, Scope.GATEWAY_INVOKE, Scope.TRACES_READ),
            expires_at=datetime.now(UTC) + timedelta(hours=1),
        )
        return directory.keys.create(OPERATOR, new).secret
