"""The OAuth 2.0 token endpoint. Names are those of the specifications, not ours."""

from pydantic import BaseModel, ConfigDict, Field


class Document(BaseModel):
    """Something whose names a specification has given."""

    model_config = ConfigDict(frozen=True)


class TokenForm(Document):
    """What a client may send (RFC 6749 section 4.4.2, RFC 8693 section 2.1, RFC 8707 section 2)."""

    grant_type: str = Field(
        description="`client_credentials` or `urn:ietf:params:oauth:grant-type:token-exchange`.",
        examples=["client_credentials"],
    )
    client_id: str | None = Field(None, description="The key's id, if not in HTTP Basic.", examples=["key_…"])
    client_secret: str | None = Field(None, description="The API key, if not in HTTP Basic.", examples=["to11_live_…"])
    scope: str | None = Field(None, description="`otel:write`, which every token holds.", examples=["otel:write"])
    resource: str | None = Field(
        None,
        description="The project, for a key that spans several: its id, or its address in this API.",
        examples=["proj_abc123"],
    )
    subject_token: str | None = Field(None, description="Token exchange: the API key.")
    subject_token_type: str | None = Field(
        None,
        description="Token exchange: `urn:to11:params:oauth:token-type:api_key`, or "
        "`urn:ietf:params:oauth:token-type:access_token`.",
    )
    requested_token_type: str | None = Field(
        None,
        description="Token exchange: `urn:ietf:params:oauth:token-type:access_token` or "
        "`urn:ietf:params:oauth:token-type:jwt`.",
    )
    audience: str | None = Field(None, description="Token exchange: `to11-collector`.")


class TokenAnswer(Document):
    """A collector token (RFC 6749 section 5.1). `issued_token_type` comes with a token exchange only."""

    access_token: str = Field(repr=False, examples=["eyJhbGciOiJFUzI1NiIs…"])
    token_type: str = Field(examples=["Bearer"])
    expires_in: int = Field(description="Seconds that it lives.", examples=[900])
    scope: str = Field(examples=["otel:write"])
    issued_token_type: str | None = Field(None, examples=["urn:ietf:params:oauth:token-type:access_token"])


class TokenError(Document):
    """Why there is no token (RFC 6749 section 5.2)."""

    error: str = Field(examples=["invalid_client"])
    error_description: str = Field(examples=["the API key is not valid"])
