"""The digest: at most one mail a day to each person, with how much newly waits for their side, never what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from api import mail
from api.auth.access import Scope
from api.auth.caller import Caller
from api.runtime import Runtime
from api.services.waiting import Waiting, list_waiting
from api.settings import Settings
from api.store import digests as store
from api.store.accounts import UserRecord, list_users
from api.store.reader import Reader
from api.store.recording import Doer
from api.store.unit import Unit
from clauses.errors import CounterpartError
from drafts.render.told import count

APART: Final = timedelta(hours=20)
"""The least time between two mails to one person: a daily command never runs at the same second."""
_DOER: Final = Doer(what="digest")


class Wanted(StrEnum):
    """How often somebody wants to be told by mail."""

    DAILY = "daily"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of a run: to whom a digest went, and to whom it could not, by e-mail address."""

    told: tuple[str, ...]
    failed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Digest:
    """What somebody is told, up to ``at``; ``before`` is up to when it was told last."""

    waiting: tuple[Waiting, ...]
    wanted: Wanted
    before: datetime | None
    at: datetime


def wanted_by(unit: Unit, user_id: str) -> Wanted:
    """How often an account wants mail: daily, until it says otherwise."""
    record = store.find_digest(unit.read, user_id)
    return Wanted.DAILY if record is None else Wanted(record.wanted)


def choose(unit: Unit, user_id: str, wanted: Wanted) -> None:
    """Keep how often an account wants mail."""
    store.put_wanted(unit.write, user_id, wanted.value)


def send_digests(runtime: Runtime) -> Sent:
    """Mail everybody who wants it what newly waits for their side; nothing where nothing does.

    Whom a digest goes to is written down before the mail leaves, so that two runs at a time send one; a mail that can't
    leave is taken back, for the next run.
    """
    with runtime.unit(_DOER) as unit:
        users = [each for each in list_users(unit.read) if each.disabled_at is None]
    told: list[str] = []
    failed: list[str] = []
    for user in users:
        try:
            with runtime.unit(_DOER, Reader(user.id)) as unit:
                digest = _digest(unit, user)
        except CounterpartError:  # one account must not keep the others from their mail
            failed.append(user.email)
            continue
        if digest is None or not _moved(runtime, user, digest, digest.before, digest.at):
            continue
        try:
            mail.send(runtime.settings, user.email, *_words(runtime.settings, user, digest.waiting), at=digest.at)
            told.append(user.email)
        except OSError:
            _moved(runtime, user, digest, digest.at, digest.before)
            failed.append(user.email)
    return Sent(tuple(told), tuple(failed))


def _moved(runtime: Runtime, user: UserRecord, digest: _Digest, before: datetime | None, at: datetime | None) -> bool:
    with runtime.unit(_DOER) as unit:
        return store.set_sent(unit.write, user.id, digest.wanted.value, before, at)


def _digest(unit: Unit, user: UserRecord) -> _Digest | None:
    """What is new for somebody who wants to know; None where nothing is, or the last mail is not long ago."""
    record = store.find_digest(unit.read, user.id)
    wanted = Wanted.DAILY if record is None else Wanted(record.wanted)
    before = None if record is None else record.sent_at
    if wanted is Wanted.OFF or (before is not None and unit.at - before < APART):
        return None
    found = list_waiting(unit, Caller(user, frozenset({Scope.READ})))
    new = found if before is None else tuple(each.since(before) for each in found)
    new = tuple(each for each in new if not each.is_empty)
    return _Digest(new, wanted, before, unit.at) if new else None


def _words(settings: Settings, user: UserRecord, waiting: Sequence[Waiting]) -> tuple[str, str]:
    """(subject, text) of the mail: counts and a link."""
    number = sum(each.count for each in waiting)
    subject = f"Counterpart: {count(number, 'thing')} new for your side" if number else "Counterpart: days come near"
    lines = [f"{user.name},", "", "this is new for your side:", ""]
    for each in waiting:
        lines += [f"{each.agreement.short_title or each.agreement.title}", *_counts(each), ""]
    lines += [
        f"See what it is: {settings.public_url}/app/inbox",
        "",
        "You get this once a day at most, and only when there is something new. On that page you can turn it off.",
    ]
    return subject, "\n".join(lines) + "\n"


def _counts(each: Waiting) -> list[str]:
    told = (
        (len(each.proposals), "proposal to answer", "proposals to answer"),
        (len(each.drafts), "draft on the table", "drafts on the table"),
        (len(each.threads), "comment to answer", "comments to answer"),
        (len(each.days), "day that comes near", "days that come near"),
    )
    return [f"  - {count(number, one, many)}" for number, one, many in told if number]
