"""The OpenAPI document: the framework's, put right where it does not say what this API does."""

import json
from typing import Any

from fastapi import FastAPI

_FRAMEWORKS_OWN = ("HTTPValidationError", "ValidationError")


class DescribedApp(FastAPI):
    """An application whose document is `tidy`."""

    _document: dict[str, Any] | None = None

    def openapi(self) -> dict[str, Any]:
        """The document; made once, when it is first asked for."""
        if self._document is None:
            self._document = tidy(super().openapi())
        return self._document


def tidy(document: dict[str, Any]) -> dict[str, Any]:
    """A copy without the 422 that the framework adds to every route (we answer 400), and with readable schema names
    (`TracePageSuccess`, not `Success_TracePage_`)."""
    schemas = document["components"]["schemas"]
    text = json.dumps(document)
    for name, schema in schemas.items():
        title = schema.get("title", name)
        if name.endswith("_") and title not in schemas:
            text = text.replace(f'"#/components/schemas/{name}"', f'"#/components/schemas/{title}"')
            text = text.replace(f'"{name}": ', f'"{title}": ')
    copy: dict[str, Any] = json.loads(text)
    for methods in copy["paths"].values():
        for operation in methods.values():
            operation["responses"].pop("422", None)
    for name in _FRAMEWORKS_OWN:
        copy["components"]["schemas"].pop(name, None)
    return copy
