from openinference.instrumentation.anthropic import AnthropicInstrumentor
from openinference.instrumentation.langchain import LangChainInstrumentor
from openinference.instrumentation.openai import OpenAIInstrumentor
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(provider)
OpenAIInstrumentor().instrument()
AnthropicInstrumentor().instrument()
LangChainInstrumentor().instrument()

import calls
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from openinference.instrumentation import using_attributes


@tool
def get_weather(city: str) -> str:
    """The weather of a city"""
    return calls.WEATHER_FOUND


def chain() -> None:
    prompt = ChatPromptTemplate.from_messages([("system", calls.SYSTEM), ("human", "{question}")])
    (prompt | ChatOpenAI(model=calls.CHAT_MODEL)).invoke({"question": calls.QUESTION})


def chain_tools() -> None:
    model = ChatOpenAI(model=calls.CHAT_MODEL).bind_tools([get_weather])
    asked = [("human", calls.WEATHER)]
    answer = model.invoke(asked)
    model.invoke([*asked, answer, get_weather.invoke(answer.tool_calls[0])])


with using_attributes(session_id="session-1", user_id="ada", metadata={"tier": "gold"}):
    calls.run(*calls.OPENAI, *calls.ANTHROPIC, chain, chain_tools)
