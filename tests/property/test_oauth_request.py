"""Whatever is sent to the token endpoint, it is understood or refused in the specification's words."""

import base64
from urllib.parse import parse_qs, urlencode

from hypothesis import given
from hypothesis import strategies as st

from to11.api.oauth import form, request
from to11.api.oauth.errors import OAuthError, answer

API = "https://api.example.com"
NAMES = st.sampled_from(
    ["grant_type", "client_id", "client_secret", "scope", "resource", "audience", "subject_token", "x", ""]
)
VALUES = st.sampled_from([*request.GRANT_TYPES, request.API_KEY, "otel:write", "proj_abc", "", "é&=+%"]) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=8
)
PAIRS = st.lists(st.tuples(NAMES, VALUES), max_size=8)
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=":"), max_size=20)


def read(body: bytes, authorization: str = "") -> request.TokenRequest | None:
    try:
        return request.read(form.FORM, authorization, body, API)
    except OAuthError as error:
        told = answer(error)
        assert told.status_code in (400, 401)
        return None


@given(st.binary(max_size=60), st.text(max_size=20))
def test_no_bytes_are_too_odd(body: bytes, authorization: str) -> None:
    read(body, authorization)


@given(PAIRS)
def test_a_form_is_read_as_it_was_written(pairs: list[tuple[str, str]]) -> None:
    body = urlencode(pairs).encode()
    try:
        found = form.parameters(form.FORM, body)
    except OAuthError:
        names = [name for name, value in pairs if value]
        assert any(names.count(name) > 1 for name in names)
        return
    assert found == parse_qs(body.decode())


@given(PAIRS)
def test_what_is_understood_holds_what_was_sent(pairs: list[tuple[str, str]]) -> None:
    understood = read(urlencode(pairs).encode())
    if understood is not None:
        assert understood.credential in [value for name, value in pairs if name in ("client_secret", "subject_token")]
        assert "credential" not in repr(understood)


@given(TEXT, TEXT)
def test_basic_is_read_with_and_without_its_form_encoding(client_id: str, secret: str) -> None:
    encoded = urlencode({"": client_id})[1:] + ":" + urlencode({"": secret})[1:]
    header = "Basic " + base64.b64encode(encoded.encode()).decode()
    assert form.basic(header) == (client_id, secret)
    plain = "Basic " + base64.b64encode(b"key_1:to11_live_x-y.z").decode()
    assert form.basic(plain) == ("key_1", "to11_live_x-y.z")
