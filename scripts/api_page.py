"""The page docs/api.md: every operation of the API and every shape, out of its OpenAPI document."""

import json
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

import openapi

Json = Mapping[str, Any]

_HEAD = """# API reference

<!-- Generated from the API's OpenAPI document by scripts/api_page.py and `make docs`. -->

Every operation of the API, and the shapes of what it takes and answers. [Query API](query-api.md) shows how to ask for
traces, by examples; a running to11 has the same description at `/openapi.json`, and pages to read it at `/docs`.

Unless an operation says *public*, it takes an API key (`Authorization: Bearer to11_live_…`) or a browser's session.
Errors have the shape [Failure](#failure) where none is named.
"""

_OPENINGS = ("get", "post", "put", "patch", "delete")
_ENVELOPES = ("Success", "Page")


def render() -> str:
    """The whole page."""
    document: Json = json.loads(openapi.document())
    parts = [_HEAD]
    for tag in document["tags"]:
        parts.append(f"## Operations: {tag['name']}\n\n{tag['description']}\n")
        parts += [_operation(*found) for found in _operations(document) if found[2]["tags"][0] == tag["name"]]
    parts.append("## Shapes\n\nA *required* field has to be in a body, and is always in an answer.\n")
    for name, schema in sorted(document["components"]["schemas"].items()):
        if "properties" in schema and not name.endswith(_ENVELOPES):
            parts.append(_shape(name, schema))
    return "\n".join(parts)


def _operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, methods in document["paths"].items():
        for method in _OPENINGS:
            if method in methods:
                yield method.upper(), path, methods[method]


def _operation(method: str, path: str, operation: Json) -> str:
    public = "" if operation.get("security") else " · *public*"
    lines = [f"### `{method} {path}`\n", f"**{operation['summary']}**{public}\n"]
    lines.append(f"{_flat(operation['description'], keep_paragraphs=True)}\n")
    if parameters := operation.get("parameters"):
        lines.append("| parameter | in | type | meaning |\n|---|---|---|---|")
        lines += [_parameter(parameter) for parameter in parameters]
        lines.append("")
    if body := operation.get("requestBody"):
        lines.append(f"Takes {_content(body)}.\n")
    lines.append(f"Answers {_answers(operation['responses'])}.\n")
    return "\n".join(lines)


def _parameter(parameter: Json) -> str:
    schema = parameter["schema"]
    meaning = parameter.get("description") or schema.get("description", "")
    name = f"`{parameter['name']}`" + (" *required*" if parameter.get("required") else "")
    return f"| {name} | {parameter['in']} | {_type(schema)} | {_flat(meaning)} |"


def _content(body: Json) -> str:
    (media_type, found), *_ = body["content"].items()
    schema = found["schema"]
    what = (
        _type(schema) if "$ref" in schema else "the fields " + ", ".join(f"`{name}`" for name in schema["properties"])
    )
    return f"{what}, as `{media_type}`"


def _answers(responses: Json) -> str:
    told = []
    for status, response in responses.items():
        schema = response.get("content", {}).get("application/json", {}).get("schema", {})
        if int(status) < HTTPStatus.BAD_REQUEST:
            told.append(f"{status}{': ' + _type(schema) if schema else ''}")
        elif schema.get("$ref", "").endswith("/TokenError"):
            told.append(f"{status} ([TokenError](#tokenerror))")
        else:
            told.append(status)
    return ", ".join(told)


def _shape(name: str, schema: Json) -> str:
    required = schema.get("required", ())
    rows = []
    for field, found in schema["properties"].items():
        needed = " *required*" if field in required else ""
        rows.append(f"| `{field}`{needed} | {_type(found)} | {_flat(found.get('description', ''))} |")
    about = _flat(schema.get("description", ""), keep_paragraphs=True)
    return f"### {name}\n\n{about}\n\n| field | type | meaning |\n|---|---|---|\n" + "\n".join(rows) + "\n"


def _type(schema: Json) -> str:
    if reference := schema.get("$ref"):
        return _named(reference.rpartition("/")[2])
    if several := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
        return " or ".join(dict.fromkeys(_type(one) for one in several))
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    return str(schema.get("type", "any JSON"))


def _named(name: str) -> str:
    """A link to a shape; what an envelope holds in place of the envelope."""
    for ending, said in (("PageSuccess", "a page of {}"), ("Success", "{}"), ("Page", "a page of {}")):
        if name.endswith(ending) and name != ending:
            return said.format(_named(name.removesuffix(ending)))
    return f"[{name}](#{name.lower()})"


def _flat(text: str, *, keep_paragraphs: bool = False) -> str:
    """On one line; in a table bars would end a cell."""
    if keep_paragraphs:
        return "\n\n".join(_flat(part).replace("\\|", "|") for part in text.split("\n\n"))
    return " ".join(text.split()).replace("|", "\\|")
