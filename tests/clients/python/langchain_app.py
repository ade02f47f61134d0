from openinference.instrumentation.langchain import LangChainInstrumentor
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(provider)
LangChainInstrumentor().instrument()

import calls
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI


@tool
def get_weather(city: str) -> str:
    """The weather of a city"""
    return calls.WEATHER_FOUND


def chat() -> None:
    prompt = ChatPromptTemplate.from_messages([("system", calls.SYSTEM), ("human", "{question}")])
    (prompt | ChatOpenAI(model=calls.CHAT_MODEL)).invoke({"question": calls.QUESTION})


def tools() -> None:
    model = ChatOpenAI(model=calls.CHAT_MODEL).bind_tools([get_weather])
    asked = [("human", calls.WEATHER)]
    answer = model.invoke(asked)
    model.invoke([*asked, answer, get_weather.invoke(answer.tool_calls[0])])


calls.run(chat, tools)
