"""The registry of clause kinds: a value that is made once, and the one that is in use where code runs.

Which kinds there are is decided where the program starts (docs/decisions/0013). Nothing here can be added to: other
kinds are another registry, in use for the length of a block. Without a word the built-in kinds are in use.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

from clauses.errors import UnknownKind
from clauses.kinds.problems import nearest
from clauses.kinds.spec import KindSpec


class Registry:
    """Clause kinds by name, in the order in which an agreement usually has them. It never changes."""

    __slots__ = ("_by_name",)

    def __init__(self, specs: Iterable[KindSpec]) -> None:
        by_name: dict[str, KindSpec] = {}
        for spec in specs:
            if spec.name in by_name:
                raise ValueError(f"two clause kinds are called {spec.name!r}")
            by_name[spec.name] = spec
        self._by_name: Mapping[str, KindSpec] = MappingProxyType(by_name)

    @property
    def specs(self) -> tuple[KindSpec, ...]:
        """Every kind."""
        return tuple(self._by_name.values())

    @property
    def names(self) -> tuple[str, ...]:
        """The name of every kind."""
        return tuple(self._by_name)

    def kind(self, name: str) -> KindSpec:
        """Return the kind called ``name``.

        :raises UnknownKind: there is none; the detail names those most like it.
        """
        try:
            return self._by_name[name]
        except KeyError:
            raise UnknownKind(f"There is no clause kind {name!r}{nearest(name, self.names)}.") from None

    def with_kinds(self, more: Iterable[KindSpec]) -> Registry:
        """Return a registry that has ``more`` kinds after its own; ValueError when a name comes twice."""
        return Registry((*self.specs, *more))


_IN_USE: ContextVar[Registry | None] = ContextVar("clause_kinds_in_use", default=None)


def in_use() -> Registry | None:
    """The registry that :func:`using` put in use here, or None: then the built-in kinds are."""
    return _IN_USE.get()


@contextmanager
def using(registry: Registry) -> Generator[None]:
    """Put ``registry`` in use for the length of a block: in this thread or task, and in those that it begins."""
    token = _IN_USE.set(registry)
    try:
        yield
    finally:
        _IN_USE.reset(token)
