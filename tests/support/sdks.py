"""The stock SDKs of OpenAI and Anthropic, pointed at a gateway that a test serves itself."""

from typing import Any

import anthropic
import openai

from support.gateway_fakes import SECRET, Door

OURS = {"x-to11-authorization": f"Bearer {SECRET}"}
HELLO: list[Any] = [{"role": "user", "content": "hi"}]


def openai_at(gateway: Door, **more: Any) -> openai.AsyncOpenAI:
    return openai.AsyncOpenAI(
        **{
            "base_url": f"http://127.0.0.1:{gateway.port}/v1",
            "api_key": "sk-provider-key",
            "default_headers": OURS,
            "max_retries": 0,
            **more,
        }
    )


def anthropic_at(gateway: Door, **more: Any) -> anthropic.AsyncAnthropic:
    return anthropic.AsyncAnthropic(
        **{
            "base_url": f"http://127.0.0.1:{gateway.port}",
            "api_key": "sk-ant-mine",
            "default_headers": OURS,
            "max_retries": 0,
            **more,
        }
    )
