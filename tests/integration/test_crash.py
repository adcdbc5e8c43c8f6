"""What was acknowledged is there after kill -9, once and whole: a small share of ``make crash``. Only a real process
can be killed, which is why these tests take seconds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert

from api.runtime import open_runtime
from api.settings import Settings
from api.store.agreements import AgreementRecord, Party, insert_agreement
from api.store.comments import CommentRecord, ThreadRecord, insert_comment, insert_thread, threads
from tests.support import postgresql, tools
from tests.support.crash.judging import judged
from tests.support.crash.rounds import Victim, scene
from tests.support.postgresql import Cluster

WRITES = 40


@pytest.fixture
def durable() -> Iterator[Cluster]:
    """A cluster of the test's own, which writes to the disk what it acknowledges."""
    reason = postgresql.why_none()
    if reason is not None:
        tools.skip(reason)
    made = Cluster(durable=True)
    yield made
    made.close()


def test_a_server_that_is_killed_has_lost_nothing_that_it_acknowledged() -> None:
    with scene("sqlite", Victim.SERVER, 7) as made:
        made.round(Victim.SERVER, WRITES)
    assert made.tally.sound, made.tally
    assert made.tally.acknowledged >= WRITES


def test_one_of_two_servers_is_killed_and_then_the_database(durable: Cluster) -> None:
    with scene("postgresql", Victim.ONE_OF_TWO, 7, durable) as made:
        made.round(Victim.ONE_OF_TWO, WRITES)
        made.round(Victim.DATABASE, WRITES)
    assert made.tally.sound, made.tally
    assert made.tally.acknowledged >= 2 * WRITES


def test_what_is_lost_doubled_or_partial_is_found(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.sqlite3'}"
    runtime = open_runtime(Settings(database_url=url))
    with runtime.unit() as unit:
        parties = (Party("district", "the Board"), Party("city", "the City"))
        insert_agreement(unit.write, AgreementRecord("agr-1", "Memorandum", "", "mou", 1, unit.at, parties))
        for name in ("empty", "full"):
            insert_thread(unit.write, ThreadRecord(f"thr-{name}", "agr-1", None, None, None, None, unit.at))
        for place in (1, 2):
            insert_comment(unit.write, CommentRecord("thr-full", place, "A", "city", "said twice", unit.at))
        statement = insert(threads).values(id="thr-unseen", agreement_id="agr-1", at=unit.at)
        unit.write.exec_driver_sql(str(statement.compile(unit.write, compile_kwargs={"literal_binds": True})))
    runtime.close()
    verdict = judged(url, {"never said": ("thread", {}), "said twice": ("comment", {})})
    assert verdict.lost == ["never said"]
    assert "said twice" in verdict.doubled
    assert any("thr-empty is empty" in each for each in verdict.partial)
    assert any("thr-unseen" in each and "is not in the audit" in each for each in verdict.partial)
    assert verdict.entries > 0
    assert verdict.broken == []
