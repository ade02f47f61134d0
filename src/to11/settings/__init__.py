"""Every knob, typed, in one place.

Defaults < `to11.toml` < environment (`TO11_` prefix, `__` between levels) < flags. An unknown setting is an error at
start. A room is handed its own section, not the whole. Sizes are bytes and times are seconds unless a name says
otherwise. `docs/configuration.md` is generated from this room.

`whole` has all sections together, `load` reads them; each section is in the module of its subject.
May import `model`.
"""

from to11.settings.base import KIB, MIB, Section
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
from to11.settings.gateway import SECRETS, GatewaySettings, PriceSettings, ProviderSettings
from to11.settings.load import CLIENT_VARIABLES, ENV_PREFIX, load, place
from to11.settings.metrics import MetricsSettings
from to11.settings.sign_in import SignInSettings
from to11.settings.whole import Settings

__all__ = [
    "CLIENT_VARIABLES",
    "ENV_PREFIX",
    "KIB",
    "MIB",
    "SECRETS",
    "ApiSettings",
    "CollectorSettings",
    "ControlSettings",
    "DrainSettings",
    "GatewaySettings",
    "LogSettings",
    "MetricsSettings",
    "PriceSettings",
    "ProviderSettings",
    "Section",
    "Settings",
    "SignInSettings",
    "SpoolSettings",
    "StoreSettings",
    "TokenSettings",
    "load",
    "place",
]
