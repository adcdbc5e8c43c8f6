"""What the pages load: the style sheet and the scripts, each under an address with its hash, so that a browser keeps it
for a year and asks anew once it has changed."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from typing import Annotated, Final

from fastapi import APIRouter, Path, Response

from api.routing import Route
from clauses.errors import NotFound
from drafts.render.page import PAGES_STYLE

router = APIRouter(route_class=Route, include_in_schema=False)

_YEAR: Final = 365 * 24 * 3600
_STYLES: Final = (
    "counterpart.css",
    "review.css",
    "admin.css",
    "clauses.css",
    "proposals.css",
    "reference.css",
)
_SCRIPTS: Final = ("counterpart.js", "review.js", "admin.js")
_JAVASCRIPT: Final = "text/javascript"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that pages load."""

    content: bytes
    media_type: str

    @property
    def hash(self) -> str:
        """What its address names of it."""
        return sha256(self.content).hexdigest()[:16]


def _read(*names: str) -> bytes:
    """The files, one after another."""
    return b"".join(files("api.web").joinpath("static", name).read_bytes() for name in names)


ASSETS: Final = {
    "counterpart.css": Asset(PAGES_STYLE.encode() + _read(*_STYLES), "text/css"),
    "counterpart.js": Asset(_read(*_SCRIPTS), _JAVASCRIPT),
    "htmx.min.js": Asset(_read("htmx.min.js"), _JAVASCRIPT),
    "icon.svg": Asset(_read("icon.svg"), "image/svg+xml"),
}


def address_of(name: str) -> str:
    """Where a page loads ``name`` from."""
    return f"/app/static/{ASSETS[name].hash}/{name}"


@router.get("/app/static/{hash_}/{name}")
def get_asset(hash_: Annotated[str, Path(max_length=64)], name: Annotated[str, Path(max_length=64)]) -> Response:
    """A file that pages load; of another version than the address names there is none."""
    asset = ASSETS.get(name)
    if asset is None or asset.hash != hash_:
        raise NotFound("There is no such file; load the page again.")
    headers = {"Cache-Control": f"public, max-age={_YEAR}, immutable"}
    return Response(asset.content, headers=headers, media_type=asset.media_type)
