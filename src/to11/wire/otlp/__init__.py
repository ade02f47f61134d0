"""OTLP: an export request as bytes or JSON, checked span by span, and back.

In: the body of `ExportTraceServiceRequest` as a client sent it, or messages of the published `opentelemetry-proto`
classes. Out: bytes that are fit for the spool with an account of what was rejected (`check`), messages from OTLP/JSON
(`json_in`), OTLP/JSON from messages (`json_out`), plain values from attributes and attributes from plain values
(`attributes`), the body of an answer (`answer`). Specification: opentelemetry-proto 1.11, docs/specification.md.

Pure: may import `model`, protobuf and msgspec. Start with `check`: its two functions are what a door calls.
"""
