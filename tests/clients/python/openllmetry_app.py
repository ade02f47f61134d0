from traceloop.sdk import Traceloop

Traceloop.init(app_name="my-rag-pipeline")

import sys

import calls
from traceloop.sdk.decorators import agent, tool, workflow


@tool(name="search")
def search(query: str) -> str:
    return f"found {query}"


@agent(name="researcher")
def researcher() -> None:
    search("Paris")
    calls.chat()


@workflow(name="answer_question")
def answer_question() -> None:
    researcher()


Traceloop.set_association_properties({"session_id": "session-1", "user_id": "ada"})
calls.run(
    *(calls.OPENAI if "--no-responses" not in sys.argv else calls.OLDER_OPENAI), *calls.ANTHROPIC, answer_question
)
