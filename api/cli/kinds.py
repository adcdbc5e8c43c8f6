"""``counterpart kinds``: the clause kinds and the fields of each."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from api.cli import show
from api.own_kinds import read_registry
from api.settings import read_settings
from clauses.kinds import kind, kinds, schema
from clauses.kinds.registry import using


def list_kinds(
    name: Annotated[
        str | None, typer.Argument(metavar="KIND", help="One kind, with its fields. Default: all, without.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the kinds with their JSON Schemas.")] = False,
) -> None:
    """List the clause kinds and their fields.

    A clause is a typed record of one of these kinds; its words are made from its fields. Kinds of the office's own
    stand at the end: they come from the folder that COUNTERPART_KINDS names.

    \b
    Examples:
      counterpart kinds
      counterpart kinds retention
      counterpart kinds retention --json
    """
    with using(read_registry(read_settings())):
        _list(name, as_json)


def _list(name: str | None, as_json: bool) -> None:
    chosen = kinds() if name is None else (kind(name),)
    if as_json:
        described = [
            {
                "name": k.name,
                "title": k.title,
                "summary": k.summary,
                "repeatable": k.repeatable,
                "schema": schema(k.name),
            }
            for k in chosen
        ]
        print(json.dumps(described if name is None else described[0], indent=2, ensure_ascii=False))
        return
    out = show.console()
    if name is None:
        out.print(_table("kind", [(k.name, k.summary) for k in chosen]))
        return
    out.print(f"{chosen[0].title}: {chosen[0].summary}\n", markup=False)
    out.print(_table("field", [(field, _told(told)) for field, told in schema(name)["properties"].items()]))


def _table(what: str, rows: list[tuple[str, str]]) -> Table:
    table = Table(what, "what it says", box=None, pad_edge=False, header_style="bold")
    for name, told in rows:
        table.add_row(Text(name, style="cyan"), Text(told))
    return table


def _told(field: dict[str, Any]) -> str:
    return str(field.get("description") or field.get("title") or "")
