"""What it costs to make a draft: clauses into words, words into a document, the checks, and the Word file.

The agreement is the demonstration's execution version with clauses in free words beside it, 300 in all. Times are the
best of several, warm, each stage by itself.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from rich.table import Table

from api.services.demonstration import AGREEMENT_ID
from clauses.checks import check
from clauses.checks.state import agreement_state
from clauses.ids import clause_id_from
from clauses.record import ClauseRevision, create
from clauses.wording import render
from drafts.assemble import assemble
from drafts.model import DraftIdentity
from drafts.word.writer import write
from tests.bench.measure import best_of
from tests.support.spoiled import EXECUTION_VERSION, version

CLAUSES = 300
AIM_ASSEMBLE_AND_CHECK = 0.150
AIM_WRITE = 1.0
_AT = datetime(2026, 11, 1, 10, tzinfo=UTC)
_IDENTITY = DraftIdentity(1, "Bench", date(2026, 11, 1), "0" * 64)
_SENTENCES = (
    "The Department shall give the Superintendent each Recording within ten (10) business days.",
    "Subject to {ref:kind:retention}, a Party may ask for a copy under {ref:kind:access_disclosure}.",
    "An SRO shall wear the Body-Worn Camera while the SRO is on duty at school, as Exhibit B provides.",
    "The District and the City shall review the cost of $130,000 by April 15 of each year.",
    "Nothing in this Section limits what the Board or the Chief may do to keep students safe.",
)


@dataclass(frozen=True, slots=True)
class Stages:
    """Seconds of each stage, and what it worked on."""

    clauses: int
    paragraphs: int
    findings: int
    words: float
    assemble: float
    check: float
    write: float

    @property
    def assemble_and_check(self) -> float:
        """What a person waits for after each change."""
        return self.words + self.assemble + self.check


def agreement(clauses: int = CLAUSES) -> list[ClauseRevision]:
    """An agreement of so many clauses; the same each time."""
    typed = version(EXECUTION_VERSION)
    chance = random.Random(7)
    free = [_free(chance, n) for n in range(clauses - len(typed))]
    return [
        create(
            clause_id=clause_id_from(f"{AGREEMENT_ID}/{each['key']}".encode()),
            kind=each["kind"],
            heading=each["heading"],
            fields=each["fields"],
            author="Bench",
            at=_AT,
        )
        for each in (*typed, *free)
    ]


def _free(chance: random.Random, number: int) -> dict[str, Any]:
    paragraphs = [{"level": 1, "text": " ".join(chance.sample(_SENTENCES, 2))} for _ in range(chance.randint(2, 6))]
    return {"key": f"b{number}", "kind": "custom", "heading": f"Matter {number}", "fields": {"paragraphs": paragraphs}}


def measure_drafting(times: int) -> Stages:
    """The cost of each stage."""
    revisions = agreement()
    words = [render(each) for each in revisions]
    document = assemble("Bench", words).document
    dated = date(2026, 11, 1)
    return Stages(
        clauses=len(revisions),
        paragraphs=len(document.blocks),
        findings=len(check(agreement_state(revisions, dated=dated, words=words))),
        words=best_of(times, lambda: [render(each) for each in revisions]),
        assemble=best_of(times, lambda: assemble("Bench", words)),
        check=best_of(times, lambda: check(agreement_state(revisions, dated=dated, words=words))),
        write=best_of(times, lambda: write(document, _IDENTITY, author="Bench")),
    )


def drafting_table(stages: Stages, times: int) -> Table:
    """The stages, one a row."""
    shown = Table(
        title=f"A draft of {stages.clauses} clauses and {stages.paragraphs} paragraphs, best of {times}",
        caption=f"{stages.findings} findings. Words, assembling and checking are what a person waits for on a change.",
        box=None,
    )
    shown.add_column("stage", no_wrap=True)
    for name in ("ms", "aim ms"):
        shown.add_column(name, justify="right")
    for name, seconds, aim in (
        ("clauses into words", stages.words, None),
        ("assemble", stages.assemble, None),
        ("check", stages.check, None),
        ("words, assemble, check", stages.assemble_and_check, AIM_ASSEMBLE_AND_CHECK),
        ("write .docx", stages.write, AIM_WRITE),
    ):
        shown.add_row(name, f"{seconds * 1000:.1f}", "" if aim is None else f"{aim * 1000:.0f}")
    return shown
