import json
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from to11.wire.openai.usage import UsageTaker

CONTENTS = st.sampled_from(['"usage":null', ',"usage":null', "é", "\n", "x"])
FIELDS = st.dictionaries(st.sampled_from(["id", "model", "a"]), CONTENTS | st.integers() | st.none(), max_size=3)
NESTED = st.dictionaries(st.sampled_from(["usage", "content"]), CONTENTS | st.none(), max_size=2)


@st.composite
def chunks(draw: st.DrawFn) -> tuple[str, str]:
    """A chunk as it comes when usage was asked for, and as it would have been."""
    plain: dict[str, Any] = {**draw(FIELDS), "choices": [{"delta": draw(NESTED)}]}
    names = list(plain)
    at = draw(st.integers(0, len(names)))
    asked = {name: plain.get(name) for name in [*names[:at], "usage", *names[at:]]}
    compact = draw(st.booleans())
    separators = (",", ":") if compact else (", ", ": ")
    return json.dumps(asked, separators=separators), json.dumps(plain, separators=separators)


COUNTS = st.just(('{"choices":[],"usage":{"prompt_tokens":1}}', ""))
OTHERS = st.sampled_from(["[DONE]", '{"choices":[]}', "oops", '{"usage":3}']).map(lambda text: (text, text))


def event(text: str, end: str) -> bytes:
    return f"data: {text}{end}{end}".encode() if text else b""


@given(
    st.lists(chunks() | COUNTS | OTHERS, max_size=6),
    st.sampled_from(["\n", "\r\n"]),
    st.lists(st.integers(0, 400), max_size=8),
    st.sampled_from(["", "data: {", "data: [DONE]"]),
)
def test_the_caller_sees_what_it_would_have_seen_however_it_is_cut(
    pairs: list[tuple[str, str]], end: str, cuts: list[int], rest: str
) -> None:
    stream = b"".join(event(asked, end) for asked, _ in pairs) + rest.encode()
    expected = b"".join(event(plain, end) for _, plain in pairs) + rest.encode()
    taker = UsageTaker()
    edges = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    passed = [taker.feed(stream[start:stop]) for start, stop in pairwise(edges)]
    assert b"".join(passed) + taker.flush() == expected


@given(
    st.lists(
        st.binary(max_size=20) | st.sampled_from([b"\n\n", b'data: {"usage":null}', b"data: ", b"\r"]), max_size=12
    )
)
def test_whatever_comes_nothing_raises_and_any_chunking_gives_the_same(pieces: list[bytes]) -> None:
    taker, whole = UsageTaker(), UsageTaker()
    passed = b"".join(map(taker.feed, pieces)) + taker.flush()
    stream = b"".join(pieces)
    assert passed == whole.feed(stream) + whole.flush()
    assert len(passed) <= len(stream)
