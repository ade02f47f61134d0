"""Calls through the gateway by an application that records them too, in one of two ways: `sdks` or `langchain`."""

import os
import sys
from typing import Any

from openinference.instrumentation.anthropic import AnthropicInstrumentor
from openinference.instrumentation.langchain import LangChainInstrumentor
from openinference.instrumentation.openai import OpenAIInstrumentor
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.propagate import inject
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(provider)
if sys.argv[1] == "sdks":
    OpenAIInstrumentor().instrument()
    AnthropicInstrumentor().instrument()
else:
    LangChainInstrumentor().instrument()

import anthropic
import calls
import openai

GATEWAY = os.environ["GATEWAY"]
OURS = {"x-to11-authorization": f"Bearer {os.environ['TO11_API_KEY']}"}


def join(request: Any) -> None:
    """The span that is current goes along with the request."""
    inject(request.headers)


JOINED = {"request": [join]}


def openai_client() -> openai.OpenAI:
    http = openai.DefaultHttpxClient(event_hooks=JOINED)
    return openai.OpenAI(base_url=f"{GATEWAY}/v1", default_headers=OURS, http_client=http, max_retries=0)


def anthropic_client() -> anthropic.Anthropic:
    http = anthropic.DefaultHttpxClient(event_hooks=JOINED)
    return anthropic.Anthropic(base_url=GATEWAY, default_headers=OURS, http_client=http, max_retries=0)


def langchain(question: str, *, stream: bool = False) -> None:
    from langchain_core.prompts import ChatPromptTemplate
    from langchain_openai import ChatOpenAI

    model = ChatOpenAI(
        model=calls.CHAT_MODEL,
        base_url=f"{GATEWAY}/v1",
        default_headers=OURS,
        http_client=openai.DefaultHttpxClient(event_hooks=JOINED),
        stream_usage=True,
    )
    chain = ChatPromptTemplate.from_messages([("human", "{question}")]) | model
    if not stream:
        chain.invoke({"question": question})
        return
    for _ in chain.stream({"question": question}):
        pass


def chain() -> None:
    langchain(calls.QUESTION)


def chain_stream() -> None:
    langchain(calls.QUESTION, stream=True)


calls.openai, calls.anthropic = openai_client, anthropic_client
OF_SDKS = (calls.chat, calls.stream, calls.responses, calls.embeddings, calls.messages, calls.messages_stream)
CHAINS = (chain, chain_stream)
calls.run(*(*OF_SDKS, *CHAINS) if sys.argv[1] == "sdks" else CHAINS)
