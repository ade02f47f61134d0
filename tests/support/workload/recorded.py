"""Real recorded provider traffic, where it is to be had: every recording is asked for through the gateway."""

import requests

from support.recordings import recordings
from support.workload.target import Target

PATHS = {"openai": ("/chat/completions", "/responses", "/embeddings"), "anthropic": ("/v1/messages",)}


def recorded(target: Target) -> list[str]:
    """Ask what was asked; the traces' ids. The gateway's providers `openai` and `anthropic` must be replay servers."""
    found = []
    for provider, paths in PATHS.items():
        for path in paths:
            for number, exchange in enumerate(recordings(provider, path)):
                answer = requests.post(
                    f"{target.gateway}/v1/{path.removeprefix('/v1').strip('/')}",
                    json=exchange["request"],
                    headers={
                        "x-to11-authorization": f"Bearer {target.api_key}",
                        "x-to11-session-id": f"recorded-{number % 6}",
                        "x-to11-env": "recorded",
                        "x-genai-provider": provider,
                        "authorization": "Bearer sk-callers-own",
                        "anthropic-version": "2023-06-01",
                    },
                    timeout=30,
                )
                found.append(answer.headers["traceparent"].split("-")[1])
    return found
