"""The folder with an office's own clause kinds, read once at start, and the kinds in use for each request."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from api.settings import Settings
from clauses.errors import InvalidOption
from clauses.kinds import BUILT_IN
from clauses.kinds.registry import Registry, using
from clauses.own_kinds import load_kinds


def read_registry(settings: Settings) -> Registry:
    """The built-in kinds and those of the folder that ``settings`` name: every ``*.toml`` in it, by name.

    Raises :class:`InvalidOption` for a folder that is not there, and :class:`InvalidKindFile`.
    """
    if settings.kinds is None:
        return BUILT_IN
    if not settings.kinds.is_dir():
        raise InvalidOption(f"COUNTERPART_KINDS names {settings.kinds}, and there is no such folder.")
    return load_kinds((str(file), file.read_bytes()) for file in sorted(settings.kinds.glob("*.toml")))


class KindsInUse:
    """Puts the registry of the running server in use for each request."""

    def __init__(self, app: ASGIApp, *, registry: Registry) -> None:
        self.app, self.registry = app, registry

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer in a context in which the registry is in use."""
        with using(self.registry):
            await self.app(scope, receive, send)
