"""What applications use to send to to11: exporters with tokens that refresh themselves, and options for the gateway.

In: the environment (`TO11_API_KEY`, `TO11_API_URL` …) or arguments. Out: OpenTelemetry exporters and credentials, and
headers. Imports nothing else of to11, and needs no more than the extra `client` installs. Nothing has to be imported to
use it: `export` has the entry points that OpenTelemetry finds. Start reading there; `tokens` is the heart.
"""

from to11.client.context import conversation, session, turn
from to11.client.errors import ClientError, NoTokenError
from to11.client.export import Exporter
from to11.client.gateway import anthropic_options, gateway_headers, openai_options
from to11.client.provider import configure
from to11.client.settings import ClientSettings

__all__ = [
    "ClientError",
    "ClientSettings",
    "Exporter",
    "NoTokenError",
    "anthropic_options",
    "configure",
    "conversation",
    "gateway_headers",
    "openai_options",
    "session",
    "turn",
]
