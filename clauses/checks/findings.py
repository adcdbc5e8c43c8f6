"""What a check finds, and what the registry knows about a rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from clauses.checks.state import AgreementState


class Level(StrEnum):
    """How much a finding matters, the worst first."""

    ERROR = "error"
    """The agreement contradicts itself or leaves out what it relies on."""
    WARNING = "warning"
    """It holds together, and a careful reader would still ask."""
    NOTICE = "notice"
    """Something is left open, and should be so on purpose."""


class Theme(StrEnum):
    """What a rule is about, as a heading."""

    CAMERAS = "Camera use"
    CUSTODY = "Ownership, custody and security"
    RETENTION = "Retention, holds and audits"
    DISCLOSURE = "Access, disclosure and privacy"
    TERM = "Term, renewal and pilot"
    CONSISTENCY = "Values that must agree"
    SIGNING = "Dates and signatures"
    REFERENCES = "References and precedence"
    TERMS = "Defined terms"
    WORDS = "Words"


@dataclass(frozen=True, slots=True)
class Place:
    """What a finding relates: a field of a clause with its value, or words of the clause."""

    clause_id: str
    kind: str
    heading: str
    field: str
    """Dotted from the clause's fields ("rules.general.min"); empty where the finding is about words or the clause."""
    title: str
    """What a person calls the field ("Custodian"), or which words are meant ("Paragraph 3")."""
    value: str
    """The value in words ("the Department", "385 days", "blank"), or the words."""


@dataclass(frozen=True, slots=True)
class Hit:
    """What the check of one rule gives: a finding that does not name its rule yet."""

    level: Level
    why: str
    mend: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A check's result. It advises and never blocks: ``why`` is one sentence, and so is ``mend``."""

    rule: str
    level: Level
    title: str
    why: str
    mend: str
    places: tuple[Place, ...]
    source: str
    """Statute, regulation or case behind the rule, for a lawyer to verify; empty where it is good drafting alone."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it is called, what it looks at, and the check itself."""

    code: str
    title: str
    summary: str
    """One sentence that says what must hold."""
    theme: Theme
    levels: tuple[Level, ...]
    """The levels that its findings may have."""
    check: Callable[[AgreementState], Iterator[Hit]]
    source: str = ""
