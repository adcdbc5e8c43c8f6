"""Who reads, as the store is told it, so that it can hold back by itself what is another side's
(:mod:`api.store.row_security`).

PostgreSQL is told at the beginning of every transaction, for that transaction alone: who is not named sees nothing that
is private. SQLite has no such wall, and is told nothing.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

ALL_ROWS: Final = "everything"


@dataclass(frozen=True, slots=True)
class Reader:
    """An account, or nobody; or the installation itself, which has to see ``everything``."""

    user_id: str = ""
    everything: bool = False


NOBODY: Final = Reader()
"""Sees nothing that is private. It is what a connection is that was told nothing."""
INSTALLATION: Final = Reader(everything=True)
"""Commands on the machine, and work that no request asked for. No request over HTTP reads as it."""


class Why(StrEnum):
    """What a request may need all rows for, whoever asks. There are no other reasons, and none of them shows a row."""

    NUMBER = "the number of a draft is taken, whether its author sees who took it or not"
    ANCESTRY = "the draft that a draft came from is looked for behind those that the reader does not see"
    BEGUN = "a negotiation has begun with the first thing that anybody wrote in it"
    AUDIT = "the audit tells every chain, and webhooks every side, that a change concerns"
    FORGET = "what is too old, or too much, is forgotten whosever it is"


_TELL = text("SELECT set_config('counterpart.user', :user, true), set_config('counterpart.sight', :sight, true)")
_WIDEN = text("SELECT current_setting('counterpart.sight', true), set_config('counterpart.sight', :sight, true)")
_NARROW = text("SELECT set_config('counterpart.sight', :sight, true)")


def tell(connection: Connection, reader: Reader) -> None:
    """Say who reads, to the end of the transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(_TELL, {"user": reader.user_id, "sight": ALL_ROWS if reader.everything else ""})


@contextmanager
def seeing_all(connection: Connection, why: Why) -> Generator[None]:  # noqa: ARG001 - the reason is for the reader of the code
    """See every row for the time of the block, and for one of the reasons that there are."""
    if connection.dialect.name != "postgresql":
        yield
        return
    before = connection.execute(_WIDEN, {"sight": ALL_ROWS}).one()[0] or ""
    try:
        yield
    except BaseException:
        with suppress(SQLAlchemyError):  # a transaction that has failed takes the setting with it
            connection.execute(_NARROW, {"sight": before})
        raise
    connection.execute(_NARROW, {"sight": before})
