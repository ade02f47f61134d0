"""`to11 demo`: the page's pipeline for someone without a provider key."""

from pathlib import Path

from support.ports import free_port
from support.program import Program


def test_the_demo_prints_its_trace(workplace: Path) -> None:
    base_url = f"http://127.0.0.1:{free_port()}/v1"
    with Program(workplace, TO11_PROVIDERS__DEMO__BASE_URL=base_url) as program:
        printed = program.run("demo")
    lines = [line.rstrip() for line in printed.splitlines()]
    tree = [line for line in lines if "ms" in line or " s " in line]
    names = [
        "answer-question",
        "create_agent librarian",
        "document-preprocessing",
        "retrieval demo-library",
        "generate-answer",
        "POST /v1/chat/completions",
        "chat demo-small",
    ]
    for name in names:
        assert any(name in line for line in tree), printed
    prepared = next(line for line in tree if "document-preprocessing" in line)
    assert "pipeline.stage=preprocessing" in prepared
    assert "document.count=3" in prepared
    chat = next(line for line in tree if "chat demo-small" in line)
    assert "tokens in" in chat
    depth = [next(line.index(name) for line in tree if name in line) for name in names]
    assert depth[0] < depth[1] == depth[2] == depth[3] == depth[4] < depth[5] < depth[6]
    assert "15 minutes" in printed
