"""An agent with two tools: Pydantic AI records what the agent does, the gateway what its calls of the model are.

Pydantic AI makes spans by the GenAI conventions: `invoke_agent`, `execute_tool` and a `chat` for each call. `configure`
has them exported to the collector. The client of `openai_options` tells the gateway which span is current, so that the
gateway's `chat` stands below Pydantic AI's own. Both tell the same tokens, and to11 counts them once.
"""

import os

from openai import AsyncOpenAI
from opentelemetry import trace
from pydantic_ai import Agent
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider

from to11.client import configure, conversation, openai_options, session, turn

MODEL = os.environ.get("MODEL", "gpt-4o-mini")
NOW = {"Seattle": "10 degrees and rain", "San Francisco": "18 degrees and sun"}
NEXT_DAYS = {"Seattle": "rain, then clouds", "San Francisco": "sun, and more of it"}

configure("weather-assistant")
Agent.instrument_all()

gateway = OpenAIProvider(openai_client=AsyncOpenAI(**openai_options()))
assistant = Agent(
    OpenAIChatModel(MODEL, provider=gateway),
    name="weather-assistant",
    instructions="You're a helpful assistant. Answer in one sentence.",
)


@assistant.tool_plain
def get_current_weather(location: str) -> str:
    """Get the current weather in a given location, such as Boston, MA."""
    return NOW.get(location.partition(",")[0], "unknown")


@assistant.tool_plain
def get_forecast(location: str, days: int) -> str:
    """Get the weather of the next days in a given location, such as Boston, MA."""
    return f"{days} days: {NEXT_DAYS.get(location.partition(',')[0], 'unknown')}"


with session("weather-session", user_id="ada"), conversation() as thread, turn("ask-for-the-weather") as root:
    question = "What's the weather in Seattle and San Francisco today?"
    print(assistant.run_sync(question, conversation_id=thread).output)

print("trace", trace.format_trace_id(root.get_span_context().trace_id))
