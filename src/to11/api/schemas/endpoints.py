"""The addresses that clients use, as the API tells them."""

from pydantic import Field

from to11.api.schemas.base import Answer


class Endpoints(Answer):
    """One URL each, without a path: the public ones where they are set, else where to11 listens."""

    api: str = Field(examples=["https://api.example.com"])
    gateway: str = Field(description="SDKs append `/v1`.", examples=["https://gateway.example.com"])
    otlp_http: str = Field(description="Exporters append `/v1/traces`.", examples=["https://collector.example.com"])
    otlp_grpc: str = Field(
        description="With the scheme that exporters tell TLS by: `https` is with, `http` without.",
        examples=["https://collector.example.com:443"],
    )
