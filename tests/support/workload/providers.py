"""The providers behind the gateway of a to11 that is filled with work."""

from contextlib import ExitStack

from support.recordings import SHARED, replaying
from support.workload.provider import ScriptedProvider


def providers(stack: ExitStack) -> dict[str, str]:
    """Start scripted providers, and replay servers where there are recordings; the settings that name them."""
    scripted = stack.enter_context(ScriptedProvider())
    settings = {
        "TO11_PROVIDERS__SCRIPTED__BASE_URL": f"{scripted.url}/v1",
        "TO11_PROVIDERS__SCRIPTED__TELEMETRY_NAME": "openai",  # known models have a price
        "TO11_PROVIDERS__CLAUDE__BASE_URL": f"{scripted.url}/v1",
        "TO11_PROVIDERS__CLAUDE__LIKE": "anthropic",
        "TO11_PROVIDERS__CLAUDE__TELEMETRY_NAME": "anthropic",
    }
    if SHARED.is_dir():
        for name in ("openai", "anthropic"):
            server = stack.enter_context(replaying(name))
            settings[f"TO11_PROVIDERS__{name.upper()}__BASE_URL"] = f"http://127.0.0.1:{server.port}/v1"
    return settings
