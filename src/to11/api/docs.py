"""`/docs`: one page that lists the operations, made from the OpenAPI document. It loads nothing from anywhere else."""

import base64
import hashlib
import re
from collections.abc import Sequence
from html import escape
from typing import Any

STYLE = """
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 2.5rem; text-transform: capitalize; }
details { border: 1px solid var(--line); border-radius: 6px; margin: .5rem 0; padding: .5rem .75rem; }
summary { cursor: pointer; }
code, .method { font-family: ui-monospace, monospace; }
.method { display: inline-block; min-width: 3.5rem; font-weight: 600; }
.note { opacity: .75; margin-left: .75rem; }
table { border-collapse: collapse; width: 100%; margin: .75rem 0; }
td, th { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--line); }
"""
_CODE = re.compile(r"`([^`]+)`")
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'"
"""The page's Content-Security-Policy: this one style, and nothing else."""


def page(document: dict[str, Any]) -> str:
    """The page for an OpenAPI document."""
    info = document["info"]
    parts = [
        "<!doctype html><html lang=en><head><meta charset=utf-8>",
        "<meta name=viewport content='width=device-width, initial-scale=1'>",
        f"<title>{escape(info['title'])}</title><style>{STYLE}</style></head><body>",
        f"<h1>{escape(info['title'])} <small>{escape(info['version'])}</small></h1>",
        f"<p>{_prose(info.get('description', ''))}</p>",
        "<p>The whole description, for tools: <a href='openapi.json'>openapi.json</a>.</p>",
    ]
    for tag in document.get("tags", []):
        parts.append(f"<h2 id='{escape(tag['name'])}'>{escape(tag['name'])}</h2>")
        parts.append(f"<p>{_prose(tag.get('description', ''))}</p>")
        parts.extend(
            _operation(method, path, operation)
            for path, methods in document["paths"].items()
            for method, operation in methods.items()
            if tag["name"] in operation.get("tags", [])
        )
    parts.append("</body></html>")
    return "".join(parts)


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    return "".join(
        (
            f"<details><summary><span class=method>{escape(method.upper())}</span> <code>{escape(path)}</code>",
            f"<span class=note>{escape(operation.get('summary', ''))}</span></summary>",
            f"<p>{_prose(operation.get('description', ''))}</p>",
            _parameters(operation.get("parameters", [])),
            _body(operation.get("requestBody")),
            _responses(operation["responses"]),
            "</details>",
        )
    )


def _prose(text: str) -> str:
    """Text with `code` marked as such."""
    return _CODE.sub(r"<code>\1</code>", escape(text))


def _parameters(parameters: list[dict[str, Any]]) -> str:
    rows = [
        (
            f"<code>{escape(parameter['name'])}</code>",
            escape(parameter["in"]),
            _prose(parameter.get("description", "")),
        )
        for parameter in parameters
    ]
    return _table(("Parameter", "In", ""), rows)


def _body(body: dict[str, Any] | None) -> str:
    if body is None:
        return ""
    rows = [(f"<code>{escape(kind)}</code>", _shape(content["schema"])) for kind, content in body["content"].items()]
    return _table(("Body", ""), rows)


def _responses(responses: dict[str, Any]) -> str:
    rows = [
        (
            escape(status),
            _prose(response.get("description", "")),
            ", ".join(_shape(content.get("schema", {})) for content in response.get("content", {}).values()),
        )
        for status, response in sorted(responses.items())
    ]
    return _table(("Status", "", "Answer"), rows)


def _shape(schema: dict[str, Any]) -> str:
    name = schema.get("$ref", "").rpartition("/")[2] or schema.get("title", "")
    return f"<code>{escape(name)}</code>" if name else ""


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    lines = ["".join(f"<th>{cell}</th>" for cell in head)]
    lines.extend("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"
