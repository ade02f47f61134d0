"""A RAG pipeline in one trace: documents are prepared, the best are retrieved, and a model answers from them.

`configure` has the spans exported to the collector. `openai_options` points the stock SDK at the gateway, which records
the call below the span that is current.
"""

import json
import os
import re

from openai import OpenAI
from opentelemetry import trace
from opentelemetry.trace import SpanKind

from to11.client import configure, openai_options, session, turn

MODEL = os.environ.get("MODEL", "gpt-4o-mini")
LIBRARY = "solar-system"
DOCUMENTS = {
    "mercury": "Mercury is the smallest planet and the nearest to the sun.",
    "venus": "Venus is the hottest planet, for its clouds keep the heat.",
    "neptune": "Neptune is the planet farthest from the sun.",
}
QUESTION = "Which planet is the hottest?"

configure("rag-pipeline")
tracer = trace.get_tracer("rag-pipeline")
client = OpenAI(**openai_options())


def words(text: str) -> set[str]:
    """What a text is compared by."""
    return set(re.findall(r"\w+", text.lower()))


def preprocess(documents: dict[str, str]) -> dict[str, set[str]]:
    """An index of the documents. There are no conventions for this step: its name and attributes are our own."""
    with tracer.start_as_current_span("document-preprocessing") as span:
        span.set_attribute("pipeline.stage", "preprocessing")
        span.set_attribute("document.count", len(documents))
        return {name: words(text) for name, text in documents.items()}


def retrieve(index: dict[str, set[str]], question: str, top_k: int = 2) -> list[str]:
    """The names of the documents that fit best. The GenAI conventions know this step: to11 shows it as a retrieval."""
    attributes: dict[str, str | float] = {
        "gen_ai.operation.name": "retrieval",
        "gen_ai.data_source.id": LIBRARY,
        "gen_ai.request.top_k": float(top_k),
        "gen_ai.retrieval.query.text": question,
    }
    with tracer.start_as_current_span(f"retrieval {LIBRARY}", kind=SpanKind.CLIENT, attributes=attributes) as span:
        asked = words(question)
        scores = {name: len(asked & found) / len(asked) for name, found in index.items()}
        best = sorted(scores, key=lambda name: scores[name], reverse=True)[:top_k]
        documents = [{"id": name, "score": scores[name]} for name in best]
        span.set_attribute("gen_ai.retrieval.documents", json.dumps(documents))
        return best


def generate(question: str, context: str) -> str | None:
    """The model's answer. The call needs no span of ours: the gateway makes it, with tokens, cost and messages."""
    with tracer.start_as_current_span("generate-answer"):
        completion = client.chat.completions.create(
            model=MODEL,
            messages=[
                {"role": "system", "content": f"Answer from these documents:\n{context}"},
                {"role": "user", "content": question},
            ],
        )
        return completion.choices[0].message.content


with session("rag-session", user_id="ada"), turn("answer-question") as root:
    best = retrieve(preprocess(DOCUMENTS), QUESTION)
    print(generate(QUESTION, "\n".join(DOCUMENTS[name] for name in best)))

print("trace", trace.format_trace_id(root.get_span_context().trace_id))
