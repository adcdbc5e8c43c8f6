"""``counterpart openapi``: the description of the HTTP API, for programs that generate clients."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer
import yaml

from api.app import openapi_document


class DocumentFormat(StrEnum):
    """How the document is written."""

    JSON = "json"
    YAML = "yaml"


def openapi(
    format: Annotated[  # noqa: A002 - the option's name
        DocumentFormat, typer.Option("--format", help="How the document is written.")
    ] = DocumentFormat.JSON,
) -> None:
    """Print the OpenAPI document of the HTTP API.

    The same document is at /openapi.json of a running server. No store is opened for it.

    \b
    Examples:
      counterpart openapi > openapi.json
      counterpart openapi --format yaml
    """
    document = openapi_document()
    if format is DocumentFormat.YAML:
        typer.echo(yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=120), nl=False)
    else:
        typer.echo(json.dumps(document, indent=2, ensure_ascii=False))
