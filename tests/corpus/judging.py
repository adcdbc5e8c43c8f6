"""A pair of Word files, redlined and held against every judge that this machine has.

``redlined`` runs in a process of its own for each pair; ``Bystanders`` asks the Open XML SDK validator and LibreOffice
about the file; ``judged`` lets the independent judge speak about a whole suite.
"""

from __future__ import annotations

import queue
import time
import tomllib
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from clauses.errors import CounterpartError
from drafts.redline import redline
from drafts.word.lint import beyond, lint
from tests.support import judges, tools, validator
from tests.support.corpus import Pair
from tests.support.known_wrong import disagreement, lost_revisions
from tests.support.libreoffice import Office, OfficeVerdict

AT = datetime(2020, 3, 3, 9, tzinfo=UTC)
EXCEPTIONS = Path(__file__).with_name("exceptions.toml")


@dataclass
class Outcome:
    """What became of a pair: the redline's file, and what each judge found (its name first). ``excused`` are findings
    that the list of exceptions explains, ``unneeded`` the judges that it excuses for nothing."""

    pair: Pair
    redline: Path
    seconds: float = 0.0
    changes: int = 0
    coarser: int = 0
    wrong: list[str] = field(default_factory=list[str])
    excused: list[str] = field(default_factory=list[str])
    unneeded: list[str] = field(default_factory=list[str])
    painted: float | None = None

    @property
    def suite(self) -> str:
        """The pair's suite."""
        return self.pair.name.partition("/")[0]


def redlined(pair: Pair, folder: Path) -> Outcome:
    """Redline a pair into ``folder`` and lint it. Every exception is a fault of the engine and told as one."""
    outcome = Outcome(pair, folder / f"{pair}.docx")
    before, after = pair.before, pair.after
    begun = time.perf_counter()
    try:
        made = redline(before, after, author="Corpus", at=AT)
    except CounterpartError as refusal:
        outcome.wrong.append(f"refused: {refusal}")
        return outcome
    except Exception as crash:
        outcome.wrong.append(f"crashed: {type(crash).__name__}: {crash}")
        return outcome
    outcome.seconds = time.perf_counter() - begun
    outcome.changes, outcome.coarser = len(made.changes.changes), made.proof.coarser
    outcome.redline.parent.mkdir(parents=True, exist_ok=True)
    outcome.redline.write_bytes(made.docx)
    found = beyond(lint(made.docx), lint(before), lint(after))
    outcome.wrong += [f"lint: {f.rule} in {f.part}: {f.message}" for f in found]
    return outcome


class Bystanders:
    """The SDK validator and LibreOffice, for several threads at once: as many offices as threads ask."""

    def __init__(self, workers: int) -> None:
        self.missing = [why for why in (validator.why_no_validator(), tools.why_no_office()) if why]
        self._offices: queue.Queue[Office] = queue.Queue()
        if tools.why_no_office() is None:
            for _ in range(workers):
                self._offices.put(Office())

    def ask(self, outcome: Outcome) -> None:
        """Add what they find to the outcome."""
        if not outcome.redline.exists():
            return
        if validator.why_no_validator() is None:
            self._ask_validator(outcome)
        if tools.why_no_office() is None:
            self._ask_office(outcome)

    def close(self) -> None:
        """End the offices."""
        while not self._offices.empty():
            self._offices.get().close()

    def _ask_validator(self, outcome: Outcome) -> None:
        folder = outcome.pair.folder
        try:
            found = validator.added(outcome.redline, folder / "before.docx", folder / "after.docx")
        except validator.ValidatorFailed as failure:
            outcome.wrong.append(f"sdk: {failure}")
        else:
            outcome.wrong += [f"sdk: {finding}" for finding in found]

    def _ask_office(self, outcome: Outcome) -> None:
        with self._office() as office:
            docx = outcome.redline.read_bytes()
            verdicts = office.resolve([outcome.pair.before, outcome.pair.after, docx])
        if lost_revisions(verdicts[-1].revisions, docx):
            outcome.excused.append("libreoffice: it loses every revision of a file with framed paragraphs in a table")
        else:
            _hold(outcome, "libreoffice", office_disagreement(*verdicts, docx))

    @contextmanager
    def _office(self) -> Generator[Office]:
        office = self._offices.get()
        try:
            yield office
        finally:
            self._offices.put(office)


def office_disagreement(before: OfficeVerdict, after: OfficeVerdict, made: OfficeVerdict, docx: bytes) -> str | None:
    """Where LibreOffice's reading of the redline differs from its reading of the two files, in a phrase.

    What it reads of all three is compared, so that what it recalculates or misreads in each is no difference. A file
    that it does not open tells nothing.
    """
    if before.error or after.error:
        return None
    if made.error:
        return f"does not open the redline: {made.error}"
    for what, want, got, accepted in (
        ("accepted", after.accepted, made.accepted, True),
        ("rejected", before.accepted, made.rejected, False),
    ):
        found = disagreement(want, got, docx, accepted=accepted)
        if found:
            return f"{what}: {found}"
    return None


@cache
def exceptions() -> dict[str, dict[str, str]]:
    """By judge the pairs on which it is known to be wrong, each with the reason."""
    return tomllib.loads(EXCEPTIONS.read_text(encoding="utf-8"))


def _hold(outcome: Outcome, judge: str, found: str | None) -> None:
    """Hold a judge's finding against the outcome, unless this judge is known to be wrong on this pair."""
    reason = exceptions()[judge].get(outcome.pair.name)
    if found and reason:
        outcome.excused.append(f"{judge}: {reason}")
    elif found:
        outcome.wrong.append(f"{judge}: {found}")
    elif reason:
        outcome.unneeded.append(judge)


def judged(outcomes: Iterable[Outcome], folder: Path, staged: Path) -> judges.Judged:
    """Let the independent judge see the redlines of ``folder``; its faults and figures are added to the outcomes.

    In ``staged`` it finds links to exactly the pairs of ``outcomes``. Raises JudgeFailed.
    """
    listed = {outcome.pair.name: outcome for outcome in outcomes}
    for name, outcome in listed.items():
        link = staged / name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(outcome.pair.folder.resolve(), target_is_directory=True)
    verdict = judges.judge(staged, folder)
    for name, fault in verdict.wrong.items():
        listed[name].wrong.append(f"judge: {fault}")
    for name, ratio in verdict.painted.items():
        listed[name].painted = ratio
    if verdict.restored < verdict.right_with_properties:
        _name_lost_properties(listed.values())
    return verdict


def _name_lost_properties(outcomes: Iterable[Outcome]) -> None:
    for outcome in outcomes:
        if outcome.redline.exists():
            folder = outcome.pair.folder
            lost = judges.lost_properties(folder / "before.docx", folder / "after.docx", outcome.redline)
            _hold(outcome, "properties", lost)
