"""Playbooks, as rows: each row is private to the party that it names, and no other module reads them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, Integer, String, Table, insert, select, update

from api.store.columns import CanonicalJson, metadata

playbooks = Table(
    "playbooks",
    metadata,
    Column("agreement_id", String(64), ForeignKey("agreements.id", ondelete="RESTRICT"), primary_key=True),
    Column("party", String(40), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("positions", CanonicalJson, nullable=False),
)

FIRST = 1
"""The version of a playbook that nobody has written yet: it is empty."""


def find_playbook(connection: Connection, agreement_id: str, party: str) -> tuple[int, list[dict[str, Any]]]:
    """The version of a party's playbook and its positions."""
    row = connection.execute(
        select(playbooks.c.version, playbooks.c.positions).where(
            playbooks.c.agreement_id == agreement_id, playbooks.c.party == party
        )
    ).one_or_none()
    return (FIRST, []) if row is None else (row.version, row.positions)


def replace_playbook(
    connection: Connection, agreement_id: str, party: str, seen: int, positions: list[dict[str, Any]]
) -> bool:
    """Store ``positions`` if the playbook is still that of version ``seen``; whether it was. The caller holds the
    agreement's row (:func:`api.store.agreements.lock_agreement`)."""
    if find_playbook(connection, agreement_id, party)[0] != seen:
        return False
    whose = {"agreement_id": agreement_id, "party": party}
    changed = connection.execute(
        update(playbooks)
        .where(playbooks.c.agreement_id == agreement_id, playbooks.c.party == party)
        .values(version=seen + 1, positions=positions)
    )
    if changed.rowcount == 0:
        connection.execute(insert(playbooks), {**whose, "version": seen + 1, "positions": positions})
    return True
