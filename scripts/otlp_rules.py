"""The rules of OTLP that a receiver of traces has to keep, in our own words. The tests that hold them name them:
`@pytest.mark.otlp("G3", "H9")`. `otlp_page` makes docs/otlp.md of both."""

from typing import NamedTuple


class Rule(NamedTuple):
    """One rule. `level` is the specification's word for it, `client` where it binds clients, `practice` where it is
    what published exporters do, `-` where the text has no such word.

    `missing` says why it is not kept at all, `lacks` what of it is not kept, `but` how it is kept.
    """

    id: str
    level: str
    text: str
    missing: str = ""
    lacks: str = ""
    but: str = ""


SECTIONS = {"G": "General", "R": "OTLP/gRPC", "H": "OTLP/HTTP", "J": "OTLP/JSON", "S": "Spans, from end to end"}

RULES = (
    Rule("G1", "MUST", "Uncompressed and gzip requests are taken on both transports."),
    Rule("G2", "MUST", "Traces come by one unary call, and its answer is between that client and this server."),
    Rule("G3", "SHOULD", "A request without spans is a full success."),
    Rule("G4", "MAY", "Envelopes with nothing in them are passed over."),
    Rule("G5", "-", "A client may send a request again; its spans are stored once."),
    Rule("G6", "MUST", "Fields of a later version do no harm."),
    Rule("G7", "MUST", "An attribute holds a value of any kind: empty, bytes, arrays and maps within one another."),
    Rule(
        "G8",
        "-",
        "References into a string table, which traces do not have, are no error: logged, and read as absent.",
        but="the warning is the drain's, which sees every attribute anyway",
    ),
    Rule("G9", "-", "A span whose ids are all zero or of the wrong length is rejected; those beside it are taken."),
    Rule("G10", "-", "Kind, status and flags may be missing, and unknown bits of the flags set."),
    Rule("G11", "-", "Of attributes with the same key the last holds; as OTLP all of them come back."),
    Rule("R1", "-", "Port 4317 by default; the published trace service."),
    Rule("R2", "MUST", "Requests are limited in size, also once unpacked: 64 MiB by default, a setting."),
    Rule("R3", "MUST", "A request that is too large gets RESOURCE_EXHAUSTED without a delay: it is final."),
    Rule("R4", "MUST", "Answers are limited in size; messages in them are cut first."),
    Rule("R5", "MUST", "A full success leaves `partial_success` unset."),
    Rule("R6", "MUST", "A partial success tells how many spans were rejected, and in English why."),
    Rule(
        "R7",
        "MUST",
        "A warning without a rejection has a count of 0 and a message.",
        but="the encoder can say it, and no request is answered so",
    ),
    Rule("R8", "SHOULD", "What may pass is UNAVAILABLE, with RetryInfo."),
    Rule("R9", "recommended", "What is final is INVALID_ARGUMENT, with BadRequest."),
    Rule("R10", "client", "Which codes are tried again; each of our errors has the code that fits."),
    Rule("R11", "SHOULD", "Too much at once is UNAVAILABLE, not RESOURCE_EXHAUSTED."),
    Rule("R12", "client", "Many calls are under way on one connection, and are answered."),
    Rule("R13", "practice", "The delay stands in both trailers in which clients look for it."),
    Rule(
        "R14",
        "practice",
        "Refusing what is too large is cheap: it reaches no parser, and is unpacked no further than the limit.",
    ),
    Rule("R15", "practice", "No delay is longer than 5 s, as clients give up after 10 s."),
    Rule("H1", "-", "Port 4318 by default; `POST /v1/traces`."),
    Rule(
        "H2",
        "MAY",
        "HTTP/1.1, or HTTP/2 with a way back to 1.1.",
        but="only HTTP/1.1 is spoken; a client that offers HTTP/2 is served over 1.1, one that insists on it gets 505",
    ),
    Rule("H3", "SHOULD", "Protobuf and JSON on one port, told apart by Content-Type."),
    Rule("H4", "MAY", "gRPC and HTTP on one port.", but="both ports take both"),
    Rule("H5", "MUST", "The answer has the request's Content-Type, whatever its parameters."),
    Rule(
        "H6",
        "MAY",
        "Answers are compressed where asked for.",
        but="with gzip, from 512 bytes on; most answers have no bytes at all",
    ),
    Rule("H7", "MUST", "Requests are limited in size, also once unpacked; what is larger gets 413."),
    Rule(
        "H8",
        "MUST",
        "Answers are limited in size; messages in them are cut first.",
        but="they are always cut far below the limit, so that none has to be a 500",
    ),
    Rule("H9", "MUST", "A full success is 200: no bytes in protobuf, `{}` in JSON."),
    Rule("H10", "MUST", "A partial success is 200 with the count, in JSON as a string."),
    Rule("H11", "MUST", "Every error's body is a `google.rpc.Status` in the request's encoding."),
    Rule("H12", "MUST", "What cannot be decoded is 400, with BadRequest."),
    Rule("H13", "client", "Only 429, 502, 503 and 504 are tried again; each of our errors has the status that fits."),
    Rule("H14", "SHOULD", "Too much at once is 429 or 503, with Retry-After."),
    Rule("H15", "client", "A request without an answer is sent again: stored once, and half a request never."),
    Rule("H16", "-", "An unknown path is 404, another method 405, another media type or coding 415."),
    Rule("H17", "practice", "Deflate and zstd are taken besides gzip."),
    Rule("H18", "practice", "A token is refused only when it is known to be bad; what cannot be checked now is 503."),
    Rule("H19", "practice", "Retry-After is never 0."),
    Rule("H20", "practice", "Nothing is redirected; `/v1/traces/` is served as `/v1/traces`."),
    Rule(
        "H21",
        "practice",
        "Exporters do not show rejections, so we do, by reason: each project over the API, the operator in figures.",
    ),
    Rule("J1", "MUST", "Ids are hexadecimal in any case, in links too."),
    Rule("J2", "MUST", "Enums are integers.", but="the names, which senders must not use, are tolerated"),
    Rule("J3", "MUST", "Unknown keys are ignored."),
    Rule("J4", "-", "Keys are lowerCamelCase; snake_case is unknown."),
    Rule("J5", "-", "Integers are numbers or strings, with an exponent too."),
    Rule("J6", "-", "Base64 of either alphabet, padded or not; NaN and infinities as strings; null is the default."),
    Rule("J7", "-", "Ids, keys and enums are read by OTLP's rules where protobuf's own JSON parser has others."),
    Rule("S1", "-", "Resource and scope: attributes, dropped counts, schema URLs, entity references."),
    Rule("S2", "-", "Span: trace state, flags, kind, nanoseconds, status, dropped counts."),
    Rule("S3", "-", "Attributes: keys, order, values and their types."),
    Rule("S4", "-", "Events: order, nanoseconds, attributes."),
    Rule("S5", "-", "Links: ids, trace state, attributes, flags."),
)
