import json

import pytest

from to11.wire.openai.usage import UsageTaker, ask_for_usage, replace_model

ASKED = b'{"include_usage":true}'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"model":"m","stream":true}', b'{"model":"m","stream":true,"stream_options":' + ASKED + b"}"),
        (b'{"stream_options": null , "a":1}', b'{"stream_options": ' + ASKED + b' , "a":1}'),
        (b'{"stream_options":{}}', b'{"stream_options":' + ASKED + b"}"),
        (b'{"stream_options":{ "x":1 }}', b'{"stream_options":{ "x":1,"include_usage":true }}'),
        (b'{"stream_options":{"include_usage" : false}}', b'{"stream_options":{"include_usage" : true}}'),
        (b'{"stream_options":{"include_usage":true}}', b'{"stream_options":{"include_usage":true}}'),
        (
            b'{"stream_options":{"include_usage":false},"m":[{"stream_options":null}],"stream_options":null}',
            b'{"stream_options":{"include_usage":false},"m":[{"stream_options":null}],"stream_options":' + ASKED + b"}",
        ),
        (b'{"a":"\\"stream_options\\":{"}\n', b'{"a":"\\"stream_options\\":{","stream_options":' + ASKED + b"}\n"),
    ],
)
def test_ask_for_usage(body: bytes, expected: bytes) -> None:
    assert ask_for_usage(body) == expected
    assert json.loads(expected)["stream_options"]["include_usage"] is True


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"stream_options":"yes"}', b'{"stream_options":[1]}'])
def test_what_the_provider_shall_refuse_is_left_alone(body: bytes) -> None:
    assert ask_for_usage(body) == body


def test_replace_model() -> None:
    body = b'{ "messages":[{"model":"x"}], "model" : "openai::gpt-4o", "n":1 }'
    assert replace_model(body, "gpt-4o") == b'{ "messages":[{"model":"x"}], "model" : "gpt-4o", "n":1 }'
    assert json.loads(replace_model(body, 'ü"\\'))["model"] == 'ü"\\'


def take(stream: bytes) -> bytes:
    taker = UsageTaker()
    return taker.feed(stream) + taker.flush()


def event(data: bytes) -> bytes:
    return b"data: " + data + b"\n\n"


COUNTS = b'{"id":"1","choices":[],"usage":{"prompt_tokens":1}}'


@pytest.mark.parametrize(
    ("chunk", "left"),
    [
        (b'{"choices":[{}],"usage":null}', b'{"choices":[{}]}'),
        (b'{"usage":null,"choices":[{}]}', b'{"choices":[{}]}'),
        (b'{"id":"1","usage":null,"choices":[{}]}', b'{"id":"1","choices":[{}]}'),
        (b'{"id": "1", "usage" : null , "choices": [{}]}', b'{"id": "1" , "choices": [{}]}'),
        (b'{ "usage": null }', b"{  }"),
        (b'{"usage":null}', b"{}"),
        (b'{"usage":null,"choices":[{}],"usage":null}', b'{"choices":[{}]}'),
        # Elsewhere than at the top it stays.
        (b'{"a":{"x":1,"usage":null},"usage":null}', b'{"a":{"x":1,"usage":null}}'),
        (b'{"a":{"x":1,"usage":null}}', b'{"a":{"x":1,"usage":null}}'),
        (b'{"a":",\\"usage\\":null","usage":null}', b'{"a":",\\"usage\\":null"}'),
        (
            b'{"choices":[{"delta":{"content":"\\"usage\\":null"}}],"usage":null,"obfuscation":"x"}',
            b'{"choices":[{"delta":{"content":"\\"usage\\":null"}}],"obfuscation":"x"}',
        ),
        # A name spelled with escapes is the same name.
        (b'{"a":{"x":1,"usage":null},"u\\u0073age":null}', b'{"a":{"x":1,"usage":null}}'),
        (b'{"a":"\\u00e9","usage":null}', b'{"a":"\\u00e9"}'),
        # Azure's first chunk has no choices, but no counts either.
        (b'{"choices":[],"prompt_filter_results":[],"usage":null}', b'{"choices":[],"prompt_filter_results":[]}'),
    ],
)
def test_null_usage_is_taken_out(chunk: bytes, left: bytes) -> None:
    assert take(event(chunk)) == event(left)


@pytest.mark.parametrize(
    "chunk",
    [
        b"[DONE]",
        b'{"choices":[{}]}',
        # Mistral gives the counts unasked, with the last choice.
        b'{"choices":[{"index":0}],"usage":{"prompt_tokens":1}}',
        b'{"usage":{"prompt_tokens":1}}',
        b'{"choices":{},"usage":{}}',
        b'{"choices":[],"usage":{"prompt_tokens":1}',
        b'{"choices":[],"usage":null',
        b'["usage",null]',
        b'"usage"',
        b'{"choices":[],"\xff":"usage"}',
    ],
)
def test_what_is_not_ours_passes_unchanged(chunk: bytes) -> None:
    assert take(event(chunk)) == event(chunk)


@pytest.mark.parametrize("counts", [COUNTS, b'{ "usage" : {} , "choices" : [ ] }'])
def test_the_counts_go_with_their_event(counts: bytes) -> None:
    first, last = event(b'{"choices":[{}]}'), event(b"[DONE]")
    assert take(first + event(counts) + last) == first + last


def test_other_lines_of_the_event_stay() -> None:
    assert take(b': note\nid: 7\ndata:{"a":1,"usage":null}\r\n\r\n') == b': note\nid: 7\ndata:{"a":1}\r\n\r\n'


def test_data_over_several_lines_is_left_alone() -> None:
    stream = b'data: {"a":1,\ndata: "usage":null}\n\n'
    assert take(stream) == stream


def test_data_that_is_in_a_comment_too_is_left_alone() -> None:
    stream = b': {"usage":null}\ndata: {"usage":null}\n\n'
    assert take(stream) == stream


def test_nothing_is_held_back_longer_than_its_event() -> None:
    taker = UsageTaker()
    assert taker.feed(b'data: {"a":1,"usage"') == b""
    assert taker.feed(b':null}\n\ndata: {"b"') == b'data: {"a":1}\n\n'
    assert taker.flush() == b'data: {"b"'


def test_a_very_long_event_passes_before_it_ends() -> None:
    taker = UsageTaker()
    assert len(taker.feed(b"data: " + b"x" * 2_000_000)) > 1_900_000
