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
WEATHER = {"Lisbon": "sunny", "Paris": "rain all day"}
PLACES = {"Lisbon": ("Oceanarium", "Belvedere of Graça"), "Paris": ("Louvre", "Luxembourg Gardens")}

configure("trip-planner")
Agent.instrument_all()

gateway = OpenAIProvider(openai_client=AsyncOpenAI(**openai_options()))
planner = Agent(
    OpenAIChatModel(MODEL, provider=gateway),
    name="trip-planner",
    instructions="Look at the weather before you suggest a place. Answer in one sentence.",
)


@planner.tool_plain
def get_weather(city: str) -> str:
    """The weather of today in a city."""
    return WEATHER.get(city, "unknown")


@planner.tool_plain
def find_place(city: str, indoors: bool) -> str:
    """A place that is worth a visit, indoors or outdoors."""
    inside, outside = PLACES.get(city, ("a museum", "a park"))
    return inside if indoors else outside


with session("trip-session", user_id="ada"), conversation() as thread, turn("plan-a-day") as root:
    print(planner.run_sync("Where shall I go in Paris today?", conversation_id=thread).output)

print("trace", trace.format_trace_id(root.get_span_context().trace_id))
