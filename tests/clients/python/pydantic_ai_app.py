import logfire

logfire.configure(send_to_logfire=False)
logfire.instrument_pydantic_ai()

import calls
from pydantic_ai import Agent
from pydantic_ai.models.openai import OpenAIChatModel


def agent() -> None:
    geographer = Agent(OpenAIChatModel(calls.CHAT_MODEL), system_prompt=calls.SYSTEM, name="geographer")

    @geographer.tool_plain
    def get_weather(city: str) -> str:
        """The weather of a city"""
        return calls.WEATHER_FOUND

    geographer.run_sync(calls.WEATHER)


calls.run(agent)
