"""All sections together."""

import json
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from to11.settings.base import Count, Seconds, Section
from to11.settings.collector import CollectorSettings
from to11.settings.core import (
    ApiSettings,
    ControlSettings,
    DrainSettings,
    LogSettings,
    SpoolSettings,
    StoreSettings,
    TokenSettings,
)
from to11.settings.gateway import GatewaySettings, PriceSettings, ProviderSettings
from to11.settings.metrics import MetricsSettings
from to11.settings.sign_in import SignInSettings


def _json_object(value: Any) -> Any:
    """A table that is given as one value: an environment variable's name cannot hold a model's."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError as error:
        raise ValueError("must be a table, or a JSON object") from error


class Settings(Section):
    """All settings."""

    data_dir: Path = Field(Path(".to11"), description="Where everything is kept.")
    host: str = Field("127.0.0.1", description="Address that every listener binds.")
    workers: Count = Field(1, description="Edge processes.")
    trusted_proxies: tuple[str, ...] = Field(
        (), description="Addresses or networks of reverse proxies whose `X-Forwarded-For` and `-Proto` are believed."
    )
    head_timeout_seconds: Seconds = Field(
        10.0, description="Time a client has for its TLS handshake, and for the head of each HTTP request."
    )
    grace_seconds: Seconds = Field(30.0, description="How long running calls may go on after a stop was asked for.")
    api: ApiSettings = ApiSettings()
    sign_in: SignInSettings = SignInSettings()
    tokens: TokenSettings = TokenSettings()
    gateway: GatewaySettings = GatewaySettings()
    collector: CollectorSettings = CollectorSettings()
    spool: SpoolSettings = SpoolSettings()
    drain: DrainSettings = DrainSettings()
    store: StoreSettings = StoreSettings()
    control: ControlSettings = ControlSettings()
    metrics: MetricsSettings = MetricsSettings()
    log: LogSettings = LogSettings()
    providers: dict[str, ProviderSettings] = Field({}, description="Providers by name, beside the well-known ones.")
    prices: Annotated[dict[str, dict[str, PriceSettings]], BeforeValidator(_json_object)] = Field(
        {}, description="Prices of your own, by `gen_ai.provider.name` and model; in one variable, as JSON."
    )

    @model_validator(mode="after")
    def _each_edge_has_a_share(self) -> Self:
        for name, provider in self.providers.items():
            if provider.max_concurrent_calls is not None and provider.max_concurrent_calls < self.workers:
                raise ValueError(f"providers.{name}.max_concurrent_calls is less than one for each of the workers")
        return self

    @property
    def store_url(self) -> str:
        """Where the span store is."""
        return self.store.url or f"chdb://{self.data_dir.absolute() / 'store'}"

    @property
    def control_url(self) -> str:
        """Where the control database is."""
        return self.control.url or f"sqlite:///{self.data_dir.absolute() / 'control.db'}"

    @property
    def spool_dir(self) -> Path:
        """The directory that holds one spool per edge."""
        return self.data_dir / "spool"

    @property
    def metrics_dir(self) -> Path:
        """The directory that holds what each process counts."""
        return self.data_dir / "metrics"
