"""The page about the HTTP API names every code with its status, every setting with its default, and every address."""

from __future__ import annotations

import re
from pathlib import Path

from fastapi.routing import APIRoute

from api.app import ROUTERS
from api.errors import STATUS
from api.settings import Settings

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "http-api.md").read_text(encoding="utf-8")


def test_every_code_is_written_down_with_its_status() -> None:
    written = {code: int(status) for status, code in re.findall(r"^\| (\d{3}) \| `([a-z-]+)` \|", PAGE, flags=re.M)}
    of_the_server = {"bad-request": 400, "content-too-large": 413, "internal-error": 500, "unsupported-media-type": 415}
    of_the_server |= {"request-timeout": 408, "not-ready": 503, "too-many-requests": 429}
    assert written == {**{error.code: status for error, status in STATUS.items()}, **of_the_server}


def test_every_setting_is_written_down_with_its_default() -> None:
    written = dict(re.findall(r"^\| `([A-Z_]+)` \| `([^`]+)` \|", PAGE, flags=re.M))
    assert written == {name.upper(): str(field.default) for name, field in Settings.model_fields.items()}


def test_every_address_is_written_down() -> None:
    addresses = {
        route.path.replace("{agreement_id}", "{id}")
        for module in ROUTERS
        for route in module.router.routes
        if isinstance(route, APIRoute)
    }
    assert [address for address in sorted(addresses) if f"`{address}`" not in PAGE] == []
